"""Where a person stands with an action, and what a new generation leaves of the old ones.

Rules:
1. Only the pairs of `MOVES` are changes; setting the status an action already has changes nothing.
2. Saved, begun and done actions survive every generation; dismissed ones stay on record so as not to come again.
3. A generation replaces the proposals of earlier ones, once; an earlier one that ends later changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from services.actions.core.types import Action, GrowthArea, Profile, Proposal, Status, StatusChange
from services.shared.errors import NotFound, WrongState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

MOVES: Mapping[Status, frozenset[Status]] = {
    Status.ACTIVE: frozenset({Status.SAVED, Status.IN_PROGRESS, Status.DONE, Status.DISMISSED}),
    Status.SAVED: frozenset({Status.ACTIVE, Status.IN_PROGRESS, Status.DONE, Status.DISMISSED}),
    Status.IN_PROGRESS: frozenset({Status.SAVED, Status.DONE, Status.DISMISSED}),
    Status.DONE: frozenset({Status.IN_PROGRESS}),  # begun again; what was done cannot be unproposed
    Status.DISMISSED: frozenset({Status.ACTIVE, Status.SAVED}),  # a slip of the finger is undone
}
"""From -> to; a pair that is not here is refused."""

PRESERVED = frozenset({Status.SAVED, Status.IN_PROGRESS, Status.DONE})

ORDER = (Status.ACTIVE, Status.IN_PROGRESS, Status.SAVED, Status.DONE, Status.DISMISSED)
"""Order of a listing; newest first within each."""

KEPT_DISMISSED = 200  # two hundred generations' worth of single dismissals; older ones may come back


@dataclass(frozen=True, slots=True)
class State:
    """Everything stored of a session.

    Attributes:
        version: counts changes; the store compares it.
        generation: the latest one that was asked for, 0 when none.
        applied: the latest one whose actions are here.
        profile: what the latest generation was given.
        growth_areas: what it was told to grow in, heaviest first.
        actions: in no order.
        job_id: of the latest generation; empty until it is queued.
    """

    version: int = 0
    generation: int = 0
    applied: int = 0
    profile: Profile = field(default_factory=lambda: Profile("", ()))
    growth_areas: tuple[GrowthArea, ...] = ()
    actions: tuple[Action, ...] = ()
    job_id: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a generation came to: ids are as many as proposals."""

    generation: int
    proposals: tuple[Proposal, ...]
    growth_areas: tuple[GrowthArea, ...]
    ids: tuple[str, ...]


def begin(state: State, profile: Profile) -> State:
    """A new generation over `profile`."""
    return replace(state, generation=state.generation + 1, profile=profile)


def is_stale(state: State, generation: int) -> bool:
    """Whether a generation has nothing more to say: applied before, or overtaken by a later one."""
    return generation <= state.applied or generation < state.generation


def apply(state: State, outcome: Outcome, now: datetime) -> State:
    """The state after a generation has ended; the same state when it is stale."""
    if is_stale(state, outcome.generation):
        return state
    new = tuple(
        Action(
            id=new_id,
            type=proposal.type,
            title=proposal.title,
            description=proposal.description,
            rationale=proposal.rationale,
            basis=proposal.basis,
            status=Status.ACTIVE,
            model=proposal.model,
            generation=outcome.generation,
            created_at=now,
            history=(StatusChange(Status.ACTIVE, now),),
            sentences=proposal.sentences,
        )
        for proposal, new_id in zip(outcome.proposals, outcome.ids, strict=True)
    )
    dismissed = sorted(with_status(state, Status.DISMISSED), key=lambda action: action.history[-1].at)
    kept = (*with_status(state, *PRESERVED), *dismissed[-KEPT_DISMISSED:])
    return replace(state, applied=outcome.generation, growth_areas=outcome.growth_areas, actions=(*kept, *new))


def with_status(state: State, *statuses: Status) -> tuple[Action, ...]:
    """The actions that stand at one of these."""
    return tuple(action for action in state.actions if action.status in statuses)


def set_status(state: State, action_id: str, status: Status, now: datetime) -> State:
    """The state with one action moved; the same state when it stands there already.

    Raises:
        NotFound: ACTION_UNKNOWN.
        WrongState: STATUS_CHANGE, `MOVES` has no such pair.
    """
    action = action_of(state, action_id)
    if action.status is status:
        return state
    if status not in MOVES[action.status]:
        raise WrongState(
            "STATUS_CHANGE",
            f"An action that is {action.status} cannot become {status}.",
            **{"from": action.status.value, "to": status.value},
        )
    moved = replace(action, status=status, history=(*action.history, StatusChange(status, now)))
    return replace(state, actions=tuple(moved if a.id == action_id else a for a in state.actions))


def action_of(state: State, action_id: str) -> Action:
    """The action.

    Raises:
        NotFound: ACTION_UNKNOWN.
    """
    for action in state.actions:
        if action.id == action_id:
            return action
    raise NotFound("ACTION_UNKNOWN", "There is no such action.")


def listed(state: State) -> tuple[Action, ...]:
    """All actions, proposed ones first, newest first within each status; of one moment in the order written."""
    newest_first = sorted(state.actions, key=lambda action: -action.created_at.timestamp())
    return tuple(sorted(newest_first, key=lambda action: ORDER.index(action.status)))
