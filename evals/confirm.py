"""Which of the candidates in the assistant's message does a reply confirm: exactly the labelled ones?"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from evals.tables import read_csv
from services.agent.adapters.nlu import NluReader
from services.agent.core import cuts

if TYPE_CHECKING:
    from pathlib import Path

    from evals.run import Served

NEEDS = ("confirm.csv",)


async def evaluate(data: Path, served: Served) -> dict[str, float]:
    """Return `confirm.exact`: share of replies whose confirmed candidates are the labelled ones, in order."""
    rows = read_csv(data / NEEDS[0])
    reader, right = NluReader(served.nlu), 0
    for row in rows:
        reading = await reader.read(row["reply"], row["assistant"], "", json.loads(row["candidates_json"]))
        confirmed = [one.candidate for one in reading.confirmations if one.probability >= cuts.CONFIRMED]
        right += confirmed == json.loads(row["confirmed_json"])
    return {"confirm.exact": right / max(1, len(rows))}
