"""Rule-based actions: from a profile and its growth areas to proposals, best first.

A proposal pairs a gap (what people of a fitting occupation do and this person did not name) with an anchor (the
person's own task that comes closest to it). So it says what to do next in terms of what is done already. `moves` has
the sentences; this module decides what goes into them and in which order.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING

from services.actions.core.gaps import anchors, steps
from services.actions.core.moves import CREDENTIAL, GAP_MOVES, NETWORK, OWN_MOVES, WHY, WHY_OWN
from services.actions.core.text import clause, clean, clip, is_verb_first, quoted
from services.actions.core.types import ActionType, Basis, BasisKind, Proposal, WorkCategory
from services.shared.language.people import people

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from services.actions.core.gaps import Gap, Step
    from services.actions.core.likeness import Likeness
    from services.actions.core.moves import Move
    from services.actions.core.types import Match, Profile, ProfileTask

TITLE_CHARS, DESCRIPTION_CHARS, RATIONALE_CHARS = 120, 600, 400  # CareerAction in the contract
_GAP_CHARS, _FULL_CHARS, _SHORT_CHARS = 70, 150, 60  # so that a title and a description hold them
_BEFORE_OWN = 3  # gaps before the first strength: three types are then nearly always there
_PREPARED_ZONE = 4  # O*NET job zone 4, "considerable preparation needed": most of these ask for a formal proof
_REGULATED = ("licens", "certif", "accredit", "legal", "law", "regulat", "diagnos", "prescri", "safety")


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
    about_gaps = chain(*_rounds([list(_of_step(step, profile)) for step in steps(found, own, likeness)]))
    about_own = _of_own(profile, own)
    return tuple(chain(islice(about_gaps, _BEFORE_OWN), islice(about_own, 1), about_gaps, about_own))


def _rounds(lists: Sequence[Sequence[Proposal]]) -> Iterator[Iterable[Proposal]]:
    """The first proposal of each gap, then the second of each, and so on."""
    for place in range(max((len(found) for found in lists), default=0)):
        yield [found[place] for found in lists if place < len(found)]


def _of_step(step: Step, profile: Profile) -> Iterator[Proposal]:
    gap = step.gap
    basis = (_task_basis(step.own), Basis(BasisKind.MATCH, gap.match.soc_code, gap.match.title))
    gap_in_short, in_full = clause(gap.task.statement, _GAP_CHARS), clause(gap.task.statement, _FULL_CHARS)
    if gap_in_short.endswith("\u2026"):
        gap_in_short = clause(gap.task.activity or gap.task.statement, _GAP_CHARS)
    places = {
        "gap": gap_in_short,
        "detail": "" if in_full == gap_in_short else f"In full, this is to {in_full}. ",
        "own": quoted(step.own.statement),
        "people": people(gap.match.title),
        "fit": _fit(gap.match, profile),
    }
    for kind in dict.fromkeys((*gap.types, *_types_for(gap))):
        move = _move(kind, gap)
        if move is not None:
            # What proof an occupation asks for is one question, whichever gap raised it.
            proof = (gap.match.soc_code,) if kind is ActionType.CREDENTIAL else ()
            topics = (gap_in_short.lower(), *proof)
            yield _filled(kind, move, places, _Ground(WHY[kind].format(**places), basis, topics))


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
    work = f"typical work of {people(match.title)}"
    if not supporting:
        return f"{people(match.title)} are among the occupations closest to your profile"
    if mine == 1:
        return f"Your task is {work}"
    if supporting >= mine:
        return f"All of your {mine} tasks are {work}"
    return f"{supporting} of your {mine} tasks {'is' if supporting == 1 else 'are'} {work}"


def _of_own(profile: Profile, own: Sequence[ProfileTask]) -> Iterator[Proposal]:
    """For each task one proposal of each type, tasks in turn, so that the first few differ in both."""
    kinds = tuple(OWN_MOVES)
    for step in range(len(kinds) * max(len(moves) for moves in OWN_MOVES.values())):
        for place, task in enumerate(own):
            kind = kinds[(step + place) % len(kinds)]
            variants = OWN_MOVES[kind]
            if step // len(kinds) < len(variants):
                short = clause(task.statement, _SHORT_CHARS)
                do = short if is_verb_first(task.statement) else f"do this: {short}"
                places = {"own": quoted(task.statement), "short": short, "do": do, "seen": _seen(profile, task)}
                basis = (_task_basis(task), *_title_basis(profile))
                yield _filled(
                    kind,
                    variants[step // len(kinds)],
                    places,
                    _Ground(WHY_OWN[kind].format(**places), basis, (short.lower(),)),
                )


def _seen(profile: Profile, task: ProfileTask) -> str:
    """That a task is part of the person's work, and whose typical work it is, as a main clause."""
    share = f", {task.time_percentage:.0f} % of your time" if task.time_percentage >= 1 else ""
    typical = [match.title for match in profile.matches if task.id in {one.task_id for one in match.supporting}]
    whose = f", and typical work of {people(typical[0])}" if typical else ""
    return f"{quoted(task.statement)} is part of what you do{share}{whose}"


@dataclass(frozen=True, slots=True)
class _Ground:
    """What a proposal of the rules stands on: why, what of the profile, and about what."""

    rationale: str
    basis: tuple[Basis, ...]
    topics: tuple[str, ...]


def _filled(kind: ActionType, move: Move, places: Mapping[str, str], ground: _Ground) -> Proposal:
    return Proposal(
        type=kind,
        title=clip(move.title.format(**places), TITLE_CHARS),
        description=clip(move.description.format(**places), DESCRIPTION_CHARS),
        rationale=clip(ground.rationale[:1].upper() + ground.rationale[1:], RATIONALE_CHARS),
        basis=ground.basis,
        topics=ground.topics,
    )


def _task_basis(task: ProfileTask) -> Basis:
    return Basis(BasisKind.TASK, task.id, clean(task.statement))


def _title_basis(profile: Profile) -> tuple[Basis, ...]:
    title = clean(profile.job_title)
    return (Basis(BasisKind.PROFILE, "job_title", title),) if title else ()
