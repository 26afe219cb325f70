"""`make soak`: all proofs of reliability, as one table and a report file.

Rows that measure nothing and have processes of their own run side by side, one a core; the others follow, each alone.

    python -m tests.soak                       # everything, at the sizes of a release
    python -m tests.soak --only network http   # some rows, by the first words of their names
    python -m tests.soak --scale 0.05          # all rows, each tried less often
    python -m tests.soak --seed 7              # the choices of an earlier run again
    python -m tests.soak --beside 1            # one row after the other

Exit code 1 when a row that gates does not hold. What a row leaves behind (histories, logs) is below the report's folder.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import platform
import random
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from services.cli.terminal import DEFAULT_HOME
from services.shared.runtime import telemetry
from tests.soak.proofs import PROOFS, Ground
from tests.soak.row import Row, prove, prove_named

SHOWN = 20
"""Violations of a row that the report names; the row's folder has them all."""


def main() -> int:
    options = _options()
    telemetry.configure("soak", "error")
    home = options.home.resolve() / datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    chosen = [proof for proof in PROOFS if not options.only or proof.name.startswith(tuple(options.only))]
    console = Console(width=max(100, Console().width))
    console.print(f"Proofs: {len(chosen)}, seed {options.seed}; details in {home}\n")
    began = time.monotonic()
    grounds = {
        proof.name: Ground(
            home / proof.name.replace(" ", "-").replace(":", ""),
            options.seed,
            max(1, round(proof.size * options.scale)),
        )
        for proof in chosen
    }
    found: dict[str, Row] = {}

    def told(row: Row) -> None:
        found[row.proof.name] = row
        console.print(f"[{'green' if row.holds else 'red'}]{row.verdict:>12}[/]  {row.proof.says}", highlight=False)

    beside = [proof for proof in chosen if not proof.alone]
    with ProcessPoolExecutor(options.beside, multiprocessing.get_context("spawn"), max_tasks_per_child=1) as pool:
        for done in as_completed([pool.submit(prove_named, proof.name, grounds[proof.name]) for proof in beside]):
            told(done.result())
    for proof in chosen:
        if proof.alone:
            with console.status(f"{proof.says} ({grounds[proof.name].size:,}) ..."):
                told(prove(proof, grounds[proof.name]))
    rows = [found[proof.name] for proof in chosen]
    minutes = (time.monotonic() - began) / 60
    console.print(_table(rows))
    report = home / "report.md"
    report.write_text(_report(rows, options.seed, options.scale, minutes), encoding="utf-8")
    console.print(f"\n{report}")
    return 1 if any(row.proof.gates and not row.holds for row in rows) else 0


def _table(rows: Sequence[Row]) -> Table:
    table = Table("what is promised", "tried", "verdict", "time", box=None, pad_edge=False, header_style="dim")
    for row in rows:
        colour = "green" if row.holds else "red" if row.proof.gates else "yellow"
        table.add_row(row.proof.says, row.finding.figure, f"[{colour}]{row.verdict}[/]", f"{row.seconds:.0f} s")
    return table


def _report(rows: Sequence[Row], seed: int, scale: float, minutes: float) -> str:
    broken = sum(row.proof.gates and not row.holds for row in rows)
    lines = [
        f"# Reliability: {f'{broken} of {len(rows)} broken' if broken else f'all {len(rows)} hold'}",
        "",
        (
            f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, seed {seed}, scale {scale}, {os.cpu_count()} cores, "
            f"Python {platform.python_version()}, {minutes:.0f} minutes."
        ),
        "",
        "| what is promised | tried | verdict | seconds |",
        "|---|---|---|---|",
        *(f"| {row.proof.says} | {row.finding.figure} | {row.verdict} | {row.seconds:.0f} |" for row in rows),
        "",
        "A row that begins with *seen to break* is a version known to be unsafe: it shows that these tests can fail.",
    ]
    for row in rows:
        if row.finding.violations and not row.proof.is_control:
            shown = row.finding.violations[:SHOWN]
            lines += ["", f"## {row.proof.says}", "", "```", *shown, "```", f"{len(row.finding.violations)} in all."]
    return "\n".join(lines) + "\n"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description="The long proofs of reliability.")
    parser.add_argument("--only", nargs="+", metavar="NAME", help=", ".join(proof.name for proof in PROOFS))
    parser.add_argument("--scale", type=float, default=1.0, help="share of the sizes of a release")
    parser.add_argument("--beside", type=int, default=os.cpu_count() or 1, help="rows that run at once")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--home", type=Path, default=DEFAULT_HOME / "soak", help="folder of reports")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
