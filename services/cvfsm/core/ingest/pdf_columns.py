"""Columns and tables of a page, by geometry and by the order of drawing.

Where no segment crosses a vertical strip over many rows, the rows are two columns, or a table of dates or labels. A program that
prints columns draws one after the other; one that prints a table draws row by row. Columns are cut again, and go on across pages.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.document.dates import find_periods
from services.cvfsm.core.ingest.headings import heading_kind
from services.cvfsm.core.ingest.pdf_rows import LEADING, SAME_PLACE, Row, Segment, follows, joined, more, text_of
from services.cvfsm.core.ingest.pdf_words import SAME_ROW
from services.cvfsm.core.ingest.pdf_wrapped import ROOM, completes, unwrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BESIDE: Final = 0.6
"""Of the labels of a table stand beside their value; in two separate columns fewer rows meet by chance."""
TURNS: Final = 0.5
"""Changes of side for each row of the shorter side, in the order of drawing: two columns have one or two in all."""
DATED: Final = 0.3
"""Of the rows of a right margin without headings are dates where each entry has its place and duration there too."""
MIN_COLUMN_ROWS: Final = 4
"""Fewer rows beside each other are a line with a tab, not a column."""
FEW_ROWS, MANY_ROWS = 2, 6
"""So few rows are a column beside so many, when all of one was drawn before the other."""
APART: Final = 1000
"""More than any page has rows."""
ALL_BESIDE: Final = 0.8
"""Of the rows at the right stand beside one at the left: they are its right edge."""
MAX_DEPTH: Final = 4
"""Columns within columns; more is no page that a person reads."""
STRIP_STEP: Final = 4.0
MAX_STRIPS: Final = 300
"""A page of 600 points has 150; a damaged file may claim any width."""
EDGE: Final = 0.12
"""Part of the page's width at each side where no strip is looked for."""
MAX_HEADING_WORDS: Final = 5
TABLE_ROWS: Final = 2
"""Stretches of one side drawn apart, each beside a row of the other side, are rows of a table."""


@dataclass(slots=True)
class Band:
    """Rows across the whole page, or two columns with the strip between them at `x`."""

    rows: list[Row]
    left: list[Row]
    right: list[Row]
    x: float = 0.0


def bands_of(rows: Sequence[Row], depth: int = 0) -> list[Band]:
    """Cut rows into bands, top to bottom: across, or two columns; a table is rows across, its sides put together."""
    if not rows:
        return []
    strip = _strip(rows) if depth < MAX_DEPTH else None
    if strip is None:
        return [Band(list(rows), [], [])]
    x, first, last = strip
    left = [part for row in rows[first:last] if (part := [s for s in row if s.x1 <= x])]
    right = [part for row in rows[first:last] if (part := [s for s in row if s.x0 >= x])]
    above, below = bands_of(rows[:first], depth + 1), bands_of(rows[last:], depth + 1)
    match _relation(left, right):
        case "columns":
            return [*above, Band([], left, right, x), *below]
        case "table":
            middle = _table(left, right, x)
        case "margin":
            middle = _with_margin(left, right)
        case _:
            middle = list(rows[first:last])
    if above and not above[-1].x:
        middle = [*above.pop().rows, *middle]
    if below and not below[0].x:
        middle += below.pop(0).rows
    return [*above, Band(middle, [], []), *below]


def continued(before: Sequence[Band], bands: list[Band]) -> list[Band]:
    """Let the columns of a page go on in the first band of the next one; return the bands that are new."""
    if not before or not before[-1].x or not bands:
        return bands
    last, first = before[-1], bands[0]
    if first.x and abs(first.x - last.x) <= 3 * SAME_PLACE:
        last.left += first.left
        last.right += first.right
        return bands[1:]
    if not first.x and first.rows:
        if all(s.x0 >= last.x - SAME_PLACE for row in first.rows for s in row):
            last.right += first.rows
            return bands[1:]
        if all(s.x1 <= last.x + SAME_PLACE for row in first.rows for s in row):
            last.left += first.rows
            return bands[1:]
    return bands


def _strip(rows: Sequence[Row]) -> tuple[float, int, int] | None:
    """Return (x, first row, row after the last) of the best strip that no segment crosses, or None.

    Sides drawn one after the other are columns whatever is inside of them; else the strip with the most rows is the best.
    """
    low, high = min(s.x0 for row in rows for s in row), max(s.x1 for row in rows for s in row)
    best: tuple[float, float, int, int] = (0.0, 0.0, 0, 0)
    known: set[tuple[int, int, int, int]] = set()
    x = low + EDGE * (high - low)
    while x < high - EDGE * (high - low):
        for first, last in _clear_runs(rows, x):
            left = sum(any(s.x1 <= x for s in row) for row in rows[first:last])
            right = sum(any(s.x0 >= x for s in row) for row in rows[first:last])
            if (first, last, left, right) in known or min(left, right) < FEW_ROWS:
                continue
            known.add((first, last, left, right))
            apart = _is_apart(rows[first:last], x)
            enough = min(left, right) >= MIN_COLUMN_ROWS
            enough = enough or (max(left, right) >= MANY_ROWS and (apart or _are_headings(rows[first:last], x)))
            score = min(left, right) + 0.1 * (last - first) + APART * apart
            if enough and score > best[0]:
                best = (score, x, first, last)
        x += max(STRIP_STEP, (high - low) / MAX_STRIPS)
    return best[1:] if best[0] else None


def _are_headings(rows: Sequence[Row], x: float) -> bool:
    """Tell whether all that stands at the left is set apart from what stands at the right, as headings in a margin are."""
    size = median(s.size for row in rows for s in row)
    return all(looks_like_heading([s for s in row if s.x1 <= x], size) for row in rows if row[0].x1 <= x)


def _is_apart(rows: Sequence[Row], x: float) -> bool:
    """Tell whether all of one side was drawn before the other."""
    one = [(s.words[0].at, s.words[-1].at) for row in rows for s in row if s.x1 <= x]
    two = [(s.words[0].at, s.words[-1].at) for row in rows for s in row if s.x0 >= x]
    return max(end for _, end in one) < min(begin for begin, _ in two) or max(end for _, end in two) < min(
        begin for begin, _ in one
    )


def _clear_runs(rows: Sequence[Row], x: float) -> Iterator[tuple[int, int]]:
    first = 0
    for index, row in enumerate([*rows, None]):
        if row is None or any(s.x0 < x < s.x1 for s in row):
            if index > first:
                yield first, index
            first = index + 1


def _relation(left: Sequence[Row], right: Sequence[Row]) -> str:
    """Return what two sides are to each other: ``columns``, a ``table``, rows with a ``margin``, or plain ``rows``."""
    size = median(row[0].size for row in (*left, *right))
    heads = [[row for row in side if looks_like_heading(row, size)] for side in (left, right)]
    texts_left = [row for row in left if row not in heads[0]] or left
    texts_right = [row for row in right if row not in heads[1]] or right
    if _is_dates(texts_right):
        return "rows" if _share_met(right, left) >= BESIDE else "margin"
    if _is_dates(texts_left):
        return "table"
    if not heads[1] and _is_dates(right, DATED) and _width(right) < _width(left):
        return "margin"
    turns, met = _turns(left, right), _share_met(texts_left, right)
    if turns > 1 and _share_met(right, left) >= ALL_BESIDE and met < BESIDE:
        return "rows"
    if turns <= TURNS or (all(heads) and met < BESIDE and not _is_grid(left, right)):
        return "columns"
    return "table" if met >= BESIDE or turns > 1 or _is_grid(left, right) else "columns"


def _width(rows: Sequence[Row]) -> float:
    return max(s.x1 for row in rows for s in row) - min(s.x0 for row in rows for s in row)


def _turns(left: Sequence[Row], right: Sequence[Row]) -> float:
    """Return how often drawing changed sides, for each row of the shorter side."""
    order = sorted(
        (word.at, side)
        for side, rows in enumerate((left, right))
        for row in rows
        for segment in row
        for word in segment.words
    )
    changes = sum(a[1] != b[1] for a, b in itertools.pairwise(order))
    return changes / min(len(left), len(right))


def _is_grid(left: Sequence[Row], right: Sequence[Row]) -> bool:
    """Tell whether the left side was drawn in several stretches, each beginning beside a row of the right side."""
    others = [(row[0].y, row[0].words[0].at) for row in right]
    starts = [
        row
        for number, row in enumerate(left)
        if not number or any(left[number - 1][0].words[0].at < at < row[0].words[0].at for _, at in others)
    ]
    met = sum(any(abs(row[0].y - y) < 2 * SAME_ROW * row[0].size for y, _ in others) for row in starts)
    return len(starts) >= TABLE_ROWS and met >= BESIDE * len(starts)


def _share_met(labels: Sequence[Row], others: Sequence[Row]) -> float:
    """Return the share of rows that have another one on their baseline."""
    met = sum(any(abs(row[0].y - other[0].y) < SAME_ROW * row[0].size for other in others) for row in labels)
    return met / len(labels) if labels else 0.0


def _is_dates(rows: Sequence[Row], share: float = 0.5) -> bool:
    """Tell whether more than `share` of the rows of a column are dates."""
    return bool(rows) and sum(bool(find_periods(text_of(row))) for row in rows) > share * len(rows)


def looks_like_heading(row: Row, body_size: float) -> bool:
    """Tell whether a row is short and set apart as headings are."""
    text = text_of(row)
    short = len(row) == 1 and len(text.split()) <= MAX_HEADING_WORDS and not any(c.isdigit() for c in text)
    return short and (row[0].bold or (text.isupper() and len(text) > len("SQL")) or row[0].size > 1.1 * body_size)


def _table(left: Sequence[Row], right: Sequence[Row], x: float) -> list[Row]:
    """Read a table of labels or dates: each label, its wrapped lines joined, stands before the first line beside it."""
    labels: list[Segment] = []
    for row in left:
        segment = joined(row)
        if labels and follows(labels[-1], segment) and _goes_on(labels[-1], segment, right, x):
            labels[-1] = more(labels[-1], segment)
        else:
            labels.append(segment)
    events: list[tuple[float, int, Row]] = [(-s.words[0].y - 2 * SAME_ROW * s.size, 0, [s]) for s in labels]
    events += [(-row[0].y, 1, row) for row in right]
    merged: list[Row] = []
    known = {id(label) for label in labels}
    for _, side, row in sorted(events, key=lambda event: event[:2]):
        beside = bool(merged) and side == 1 and len(merged[-1]) == 1 and id(merged[-1][0]) in known
        if beside and abs(merged[-1][0].words[0].y - row[0].y) <= SAME_ROW * 2 * row[0].size:
            label = merged[-1][0]
            if _is_margin_heading(label, row, labels, right):
                merged.append(list(row))
            else:
                merged[-1] = [*merged[-1], *row]
        else:
            merged.append(list(row))
    return merged


def _is_margin_heading(label: Segment, row: Row, labels: Sequence[Segment], right: Sequence[Row]) -> bool:
    """Tell whether a label at the left is the heading of what stands beside it, and no date or name of a value."""
    if find_periods(label.text) or label.text.rstrip().endswith(":") or any(c.isdigit() for c in label.text):
        return False
    apart = label.size > 1.1 * row[0].size or (label.bold and not row[0].bold) or label.text.isupper()
    few = 2 * len(labels) < len(right) or bool(heading_kind(label.text))
    return apart and few and len(label.text.split()) <= MAX_HEADING_WORDS


def _with_margin(left: Sequence[Row], right: Sequence[Row]) -> list[Row]:
    """Rows whose margin at the right holds an entry's place, dates and duration below each other: one row for each entry."""
    blocks: list[list[Row]] = []
    for row in right:
        if blocks and follows(blocks[-1][-1][-1], row[0]):
            blocks[-1].append(row)
        else:
            blocks.append([row])
    rows = [list(row) for row in unwrapped(left)]
    for block in blocks:
        top = block[0][0]
        beside = next((row for row in rows if abs(row[0].y - top.y) <= SAME_ROW * 2 * top.size), None)
        segments = [segment for row in block for segment in row]
        if beside is None:
            rows.append(segments)
        else:
            beside.extend(segments)
    return sorted(rows, key=lambda row: -row[0].y)


def _goes_on(label: Segment, segment: Segment, right: Sequence[Row], x: float) -> bool:
    """Tell whether a label runs on in the next row: nothing of the table stands beside it, it completes a date, or it had no room."""
    if completes(label, segment):
        return True
    periods = find_periods(f"{label.text} {segment.text}")
    full = label.words[-1].x1 + segment.first_word + 2 * ROOM * segment.size > x
    if full and not periods and segment.words[0].at == label.words[-1].at + 1:
        return True
    inside = segment.y > right[-1][0].y - LEADING * segment.size
    return inside and not any(abs(row[0].y - segment.y) <= SAME_ROW * segment.size for row in right)
