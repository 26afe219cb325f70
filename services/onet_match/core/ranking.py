"""Which occupations fit a whole profile, and why.

Fit of an occupation = posterior of the learnt head over title and tasks, blended with coverage: how close the
person's tasks come to tasks of the occupation. Similarities are rescaled so that `_FAR` counts 0 and `_SAME` counts 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from services.onet_match.core.engine import occupation_posterior
from services.onet_match.core.matching import Confidence
from services.onet_match.core.recommend import Recommendation, as_clause, recommend

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.onet_match.core.catalogue import Occupation, Task
    from services.onet_match.core.engine import Embed
    from services.onet_match.core.snapshot import Lane, Snapshot
    from services.onet_match.core.vectors import Vectors

_IMPORTANT = 15  # tasks of an occupation that count as important (seed 001: top 15)
_MOST_MISSING = 5
_SOFTENED, _SOFTENED_PER_TASK = 2.0, 0.5  # a posterior grows sharper with each task; a score for people should not
_FAR, _SAME = 0.30, 0.75  # cosine of unrelated and of reworded task pairs of the default embedder
_SUPPORTS = 0.35  # rescaled closeness from which a task speaks for an occupation
_COVERS = 0.55  # rescaled closeness from which an important task counts as done


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
    explanation: str


def rank_occupations(  # noqa: PLR0913 - everything a ranking depends on
    snapshot: Snapshot, lane: Lane, tasks: Sequence[ProfileTask], job_title: str, *, limit: int, embed: Embed
) -> list[OccupationMatch]:
    """The `limit` occupations that fit best, best first."""
    closeness = _closeness(snapshot, lane, tasks, embed)
    coverage = np.stack([closeness[:, list(span)].max(axis=1) for span in _spans(snapshot)], axis=1)
    posterior = occupation_posterior(snapshot, lane, job_title, [task.text for task in tasks], embed)
    likeness = np.exp((posterior - posterior.max()) / (_SOFTENED + _SOFTENED_PER_TASK * len(tasks)))
    fit = (likeness + coverage.mean(axis=0)) / 2
    best = np.argsort(-fit, kind="stable")[:limit]
    return [_explain(snapshot, tasks, int(position), float(fit[position]), closeness) for position in best]


def _spans(snapshot: Snapshot) -> list[range]:
    catalogue = snapshot.catalogue
    return [catalogue.task_ranges[occupation.soc_code] for occupation in catalogue.occupations]


def _closeness(snapshot: Snapshot, lane: Lane, tasks: Sequence[ProfileTask], embed: Embed) -> Vectors:
    vectors = embed([task.text for task in tasks])
    similarities = np.asarray(vectors @ lane.task_vectors.T, dtype=np.float32)
    closeness: Vectors = np.clip((similarities - _FAR) / (_SAME - _FAR), 0.0, 1.0)
    for row, task in enumerate(tasks):
        position = snapshot.catalogue.task_position.get(task.onet_task_id)
        if position is not None:
            closeness[row, position] = 1.0
    return closeness


def _explain(
    snapshot: Snapshot, tasks: Sequence[ProfileTask], position: int, fit: float, closeness: Vectors
) -> OccupationMatch:
    catalogue = snapshot.catalogue
    occupation = catalogue.occupations[position]
    span = catalogue.task_ranges[occupation.soc_code]
    own = closeness[:, list(span)]
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
    gaps = [catalogue.tasks[index] for index in span[:_IMPORTANT] if covered[index - span[0]] < _COVERS]
    missing = tuple(gaps[:_MOST_MISSING])
    return OccupationMatch(
        occupation=occupation,
        score=min(1.0, fit),
        confidence=_confidence(len(supporting), len(tasks), fit),
        supporting=tuple(supporting),
        missing=missing,
        recommendations=recommend(occupation, gaps, [item.task for item in supporting]),
        explanation=_sentence(occupation, len(tasks), supporting, missing),
    )


def _confidence(supporting: int, tasks: int, fit: float) -> Confidence:
    if not supporting:
        return Confidence.NONE
    share = supporting / tasks
    if fit >= 0.6 and share >= 0.5:  # noqa: PLR2004
        return Confidence.HIGH
    return Confidence.MEDIUM if fit >= 0.4 else Confidence.LOW  # noqa: PLR2004


def _sentence(occupation: Occupation, tasks: int, supporting: Sequence[SupportingTask], missing: Sequence[Task]) -> str:
    if not supporting:
        return f"None of your tasks is typical of {occupation.title}; the job title alone points there."
    of_yours = "Your task is" if tasks == 1 else f"{len(supporting)} of your {tasks} tasks are"
    text = f"{of_yours} typical of {occupation.title}, above all: {as_clause(supporting[0].task.statement)}."
    if missing:
        text += f" What you did not mention: {as_clause(missing[0].statement)}."
    return text
