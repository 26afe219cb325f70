"""Real job titles with a first-person sentence -> the O*NET occupation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.tables import hit_rate, read_csv
from metier.onet_match.v1 import onet_match_service_pb2 as rpc

if TYPE_CHECKING:
    from pathlib import Path

    from evals.served import Served

NEEDS = ("hahu_occupation.csv",)


async def evaluate(data: Path, served: Served) -> dict[str, float]:
    """Accuracy among the first one and five guesses, from title and sentence."""
    hits = []
    for row in read_csv(data / "hahu_occupation.csv"):
        request = rpc.ResolveOccupationRequest(job_title=row["job_title"], sentences=[row["query"]], limit=5)
        guesses = (await served.onet.ResolveOccupation(request)).occupations
        hits.append([guess.soc_code == row["onet_soc"] for guess in guesses])
    return {"hahu_occupation.acc1": hit_rate(hits, 1), "hahu_occupation.acc5": hit_rate(hits, 5)}
