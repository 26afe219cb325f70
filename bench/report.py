"""Runs of a load test as one HTML page: a table, and each run's latencies as bars."""

from __future__ import annotations

import math
from collections import Counter
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.load import Run

_WIDTH, _HEIGHT = 360, 90
_STYLE = (
    "body{font:15px system-ui;margin:2rem;max-width:64rem}table{border-collapse:collapse}"
    "td,th{padding:.2rem .7rem;text-align:right}td:first-child,th:first-child{text-align:left}"
    "tr:nth-child(even){background:#f4f4f4}figure{display:inline-block;margin:1rem 1rem 0 0}"
)


def page(title: str, runs: Sequence[Run], figures: dict[str, float]) -> str:
    """The report."""
    rows = "".join(
        f"<tr><td>{escape(run.name)}<td>{run.callers or 'open'}<td>{run.texts_per_call}<td>{run.calls_per_s:,.0f}"
        f"<td>{run.texts_per_s:,.0f}<td>{run.percentile_ms(0.5):.1f}<td>{run.percentile_ms(0.99):.1f}"
        f"<td>{escape(', '.join(f'{name} {count}' for name, count in run.errors.items()) or '0')}"
        for run in runs
    )
    ratios = "".join(f"<tr><td>{escape(name)}<td>{value:,.2f}" for name, value in figures.items())
    plots = "".join(f"<figure>{_histogram(run)}<figcaption>{escape(run.name)}</figcaption></figure>" for run in runs)
    head = "run<th>callers<th>texts a call<th>calls/s<th>texts/s<th>p50 ms<th>p99 ms<th>errors"
    return (
        f"<!doctype html><meta charset=utf-8><title>{escape(title)}</title><style>{_STYLE}</style>"
        f"<h1>{escape(title)}</h1><table><tr><th>{head}{rows}</table><h2>Ratios</h2><table>{ratios}</table>"
        f"<h2>Latencies</h2><p>Milliseconds on a logarithmic axis.</p>{plots}"
    )


def _histogram(run: Run) -> str:
    """Bars over half powers of two."""
    bins = Counter(round(2 * math.log2(max(value, 0.05))) for value in run.latencies_ms)
    if not bins:
        return "<p>no answer</p>"
    first, last, most = min(bins), max(bins), max(bins.values())
    wide = _WIDTH / (last - first + 1)
    bars = "".join(
        f'<rect x="{(place - first) * wide:.1f}" y="{_HEIGHT * (1 - count / most):.1f}" width="{wide - 1:.1f}" '
        f'height="{_HEIGHT * count / most:.1f}" fill="#36c"><title>{2 ** (place / 2):.2f} ms: {count}</title></rect>'
        for place, count in sorted(bins.items())
    )
    ends = f'<text y="{_HEIGHT + 14}">{2 ** (first / 2):.2f}</text><text x="{_WIDTH}" y="{_HEIGHT + 14}" text-anchor="end">{2 ** (last / 2):.2f}</text>'
    return f'<svg width="{_WIDTH}" height="{_HEIGHT + 18}" font-size="12">{bars}{ends}</svg>'
