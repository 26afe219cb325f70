"""Which of the candidates in the assistant's message does a reply confirm: exactly the labelled ones?"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from evals.tables import read_csv
from services.shared.language.confirm import confirmed_candidates

if TYPE_CHECKING:
    from pathlib import Path

    from metier.onet_match.v1.onet_match_service_pb2_grpc import OnetMatchServiceAsyncStub

NEEDS = ("confirm.csv",)


async def evaluate(data: Path, onet: OnetMatchServiceAsyncStub) -> dict[str, float]:
    """Return `confirm.exact`: share of replies whose confirmed candidates are the labelled ones, in order."""
    del onet
    rows = read_csv(data / NEEDS[0])
    right = sum(
        list(confirmed_candidates(row["assistant"], json.loads(row["candidates_json"]), row["reply"]))
        == json.loads(row["confirmed_json"])
        for row in rows
    )
    return {"confirm.exact": right / max(1, len(rows))}
