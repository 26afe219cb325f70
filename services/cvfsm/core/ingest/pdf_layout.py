"""From placed words to lines in reading order: rows, columns, tables and wrapped lines, by geometry alone.

A page is cut into rows (words on one baseline) and a row into segments (words without a wide gap). If no segment crosses a
vertical strip over many rows, there are two columns. They are read one after the other when both hold headings or their
rows do not meet (a side bar), else row by row (a table of dates or labels).
Each step reads what the one before it left, so the steps stay together.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import dataclass, replace
from statistics import median
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.document.dates import find_periods
from services.cvfsm.core.document.lines import TAB, Line, Look, Zone, tidy
from services.cvfsm.core.ingest.sections import heading_kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# All lengths are in units of the text's size, so that they hold for any page.
SEGMENT_GAP: Final = 1.6
"""Between the words of a justified line there is at most about one size of space."""
LEADING: Final = 1.75
"""Lines of one paragraph follow within 1.0 to 1.6 sizes; more is a gap."""
GAP: Final = 1.35
"""Of the column's usual step from line to line; more is an empty line."""
ROOM: Final = 0.8
"""A line is full when the next word and this much space would not fit any more."""
BESIDE: Final = 0.6
"""Of the labels of a table stand beside their value; in two separate columns fewer rows meet by chance."""
DATED: Final = 0.3
"""Of the rows of a right margin without headings are dates where each entry has its place and duration there too."""
SAME_SIZE: Final = 0.6
"""Points by which the size of one paragraph varies."""
SAME_ROW: Final = 0.35
MIN_COLUMN_ROWS: Final = 4
"""Fewer rows beside each other are a line with a tab, not a column."""
STRIP_STEP: Final = 4.0
MAX_STRIPS: Final = 300
"""A page of 600 points has 150; a damaged file may claim any width."""
EDGE: Final = 0.12
"""Part of the page's width at each side where no strip is looked for."""
NARROW: Final = 22
"""A column narrower than this many sizes holds lists: its longest item is no full line of a paragraph."""

_BULLET_ONLY: Final = re.compile(r"^[•●▪■◦‣⁃∙·➢➤✓✔►▶○□❖◆♦➔➜\uf0b7\uf0a7\uf0d8\uf076\uf0fco–—*-]$")
_PAGE_NUMBER: Final = re.compile(
    r"^(?:page|seite|strona|página|pagina)?\s*\d{1,2}\s*(?:(?:/|of|von|z|de|sur)\s*\d{1,2})?$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word at its place: left and right edge and baseline in points from the page's lower left corner."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class Segment:
    """Words of a row without a wide gap; `indent` is where the text after a bullet begins."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    indent: float
    first_word: float


Row = list[Segment]


def lay_out(pages: Sequence[Sequence[Word]]) -> list[Line]:
    """Return the lines of all pages in reading order."""
    rows = [_rows(words) for words in pages]
    running = _running(rows)
    found: list[Line] = []
    for page in rows:
        body = [row for row in page if _text(row) not in running]
        found += [line for row in page if _text(row) in running for line in _line(row, Zone.FOOTER, ()) if line]
        found += _page(body)
    numbered = (replace(line, ref=f"p{index}") for index, line in enumerate(found, 1))
    seen: set[str] = set()
    return [line for line in numbered if line.zone is Zone.BODY or (line.text not in seen and not seen.add(line.text))]  # type: ignore[func-returns-value]


def _rows(words: Sequence[Word]) -> list[Row]:
    """Group words by baseline, top to bottom."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (-w.y, w.x0)):
        if rows and abs(rows[-1][0].y - word.y) <= SAME_ROW * max(word.size, rows[-1][0].size):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [_segments(sorted(row, key=lambda w: w.x0)) for row in rows]


def _segments(words: Sequence[Word]) -> Row:
    groups: list[list[Word]] = []
    for word in words:
        last = groups[-1][-1] if groups else None
        bullet = last is not None and len(groups[-1]) == 1 and _BULLET_ONLY.match(last.text)
        if last is not None and (bullet or word.x0 - last.x1 <= SEGMENT_GAP * max(word.size, last.size)):
            groups[-1].append(word)
        else:
            groups.append([word])
    return [_segment(group) for group in groups]


def _segment(group: Sequence[Word]) -> Segment:
    marked = len(group) > 1 and _BULLET_ONLY.match(group[0].text)
    text = group[1:] if marked else group
    return Segment(
        text=" ".join(word.text for word in group),
        x0=group[0].x0,
        x1=group[-1].x1,
        y=text[0].y,
        size=max(word.size for word in text),
        bold=all(word.bold for word in text if any(c.isalnum() for c in word.text)),
        indent=text[0].x0,
        first_word=text[0].x1 - text[0].x0,
    )


def _text(row: Row) -> str:
    return TAB.join(segment.text for segment in row)


def _running(pages: Sequence[Sequence[Row]]) -> set[str]:
    """Return the texts that are a page's furniture: page numbers, and first or last rows that repeat."""
    edges = Counter(text for page in pages for text in {_text(row) for row in (*page[:1], *page[-1:])})
    repeated = {text for text, count in edges.items() if count > 1}
    return repeated | {text for text in edges if _PAGE_NUMBER.match(text.strip())}


def _page(rows: Sequence[Row]) -> Iterator[Line]:
    strip = _strip(rows)
    if strip is None:
        yield from _column(rows, ())
        return
    x, first, last = strip
    yield from _column(rows[:first], ())
    left = [part for row in rows[first:last] if (part := [s for s in row if s.x1 <= x])]
    right = [part for row in rows[first:last] if (part := [s for s in row if s.x0 >= x])]
    texts = [row for row in right if not heading_kind(_text(row))]
    if _is_dates(texts):
        yield from _column(rows[first:], ())
        return
    if texts == right and _is_dates(right, DATED):
        yield from _column([*_with_margin(left, right), *rows[last:]], ())
        return
    if _is_side_bar(left, right):
        yield from _column(left, (1,))
        yield from _column(right, (2,))
    else:
        yield from _table(left, right)
    yield from _column(rows[last:], ())


def _strip(rows: Sequence[Row]) -> tuple[float, int, int] | None:
    """Return (x, first row, row after the last) of the best strip that no segment crosses, or None."""
    if not rows:
        return None
    low, high = min(s.x0 for row in rows for s in row), max(s.x1 for row in rows for s in row)
    best: tuple[float, float, int, int] = (0.0, 0.0, 0, 0)
    x = low + EDGE * (high - low)
    while x < high - EDGE * (high - low):
        for first, last in _clear_runs(rows, x):
            left = sum(any(s.x1 <= x for s in row) for row in rows[first:last])
            right = sum(any(s.x0 >= x for s in row) for row in rows[first:last])
            if min(left, right) >= MIN_COLUMN_ROWS and min(left, right) + 0.1 * (last - first) > best[0]:
                best = (min(left, right) + 0.1 * (last - first), x, first, last)
        x += max(STRIP_STEP, (high - low) / MAX_STRIPS)
    return best[1:] if best[0] else None


def _clear_runs(rows: Sequence[Row], x: float) -> Iterator[tuple[int, int]]:
    first = 0
    for index, row in enumerate([*rows, None]):
        if row is None or any(s.x0 < x < s.x1 for s in row):
            if index > first:
                yield first, index
            first = index + 1


def _is_side_bar(left: Sequence[Row], right: Sequence[Row]) -> bool:
    """Tell whether two columns are texts of their own."""
    body_size = median(row[0].size for row in (*left, *right))
    headed = [any(_is_heading(row, body_size) for row in column) for column in (left, right)]
    if _is_dates([row for row in left if not _is_heading(row, body_size)]):
        return False
    if all(headed):
        return True
    labels = [row for row in left if not _is_heading(row, body_size)]
    met = sum(any(abs(row[0].y - other[0].y) < SAME_ROW * row[0].size for other in right) for row in labels)
    return met < BESIDE * len(labels)


def _is_dates(rows: Sequence[Row], share: float = 0.5) -> bool:
    """Tell whether more than `share` of the rows of a column are dates."""
    return bool(rows) and sum(bool(find_periods(_text(row))) for row in rows) > share * len(rows)


def _is_heading(row: Row, body_size: float) -> bool:
    text = _text(row)
    return bool(heading_kind(text)) and (row[0].bold or text.isupper() or row[0].size > 1.1 * body_size)


def _table(left: Sequence[Row], right: Sequence[Row]) -> Iterator[Line]:
    """Read a table of labels or dates: each label, its wrapped lines joined, stands before the first line beside it."""
    labels: list[Segment] = []
    for row in left:
        segment = _joined(row)
        if labels and _follows(labels[-1], segment) and _goes_on(labels[-1], segment, right):
            labels[-1] = replace(labels[-1], text=f"{labels[-1].text} {segment.text}")
        else:
            labels.append(segment)
    events: list[tuple[float, int, Row]] = [(-s.y - 2 * SAME_ROW * s.size, 0, [s]) for s in labels] + [
        (-row[0].y, 1, row) for row in right
    ]
    merged: list[Row] = []
    for _, side, row in sorted(events, key=lambda event: event[:2]):
        beside = bool(merged) and side == 1 and len(merged[-1]) == 1 and merged[-1][0] in labels
        if beside and abs(merged[-1][0].y - row[0].y) <= SAME_ROW * 2 * row[0].size:
            merged[-1] = [*merged[-1], *row]
        else:
            merged.append(row)
    yield from _column(merged, ())


def _with_margin(left: Sequence[Row], right: Sequence[Row]) -> list[Row]:
    """Rows whose margin at the right holds an entry's place, dates and duration below each other: one row for each entry."""
    blocks: list[list[Row]] = []
    for row in right:
        if blocks and _follows(blocks[-1][-1][-1], row[0]):
            blocks[-1].append(row)
        else:
            blocks.append([row])
    rows = [list(row) for row in _unwrapped(left)]
    for block in blocks:
        top = block[0][0]
        beside = next((row for row in rows if abs(row[0].y - top.y) <= SAME_ROW * 2 * top.size), None)
        segments = [segment for row in block for segment in row]
        if beside is None:
            rows.append(segments)
        else:
            beside.extend(segments)
    return sorted(rows, key=lambda row: -row[0].y)


def _goes_on(label: Segment, segment: Segment, right: Sequence[Row]) -> bool:
    """Tell whether a label runs on in the next row: nothing stands beside it, or it completes a date."""
    if heading_kind(label.text) or heading_kind(segment.text):
        return False
    whole = f"{label.text} {segment.text}"
    periods = find_periods(whole)
    if periods and periods[0].span == (0, len(whole)):
        return not any(period.span == (0, len(label.text)) for period in find_periods(label.text))
    return not any(abs(row[0].y - segment.y) <= SAME_ROW * segment.size for row in right)


def _joined(row: Row) -> Segment:
    return replace(row[0], text=TAB.join(s.text for s in row), x1=row[-1].x1) if len(row) > 1 else row[0]


def _column(rows: Sequence[Row], flow: tuple[int, ...]) -> Iterator[Line]:
    """Yield the column's lines, wrapped ones joined."""
    pending = _unwrapped(rows)
    steps = [a[-1].y - b[0].y for a, b in itertools.pairwise(pending)]
    usual = min(max(median(steps) if steps else 0.0, 0.0), 4 * (pending[0][0].size if pending else 0.0))
    above: Row | None = None
    for row in pending:
        gap = above is not None and above[-1].y - row[0].y > GAP * max(usual, row[0].size)
        yield from (replace(line, gap=gap) for line in _line(row, Zone.BODY, flow) if line)
        above = row


def _unwrapped(rows: Sequence[Row]) -> list[Row]:
    """Join the rows of a column in which a text runs on."""
    edge = max((s.x1 for row in rows for s in row), default=0.0)
    low = min((s.x0 for row in rows for s in row), default=0.0)
    pending: list[Row] = []
    for row in rows:
        if pending and _wraps(pending[-1], row, edge) and _is_same_text(pending[-1], row, edge - low):
            last = pending[-1][-1]
            pending[-1] = [
                *pending[-1][:-1],
                replace(last, text=_glued(last.text, row[0].text), y=row[0].y, x1=row[0].x1),
            ]
        else:
            pending.append(list(row))
    return pending


def _glued(first: str, second: str) -> str:
    return f"{first}{second}" if first.endswith("-") and len(first) > 1 and first[-2].isalpha() else f"{first} {second}"


def _follows(above: Segment, below: Segment) -> bool:
    return (
        0 < above.y - below.y <= LEADING * below.size
        and abs(above.size - below.size) <= SAME_SIZE
        and above.bold == below.bold
    )


def _wraps(above: Row, below: Row, edge: float) -> bool:
    """Tell whether `below` goes on where `above` had no room for its first word."""
    last, first = above[-1], below[0]
    if len(below) > 1 or len(above) > 1 or not _follows(last, first) or _BULLET_ONLY.match(first.text.split()[0]):
        return False
    full = last.x1 + first.first_word + ROOM * first.size > edge
    return full and min(abs(first.x0 - above[0].indent), abs(first.x0 - above[0].x0)) <= 0.5 * first.size


def _is_same_text(above: Row, below: Row, width: float) -> bool:
    """Tell whether the words agree: nothing goes on after a heading, and in a narrow column only what must."""
    if heading_kind(_text(above)) or heading_kind(_text(below).partition(":")[0]):
        return False
    goes_on = below[0].text[0].islower() or above[-1].text.endswith((",", "-", "&", "/"))
    return width > NARROW * below[0].size or goes_on


def _line(row: Row, zone: Zone, flow: tuple[int, ...]) -> Iterator[Line | None]:
    look = Look(bold=all(s.bold for s in row), size=max(s.size for s in row))
    yield tidy(Line("p0", TAB.join(s.text for s in row), look, zone=zone, flow=flow))
