from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.actions.core import lifecycle
from services.actions.core.lifecycle import MOVES, ORDER, PRESERVED, Outcome, State
from services.actions.core.types import ActionType, Basis, BasisKind, Proposal, Status
from services.shared.errors import NotFound, WrongState
from tests.fakes.profiles import ANALYST

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def proposal(title: str) -> Proposal:
    return Proposal(ActionType.SKILL, title, "How.", "Why.", (Basis(BasisKind.TASK, "t1", "Prepare reports"),))


def generated(state: State, *titles: str, at: datetime = NOW) -> State:
    begun = lifecycle.begin(state, ANALYST)
    number = begun.generation
    ids = tuple(f"{number}.{place}" for place in range(len(titles)))
    return lifecycle.apply(begun, Outcome(number, tuple(map(proposal, titles)), (), ids), at)


def standing(status: Status) -> State:
    state = generated(State(), "one")
    path = {Status.ACTIVE: (), Status.DISMISSED: (Status.DISMISSED,)}.get(status, (status,))
    for step in path:
        state = lifecycle.set_status(state, "1.0", step, NOW)
    return state


@pytest.mark.parametrize("to", Status)
@pytest.mark.parametrize("start", Status)
def test_every_pair_of_statuses_is_a_change_or_refused_and_then_changes_nothing(start, to):
    state = standing(start)
    if to in MOVES[start]:
        moved = lifecycle.set_status(state, "1.0", to, NOW).actions[0]
        assert (moved.status, moved.history[-1].status) == (to, to)
        assert moved.history[:-1] == state.actions[0].history
    elif to is start:
        assert lifecycle.set_status(state, "1.0", to, NOW) is state
    else:
        with pytest.raises(WrongState) as refused:
            lifecycle.set_status(state, "1.0", to, NOW)
        assert refused.value.reason == "STATUS_CHANGE"
        assert refused.value.metadata == {"from": start.value, "to": to.value}


def test_every_status_can_be_left_again():
    assert all(MOVES[status] for status in Status)


def test_an_unknown_action_is_not_found():
    with pytest.raises(NotFound, match="ACTION_UNKNOWN"):
        lifecycle.set_status(State(), "no", Status.SAVED, NOW)


@pytest.mark.parametrize("status", Status)
def test_a_generation_replaces_proposals_and_leaves_everything_the_person_has_touched(status):
    after = generated(standing(status), "two")
    titles = {action.title: action.status for action in after.actions}
    assert titles.pop("two") is Status.ACTIVE
    assert titles == ({} if status is Status.ACTIVE else {"one": status})


def test_a_generation_is_applied_once():
    begun = lifecycle.begin(State(), ANALYST)
    outcome = Outcome(1, (proposal("one"),), (), ("a",))
    once = lifecycle.apply(begun, outcome, NOW)
    assert lifecycle.apply(once, outcome, NOW) is once


def test_an_earlier_generation_that_ends_later_changes_nothing():
    both = lifecycle.begin(lifecycle.begin(State(), ANALYST), ANALYST)
    late = Outcome(1, (proposal("late"),), (), ("a",))
    assert lifecycle.apply(both, late, NOW) is both
    newer = lifecycle.apply(both, Outcome(2, (proposal("new"),), (), ("b",)), NOW)
    assert lifecycle.apply(newer, late, NOW) is newer


def test_the_listing_shows_proposals_first_and_the_newest_first_within_each():
    state = standing(Status.SAVED)
    state = lifecycle.set_status(generated(state, "two", at=NOW + timedelta(1)), "2.0", Status.SAVED, NOW)
    state = generated(state, "three", "four", at=NOW + timedelta(2))
    assert [action.title for action in lifecycle.listed(state)] == ["three", "four", "two", "one"]
    assert set(ORDER) == set(Status)


@given(st.lists(st.tuples(st.sampled_from(Status), st.integers(0, 3), st.booleans()), max_size=40))
def test_whatever_a_person_does_nothing_kept_is_lost_and_history_only_grows(steps):
    state = generated(State(), *"abcd")
    for number, (status, place, is_regenerated) in enumerate(steps):
        before = {action.id: action for action in state.actions}
        if is_regenerated:
            state = generated(state, f"new {number}", at=NOW + timedelta(minutes=number))
        elif place < len(state.actions):
            try:
                state = lifecycle.set_status(state, state.actions[place].id, status, NOW)
            except WrongState:
                assert {action.id: action for action in state.actions} == before
        after = {action.id: action for action in state.actions}
        kept = {name for name, action in before.items() if action.status in {*PRESERVED, Status.DISMISSED}}
        assert kept <= after.keys()
        assert all(after[name].history[: len(before[name].history)] == before[name].history for name in kept)
        assert all(action.status is action.history[-1].status for action in state.actions)
