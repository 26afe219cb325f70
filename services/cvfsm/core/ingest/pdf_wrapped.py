"""Texts that run over several rows made whole: the lines of a paragraph, and the cells of a header beside each other."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.document.dates import find_periods
from services.cvfsm.core.ingest.contact_fields import EMAIL, LINK
from services.cvfsm.core.ingest.pdf_rows import BULLET_ONLY, LEADING, SAME_SIZE, Row, Segment, follows, more
from services.cvfsm.core.ingest.pdf_words import SOFT_HYPHEN

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOM: Final = 0.8
"""A line is full when the next word and this much space would not fit any more."""
NARROW, NARROWEST = 22, 15
"""A column narrower than this many sizes holds lists: its longest item is no full line. Only above the smaller number it may hold paragraphs."""
FULL, PARAGRAPH = 2.0, 2
"""So many rows that end so near to the edge, in sizes, and go on in small letters tell that a narrow column holds paragraphs."""
SHORT: Final = 0.8
"""A column whose longest line ends before this part of it holds no full line."""
_LINKING: Final = re.compile(r"(?:^|\s)(?:[a-zà-ÿ]{1,3}|&|[–—/|·])$")
"""A line that ends so is no whole text: "Department of", "Smith &"."""
MAX_CELL: Final = 4
"""Rows of a cell beside another one in the header of an entry; more are a column."""


def cells_joined(rows: Sequence[Row]) -> list[Row]:
    """Return the rows with wrapped cells whole: a program draws all of one cell, then the one beside it."""
    found = [list(row) for row in rows]
    for number, row in enumerate(found):
        for at in range(len(row)):
            below = found[number + 1 : number + MAX_CELL]
            if at + 1 < len(row):
                row[at] = _cell(row[at], row[at + 1].x0, below, row[at + 1])
            elif at:
                row[at] = _cell(row[at], float("inf"), below, None)
    return [row for row in found if row]


def _cell(segment: Segment, edge: float, below: Sequence[Row], beside: Segment | None) -> Segment:
    """Return a cell with the rows below that were drawn right after it and before the one beside it."""
    parts: list[tuple[Row, Segment]] = []
    last = segment
    for row in below:
        part = next((s for s in row if s.words[0].at == last.words[-1].at + 1), None)
        if part is not None and _is_below(segment, last, part, edge):
            parts.append((row, part))
            last = part
    if beside is not None and beside.words[0].at != last.words[-1].at + 1:
        return segment
    for row, part in parts:
        if not _is_rest(segment, part, edge):
            break
        row.remove(part)
        segment = more(segment, part, glue=is_parted(segment.words[-1].text, part.words[0].text), y=segment.y)
    return segment


def _is_below(cell: Segment, last: Segment, part: Segment, edge: float) -> bool:
    size = part.size
    near = 0 < last.words[-1].y - part.y <= LEADING * max(size, last.size)
    return near and part.x1 <= edge and min(abs(part.x0 - cell.x0), abs(part.x1 - cell.x1)) <= 0.5 * size


def _is_rest(cell: Segment, part: Segment, edge: float) -> bool:
    """Tell whether a row completes the cell above: a date is whole only with it, or there was no room for its first word."""
    last, first = cell.words[-1], part.words[0]
    if last.bold != first.bold or abs(last.size - first.size) > SAME_SIZE:
        return False
    if completes(cell, part):
        return True
    if find_periods(cell.text[-12:]) and not part.text[0].islower():
        return False
    return cell.x1 + part.first_word + 2 * ROOM * part.size > edge or part.text[0].islower()


def completes(above: Segment, below: Segment) -> bool:
    """Tell whether a date at the end of a row is whole only with the next one ("April 2018 to August", "2019")."""
    if not any(c.isdigit() for c in below.words[0].text) or not below.words[0].text[0].isdigit():
        return _ends_open(above.text) and bool(find_periods(f"x {above.words[-1].text} {below.text}"))
    whole, length = f"{above.text} {below.text}", len(above.text)
    over = [p for p in find_periods(whole) if p.span[0] < length < p.span[1]]
    whole_above = any(p.span[1] == length and p.start and p.end for p in find_periods(above.text))
    return bool(over) and (_ends_open(above.text) or not whole_above)


def _ends_open(text: str) -> bool:
    """Tell whether a text ends with a start and a dash, or a dash: its end stands in the next row."""
    return bool(re.search(r"[\d.]\s*[-–—]$", text))


def unwrapped(rows: Sequence[Row], limit: float = 0.0) -> list[Row]:
    """Join the rows of a column in which a text runs on; `limit` is where the column ends, where that is known."""
    edge = max((s.x1 for row in rows for s in row), default=0.0)
    edge = limit if edge < SHORT * limit else edge
    low = min((s.x0 for row in rows for s in row), default=0.0)
    wrapped = sum(a[-1].x1 > edge - FULL * a[-1].size and b[0].text[0].islower() for a, b in itertools.pairwise(rows))
    narrow = NARROWEST if wrapped >= PARAGRAPH else NARROW
    pending: list[Row] = []
    for row in rows:
        if (
            pending
            and _wraps(pending[-1], row, edge)
            and _is_same_text(pending[-1], row, wide=edge - low > narrow * row[0].size)
        ):
            last = pending[-1][-1]
            pending[-1] = [
                *pending[-1][:-1],
                more(last, row[0], glue=is_parted(last.words[-1].text, row[0].words[0].text)),
            ]
        else:
            pending.append(list(row))
    return pending


def _wraps(above: Row, below: Row, edge: float) -> bool:
    """Tell whether `below` goes on where `above` had no room for its first word."""
    last, first = above[-1], below[0]
    if len(below) > 1 or len(above) > 1 or not follows(last, first) or BULLET_ONLY.match(first.words[0].text):
        return False
    full = last.x1 + first.first_word + ROOM * first.size > edge
    return full and min(abs(first.x0 - above[0].indent), abs(first.x0 - above[0].x0)) <= 0.5 * first.size


def _is_same_text(above: Row, below: Row, *, wide: bool) -> bool:
    """Tell whether the words agree: in a narrow column of lists only what must goes on, and an address begins a line."""
    last, first = above[-1].words[-1], below[0].words[0]
    if EMAIL.search(first.text) or LINK.match(first.text):
        return False
    goes_on = first.text[0].islower() or last.text.endswith((",", "-", SOFT_HYPHEN)) or bool(_LINKING.search(last.text))
    goes_on |= completes(above[-1], below[0])
    if any(word.text.endswith(":") for word in below[0].words[:3]) and first.text[0].isupper():
        return False  # a label begins a line of its own
    alike = (last.color, last.italic) == (first.color, first.italic)
    return goes_on or (alike and wide)


def is_parted(first: str, second: str) -> bool:
    """Tell whether a hyphen at the end of a row parts one word."""
    return len(first) > 1 and first[-1] in {"-", SOFT_HYPHEN, "‐"} and first[-2].isalpha() and second[:1].isalpha()
