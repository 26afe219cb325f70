"""Rule-based actions: from a profile and its growth areas to proposals, best first.

A proposal pairs a gap (what people of a fitting occupation do and this person did not name) with an anchor (the
person's own task that comes closest to it). So it says what to do next in terms of what is done already. `moves` has
the sentences; this module decides what goes into them and in which order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from services.actions.core.gaps import anchors, is_doubted, steps
from services.actions.core.moves import CREDENTIAL, GAP_MOVES, NETWORK, OWN_MOVES, WHY, WHY_OWN
from services.actions.core.text import clause, clean, clip, is_verb_first, quoted
from services.actions.core.types import ActionType, Basis, BasisKind, Proposal
from services.shared.language.people import people
from services.shared.language.sentences import Sentence
from services.shared.onet import WorkCategory

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from services.actions.core.gaps import Gap, Step
    from services.actions.core.likeness import Likeness
    from services.actions.core.moves import Move
    from services.actions.core.types import Profile, ProfileTask

TITLE_CHARS, DESCRIPTION_CHARS, RATIONALE_CHARS = 120, 600, 400  # CareerAction in the contract
_GAP_CHARS, _SHORT_CHARS = 70, 45  # so that a title holds them
_BEFORE_OWN = 3  # gaps before the first strength: three types are then nearly always there
_PREPARED_ZONE = 4  # O*NET job zone 4, "considerable preparation needed": most of these ask for a formal proof
_REGULATED = re.compile(r"\b(?:licens|certif|accredit|legal|laws?\b|diagnos|prescri(?:be|ption)s?\b)", re.IGNORECASE)
"""Words of a task that may ask for a formal proof; rules and safety are everywhere and ask for none."""


def texts_to_compare(profile: Profile, found: Sequence[Gap], daily: Sequence[str]) -> tuple[str, ...]:
    """Texts whose vectors `proposals` looks up in the likeness."""
    own = (task.statement for task in anchors(profile))
    return tuple(dict.fromkeys([*(gap.task.statement for gap in found), *own, *daily]))


def proposals(
    profile: Profile, found: Sequence[Gap], likeness: Likeness, daily: Sequence[str] = ()
) -> tuple[Proposal, ...]:
    """All that the rules can propose, best first: about gaps, one step from what is done already, then about own tasks.

    What the person does every day, whether they named it or it is `daily` work of their occupation, is no gap.

    One that shows a strength stands among the first, as a set of nothing but gaps discourages. What an occupation asks for
    that alone fits comes last: most of it is done every day and was only not named. So does what fits by chance.
    """
    own = anchors(profile)
    if not own:
        return ()
    paired = steps(found, own, likeness, daily)
    doubted = [step for step in paired if is_doubted(step.gap, profile.matches)]
    about_gaps = _of_steps([step for step in paired if step not in doubted])
    about_own = _of_own(profile, own)
    last = _of_steps(doubted)
    return tuple(chain(islice(about_gaps, _BEFORE_OWN), islice(about_own, 1), about_gaps, about_own, last))


def _of_steps(paired: Sequence[Step]) -> Iterator[Proposal]:
    return chain(*_rounds([list(_of_step(step)) for step in paired]))


def _rounds(lists: Sequence[Sequence[Proposal]]) -> Iterator[Iterable[Proposal]]:
    """The first proposal of each gap, then the second of each, and so on."""
    for place in range(max((len(found) for found in lists), default=0)):
        yield [found[place] for found in lists if place < len(found)]


def _of_step(step: Step) -> Iterator[Proposal]:
    gap = step.gap
    basis = (_task_basis(step.own), Basis(BasisKind.MATCH, gap.match.soc_code, gap.match.title))
    short = clause(gap.task.statement, _GAP_CHARS)
    if short.endswith("\u2026"):
        short = clause(gap.task.activity or gap.task.statement, _GAP_CHARS)
    places = {"gap": short, "own": quoted(step.own.statement), "people": people(gap.match.title)}
    for kind in dict.fromkeys((*gap.types, *_types_for(gap))):
        move = _move(kind, gap)
        if move is not None:
            # What proof an occupation asks for is one question, whichever gap raised it.
            proof = (gap.match.soc_code,) if kind is ActionType.CREDENTIAL else ()
            reason = Template(f"action.why.{kind.value}", WHY[kind])
            yield _filled(kind, move, places, _Ground(reason, basis, (short.lower(), *proof)))


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
        is_regulated = _REGULATED.search(gap.task.statement)
        return CREDENTIAL if is_regulated or gap.match.job_zone >= _PREPARED_ZONE else None
    category = WorkCategory.WORK_OUTPUT if gap.task.category is WorkCategory.UNKNOWN else gap.task.category
    return GAP_MOVES.get((kind, category))


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
                places = {"own": quoted(task.statement), "do": do}
                basis = (_task_basis(task), *_title_basis(profile))
                reason = Template(f"action.why_own.{kind.value}", WHY_OWN[kind])
                yield _filled(kind, variants[step // len(kinds)], places, _Ground(reason, basis, (short.lower(),)))


class Template(NamedTuple):
    """A sentence of a table with its name."""

    name: str
    text: str

    def said(self, places: Mapping[str, str], chars: int) -> Sentence:
        """The sentence with its places filled, its first letter a capital, within a number of characters."""
        used = {name: value for name, value in places.items() if f"{{{name}}}" in self.text}
        text = self.text.format(**used)
        return Sentence(self.name, clip(text[:1].upper() + text[1:], chars), tuple(used.items()))


@dataclass(frozen=True, slots=True)
class _Ground:
    """What a proposal of the rules stands on: why, what of the profile, and about what."""

    reason: Template
    basis: tuple[Basis, ...]
    topics: tuple[str, ...]


def _filled(kind: ActionType, move: Move, places: Mapping[str, str], ground: _Ground) -> Proposal:
    sentences = (
        Template(f"{move.name}.title", move.title).said(places, TITLE_CHARS),
        Template(f"{move.name}.description", move.description).said(places, DESCRIPTION_CHARS),
        ground.reason.said(places, RATIONALE_CHARS),
    )
    title, description, rationale = (sentence.text for sentence in sentences)
    return Proposal(kind, title, description, rationale, ground.basis, topics=ground.topics, sentences=sentences)


def _task_basis(task: ProfileTask) -> Basis:
    return Basis(BasisKind.TASK, task.id, clean(task.statement))


def _title_basis(profile: Profile) -> tuple[Basis, ...]:
    title = clean(profile.job_title)
    return (Basis(BasisKind.PROFILE, "job_title", title),) if title else ()
