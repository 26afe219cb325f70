"""Sentences no O*NET task fits, whatever the job title: the matcher must abstain, and not on real tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.tables import read_csv
from evals.task_paraphrases import match_one
from metier.onet_match.v1 import catalogue_pb2 as pb
from metier.onet_match.v1 import onet_match_service_pb2 as rpc

if TYPE_CHECKING:
    from pathlib import Path

    from evals.served import Served
    from metier.onet_match.v1.onet_match_service_pb2_grpc import OnetMatchServiceAsyncStub

NEEDS = ("no_match.csv",)
REAL_TASKS = "task_paraphrases.csv"


async def evaluate(data: Path, served: Served) -> dict[str, float]:
    """Share abstained, and share falsely abstained over `task_paraphrases.csv` where it is there; both with title."""
    figures = {"no_match.abstained": await _abstained(data / "no_match.csv", served.onet)}
    if (data / REAL_TASKS).exists():
        figures["no_match.false_abstained"] = await _abstained(data / REAL_TASKS, served.onet)
    return figures


async def _abstained(path: Path, onet: OnetMatchServiceAsyncStub) -> float:
    rows = read_csv(path)
    matches = [await match_one(onet, row["utterance"], rpc.MatchContext(job_title=row["job_title"])) for row in rows]
    return sum(match.confidence == pb.CONFIDENCE_NONE for match in matches) / len(rows)
