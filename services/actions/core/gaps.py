"""Gaps: what people of a fitting occupation do and this person did not name, each beside the nearest own task."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.actions.core.growth import comparable
from services.actions.core.text import clean
from services.actions.core.types import ActionType
from services.shared.language.words import content_words
from services.shared.onet import WorkCategory

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from services.actions.core.likeness import Likeness
    from services.actions.core.types import GrowthArea, Match, OnetTask, Profile, ProfileTask

MOST_GAPS = 12  # two sets of five, and two spare
MOST_ANCHORS = 60  # the most worked-on tasks; comparing all 200 adds time and no better anchor
_FAR = 0.25  # added to the cosine of gap and own task: a distant gap counts for less, not for nothing
_AGAIN = 0.1  # taken off the cosine for each gap an own task was paired with before: near ties go to another task
# Cosine from which a gap is what the person does already. Lower than where two texts are one (0.78): to advise somebody
# to learn what they do every day is worse than one idea less.
_DONE_ALREADY = 0.65
# Score below which an occupation beside the person's own fits by chance (fifty profiles were read: construction laborers
# beside highway maintenance workers have 0.04, security guards beside their supervisors 0.28).
_BY_CHANCE = 0.3
# Score below which even the best match says nothing of the person's work: a taxidermist beside taxi drivers has 0.15.
_FITS = 0.2
# Score from which, and times the next one's score from which, an occupation fits alone: a dialysis nurse beside registered
# nurses has 0.44 and 2.4, a sommelier beside waiters 0.55 and 4.6.
_ALONE, _FAR_BETTER = 0.4, 2.0
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
    matches = ahead(profile)
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


def own_occupation(profile: Profile) -> Match | None:
    """The occupation that the person's job title names, None where none of the matches is it."""
    return next((match for match in profile.matches if names(profile.job_title, match.title)), None)


def alone(matches: Sequence[Match]) -> Match | None:
    """The match that fits well and far better than every other: most likely what the person does, by whatever title."""
    first, second = sorted(matches, key=lambda match: -match.score)[:2] if len(matches) > 1 else (None, None)
    is_clear = first and second and first.score >= max(_ALONE, _FAR_BETTER * second.score)
    return first if is_clear else None


def is_doubted(gap: Gap, matches: Sequence[Match]) -> bool:
    """Whether a gap is most likely none: done every day and only not named, or of work that fits by chance."""
    is_best = gap.match.score >= max(match.score for match in matches)
    return gap.match is alone(matches) or gap.match.score < (_FITS if is_best else _BY_CHANCE)


def ahead(profile: Profile) -> tuple[Match, ...]:
    """The occupations whose work can be new to the person, best first.

    The person's own is none of them, since what they did not name of it they do every day, nor is one that asks for less
    preparation. Of the others those count that fit comparably well; what fits by chance is doubted (`is_doubted`).
    """
    own = own_occupation(profile)
    if own is None:
        return comparable(profile.matches)
    others = (match for match in profile.matches if not names(profile.job_title, match.title))
    next_ones = [match for match in others if match.job_zone >= own.job_zone or not match.job_zone]
    return comparable(next_ones)


def names(job_title: str, occupation: str) -> bool:
    """Whether a job title names an occupation: all its telling words stand in the occupation's title, or the reverse."""
    said, known = set(content_words(job_title)), set(content_words(occupation))
    return bool(said and known) and (said <= known or known <= said)


def anchors(profile: Profile) -> tuple[ProfileTask, ...]:
    """The tasks an action may build on: those that take most time first, then those most typical of the best match.

    A lone word ("choose") comes last: out of its conversation nobody knows what it is about.
    """
    typical = {one.task_id: one.similarity for match in profile.matches[:1] for one in match.supporting}
    named = [task for task in profile.tasks if clean(task.statement)]

    def order(task: ProfileTask) -> tuple[bool, float, float]:
        return " " not in clean(task.statement), -task.time_percentage, -typical.get(task.id, 0.0)

    return tuple(sorted(named, key=order)[:MOST_ANCHORS])


@dataclass(frozen=True, slots=True)
class Step:
    """A gap and the person's own task that comes closest to it."""

    gap: Gap
    own: ProfileTask


def steps(
    found: Sequence[Gap], own: Sequence[ProfileTask], likeness: Likeness, daily: Sequence[str] = ()
) -> list[Step]:
    """Each gap with the own task that comes closest, one already taken a little less so; what promises most first.

    A gap that says what an own task or `daily` work says is none.
    """
    done = [*(task.statement for task in own), *daily]
    paired: list[Step] = []
    taken: Counter[str] = Counter()
    for gap in found:
        if any(likeness.of(gap.task.statement, statement) >= _DONE_ALREADY for statement in done):
            continue

        def closeness(task: ProfileTask, statement: str = gap.task.statement) -> float:
            return likeness.of(statement, task.statement) - _AGAIN * taken[task.id]

        paired.append(Step(gap, max(own, key=closeness)))
        taken[paired[-1].own.id] += 1
    return sorted(paired, key=lambda step: -_promise(step, likeness))


def _promise(step: Step, likeness: Likeness) -> float:
    """How much a step promises: by the weight of its gap, how near it is, and how far it takes the person."""
    nearness = _FAR + likeness.of(step.gap.task.statement, step.own.statement)
    return step.gap.weight * nearness * _STRETCH[step.gap.task.category]
