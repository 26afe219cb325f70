"""How well the rules judge the quality of an answer: high, medium or low."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from services.agent.core.analysis import analysed
from services.agent.core.types import AgentState, Message, Role

if TYPE_CHECKING:
    from pathlib import Path

    from metier.onet_match.v1.onet_match_service_pb2_grpc import OnetMatchServiceAsyncStub

NEEDS = ("engagement.csv",)


async def evaluate(data: Path, onet: OnetMatchServiceAsyncStub) -> dict[str, float]:
    """Return `engagement.accuracy` over the three levels."""
    del onet
    with (data / NEEDS[0]).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    right = sum(
        analysed(Message(row["id"], Role.USER, row["message"]), AgentState(""), question=row["question"]).engagement
        == row["engagement"]
        for row in rows
    )
    return {"engagement.accuracy": right / max(1, len(rows))}
