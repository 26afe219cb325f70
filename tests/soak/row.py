"""A row of the table of `make soak`: a proof that ran."""

from __future__ import annotations

import asyncio
import shutil
import time
import traceback
from dataclasses import dataclass

from services.shared.runtime import telemetry
from tests.soak.proofs import PROOFS, Finding, Ground, Proof

DID_NOT_RUN = "did not run"
"""A starved machine, most often: the report has the reason."""


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


def prove_named(name: str, ground: Ground) -> Row:
    """Prove a row in a process of its own."""
    telemetry.configure("soak", "error")
    return prove(next(proof for proof in PROOFS if proof.name == name), ground)


def prove(proof: Proof, ground: Ground) -> Row:
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
