"""From placed words to lines in reading order: a page is cut into rows, columns and tables; wrapped lines are joined."""

from __future__ import annotations

import itertools
from dataclasses import replace
from statistics import median
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.document.lines import TAB, Line, Look, Run, Zone, made_of
from services.cvfsm.core.ingest.pdf_columns import Band, bands_of, continued
from services.cvfsm.core.ingest.pdf_margins import sections_of
from services.cvfsm.core.ingest.pdf_rows import Row, furniture, rows_of
from services.cvfsm.core.ingest.pdf_words import SOFT_HYPHEN, Word, repaired
from services.cvfsm.core.ingest.pdf_wrapped import cells_joined, unwrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Flow = tuple[int, ...]
GAP: Final = 1.35
"""Of the column's usual step from line to line; more is an empty line."""


def lay_out(pages: Sequence[Sequence[Word]], width: float = 0.0) -> list[Line]:
    """Return the lines of all pages in reading order; `width` is that of a page in points, where it is known."""
    rows = [cells_joined(rows_of(repaired(words))) for words in pages]
    aside = furniture(rows)
    found: list[Line] = []
    bands: list[Band] = []
    for number, page in enumerate(rows):
        running = (_line(row, Zone.FOOTER, (), 0.0) for row in page if (number, id(row)) in aside)
        found += [line for line in running if line]
        bands += continued(bands, sections_of([row for row in page if (number, id(row)) not in aside]))
    for band in bands:
        if band.x:
            found += _read(band.left, (1,), 1)
            found += _read(band.right, (2,), 1)
        else:
            low = min((s.x0 for row in band.rows for s in row), default=0.0)
            found += _column(band.rows, (), width - low)
    seen: set[str] = set()
    kept = [line for line in found if line.zone is Zone.BODY or (line.text not in seen and not seen.add(line.text))]  # type: ignore[func-returns-value]
    return [replace(line, ref=f"p{index}") for index, line in enumerate(kept, 1)]


def _read(rows: Sequence[Row], flow: Flow, depth: int) -> Iterator[Line]:
    """Yield the lines of a column, which may hold columns."""
    for band in bands_of(rows, depth):
        if band.x:
            yield from _read(band.left, (*flow, 1), depth + 1)
            yield from _read(band.right, (*flow, 2), depth + 1)
        else:
            yield from _column(band.rows, flow)


def _column(rows: Sequence[Row], flow: Flow, limit: float = 0.0) -> Iterator[Line]:
    """Yield the column's lines, wrapped ones joined."""
    pending = unwrapped(rows, limit)
    steps = [a[-1].y - b[0].y for a, b in itertools.pairwise(pending)]
    usual = min(max(median(steps) if steps else 0.0, 0.0), 4 * (pending[0][0].size if pending else 0.0))
    low = min((s.x0 for row in pending for s in row), default=0.0)
    above: Row | None = None
    for row in pending:
        gap = above is not None and above[-1].y - row[0].words[0].y > GAP * max(usual, row[0].size)
        if line := _line(row, Zone.BODY, flow, low):
            yield replace(line, gap=gap)
        above = row


def _line(row: Row, zone: Zone, flow: Flow, low: float) -> Line | None:
    runs: list[Run] = []
    for number, segment in enumerate(row):
        if number:
            runs.append(Run(TAB, runs[-1].look))
        for place, word in enumerate(segment.words):
            look = Look(bold=word.bold, size=word.size, italic=word.italic, color=word.color)
            text = word.text.replace(SOFT_HYPHEN, "-")
            runs.append(Run(text if word.joined or not place else f" {text}", look))
    indent = (row[0].x0 - low) / max(row[0].size, 1.0)
    links = tuple(dict.fromkeys(word.link for segment in row for word in segment.words if word.link))
    return made_of(Line("p0", "", zone=zone, flow=flow, links=links, indent=round(indent, 1)), runs)
