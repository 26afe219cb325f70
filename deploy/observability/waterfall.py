"""Draws one trace as an SVG: each bar is a span, when it began, how long it took and whose it is.

`METIER_TRACE_SVG=docs/trace.svg pytest tests/e2e/test_trace.py` draws a turn of a running suite.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

ROW, LEFT, WIDTH, TOP = 18, 330, 560, 34
COLOURS = {
    "edge": "#4477aa",
    "orchestrator": "#228833",
    "agent": "#aa3377",
    "nlu": "#ccbb44",
    "onet_match": "#ee6677",
    "taskpipeline": "#66ccee",
}
"""Paul Tol's bright scheme, told apart without red and green."""
OTHER = "#888888"
TICKS = 4
FONT = 'font-family="system-ui, sans-serif" font-size="11"'


@dataclass(frozen=True, slots=True)
class Span:
    """A span; times in nanoseconds."""

    service: str
    name: str
    id: str
    parent: str
    begun_ns: int
    ended_ns: int


def in_order(spans: Sequence[Span]) -> Iterator[tuple[int, Span]]:
    """Each span with its depth, below the one that caused it, by time."""
    known = {span.id for span in spans}
    yield from _below(spans, [span for span in spans if span.parent not in known], 0)


def _below(spans: Sequence[Span], children: Iterable[Span], depth: int) -> Iterator[tuple[int, Span]]:
    for span in sorted(children, key=lambda each: each.begun_ns):
        yield depth, span
        yield from _below(spans, (each for each in spans if each.parent == span.id), depth + 1)


def draw(spans: Sequence[Span]) -> str:
    """The SVG of a trace."""
    rows = list(in_order(spans))
    first = min(span.begun_ns for span in spans)
    whole = max(span.ended_ns for span in spans) - first
    height = TOP + ROW * len(rows) + 8
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + WIDTH + 80}" height="{height}" {FONT}>',
        '<rect width="100%" height="100%" fill="#fff"/>',
    ]
    for tick in range(TICKS + 1):
        x = LEFT + WIDTH * tick / TICKS
        parts.append(f'<path d="M{x:.1f} {TOP - 6}V{height}" stroke="#ddd"/>')
        parts.append(
            f'<text x="{x:.1f}" y="20" text-anchor="middle" fill="#555">{whole / 1e6 * tick / TICKS:.0f} ms</text>'
        )
    for number, (depth, span) in enumerate(rows):
        y = TOP + ROW * number
        x = LEFT + WIDTH * (span.begun_ns - first) / whole
        width = max(1.5, WIDTH * (span.ended_ns - span.begun_ns) / whole)
        name = span.name.rpartition(".")[2] if "/" in span.name else span.name
        parts.append(
            f'<text x="{8 + 12 * depth}" y="{y + 12}" fill="#222">{escape(span.service)} · {escape(name)}</text>'
        )
        parts.append(
            f'<rect x="{x:.1f}" y="{y + 3}" width="{width:.1f}" height="{ROW - 7}" rx="2" '
            f'fill="{COLOURS.get(span.service, OTHER)}"/>'
        )
        took = (span.ended_ns - span.begun_ns) / 1e6
        parts.append(f'<text x="{x + width + 4:.1f}" y="{y + 12}" fill="#555">{took:.1f}</text>')
    return "".join((*parts, "</svg>\n"))
