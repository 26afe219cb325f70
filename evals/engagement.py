"""How well the reader judges the quality of an answer: high, medium or low."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.tables import read_csv
from services.agent.adapters.nlu import NluReader

if TYPE_CHECKING:
    from pathlib import Path

    from evals.run import Served

NEEDS = ("engagement.csv",)


async def evaluate(data: Path, served: Served) -> dict[str, float]:
    """Return `engagement.accuracy` over the three levels."""
    reader, rows = NluReader(served.nlu), read_csv(data / NEEDS[0])
    read = [await reader.read(row["message"], row["question"], "", ()) for row in rows]
    right = sum(reading.engagement == row["engagement"] for reading, row in zip(read, rows, strict=True))
    return {"engagement.accuracy": right / max(1, len(rows))}
