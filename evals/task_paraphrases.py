"""Informal sentences of workers -> the O*NET task they describe, with a messy job title, with the code, with nothing."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from evals.tables import hit_rate, read_csv
from metier.onet_match.v1 import catalogue_pb2 as pb
from metier.onet_match.v1 import onet_match_service_pb2 as rpc

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from evals.served import Served
    from metier.onet_match.v1.onet_match_service_pb2_grpc import OnetMatchServiceAsyncStub

NEEDS = ("task_paraphrases.csv",)
ALTERNATES = "task_paraphrases_alternates.csv"


async def match_one(stub: OnetMatchServiceAsyncStub, text: str, context: rpc.MatchContext) -> pb.TaskMatch:
    """The match of one sentence, by rules, five candidates."""
    request = rpc.MatchTasksRequest(texts=[text], top_k=5, context=context, rules_only=True)
    return (await stub.MatchTasks(request)).matches[0]


async def evaluate(data: Path, served: Served) -> dict[str, float]:
    """hit@1 and hit@5 per context; precision and share of class "high" with the job title.

    A candidate is right when it is the labelled task, one of the alternates of the row, or has the same text.
    """
    rows = read_csv(data / "task_paraphrases.csv")
    alternates: dict[str, set[str]] = defaultdict(set)
    if (data / ALTERNATES).exists():
        for row in read_csv(data / ALTERNATES):
            alternates[row["id"]].add(row["alt_task_id"])
    contexts: dict[str, Callable[[dict[str, str]], rpc.MatchContext]] = {
        "title": lambda row: rpc.MatchContext(job_title=row["job_title"]),
        "soc": lambda row: rpc.MatchContext(soc_code=row["soc"]),
        "none": lambda _row: rpc.MatchContext(),
    }
    figures: dict[str, float] = {}
    for name, context in contexts.items():
        matches = [await match_one(served.onet, row["utterance"], context(row)) for row in rows]
        hits = [_hits(match, row, alternates[row["id"]]) for match, row in zip(matches, rows, strict=True)]
        figures[f"task_paraphrases.{name}.hit1"] = hit_rate(hits, 1)
        figures[f"task_paraphrases.{name}.hit5"] = hit_rate(hits, 5)
        if name == "title":
            high = [hit[0] for hit, match in zip(hits, matches, strict=True) if match.confidence == pb.CONFIDENCE_HIGH]
            figures["task_paraphrases.high_precision"] = sum(high) / len(high) if high else 0.0
            figures["task_paraphrases.high_share"] = len(high) / len(rows)
    return figures


def _hits(match: pb.TaskMatch, row: dict[str, str], alternates: set[str]) -> list[bool]:
    right = alternates | {row["task_id"]}
    return [
        candidate.task.task_id in right or candidate.task.statement == row["task"] for candidate in match.candidates
    ]
