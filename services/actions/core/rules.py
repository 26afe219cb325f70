"""Rule-based actions: from a profile and its growth areas to proposals, best first.

A proposal pairs a gap (what people of a fitting occupation do and this person did not name) with an anchor (the
person's own task that comes closest to it). So it says what to do next in terms of what is done already. `moves` has
the sentences; this module decides what goes into them and in which order.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING

from services.actions.core.moves import CREDENTIAL, GAP_MOVES, NETWORK, OWN_MOVES, WHY
from services.actions.core.text import clause, clean, clip, quoted
from services.actions.core.types import ActionType, Basis, BasisKind, Proposal, WorkCategory

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from services.actions.core.likeness import Likeness
    from services.actions.core.moves import Move
    from services.actions.core.types import GrowthArea, Match, OnetTask, Profile, ProfileTask

TITLE_CHARS, DESCRIPTION_CHARS, RATIONALE_CHARS = 120, 600, 400  # CareerAction in the contract
MOST_GAPS = 12  # two sets of five, and two spare
MOST_ANCHORS = 60  # the most worked-on tasks; comparing all 200 adds time and no better anchor
_GAP_CHARS, _WORK_CHARS, _WHY_CHARS, _SHORT_CHARS = 80, 150, 100, 60  # so that a title and a description hold them
_FAR = 0.25  # added to the cosine of gap and own task: a distant gap counts for less, not for nothing
_BEFORE_OWN = 3
_PREPARED_ZONE = 4  # O*NET job zone 4, "considerable preparation needed": most of these ask for a formal proof
_REGULATED = ("licens", "certif", "accredit", "legal", "law", "regulat", "diagnos", "prescri", "safety")


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
        profile: its matches name what is missing.
        areas: heaviest first.
        catalogue: tasks of the matched occupations by id; what is not in it counts as unknown.
    """
    missing = {task.id: (task, match, place) for match in profile.matches for place, task in enumerate(match.missing)}
    by_code = {match.soc_code: match for match in profile.matches}
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


def texts_to_compare(profile: Profile, found: Sequence[Gap]) -> tuple[str, ...]:
    """Texts whose vectors `proposals` looks up in the likeness."""
    return tuple(
        dict.fromkeys([*(gap.task.statement for gap in found), *(task.statement for task in anchors(profile))])
    )


def proposals(profile: Profile, found: Sequence[Gap], likeness: Likeness) -> tuple[Proposal, ...]:
    """All that the rules can propose, best first: about gaps, one step from what is done already, then about own tasks.

    One that shows a strength stands among the first, as a set of nothing but gaps discourages.
    """
    own = anchors(profile)
    if not own:
        return ()
    steps = [_Step(gap, max(own, key=lambda task: likeness.of(gap.task.statement, task.statement))) for gap in found]
    steps.sort(key=lambda step: -step.gap.weight * (_FAR + likeness.of(step.gap.task.statement, step.own.statement)))
    about_gaps = chain(*_rounds([list(_of_step(step, profile)) for step in steps]))
    about_own = _of_own(profile, own)
    return tuple(chain(islice(about_gaps, _BEFORE_OWN), islice(about_own, 1), about_gaps, about_own))


def _rounds(lists: Sequence[Sequence[Proposal]]) -> Iterator[Iterable[Proposal]]:
    """The first proposal of each gap, then the second of each, and so on."""
    for place in range(max((len(found) for found in lists), default=0)):
        yield [found[place] for found in lists if place < len(found)]


def _of_step(step: _Step, profile: Profile) -> Iterator[Proposal]:
    gap = step.gap
    basis = (_task_basis(step.own), Basis(BasisKind.MATCH, gap.match.soc_code, gap.match.title))
    places = {
        "gap": _short(gap.task),
        "work": clause(gap.task.statement, _WORK_CHARS),
        "own": quoted(step.own.statement),
        "people": gap.match.title,
        "fit": _fit(gap.match, profile),
    }
    for kind in dict.fromkeys((*gap.types, *_types_for(gap))):
        move = _move(kind, gap)
        if move is not None:
            # What proof an occupation asks for is one question, whichever gap raised it.
            topic = gap.match.soc_code if kind is ActionType.CREDENTIAL else gap.task.id
            why = WHY[kind].format(**{**places, "work": clause(gap.task.statement, _WHY_CHARS)})
            yield _filled(kind, move, places, _Ground(why, basis, topic))


def _short(task: OnetTask) -> str:
    """The task itself where a title can hold it, else the detailed activity behind it."""
    whole = clause(task.statement, _GAP_CHARS)
    return whole if not whole.endswith("\u2026") else clause(task.activity or task.statement, _GAP_CHARS)


def _types_for(gap: Gap) -> tuple[ActionType, ...]:
    """Kinds of growth that suit a gap by its kind of work, the most direct first."""
    direct = {
        WorkCategory.INTERACTING_WITH_OTHERS: (ActionType.EXPERIENCE, ActionType.NETWORK, ActionType.SKILL),
        WorkCategory.WORK_OUTPUT: (ActionType.PROJECT, ActionType.SKILL, ActionType.EXPERIENCE),
        WorkCategory.MENTAL_PROCESSES: (ActionType.SKILL, ActionType.PROJECT, ActionType.EXPERIENCE),
    }
    return direct.get(gap.task.category, (ActionType.EXPERIENCE, ActionType.SKILL, ActionType.NETWORK))


def _move(kind: ActionType, gap: Gap) -> Move | None:
    if kind is ActionType.NETWORK:
        return NETWORK
    if kind is ActionType.CREDENTIAL:
        is_regulated = any(stem in gap.task.statement.lower() for stem in _REGULATED)
        return CREDENTIAL if is_regulated or gap.match.job_zone >= _PREPARED_ZONE else None
    category = WorkCategory.WORK_OUTPUT if gap.task.category is WorkCategory.UNKNOWN else gap.task.category
    return GAP_MOVES.get((kind, category))


def _fit(match: Match, profile: Profile) -> str:
    """How the person's tasks speak for an occupation, as a main clause."""
    mine, supporting = len(profile.tasks), len({support.task_id for support in match.supporting})
    if not supporting:
        return f"{match.title} are among the occupations closest to your profile"
    if mine == 1:
        return f"Your task is typical of {match.title}"
    if supporting >= mine:
        return f"All of your {mine} tasks are typical of {match.title}"
    return f"{supporting} of your {mine} tasks {'is' if supporting == 1 else 'are'} typical of {match.title}"


def _of_own(profile: Profile, own: Sequence[ProfileTask]) -> Iterator[Proposal]:
    """For each task one proposal of each type, tasks in turn, so that the first few differ in both."""
    kinds = tuple(OWN_MOVES)
    for step in range(len(kinds) * max(len(moves) for moves in OWN_MOVES.values())):
        for place, task in enumerate(own):
            kind = kinds[(step + place) % len(kinds)]
            variants = OWN_MOVES[kind]
            if step // len(kinds) < len(variants):
                places = {"own": quoted(task.statement), "short": clause(task.statement, _SHORT_CHARS)}
                ground = _Ground(_why_own(profile, task), (_task_basis(task), *_title_basis(profile)), task.id)
                yield _filled(kind, variants[step // len(kinds)], places, ground)


def _why_own(profile: Profile, task: ProfileTask) -> str:
    share = f", {task.time_percentage:.0f} % of your time" if task.time_percentage >= 1 else ""
    title = clip(clean(profile.job_title), 80)
    as_title = f" as {title}" if title else ""
    typical = [match.title for match in profile.matches if task.id in {one.task_id for one in match.supporting}]
    seen = f" It is typical of {' and of '.join(typical[:2])}." if typical else ""
    return (
        f"{quoted(task.statement)} is part of your work{as_title}{share}.{seen} "
        "You have the cases for this at hand, so it costs little to begin."
    )


@dataclass(frozen=True, slots=True)
class _Step:
    """A gap and the person's own task that comes closest to it."""

    gap: Gap
    own: ProfileTask


@dataclass(frozen=True, slots=True)
class _Ground:
    """What a proposal of the rules stands on: why, what of the profile, and about what."""

    rationale: str
    basis: tuple[Basis, ...]
    topic: str


def _filled(kind: ActionType, move: Move, places: Mapping[str, str], ground: _Ground) -> Proposal:
    return Proposal(
        type=kind,
        title=clip(move.title.format(**places), TITLE_CHARS),
        description=clip(move.description.format(**places), DESCRIPTION_CHARS),
        rationale=clip(ground.rationale[:1].upper() + ground.rationale[1:], RATIONALE_CHARS),
        basis=ground.basis,
        topic=ground.topic,
    )


def _task_basis(task: ProfileTask) -> Basis:
    return Basis(BasisKind.TASK, task.id, clean(task.statement))


def _title_basis(profile: Profile) -> tuple[Basis, ...]:
    title = clean(profile.job_title)
    return (Basis(BasisKind.PROFILE, "job_title", title),) if title else ()
