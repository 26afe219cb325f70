"""Which type size and how much air make a CV fill its pages: an estimate, so that the printer needs two tries and not nine."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from services.cvfsm.core.output.page import Item, Page, Section


@dataclass(frozen=True, slots=True)
class Setting:
    """A type size.

    Attributes:
        size: Body text in points.
        air: Share of the usual space between lines and entries.
        lines: Estimated lines (`estimated_lines`) up to which a page holds the text: measured on 60 random CVs in three
            templates; it only has to be near.
    """

    size: float
    air: float
    lines: float


SETTINGS: Final = (
    Setting(13.0, 1.3, 31),
    Setting(12.5, 1.25, 34),
    Setting(12.0, 1.2, 38),
    Setting(12.0, 1.1, 40),
    Setting(11.5, 1.1, 44),
    Setting(11.5, 1.0, 47),
    Setting(11.0, 1.5, 43),
    Setting(11.0, 1.35, 46),
    Setting(11.0, 1.2, 49),
    Setting(10.5, 1.25, 51),
    Setting(10.5, 1.15, 54),
    Setting(10.5, 1.08, 56),
    Setting(10.5, 1.0, 58),
    Setting(10.0, 1.0, 61),
    Setting(10.0, 0.9, 64),
    Setting(9.5, 0.9, 68),
    Setting(9.0, 0.9, 74),
    Setting(9.0, 0.8, 78),
    Setting(8.5, 0.72, 84),
    Setting(8.0, 0.66, 93),
    Setting(7.5, 0.6, 105),
)
"""Large print first, then roomiest first. 10.5 is what word processors' CV templates use; below 8 print is hard to read, so 7.5 is the last resort."""

# In lines of body text: name and contact, a heading, title and employer of an entry with the space around them.
_MASTHEAD: Final = 3.0
_HEADING: Final = 2.2
_ENTRY: Final = 2.6
CHARS_PER_LINE: Final = 98
"""Of average English at 10.5 points on 17 cm."""


@dataclass(frozen=True, slots=True)
class Span:
    """The settings of a text size, by index.

    Attributes:
        roomiest: The first that is tried.
        comfort: The tightest one reads with ease: what fits on fewer pages in it takes fewer, so that no last page holds a line or two.
        tightest: The last resort, on the last page that is allowed.
    """

    roomiest: int
    comfort: int
    tightest: int


SPANS: Final = {"large": Span(0, 5, 5), "normal": Span(6, 15, 20), "small": Span(15, 18, 20)}
"""Text size -> its settings: 13 to 11.5 points, 11 to 9.5 (at need 7.5), 9.5 to 8.5 (at need 7.5)."""


def fewest_pages(page: Page, most: int, span: Span) -> int:
    """Return on how many pages a CV reads well, at most `most`: an estimate, the printer tries it."""
    lines = estimated_lines(page)
    return next((pages for pages in range(1, most) if lines <= SETTINGS[span.comfort].lines * pages), most)


def first_guess(page: Page, pages: int, span: Span) -> int:
    """Return the index of the setting that should fill `pages` pages."""
    lines = estimated_lines(page) / pages
    settings = range(span.roomiest, span.tightest + 1)
    return next((index for index in settings if lines <= SETTINGS[index].lines), span.tightest)


def estimated_lines(page: Page) -> float:
    """Return about how many lines of body text the page has at 10.5 points, headings and spaces counted as lines."""
    return _MASTHEAD + sum(_HEADING + _section_lines(section) for section in page.sections)


def heaviest(page: Page, pages: int, span: Span) -> tuple[int, tuple[str, ...]]:
    """About how many lines too many a CV has, and the three parts that take most room: what may be left out."""
    room = SETTINGS[span.tightest].lines * pages
    parts = [
        (_item_lines(item, section.kind), " ".join(filter(None, (item.title or section.label, item.period))))
        for section in page.sections
        for item in (section.items if section.kind == "entries" else [])
    ]
    parts += [(_section_lines(section), section.label) for section in page.sections if section.kind != "entries"]
    largest = sorted(parts, key=lambda part: -part[0])[:3]
    return max(1, math.ceil(estimated_lines(page) - room)), tuple(name for _, name in largest)


def _section_lines(section: Section) -> float:
    if section.kind in {"tags", "pairs"}:
        return _wrapped(sum(len(item.title) + len(item.place) + len(" · ") for item in section.items))
    return sum(_item_lines(item, section.kind) for item in section.items)


def _item_lines(item: Item, kind: str) -> float:
    head = _ENTRY if kind == "entries" else _wrapped(len(item.title))
    return head + sum(_wrapped(len(text)) for text in item.lines)


def _wrapped(chars: int) -> int:
    return math.ceil(chars / CHARS_PER_LINE)
