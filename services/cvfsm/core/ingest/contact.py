"""Contact data of a CV: name, e-mail, phone, place and links, read from its head and its contact section."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.cvfsm.core.ingest.contact_fields import email_address, links, phone
from services.cvfsm.core.ingest.names import best_name, labelled_name
from services.cvfsm.core.ingest.places import location

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.cvfsm.core.document.lines import Line
    from services.cvfsm.core.ingest.draft import Draft


@dataclass(frozen=True, slots=True)
class Contact:
    """What was found; empty where nothing was."""

    full_name: str = ""
    email: str = ""
    phone: str = ""
    location: str = ""
    links: tuple[str, ...] = ()


def read_contact(draft: Draft, head: Sequence[Line], contact: Sequence[Line], everything: Sequence[Line]) -> Contact:
    """Read contact data.

    Args:
        draft: Takes the sources.
        head: Lines before the first heading, page headers and footers.
        contact: Lines of a contact section.
        everything: All lines, searched for an e-mail address when the first two have none.
    """
    near = [*head, *contact]
    email = email_address(draft, near) or email_address(draft, everything)
    found = links(draft, near, everything)
    number = phone(draft, near)
    name = labelled_name(draft, near) or best_name(draft, head, contact, email)
    return Contact(name, email, number, location(draft, near, name), found)
