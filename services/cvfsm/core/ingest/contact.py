"""Contact data of a CV: name, headline, e-mail, phone, place and links, read from the head of its first page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.cvfsm.core.ingest.contact_fields import email_address, label_of, links, phone
from services.cvfsm.core.ingest.names import FIRST, labelled_name, read_name
from services.cvfsm.core.ingest.places import location

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.cvfsm.core.document.lines import Line
    from services.cvfsm.core.ingest.blocks import Block
    from services.cvfsm.core.ingest.draft import Draft


@dataclass(frozen=True, slots=True)
class Contact:
    """What was found; empty where nothing was."""

    full_name: str = ""
    headline: str = ""
    email: str = ""
    phone: str = ""
    location: str = ""
    links: tuple[str, ...] = ()


def read_contact(draft: Draft, near: Sequence[Line], everything: Sequence[Line], head: Block | None) -> Contact:
    """Read contact data.

    Args:
        draft: Takes the sources.
        near: Lines of the head, of a contact section, of page headers and footers.
        everything: All lines, searched when `near` has none.
        head: The head's pieces, each with what the model takes it for.
    """
    email = email_address(draft, near) or email_address(draft, everything)
    found = links(draft, near, everything)
    number = phone(draft, near) or phone(draft, everything)
    name = labelled_name(draft, [*near, *everything[:FIRST]]) or read_name(draft, head, near, everything, email)
    place = _run(draft, head, "location") or location(draft, near, name)
    return Contact(name, _run(draft, head, "headline"), email, number, place, found)


def _run(draft: Draft, head: Block | None, role: str) -> str:
    """Return the first neighbours of one role in the head, as they are written."""
    best: tuple[str, Line | None, float, int] = ("", None, 0.0, -1)
    for index, given in enumerate(head.roles) if head is not None else ():
        placed = head.pieces[index] if head is not None else None
        if placed is None or head is None or given != f"head.{role}":
            continue
        text, line, sure, last = best
        if line is None:
            best = (placed.piece.text, placed.line, head.sure[index], index)
        elif last == index - 1 and line is placed.line:
            start = line.text.find(text)
            best = (line.text[start : placed.piece.end], line, min(sure, head.sure[index]), index)
    text, line, sure, _ = best
    if line is None:
        return ""
    if label_of(text)[0] == role:
        text = label_of(text)[2]
    if text.count("(") > text.count(")"):
        text += ")" if f"{text})" in line.text else ""
    draft.cite(role, line, text, sure)
    return text
