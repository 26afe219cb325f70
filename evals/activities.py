"""One reply to its present activities: found and confirmed ones against the labelled ones, one to one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from evals.models import heard
from evals.phrases import Likeness, f1, one_to_one

if TYPE_CHECKING:
    from pathlib import Path

    from evals.served import Served

NEEDS = ("activities.jsonl",)


async def evaluate(data: Path, served: Served) -> dict[str, float]:
    """Return precision, recall and F1 over all replies; what is confirmed counts as extracted."""
    rows = [json.loads(line) for line in (data / NEEDS[0]).read_text("utf-8").splitlines() if line.strip()]
    found = [await _found(served, row) for row in rows]
    gold = [list(dict.fromkeys((*row["activities"], *row["confirmed"]))) for row in rows]
    likeness = await Likeness.of(served.onet, (phrase for phrases in (*found, *gold) for phrase in phrases))
    right = sum(
        len(one_to_one([[likeness.of_pair(a, b) for b in wanted] for a in got]))
        for got, wanted in zip(found, gold, strict=True)
    )
    precision = right / max(1, sum(map(len, found)))
    recall = right / max(1, sum(map(len, gold)))
    return {"activities.precision": precision, "activities.recall": recall, "activities.f1": f1(precision, recall)}


async def _found(served: Served, row: dict[str, str]) -> list[str]:
    """What the agent counts of a reply: named or confirmed, each in the person's words."""
    counted = await heard(served, row["message"], row["question"], row["job_title"])
    return list(dict.fromkeys(activity.text for activity in counted.activities))
