"""Whether the agent sees that a person wants to end: F1, and how often it ends a conversation that should go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.models import heard
from evals.tables import read_csv

if TYPE_CHECKING:
    from pathlib import Path

    from evals.served import Served

NEEDS = ("stop_intent.csv",)
ASKED = "What else do you do regularly that we haven't covered yet?"
"""The question the messages are read against: the sets tell none."""


async def evaluate(data: Path, served: Served) -> dict[str, float]:
    """Return `stop_intent.f1` and `stop_intent.false_stop_rate` (of the messages that do not end)."""
    pairs = []
    for row in read_csv(data / NEEDS[0]):
        found = await heard(served, row["message"], ASKED)
        pairs.append((row["wants_to_stop"] == "true", found.wants_to_stop))
    hits = sum(wanted and found for wanted, found in pairs)
    wrong = sum(wanted != found for wanted, found in pairs)
    goes_on = [found for wanted, found in pairs if not wanted]
    return {
        "stop_intent.f1": 2 * hits / (2 * hits + wrong) if hits else 0.0,
        "stop_intent.false_stop_rate": sum(goes_on) / max(1, len(goes_on)),
    }
