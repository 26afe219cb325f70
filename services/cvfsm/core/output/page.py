"""What a CV's page says, in order: the one model that every output format prints and the round trip checks.

Rules:
    1. Every value of the data is printed, `unsorted` excepted; nothing else is, but labels and periods. Tags, script
       addresses and bullets that were typed are no part of a value (`printable`).
    2. The order is the reading order: one column, contact first.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final

from services.cvfsm.core.document.cv import PRINTED, TEXT_LISTS
from services.cvfsm.core.output.labels import LABELS, print_period
from services.cvfsm.core.output.printable import printable, target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.cvfsm.core.document.cv import CvData, EducationEntry, Language, Style, WorkEntry

TEMPLATES: Final = ("modern", "classic", "tabular", "banner")
DEFAULT_TEMPLATE: Final = "modern"
PHOTO_TEMPLATES: Final = frozenset({"modern", "tabular", "banner"})
"""Those with room for a photo beside the name; in `classic` name and contact are centred."""
PAPERS: Final = ("a4", "letter")
TEXT_SIZES: Final = ("small", "normal", "large")
MOST_PAGES: Final = 10
"""Of a CV: an academic one with publications has six to eight."""


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """How to print.

    Attributes:
        language: One of `LANGUAGES`; the language of headings and dates.
        pages: Most pages, 1 to `MOST_PAGES`; as few are used as read well.
        template: One of `TEMPLATES`.
        paper: One of `PAPERS`.
        text_size: One of `TEXT_SIZES`.
        photo: PNG; printed in the templates of `PHOTO_TEMPLATES`, empty for none.
        section_order: Fields whose sections come first, in this order; the others follow in their usual order.
    """

    language: str = "en"
    pages: int = 2
    template: str = DEFAULT_TEMPLATE
    paper: str = "a4"
    text_size: str = "normal"
    photo: bytes = field(default=b"", repr=False)
    section_order: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a section; an empty part is not printed."""

    title: str = ""
    organisation: str = ""
    place: str = ""
    period: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its items.

    Attributes:
        kind: How it is set; ``works`` are entries without a bullet.
    """

    field: str
    label: str
    kind: Style
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The whole document."""

    language: str
    document: str
    name: str
    headline: str
    contacts: tuple[str, ...]
    targets: tuple[str, ...]
    sections: tuple[Section, ...]


def page_of(data: CvData, language: str, section_order: tuple[str, ...] = ()) -> Page:
    """Return what the page says; sections without content are left out, those of `section_order` come first."""
    labels = LABELS[language]
    items = {
        "profile": tuple(Item(lines=(printable(text),)) for text in _paragraphs(data.profile)),
        "work_experience": tuple(_job(entry, language) for entry in data.work_experience),
        "education": tuple(_degree(entry, language) for entry in data.education),
        "languages": tuple(_language(entry) for entry in data.languages),
    }
    for name in TEXT_LISTS:
        items[name] = tuple(Item(title=text) for text in map(printable, getattr(data, name)) if text)
    order = dict.fromkeys((*(name for name in section_order if name in PRINTED), *PRINTED))
    contacts = (data.location, data.phone, data.email, *data.links)
    shown = tuple(text for text in map(printable, contacts) if text)
    return Page(
        language=language,
        document=labels["document"],
        name=printable(data.full_name),
        headline=printable(data.headline),
        contacts=shown,
        targets=tuple(map(target, shown)),
        sections=tuple(Section(name, labels[name], PRINTED[name], items[name]) for name in order if items[name]),
    )


def printed(page: Page) -> Iterator[tuple[bool, str]]:
    """Yield ``(is_own, text)`` of every text on the page in reading order; labels are not the person's own words."""
    yield True, page.name
    if page.headline:
        yield True, page.headline
    yield from ((True, text) for text in page.contacts)
    for section in page.sections:
        yield False, section.label
        for item in section.items:
            yield from ((True, text) for text in (item.title, item.period, item.organisation, item.place) if text)
            yield from ((True, text) for text in item.lines)


def to_plain(page: Page) -> dict[str, Any]:
    """Return the page as JSON for a template."""
    return asdict(page)


def _paragraphs(text: str) -> list[str]:
    return [part for part in re.split(r"\n+", text) if printable(part)]


def _job(entry: WorkEntry, language: str) -> Item:
    return Item(
        title=printable(entry.title),
        organisation=printable(entry.employer),
        place=printable(entry.location),
        period=print_period(entry.start, entry.end, language),
        lines=tuple(printable(text) for text in entry.bullets if printable(text)),
    )


def _degree(entry: EducationEntry, language: str) -> Item:
    return Item(
        title=printable(entry.degree),
        organisation=printable(entry.institution),
        place=printable(entry.location),
        period=print_period(entry.start, entry.end, language),
        lines=tuple(printable(text) for text in entry.details if printable(text)),
    )


def _language(entry: Language) -> Item:
    level = printable(entry.level)
    return Item(title=printable(entry.name), place=f"({level})" if level else "")
