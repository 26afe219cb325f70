"""Rule-based actions: from a profile and its growth areas to proposals, best first.

A proposal pairs a gap (what people of a fitting occupation do and this person did not name) with an anchor (the
person's own task that comes closest to it). So it says what to do next in terms of what is done already. `moves` has
the sentences; this module decides what goes into them and in which order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from services.actions.core.moves import CREDENTIAL, GAP_MOVES, NETWORK, OWN_MOVES
from services.actions.core.types import ActionType, Basis, BasisKind, Proposal, WorkCategory

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from services.actions.core.likeness import Likeness
    from services.actions.core.moves import Move
    from services.actions.core.types import GrowthArea, Match, OnetTask, Profile, ProfileTask

TITLE_CHARS, DESCRIPTION_CHARS, RATIONALE_CHARS = 120, 600, 400  # CareerAction in the contract
MOST_GAPS = 24
MOST_ANCHORS = 60  # the most worked-on tasks; comparing all 200 adds time and no better anchor
_GAP_CHARS, _WORK_CHARS, _OWN_CHARS, _SHORT_CHARS = 80, 150, 90, 60
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
        match = next((by_code[code] for code in area.soc_codes if code in by_code), None)
        for task_id in area.onet_task_ids:
            task = missing[task_id][0] if task_id in missing else catalogue.get(task_id)
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
    """The tasks an action may build on: those that take most time first, else in the person's order."""
    named = [task for task in profile.tasks if clean(task.statement)]
    return tuple(sorted(named, key=lambda task: -task.time_percentage)[:MOST_ANCHORS])


def texts_to_compare(profile: Profile, found: Sequence[Gap]) -> tuple[str, ...]:
    """Texts whose vectors `proposals` looks up in the likeness."""
    return tuple(
        dict.fromkeys([*(gap.task.statement for gap in found), *(task.statement for task in anchors(profile))])
    )


def proposals(profile: Profile, found: Sequence[Gap], likeness: Likeness) -> tuple[Proposal, ...]:
    """All that the rules can propose, best first: gaps by weight, the first of each type ahead, then own tasks."""
    own = anchors(profile)
    if not own:
        return ()
    about_gaps = [list(_of_gap(gap, profile, own, likeness)) for gap in found]
    about_own = list(_of_own(profile, own))
    return tuple(chain(*_rounds(about_gaps), about_own))


def _rounds(lists: Sequence[Sequence[Proposal]]) -> Iterator[Iterable[Proposal]]:
    """The first proposal of each gap, then the second of each, and so on."""
    for place in range(max((len(found) for found in lists), default=0)):
        yield [found[place] for found in lists if place < len(found)]


def _of_gap(gap: Gap, profile: Profile, own: Sequence[ProfileTask], likeness: Likeness) -> Iterator[Proposal]:
    anchor = max(own, key=lambda task: likeness.of(gap.task.statement, task.statement))
    basis = (_task_basis(anchor), Basis(BasisKind.MATCH, gap.match.soc_code, gap.match.title))
    ground = _Ground(_why_gap(gap, profile, anchor), basis, gap.task.id)
    places = {
        "gap": clause(gap.task.activity or gap.task.statement, _GAP_CHARS),
        "work": clause(gap.task.statement, _WORK_CHARS),
        "own": quoted(anchor.statement),
        "people": gap.match.title,
    }
    for kind in dict.fromkeys((*gap.types, *_types_for(gap))):
        move = _move(kind, gap)
        if move is not None:
            yield _filled(kind, move, places, ground)


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


def _why_gap(gap: Gap, profile: Profile, anchor: ProfileTask) -> str:
    supporting = len({support.task_id for support in gap.match.supporting})
    fit = (
        f"{supporting} of your {len(profile.tasks)} tasks {'is' if supporting == 1 else 'are'} typical of {gap.match.title}"
        if supporting
        else f"{gap.match.title} are among the occupations closest to your profile"
    )
    return (
        f"{fit}. For them it is important to {clause(gap.task.statement, _WORK_CHARS)}, and nothing you listed covers it. "
        f"The closest you have is {quoted(anchor.statement)}."
    )


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


_SPACE = re.compile(r"[\s\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
# Where a long O*NET statement can end: before what only gives examples, means or purposes.
_TAIL = re.compile(
    r",? (?:such as|including|using|in order to|according to|to ensure|by [a-z]+ing|so that|when|as directed)\b.*$",
    re.IGNORECASE,
)


def clean(text: str) -> str:
    """The text on one line, without control and direction characters and markup brackets."""
    return _SPACE.sub(" ", text).replace("<", " ").replace(">", " ").replace("`", "'").strip()


def clip(text: str, chars: int) -> str:
    """The text, or as many whole words of it as fit before an ellipsis."""
    if len(text) <= chars:
        return text
    cut = text[: chars - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(" ,;:") + "\u2026"


def clause(statement: str, chars: int) -> str:
    """A verb-first statement as the rest of a sentence after "to": lower first letter, no full stop, tail cut if long."""
    text = clean(statement).rstrip(" .;")
    if len(text) > chars:
        text = _TAIL.sub("", text) or text
    first = text.split(" ", 1)[0]
    is_name = len(first) > 1 and first[1:] != first[1:].lower()
    return clip(text if is_name else text[:1].lower() + text[1:], chars)


def quoted(statement: str) -> str:
    """A person's task in quotation marks, as they said it."""
    text = clip(clean(statement).rstrip(" .;"), _OWN_CHARS).replace('"', "'")
    return f'"{text}"'
