"""Whether the rules see that a person wants to end: F1, and how often they end a conversation that should go on."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from services.agent.core.stop_intent import stop_intent

if TYPE_CHECKING:
    from pathlib import Path

    from metier.onet_match.v1.onet_match_service_pb2_grpc import OnetMatchServiceAsyncStub

NEEDS = ("stop_intent.csv",)


async def evaluate(data: Path, onet: OnetMatchServiceAsyncStub) -> dict[str, float]:
    """Return `stop_intent.f1` and `stop_intent.false_stop_rate` (of the messages that do not end)."""
    del onet
    with (data / NEEDS[0]).open(encoding="utf-8", newline="") as file:
        pairs = [
            (row["wants_to_stop"] == "true", stop_intent(row["message"], asked_for_more=True) is not None)
            for row in csv.DictReader(file)
        ]
    hits = sum(wanted and found for wanted, found in pairs)
    wrong = sum(wanted != found for wanted, found in pairs)
    goes_on = [found for wanted, found in pairs if not wanted]
    return {
        "stop_intent.f1": 2 * hits / (2 * hits + wrong) if hits else 0.0,
        "stop_intent.false_stop_rate": sum(goes_on) / max(1, len(goes_on)),
    }
