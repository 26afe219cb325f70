"""The lines of an uploaded document: what a reader of DOCX or PDF hands to the parser, and nothing about files."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.document.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MIN_CAPITALS: Final = 3
"""Two capitals are initials or a country, not a line set in capitals."""
TAB: Final = "\t"

# Glyphs writers use as bullets; a dash or a star is one only before a space.
_BULLET: Final = re.compile(
    r"^[ \t]*(?:[•●▪■◦‣⁃∙·➢➤✓✔►▶○□❖◆♦➔➜\uf0b7\uf0a7\uf0d8\uf076\uf0fc]|[-–—*→»](?=[ \t])|o(?=[ \t]{1,9}\S))[ \t]*"
)
_SPACE_MARKS: Final = re.compile(r"[ \t]*\t[ \t]*")


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
        color: ``0xRRGGBB``, 0 for black or not known.
    """

    style: int = 0
    bold: bool = False
    caps: bool = False
    size: float = 0.0
    italic: bool = False
    color: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look."""

    text: str
    look: Look = Look()


@dataclass(frozen=True, slots=True)
class Line:
    """One visible line of text.

    Attributes:
        ref: Id of its paragraph, ``p1`` onwards in reading order; a paragraph with line breaks gives several lines.
        text: Cleaned; cells of a row and tab stops are separated by one tab.
        look: Of most of its letters; the size is that of its largest.
        bullet: Whether it is a list item; its glyph is not in `text`.
        gap: Whether an empty line stands before it.
        zone: Where on the page.
        flow: Column of text it belongs to: (number of the table or box, column); () for the main text.
        links: Targets of its hyperlinks.
        runs: The text by its looks, in order; together they are `text`. Empty when all of it has the line's look.
        indent: How far the text begins from the left edge of its column, in units of the body's size; a list level counts two.
        page: Number of its page from 0; 0 where pages are not known.
    """

    ref: str
    text: str
    look: Look = Look()
    bullet: bool = False
    gap: bool = False
    zone: Zone = Zone.BODY
    flow: tuple[int, ...] = ()
    links: tuple[str, ...] = ()
    runs: tuple[Run, ...] = ()
    indent: float = 0.0
    page: int = 0


def made_of(line: Line, runs: Iterable[Run]) -> Line | None:
    """Return the line with this text: cleaned, its bullet glyph, capitals and main look noted; None when no text is left."""
    merged = _merged(runs)
    whole = "".join(run.text for run in merged)
    match = _BULLET.match(whole)
    if match:
        merged = _without(merged, match.end())
    tidied = _tidied(merged)
    text = "".join(run.text for run in tidied)
    if not text:
        return None
    letters = [(c, run.look) for run in tidied for c in run.text if c.isalnum()]
    bold = sum(look.bold for _, look in letters)
    italic = sum(look.italic for _, look in letters)
    cased = [c for c, _ in letters if c.isalpha()]
    caps = (
        len(cased) >= MIN_CAPITALS
        and text.upper() != text.lower()
        and all(c.isupper() for c in cased if c.lower() != c.upper())
    )
    first = tidied[0].look
    look = replace(
        line.look,
        bold=bold * 3 > 2 * len(letters) if letters else line.look.bold,
        italic=italic * 3 > 2 * len(letters),
        caps=caps or line.look.caps or (bool(letters) and all(look.caps for _, look in letters)),
        size=max((run.look.size for run in tidied if run.text.strip()), default=line.look.size) or line.look.size,
        color=first.color,
    )
    several = len(tidied) > 1
    return replace(line, text=text, bullet=line.bullet or bool(match), look=look, runs=tuple(tidied) if several else ())


def runs_of(line: Line) -> tuple[Run, ...]:
    """Return the runs of a line; one of its whole look where none are told apart."""
    return line.runs or (Run(line.text, line.look),)


def joined(cells: Sequence[Line]) -> Line:
    """Return the cells of one row as one line, separated by tabs."""
    first = cells[0]
    runs: list[Run] = []
    for cell in cells:
        runs += [Run(TAB, cell.look)] if runs else []
        runs += runs_of(cell)
    return replace(
        first,
        text=TAB.join(cell.text for cell in cells),
        links=tuple(link for cell in cells for link in cell.links),
        look=replace(first.look, bold=all(cell.look.bold for cell in cells)),
        runs=tuple(runs),
    )


def _merged(runs: Iterable[Run]) -> list[Run]:
    """Join neighbours of one look."""
    merged: list[Run] = []
    for run in runs:
        if merged and (merged[-1].look == run.look or not run.text.strip()):
            merged[-1] = Run(merged[-1].text + run.text, merged[-1].look)
        elif run.text:
            merged.append(run)
    return merged


def _without(runs: Sequence[Run], count: int) -> list[Run]:
    """Drop the first `count` characters."""
    left: list[Run] = []
    for run in runs:
        cut = min(count, len(run.text))
        count -= cut
        if run.text[cut:]:
            left.append(Run(run.text[cut:], run.look))
    return left


def _tidied(runs: Sequence[Run]) -> list[Run]:
    """Clean each run; single spaces inside, one tab between parts, none at the ends."""
    tidied: list[Run] = []
    before = TAB
    for run in runs:
        parts = [_cleaned(part) for part in run.text.split(TAB)]
        text = _SPACE_MARKS.sub(TAB, TAB.join(parts))
        if before in {TAB, " "}:
            text = text.lstrip(" ") if before == " " else text.lstrip(" \t")
        if text.startswith(TAB) and before == " " and tidied:
            tidied[-1] = Run(tidied[-1].text.rstrip(" "), tidied[-1].look)
        if text:
            before = text[-1]
            tidied.append(Run(text.replace(TAB + TAB, TAB), run.look))
    while tidied and not tidied[-1].text.rstrip(" \t"):
        tidied.pop()
    if tidied:
        tidied[-1] = Run(tidied[-1].text.rstrip(" \t"), tidied[-1].look)
    return tidied


def _cleaned(part: str) -> str:
    """Return a part cleaned, its outer spaces kept as one."""
    text = clean(part)
    if not text:
        return " " if part[:1].isspace() else ""
    return (" " if part[0].isspace() else "") + text + (" " if part[-1].isspace() else "")
