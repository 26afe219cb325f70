"""Runs of a load test as one HTML page and one JSON file: where, when and how, a table, and each run as pictures."""

from __future__ import annotations

import json
import math
import os
import platform
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from bench.load import PERCENTILES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bench.load import Run

_WIDTH, _HEIGHT = 340, 96
_STYLE = """
:root{color-scheme:light dark;--ink:#1d2733;--dim:#5c6b7a;--line:#d9e0e7;--band:#f4f7fa;--bar:#2563a8;--warm:#b4541a;--paper:#fff}
@media(prefers-color-scheme:dark){:root{--ink:#e6ecf2;--dim:#9aa8b6;--line:#33404d;--band:#1b242d;--bar:#6ea8e5;--warm:#e59a64;--paper:#12181e}}
body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);margin:2.5rem auto;padding:0 1.5rem;max-width:72rem}
h1{font-size:1.7rem;margin:0 0 .3rem}h2{font-size:1.1rem;margin:2.2rem 0 .6rem}p{color:var(--dim);margin:.2rem 0}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th{font-weight:600;color:var(--dim);border-bottom:1px solid var(--line)}
td,th{padding:.3rem .7rem;text-align:right}td:first-child,th:first-child{text-align:left}tbody tr:nth-child(odd){background:var(--band)}
.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(340px,1fr));gap:1.4rem}
figure{margin:0}figcaption{font-size:.9rem;margin-bottom:.3rem}svg{display:block;overflow:visible}svg text{fill:var(--dim);font-size:11px}
.bar{fill:var(--bar)}.cpu{stroke:var(--bar)}.rss{stroke:var(--warm)}.cpu,.rss{fill:none;stroke-width:2}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem}dt{color:var(--dim)}dd{margin:0;overflow-wrap:anywhere}
"""


def surroundings() -> dict[str, str]:
    """Where, when and of what a measurement was made."""
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty", "--abbrev=12"],  # noqa: S607 - the developer's own git
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit or "unknown",
        "machine": f"{_processor()}, {os.cpu_count()} CPUs, {platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "load before": " ".join(f"{each:.1f}" for each in os.getloadavg()),
        "arguments": " ".join(sys.argv[1:]),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def write(path: Path, title: str, where: Mapping[str, str], runs: Sequence[Run], figures: Mapping[str, float]) -> None:
    """Write the page, and beside it the same as JSON (`path` with the ending .json)."""
    path.write_text(page(title, where, runs, figures), encoding="utf-8")
    told = {
        "title": title,
        "where": dict(where),
        "figures": dict(figures),
        "runs": [
            {
                "name": run.name,
                "callers": run.callers,
                "rate": run.rate,
                "texts_per_call": run.texts_per_call,
                "seconds": round(run.seconds, 3),
                "calls_per_s": round(run.calls_per_s, 2),
                "latency_ms": {name: round(run.percentile_ms(share), 3) for name, share in PERCENTILES.items()},
                "errors": dict(run.errors),
                "samples": [[round(s.at_s, 2), round(s.cpus, 3), round(s.rss_mb, 1)] for s in run.samples],
            }
            for run in runs
        ],
    }
    path.with_suffix(".json").write_text(json.dumps(told, indent=1), encoding="utf-8")


def page(title: str, where: Mapping[str, str], runs: Sequence[Run], figures: Mapping[str, float]) -> str:
    """The report."""
    facts = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in where.items())
    rows = "".join(
        f"<tr><td>{escape(run.name)}</td><td>{run.callers or f'{run.rate:,.0f}/s'}</td><td>{run.texts_per_call}</td>"
        f"<td>{run.calls_per_s:,.1f}</td><td>{run.texts_per_s:,.0f}</td>"
        + "".join(f"<td>{run.percentile_ms(share):,.1f}</td>" for share in PERCENTILES.values())
        + f"<td>{escape(', '.join(f'{name} {count}' for name, count in run.errors.items()) or '0')}</td></tr>"
        for run in runs
    )
    ratios = "".join(f"<tr><td>{escape(name)}</td><td>{value:,.2f}</td></tr>" for name, value in figures.items())
    plots = "".join(
        f"<figure><figcaption>{escape(run.name)}</figcaption>{_histogram(run)}{_curves(run)}</figure>" for run in runs
    )
    heads = ["run", "callers", "texts a call", "calls/s", "texts/s", *(f"{name} ms" for name in PERCENTILES), "errors"]
    head = "".join(f"<th>{name}</th>" for name in heads)
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style><h1>{escape(title)}</h1><dl>{facts}</dl>"
        f"<h2>Runs</h2><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        f"<h2>Figures</h2><table><tbody>{ratios}</tbody></table>"
        f"<h2>Latencies, CPU and memory</h2><p>Calls by latency on a logarithmic axis; below, CPUs busy "
        f'(blue) and resident memory (orange) of the processes under load.</p><div class="grid">{plots}</div></html>'
    )


def _histogram(run: Run) -> str:
    """Bars over half powers of two."""
    bins = Counter(round(2 * math.log2(max(value, 0.05))) for value in run.latencies_ms)
    if not bins:
        return "<p>no answer</p>"
    first, last, most = min(bins), max(bins), max(bins.values())
    wide = _WIDTH / (last - first + 1)
    bars = "".join(
        f'<rect class="bar" x="{(place - first) * wide:.1f}" y="{_HEIGHT * (1 - count / most):.1f}" '
        f'width="{max(1.0, wide - 1):.1f}" height="{_HEIGHT * count / most:.1f}"><title>{2 ** (place / 2):.2f} ms: {count}</title></rect>'
        for place, count in sorted(bins.items())
    )
    ends = (
        f'<text y="{_HEIGHT + 14}">{2 ** (first / 2):.2f} ms</text>'
        f'<text x="{_WIDTH}" y="{_HEIGHT + 14}" text-anchor="end">{2 ** (last / 2):.2f} ms</text>'
    )
    return f'<svg width="{_WIDTH}" height="{_HEIGHT + 20}" role="img" aria-label="Calls by latency">{bars}{ends}</svg>'


def _curves(run: Run) -> str:
    """CPU and memory over time, each scaled to its largest value."""
    if not run.samples:
        return ""
    end = run.samples[-1].at_s
    parts = []
    for kind, values in (("cpu", [s.cpus for s in run.samples]), ("rss", [s.rss_mb for s in run.samples])):
        most = max(values) or 1.0
        points = " ".join(
            f"{_WIDTH * sample.at_s / end:.1f},{_HEIGHT * (1 - value / most):.1f}"
            for sample, value in zip(run.samples, values, strict=True)
        )
        parts.append(f'<polyline class="{kind}" points="{points}"/>')
    cpus, rss = max(s.cpus for s in run.samples), max(s.rss_mb for s in run.samples)
    parts.append(f'<text y="{_HEIGHT + 14}">at most {cpus:.2f} CPUs, {rss:.0f} MB</text>')
    parts.append(f'<text x="{_WIDTH}" y="{_HEIGHT + 14}" text-anchor="end">{end:.0f} s</text>')
    label = "CPU and memory over time"
    return f'<svg width="{_WIDTH}" height="{_HEIGHT + 20}" role="img" aria-label="{label}">{"".join(parts)}</svg>'
