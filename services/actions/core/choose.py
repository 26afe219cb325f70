"""The final set: three to five actions, at least three types, nothing said twice.

What the model wrote comes first; rules fill what is missing. While fewer than three types are there, a new type is
what counts; then something new: a topic the person neither keeps, nor turned down, nor was just shown; then variety of
type and topic, and of own task where an action is about nothing else; then rank.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.actions.core.reply import LEAST, MOST
from services.actions.core.types import BasisKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.actions.core.likeness import Likeness
    from services.actions.core.types import Proposal

LEAST_TYPES = 3
"""Kinds of growth in a generation (docs/spec.md 5)."""


def choose(
    accepted: Sequence[Proposal],
    pool: Sequence[Proposal],
    taken: Sequence[str],
    shown: Sequence[str],
    likeness: Likeness,
) -> tuple[Proposal, ...]:
    """Up to five actions out of what the model wrote and what the rules offer.

    Args:
        accepted: the model's, already judged; kept as far as three types leave room.
        pool: the rules', best first.
        taken: titles that must not be said again.
        shown: titles of the generation before this one; said again only for want of others.
        likeness: knows all these titles.
    """
    chosen = _with_room(accepted)
    wanted = max(LEAST, len(accepted)) if accepted else MOST
    open_pool = [proposal for proposal in pool if not likeness.is_any(proposal.title, taken)]
    fresh = {proposal.title for proposal in open_pool if _is_fresh(proposal, taken, shown, likeness)}
    while len(chosen) < wanted or (len(chosen) < MOST and not is_enough(chosen)):
        titles = [proposal.title for proposal in chosen]
        open_pool = [proposal for proposal in open_pool if not likeness.is_any(proposal.title, titles)]
        if not open_pool:
            break
        best = max(open_pool, key=lambda proposal: _merit(proposal, chosen, is_fresh=proposal.title in fresh))
        chosen.append(best)  # the first of equals
    return tuple(chosen)


def is_enough(proposals: Sequence[Proposal]) -> bool:
    """Whether a set has three actions of three types."""
    return len(proposals) >= LEAST and len({proposal.type for proposal in proposals}) >= LEAST_TYPES


def _with_room(accepted: Sequence[Proposal]) -> list[Proposal]:
    """The accepted ones; of a type that crowds out the third one, the last are dropped."""
    chosen = list(accepted[:MOST])
    while len(chosen) > MOST - max(0, LEAST_TYPES - len({proposal.type for proposal in chosen})):
        types = [proposal.type for proposal in chosen]
        crowded = max(types, key=types.count)
        del chosen[len(types) - 1 - types[::-1].index(crowded)]
    return chosen


def _merit(proposal: Proposal, chosen: Sequence[Proposal], *, is_fresh: bool) -> tuple[bool, ...]:
    types = {one.type for one in chosen}
    is_new_type = proposal.type not in types
    return (
        is_new_type or len(types) >= LEAST_TYPES,
        is_fresh,
        is_new_type,
        not set(proposal.topics) & {topic for one in chosen for topic in one.topics},
        _is_about_gap(proposal) or not _own_tasks(proposal) & {ref for one in chosen for ref in _own_tasks(one)},
    )


def _is_fresh(proposal: Proposal, taken: Sequence[str], shown: Sequence[str], likeness: Likeness) -> bool:
    """Whether neither its topic nor what it says stands in a title the person knows."""
    known = [title.lower() for title in (*taken, *shown)]
    about = any(topic in title for topic in proposal.topics for title in known)
    return not about and not likeness.is_any(proposal.title, shown)


def _is_about_gap(proposal: Proposal) -> bool:
    """Whether it rests on a match too: it answers a gap, so what it builds on may come twice."""
    return any(basis.kind is BasisKind.MATCH for basis in proposal.basis)


def _own_tasks(proposal: Proposal) -> set[str]:
    return {basis.ref for basis in proposal.basis if basis.kind is BasisKind.TASK}
