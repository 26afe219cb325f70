"""Section names in a margin of their own, beside the texts: each is a line before what stands beside it.

What is left has the columns of a page without them: dates and texts, or texts alone.
"""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.ingest.headings import heading_kind
from services.cvfsm.core.ingest.inline import ENTRY_SECTIONS
from services.cvfsm.core.ingest.pdf_columns import Band, bands_of, looks_like_heading
from services.cvfsm.core.ingest.pdf_rows import SAME_PLACE, Row, Segment, follows, more

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAST: Final = 2
"""Known section names in a margin; one may be a label."""
STRAY: Final = 0.1
"""Of the rows may begin in the margin without being a section's name: a place and date at the foot of the page."""


def sections_of(rows: Sequence[Row]) -> list[Band]:
    """Cut a page into bands, the section names of a margin apart from the rows beside them."""
    edge = _edge(rows)
    if not edge:
        return bands_of(rows)
    size = _size(rows)
    first = next(index for index, row in enumerate(rows) if _is_named(row, size))
    bands = bands_of(rows[:first])
    part: list[Row] = []
    heading: Segment | None = None
    for row in rows[first:]:
        if not _is_in_margin(row, edge, size):
            part.append(row)
            continue
        if heading is not None and follows(heading, row[0]):
            heading = more(heading, row[0])
        else:
            _close(bands, heading, part)
            heading, part = row[0], []
        part += [row[1:]] if row[1:] else []
    _close(bands, heading, part)
    return bands


def _close(bands: list[Band], heading: Segment | None, part: Sequence[Row]) -> None:
    """Add a section to the bands; rows across the page go on in one band."""
    for band in [*([Band([[heading]], [], [])] if heading else []), *bands_of(part)]:
        if bands and not bands[-1].x and not band.x:
            bands[-1].rows += band.rows
        else:
            bands.append(band)


def _edge(rows: Sequence[Row]) -> float:
    """Return where the margin with section names ends; 0 where the page has none."""
    if not rows:
        return 0.0
    size = _size(rows)
    named = [row for row in rows if _is_named(row, size)]
    if len(named) < LEAST or not {heading_kind(row[0].text) for row in named} & ENTRY_SECTIONS:
        return 0.0
    edge = min(row[1].x0 for row in named)
    below = rows[rows.index(named[0]) :]
    stray = sum(row[0].x0 < edge - SAME_PLACE and not _is_in_margin(row, edge, size) for row in below)
    return edge if stray <= STRAY * len(below) else 0.0


def _size(rows: Sequence[Row]) -> float:
    return median(segment.size for row in rows for segment in row)


def _is_named(row: Row, size: float) -> bool:
    """Tell whether a row begins with the name of a section, set apart from what stands beside it."""
    if len(row) == 1 or not looks_like_heading(row[:1], size) or not heading_kind(row[0].text):
        return False
    one, two = row[0], row[1]
    return (one.bold, one.size, one.words[0].color) != (two.bold, two.size, two.words[0].color) or one.text.isupper()


def _is_in_margin(row: Row, edge: float, size: float) -> bool:
    return row[0].x1 <= edge and looks_like_heading(row[:1], size)
