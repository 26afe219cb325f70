"""`make soak`: all proofs of reliability, one after the other, as one table and a report file.

    python -m tests.soak                       # everything, at the sizes of a release; about 100 minutes on two idle cores
    python -m tests.soak --only network http   # some rows, by the first words of their names
    python -m tests.soak --scale 0.05          # all rows, each tried less often
    python -m tests.soak --seed 7              # the choices of an earlier run again

Exit code 1 when a row that gates does not hold. What a row leaves behind (histories, logs) is below the report's folder.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import random
import shutil
import sys
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from services.cli.terminal import DEFAULT_HOME
from services.shared.runtime import telemetry
from tests.soak.proofs import PROOFS, Finding, Ground, Proof

DID_NOT_RUN = "did not run"
"""A starved machine, most often: the report has the reason."""

SHOWN = 20
"""Violations of a row that the report names; the row's folder has them all."""


@dataclass(frozen=True)
class Row:
    """A proof that ran."""

    proof: Proof
    finding: Finding
    seconds: float

    @property
    def holds(self) -> bool:
        return self.proof.holds(self.finding)

    @property
    def verdict(self) -> str:
        if self.finding.figure == DID_NOT_RUN:
            return "NO RESULT"
        if self.proof.is_control:
            return "seen" if self.holds else "NOT SEEN"
        return "holds" if self.holds else f"BROKEN ({len(self.finding.violations)})"


def main() -> int:
    options = _options()
    telemetry.configure("soak", "error")
    home = options.home.resolve() / datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    chosen = [proof for proof in PROOFS if not options.only or proof.name.startswith(tuple(options.only))]
    console = Console(width=max(100, Console().width))
    console.print(f"Proofs: {len(chosen)}, seed {options.seed}; details in {home}\n")
    rows: list[Row] = []
    for proof in chosen:
        size = max(1, round(proof.size * options.scale))
        with console.status(f"{proof.says} ({size:,}) ..."):
            rows.append(_prove(proof, Ground(home / proof.name.replace(" ", "-").replace(":", ""), options.seed, size)))
        console.print(
            f"[{'green' if rows[-1].holds else 'red'}]{rows[-1].verdict:>12}[/]  {proof.says}", highlight=False
        )
    console.print(_table(rows))
    report = home / "report.md"
    report.write_text(_report(rows, options.seed, options.scale), encoding="utf-8")
    console.print(f"\n{report}")
    return 1 if any(row.proof.gates and not row.holds for row in rows) else 0


def _prove(proof: Proof, ground: Ground) -> Row:
    ground.folder.mkdir(parents=True)
    began = time.monotonic()
    try:
        finding = asyncio.run(proof.run(ground))
    except Exception:  # noqa: BLE001 - a proof that cannot run is a proof that does not hold, and the others go on
        finding = Finding(DID_NOT_RUN, [] if proof.is_control else [traceback.format_exc()])
    if proof.holds(finding):
        shutil.rmtree(ground.folder, ignore_errors=True)
    else:
        (ground.folder / "violations.txt").write_text("\n".join(finding.violations), encoding="utf-8")
    return Row(proof, finding, time.monotonic() - began)


def _table(rows: Sequence[Row]) -> Table:
    table = Table("what is promised", "tried", "verdict", "time", box=None, pad_edge=False, header_style="dim")
    for row in rows:
        colour = "green" if row.holds else "red" if row.proof.gates else "yellow"
        table.add_row(row.proof.says, row.finding.figure, f"[{colour}]{row.verdict}[/]", f"{row.seconds:.0f} s")
    return table


def _report(rows: Sequence[Row], seed: int, scale: float) -> str:
    broken = sum(row.proof.gates and not row.holds for row in rows)
    lines = [
        f"# Reliability: {f'{broken} of {len(rows)} broken' if broken else f'all {len(rows)} hold'}",
        "",
        (
            f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, seed {seed}, scale {scale}, {os.cpu_count()} cores, "
            f"Python {platform.python_version()}, {sum(row.seconds for row in rows) / 60:.0f} minutes."
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
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--home", type=Path, default=DEFAULT_HOME / "soak", help="folder of reports")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
