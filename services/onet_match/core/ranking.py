"""Which occupations fit a whole profile, and why.

Closeness of a person's task to an occupation = the cosine to the nearest of its tasks, on a scale from 0 at `_FAR` to 1
at `_SAME`. Closeness to the very task it is matched to is raised by `_CHOSEN` of what lacks to 1; what has no match yet is matched here.

Score of an occupation = coverage^(2/3) * likelihood^(1/3), in [0, 1]:
- coverage is the mean closeness of the person's tasks to it: how much of what they do is its work;
- likelihood is how the learnt head sees title and tasks, per piece of evidence and relative to the occupation it thinks
  most likely: exp((log P - max log P) / (1 + tasks)).
Two thirds to one was the best compromise between profiles that O*NET's own words describe, for which coverage alone is
best, and a title with one free sentence (the Hahu set), for which the head alone is best.

Where there is a job title, half of the score is the probability of the occupation by the title alone, so that no number of odd
tasks outweighs a title that names one occupation: people know what they are. A title that means nothing adds next to nothing.

Confidence goes by the lead of the score over the best other one: of score, lead, number of tasks and posterior nothing
told right from wrong better. How often the best one is right, over 300 profiles of each kind (`metier eval occupations`):

    confidence  rule                                                    plain profiles   hard profiles
    high        clear lead, two tasks or more support it                1.00 (n = 281)   .93 (n = 134)
    medium      clear lead with one task, some lead with two or more     1.00 (n = 12)    .84 (n = 91)
    low         anything else that a task supports                       .71 (n = 7)     .45 (n = 75)

The table was taken before the title had its half; with it, of 25 profiles of each kind "high" is right in 25 of 25 and 15 of 15.
A title with one free sentence (the Hahu set) is right with a clear lead in .66 of cases (n = 107): one sentence never gets "high".
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from services.onet_match.core.engine import MatchContext, each_once, find_matches, occupation_posterior
from services.onet_match.core.explanation import explanation
from services.onet_match.core.matching import Confidence
from services.onet_match.core.recommend import Recommendation, recommend
from services.onet_match.core.retrieval import ExactRetriever

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.onet_match.core.catalogue import Occupation, Task
    from services.onet_match.core.engine import Embed
    from services.onet_match.core.snapshot import EmbeddingIndex, Snapshot
    from services.onet_match.core.vectors import Vectors
    from services.shared.language.sentences import Sentence

_IMPORTANT = 15  # tasks of an occupation that count as important (docs/spec.md 2)
_MOST_MISSING = 5
# Measured with the default embedder on O*NET's tasks and `evals.rewording`:
_FAR, _SAME = 0.29, 0.94  # cosines: 90 % of random pairs of tasks lie below, 89 % of tasks and their rewording
_CHOSEN = 1 / 3  # so that a task the matcher chose counts as done whatever its words: it reaches `_COVERS`
_SUPPORTS = 0.23  # closeness (cosine .44) that 95 % of tasks do not reach with an occupation drawn at random
_COVERS = 1 / 3  # closeness (cosine .51): 98.5 % of the tasks that are done reach it, 72 % of the others do not
_COVERAGE_SHARE = 2 / 3
_TITLE_SHARE = 0.5  # of the score; with less, thirty tasks of another trade outweigh a title that is sure
_LEAST_COVERAGE = 0.01  # where no task comes close to anything, the title still decides the order
_CLEAR_LEAD, _SOME_LEAD = 0.30, 0.10  # see the table above
_SEVERAL = 2
_SURE = (Confidence.HIGH, Confidence.MEDIUM)


@dataclass(frozen=True, slots=True)
class ProfileTask:
    """A task of the person; `onet_task_id` where it was matched."""

    id: str
    text: str
    onet_task_id: str = ""


@dataclass(frozen=True, slots=True)
class SupportingTask:
    """A person's task, the task of the occupation it resembles most, and how much, in [0, 1]."""

    id: str
    task: Task
    similarity: float


@dataclass(frozen=True, slots=True)
class OccupationMatch:
    """An occupation that fits a profile."""

    occupation: Occupation
    score: float
    confidence: Confidence
    supporting: tuple[SupportingTask, ...]
    missing: tuple[Task, ...]
    recommendations: tuple[Recommendation, ...]
    explanation: tuple[Sentence, ...]


def rank_occupations(  # noqa: PLR0913 - everything a ranking depends on
    snapshot: Snapshot, index: EmbeddingIndex, tasks: Sequence[ProfileTask], job_title: str, *, limit: int, embed: Embed
) -> list[OccupationMatch]:
    """The `limit` occupations that fit best, best first."""
    texts = [task.text for task in tasks]
    look_up = each_once(embed)
    tasks = _matched(snapshot, index, tasks, job_title, look_up)
    closeness = _closeness(snapshot, index, tasks, look_up(texts))
    scores = _scores(snapshot, closeness, occupation_posterior(snapshot, index, job_title, texts, look_up))
    if job_title.strip():
        named = np.exp(occupation_posterior(snapshot, index, job_title, (), look_up))
        scores = np.asarray((1.0 - _TITLE_SHARE) * scores + _TITLE_SHARE * named, dtype=np.float32)
    best = [int(position) for position in np.argsort(-scores, kind="stable")]
    rivals = [next(iter(best[1:]), None), *[best[0]] * len(best)]  # of the first the second, of all others the first
    return [
        _explain(snapshot, tasks, closeness, _Place(position, rival, scores), job_title)
        for position, rival in zip(best[:limit], rivals, strict=False)
    ]


def _matched(
    snapshot: Snapshot, index: EmbeddingIndex, tasks: Sequence[ProfileTask], job_title: str, embed: Embed
) -> list[ProfileTask]:
    """The tasks, those without a match with the one they are sure enough to get once they are matched.

    So the gaps of a profile are no other before matching than after it; actions are written beside it.
    """
    if all(task.onet_task_id for task in tasks):
        return list(tasks)
    texts = tuple(task.text for task in tasks)
    here = replace(index, retriever=ExactRetriever(index.task_vectors))  # every task is looked at anyway
    context = MatchContext(job_title, other_tasks=texts)
    found = find_matches(snapshot, here, texts, context, top_k=1, embed=embed)
    return [
        replace(task, onet_task_id=match.best.task.task_id)
        if match.best is not None and match.confidence in _SURE and not task.onet_task_id
        else task
        for task, match in zip(tasks, found, strict=True)
    ]


def _closeness(snapshot: Snapshot, index: EmbeddingIndex, tasks: Sequence[ProfileTask], vectors: Vectors) -> Vectors:
    """How close each of the person's tasks comes to each task of the catalogue, (own, tasks) in [0, 1]."""
    similarities = np.asarray(vectors @ index.task_vectors.T, dtype=np.float32)
    closeness: Vectors = np.clip((similarities - _FAR) / (_SAME - _FAR), 0.0, 1.0)
    for row, task in enumerate(tasks):
        position = snapshot.catalogue.task_position.get(task.onet_task_id)
        if position is not None:
            closeness[row, position] += _CHOSEN * (1.0 - closeness[row, position])
    return closeness


def _scores(snapshot: Snapshot, closeness: Vectors, posterior: Vectors) -> Vectors:
    """Score of each occupation, (occupations,); see the head of this file."""
    catalogue = snapshot.catalogue
    starts = [catalogue.task_ranges[occupation.soc_code].start for occupation in catalogue.occupations]
    coverage = np.maximum(np.maximum.reduceat(closeness, starts, axis=1).mean(axis=0), _LEAST_COVERAGE)
    likelihood = np.exp((posterior - posterior.max()) / (1 + len(closeness)))
    scores: Vectors = coverage**_COVERAGE_SHARE * likelihood ** (1.0 - _COVERAGE_SHARE)
    return scores


@dataclass(frozen=True)
class _Place:
    """An occupation in a ranking: its position, that of the best other one, and everybody's scores."""

    position: int
    rival: int | None
    scores: Vectors

    @property
    def lead(self) -> float:
        """How far it stands clear; negative or 0 for all but the best."""
        return float(self.scores[self.position] - (0.0 if self.rival is None else self.scores[self.rival]))


def _explain(
    snapshot: Snapshot, tasks: Sequence[ProfileTask], closeness: Vectors, place: _Place, job_title: str
) -> OccupationMatch:
    catalogue = snapshot.catalogue
    occupation = catalogue.occupations[place.position]
    span = catalogue.task_ranges[occupation.soc_code]
    own = closeness[:, span.start : span.stop]
    nearest = own.argmax(axis=1)
    supporting = sorted(
        (
            SupportingTask(task.id, catalogue.tasks[span[int(nearest[row])]], float(own[row, nearest[row]]))
            for row, task in enumerate(tasks)
            if own[row, nearest[row]] >= _SUPPORTS
        ),
        key=lambda item: -item.similarity,
    )
    covered = own.max(axis=0)
    gaps = [catalogue.tasks[index] for index in span[:_IMPORTANT] if covered[index - span.start] < _COVERS]
    typical = [item.task for item in supporting]
    rival = catalogue.occupations[place.rival] if place.rival is not None and 0 <= place.lead < _SOME_LEAD else None
    return OccupationMatch(
        occupation=occupation,
        score=float(place.scores[place.position]),
        confidence=_confidence(len(supporting), place.lead),
        supporting=tuple(supporting),
        missing=tuple(gaps[:_MOST_MISSING]),
        recommendations=recommend(occupation, gaps, typical),
        explanation=explanation(occupation, len(tasks), typical, gaps, rival=rival, job_title=job_title.strip()),
    )


def _confidence(supporting: int, lead: float) -> Confidence:
    if not supporting:
        return Confidence.NONE
    if lead >= _CLEAR_LEAD:
        return Confidence.HIGH if supporting >= _SEVERAL else Confidence.MEDIUM
    return Confidence.MEDIUM if lead >= _SOME_LEAD and supporting >= _SEVERAL else Confidence.LOW
