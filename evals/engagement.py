"""How well the reader judges the quality of an answer: high, medium or low."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.models import heard
from evals.tables import read_csv

if TYPE_CHECKING:
    from pathlib import Path

    from evals.served import Served

NEEDS = ("engagement.csv",)


async def evaluate(data: Path, served: Served) -> dict[str, float]:
    """Return `engagement.accuracy` over the three levels."""
    rows = read_csv(data / NEEDS[0])
    found = [await heard(served, row["message"], row["question"]) for row in rows]
    right = sum(analysis.engagement == row["engagement"] for analysis, row in zip(found, rows, strict=True))
    return {"engagement.accuracy": right / max(1, len(rows))}
