"""Gaps: what people of a fitting occupation do and this person did not name, each beside the nearest own task."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.actions.core.growth import comparable
from services.actions.core.text import clean
from services.actions.core.types import ActionType, WorkCategory

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from services.actions.core.likeness import Likeness
    from services.actions.core.types import GrowthArea, Match, OnetTask, Profile, ProfileTask

MOST_GAPS = 12  # two sets of five, and two spare
MOST_ANCHORS = 60  # the most worked-on tasks; comparing all 200 adds time and no better anchor
_FAR = 0.25  # added to the cosine of gap and own task: a distant gap counts for less, not for nothing
_AGAIN = 0.1  # taken off the cosine for each gap an own task was paired with before: near ties go to another task
_STRETCH = {
    WorkCategory.MENTAL_PROCESSES: 0.69,
    WorkCategory.INTERACTING_WITH_OTHERS: 0.54,
    WorkCategory.INFORMATION_INPUT: 0.38,
    WorkCategory.WORK_OUTPUT: 0.17,
    WorkCategory.UNKNOWN: 0.38,
}
"""How far a gap takes a person: the share of such tasks that belong to occupations of job zone 4 or 5 (O*NET 29.3, counted
over 18,831 tasks). Routine that somebody did not mention is seldom where they grow."""


@dataclass(frozen=True, slots=True)
class Gap:
    """An important task of a fitting occupation that the person did not name.

    Attributes:
        task: the O*NET task.
        match: the occupation it is from.
        types: kinds of growth the matcher recommends for it, heaviest first; empty when it recommends none.
        weight: of its heaviest growth area, else that of its place among what is missing; in (0, 1].
    """

    task: OnetTask
    match: Match
    types: tuple[ActionType, ...]
    weight: float


def gaps(profile: Profile, areas: Sequence[GrowthArea], catalogue: Mapping[str, OnetTask]) -> tuple[Gap, ...]:
    """What is missing, by weight: what growth areas rest on, then the rest of what the matches name as missing.

    Args:
        profile: those of its matches that fit comparably well name what is missing.
        areas: heaviest first.
        catalogue: tasks of the matched occupations by id; what is not in it counts as unknown.
    """
    matches = comparable(profile.matches)
    missing = {task.id: (task, match, place) for match in matches for place, task in enumerate(match.missing)}
    by_code = {match.soc_code: match for match in matches}
    supported = {task.onet_task_id for task in profile.tasks}
    found: dict[str, Gap] = {}
    for area in areas:
        for task_id in area.onet_task_ids:
            task = missing[task_id][0] if task_id in missing else catalogue.get(task_id)
            codes = (task.soc_code if task else "", *area.soc_codes)
            match = next((by_code[code] for code in codes if code in by_code), None)
            # What the matcher wants shown rests on what the person does already: no gap.
            if task is None or match is None or task_id in supported or area.type is ActionType.VISIBILITY:
                continue
            known = found.get(task_id)
            types = (*known.types, area.type) if known else (area.type,)
            found[task_id] = Gap(task, match, types, max(area.weight, known.weight if known else 0.0))
    for task_id, (task, match, place) in missing.items():
        found.setdefault(task_id, Gap(task, match, (), max(match.score, 0.01) / 2 ** (place + 1)))
    return tuple(sorted(found.values(), key=lambda gap: -gap.weight)[:MOST_GAPS])


def anchors(profile: Profile) -> tuple[ProfileTask, ...]:
    """The tasks an action may build on: those that take most time first, then those most typical of the best match."""
    typical = {one.task_id: one.similarity for match in profile.matches[:1] for one in match.supporting}
    named = [task for task in profile.tasks if clean(task.statement)]
    return tuple(sorted(named, key=lambda task: (-task.time_percentage, -typical.get(task.id, 0.0)))[:MOST_ANCHORS])


@dataclass(frozen=True, slots=True)
class Step:
    """A gap and the person's own task that comes closest to it."""

    gap: Gap
    own: ProfileTask


def steps(found: Sequence[Gap], own: Sequence[ProfileTask], likeness: Likeness) -> list[Step]:
    """Each gap with the own task that comes closest, one already taken a little less so; what promises most first."""
    paired: list[Step] = []
    taken: Counter[str] = Counter()
    for gap in found:

        def closeness(task: ProfileTask, statement: str = gap.task.statement) -> float:
            return likeness.of(statement, task.statement) - _AGAIN * taken[task.id]

        paired.append(Step(gap, max(own, key=closeness)))
        taken[paired[-1].own.id] += 1
    return sorted(paired, key=lambda step: -_promise(step, likeness))


def _promise(step: Step, likeness: Likeness) -> float:
    """How much a step promises: by the weight of its gap, how near it is, and how far it takes the person."""
    nearness = _FAR + likeness.of(step.gap.task.statement, step.own.statement)
    return step.gap.weight * nearness * _STRETCH[step.gap.task.category]
