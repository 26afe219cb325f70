"""The lines of an uploaded document: what a reader of DOCX or PDF hands to the parser, and nothing about files."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from services.cvfsm.core.document.text import clean

MIN_CAPITALS: Final = 3
"""Two capitals are initials or a country, not a line set in capitals."""
TAB: Final = "\t"

# Glyphs writers use as bullets; a dash or a star is one only before a space.
_BULLET: Final = re.compile(
    r"^[ \t]*(?:[•●▪■◦‣⁃∙·➢➤✓✔►▶○□❖◆♦➔➜\uf0b7\uf0a7\uf0d8\uf076\uf0fc]|[-–—*→»](?=[ \t])|o(?=[ \t]{1,9}\S))[ \t]*"
)


class Zone(StrEnum):
    """Where on the page a line stands."""

    BODY = "body"
    HEADER = "header"
    FOOTER = "footer"
    BOX = "box"


@dataclass(frozen=True, slots=True)
class Look:
    """What the eye sees: lines of one kind look alike.

    Attributes:
        style: Outline level 1-9 of a heading style, 0 for body text.
        size: Font size in points, 0 when not known.
    """

    style: int = 0
    bold: bool = False
    caps: bool = False
    size: float = 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """One visible line of text.

    Attributes:
        ref: Id of its paragraph, ``p1`` onwards in reading order; a paragraph with line breaks gives several lines.
        text: Cleaned; cells of a row and tab stops are separated by one tab.
        bullet: Whether it is a list item; its glyph is not in `text`.
        gap: Whether an empty line stands before it.
        zone: Where on the page.
        flow: Column of text it belongs to: (number of the table or box, column); () for the main text.
        links: Targets of its hyperlinks.
    """

    ref: str
    text: str
    look: Look = Look()
    bullet: bool = False
    gap: bool = False
    zone: Zone = Zone.BODY
    flow: tuple[int, ...] = ()
    links: tuple[str, ...] = ()


def tidy(line: Line) -> Line | None:
    """Return the line cleaned, with its bullet glyph and capitals noted; None when no text is left."""
    match = _BULLET.match(line.text)
    bullet = line.bullet or bool(match)
    parts = [clean(part) for part in (line.text[match.end() :] if match else line.text).split(TAB)]
    text = TAB.join(part for part in parts if part)
    if not text:
        return None
    letters = [c for c in text if c.isalpha()]
    caps = (
        len(letters) >= MIN_CAPITALS
        and all(c.isupper() for c in letters if c.lower() != c.upper())
        and text.upper() != text.lower()
    )
    return replace(line, text=text, bullet=bullet, look=replace(line.look, caps=line.look.caps or caps))


def joined(cells: list[Line]) -> Line:
    """Return the cells of one row as one line, separated by tabs."""
    first = cells[0]
    return replace(
        first,
        text=TAB.join(cell.text for cell in cells),
        bullet=first.bullet,
        links=tuple(link for cell in cells for link in cell.links),
        look=replace(first.look, bold=all(cell.look.bold for cell in cells)),
    )
