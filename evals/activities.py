"""One reply to its present activities: found and confirmed ones against the labelled ones, one to one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from evals.phrases import Likeness, f1, one_to_one
from services.shared.language.activities import read_reply

if TYPE_CHECKING:
    from pathlib import Path

    from metier.onet_match.v1.onet_match_service_pb2_grpc import OnetMatchServiceAsyncStub

NEEDS = ("activities.jsonl",)


async def evaluate(data: Path, onet: OnetMatchServiceAsyncStub) -> dict[str, float]:
    """Return precision, recall and F1 over all replies; what is confirmed counts as extracted."""
    rows = [json.loads(line) for line in (data / NEEDS[0]).read_text("utf-8").splitlines() if line.strip()]
    found = [_found(row) for row in rows]
    gold = [list(dict.fromkeys((*row["activities"], *row["confirmed"]))) for row in rows]
    likeness = await Likeness.of(onet, (phrase for phrases in (*found, *gold) for phrase in phrases))
    right = sum(
        len(one_to_one([[likeness.of_pair(a, b) for b in wanted] for a in got]))
        for got, wanted in zip(found, gold, strict=True)
    )
    precision = right / max(1, sum(map(len, found)))
    recall = right / max(1, sum(map(len, gold)))
    return {"activities.precision": precision, "activities.recall": recall, "activities.f1": f1(precision, recall)}


def _found(row: dict[str, str]) -> list[str]:
    reading = read_reply(row["message"], row["question"], row["job_title"])
    return list(dict.fromkeys((*(activity.phrase for activity in reading.activities), *reading.confirmed)))
