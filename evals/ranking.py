"""RankOccupations over seeded profiles from O*NET: how often is the best one right, and do score and confidence tell?

Two kinds of profile, each of one occupation:
- `plain`: 6 to 15 of its tasks, reworded by `rewording`; one in three with the occupation's title as job title
- `hard`: 1 to 12 of its tasks, reworded, half of the people speak in four to seven words, and up to half of the tasks
  are some other occupation's; no job title
Half of the profiles carry the O*NET tasks that MatchTasks finds, as after the background job; half do not, as before.

    metier eval occupations
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from evals.occupations import occupations
from evals.rewording import reworded
from metier.onet_match.v1 import catalogue_pb2
from metier.onet_match.v1 import onet_match_service_pb2 as rpc

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evals.served import Served
    from metier.onet_match.v1.onet_match_service_pb2_grpc import OnetMatchServiceAsyncStub

PROFILES = 300
SEED = 20261121
SCORES = (0.0, 0.4, 0.6, 0.8)
"""Where the buckets of scores begin."""

_LISTED = 100  # more tasks than any occupation has


@dataclass(frozen=True)
class Ranked:
    """A profile's answer: the best one's score and class, whether it is right, whether one of the first five is."""

    score: float
    confidence: str
    is_right: bool
    is_among_five: bool


async def simulate(served: Served, profiles: int = PROFILES, seed: int = SEED) -> dict[str, float]:
    """Shares of best ones that are right: in all, per class of confidence and per bucket of scores, with their numbers."""
    onet, figures = served.onet, dict[str, float]()
    for kind, tell in (("plain", _plain), ("hard", _hard)):
        dice = Random(seed)
        codes = await occupations(onet, profiles, dice)
        strangers = await _tasks(onet, codes[0])
        ranked = []
        for place, code in enumerate(codes):
            own = await _tasks(onet, code)
            ranked.append(await _rank(onet, code, tell(own, strangers, dice), is_matched=place % 2 == 0))
            strangers = own
        figures |= {f"{kind}.{key}": value for key, value in _table(ranked).items()}
    return figures


async def _tasks(onet: OnetMatchServiceAsyncStub, code: str) -> Sequence[catalogue_pb2.OnetTask]:
    return (await onet.ListTypicalTasks(rpc.ListTypicalTasksRequest(soc_codes=[code], limit=_LISTED))).tasks


def _plain(
    own: Sequence[catalogue_pb2.OnetTask], _others: Sequence[catalogue_pb2.OnetTask], dice: Random
) -> tuple[str, list[str]]:
    told = dice.sample(list(own), k=min(len(own), dice.randint(6, 15)))
    title = own[0].occupation_title if dice.random() < 1 / 3 else ""
    return title, [reworded(task.statement, dice) for task in told]


def _hard(
    own: Sequence[catalogue_pb2.OnetTask], others: Sequence[catalogue_pb2.OnetTask], dice: Random
) -> tuple[str, list[str]]:
    told = dice.sample(list(own), k=min(len(own), dice.randint(1, 12)))
    foreign = dice.choice((0.0, 0.0, 0.25, 0.5))
    texts = [
        reworded((dice.choice(list(others)) if dice.random() < foreign else task).statement, dice) for task in told
    ]
    if dice.random() < 0.5:
        texts = [" ".join(text.split()[: dice.randint(4, 7)]) for text in texts]
    return "", texts


async def _rank(
    onet: OnetMatchServiceAsyncStub, code: str, profile: tuple[str, list[str]], *, is_matched: bool
) -> Ranked:
    title, texts = profile
    ids = [""] * len(texts)
    if is_matched:
        context = rpc.MatchContext(job_title=title, other_tasks=texts)
        found = await onet.MatchTasks(rpc.MatchTasksRequest(texts=texts, context=context, rules_only=True))
        ids = [match.best.task.task_id for match in found.matches]
    tasks = [
        rpc.ProfileTask(id=str(place), text=text, onet_task_id=task_id)
        for place, (text, task_id) in enumerate(zip(texts, ids, strict=True))
    ]
    answer = await onet.RankOccupations(rpc.RankOccupationsRequest(tasks=tasks, job_title=title))
    best = answer.occupations[0]
    return Ranked(
        score=best.score,
        confidence=catalogue_pb2.Confidence.Name(best.confidence).removeprefix("CONFIDENCE_").lower(),
        is_right=best.soc_code == code,
        is_among_five=code in {one.soc_code for one in answer.occupations},
    )


def _table(ranked: Sequence[Ranked]) -> dict[str, float]:
    groups = {"all": list(ranked)}
    for name in ("high", "medium", "low", "none"):
        groups[name] = [one for one in ranked if one.confidence == name]
    for low, high in itertools.pairwise([*SCORES, math.inf]):
        groups[f"score_from_{low:.1f}"] = [one for one in ranked if low <= one.score < high]
    figures = {"right_or_among_five": _share(one.is_among_five for one in ranked)}
    for name, group in groups.items():
        if group:
            figures |= {f"{name}.profiles": len(group), f"{name}.right": _share(one.is_right for one in group)}
    return figures


def _share(hits: Iterable[bool]) -> float:
    found = list(hits)
    return round(sum(found) / max(1, len(found)), 3)
