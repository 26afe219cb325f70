"""Which of the candidates in the assistant's message does a reply confirm: exactly the labelled ones?"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from evals.models import heard
from evals.tables import read_csv
from services.agent.core.counting import is_same_activity

if TYPE_CHECKING:
    from pathlib import Path

    from evals.served import Served

NEEDS = ("confirm.csv",)


async def evaluate(data: Path, served: Served) -> dict[str, float]:
    """Return `confirm.exact`: share of replies whose confirmed candidates are the labelled ones, in order."""
    rows = read_csv(data / NEEDS[0])
    right = 0
    for row in rows:
        candidates = tuple(json.loads(row["candidates_json"]))
        found = await heard(served, row["reply"], row["assistant"], offered=candidates)
        named = [activity.text for activity in found.activities]
        confirmed = [one for one in candidates if any(is_same_activity(one, text) for text in named)]
        right += confirmed == json.loads(row["confirmed_json"])
    return {"confirm.exact": right / max(1, len(rows))}
