"""The machine, checked exhaustively over everything it can reach."""

from collections import deque
from itertools import product
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from services.cvfsm.core.machine import steps as machine
from services.cvfsm.core.machine.steps import (
    ACTIONS,
    DECISION_STATES,
    OUTCOMES,
    TABLE,
    TRAIL_LIMIT,
    Event,
    Position,
    Refusal,
    Stage,
    State,
    Step,
    Truth,
    allowed,
    diagram,
    step,
)
from tests.examples import examples

Graph = dict[Position, dict[Event, Position]]
CONFIRMING = {Event.DATA_CURRENT, Event.SKIP_UPDATES}


def explore(without: frozenset[Event] = frozenset()) -> Graph:
    """Every position that can be reached from the start, and where each accepted event leads."""
    graph: Graph = {}
    todo = deque([Position()])
    while todo:
        here = todo.popleft()
        if here in graph:
            continue
        graph[here] = {}
        for event in Event:
            answer = step(here, event)
            if event not in without and isinstance(answer, Step):
                graph[here][event] = answer.position
                todo.append(answer.position)
    return graph


@pytest.fixture(scope="module")
def graph() -> Graph:
    return explore()


def test_every_pair_of_state_and_event_is_a_transition_or_a_typed_refusal() -> None:
    for state, event in product(State, Event):
        answer = step(Position(state), event)
        assert isinstance(answer, Step | Refusal)
        if (state, event) not in TABLE:
            assert isinstance(answer, Refusal)
            assert answer.reason in {"ACTION_NOT_ALLOWED", "FREE_TEXT_DISABLED", "EDITS_NOT_ALLOWED", "STALE_OUTCOME"}
        with_edits = machine.with_edits(Position(state), event)
        keeps = (state, event) in TABLE and machine.Effect.KEEP_EDITS in TABLE[state, event].effects
        assert isinstance(with_edits, Step) == (isinstance(answer, Step) and keeps)


def test_every_state_and_every_row_of_the_table_is_reachable(graph: Graph) -> None:
    used = {(here.state, event) for here, out in graph.items() for event in out}
    assert {here.state for here in graph} == set(State)
    assert used == set(TABLE)


def test_done_is_always_reached_with_confirmed_truth(graph: Graph) -> None:
    assert {here.truth for here in graph if here.state is State.DONE} == {Truth.CONFIRMED}


def test_without_confirmed_truth_or_a_successful_run_done_cannot_be_reached() -> None:
    reachable = explore(without=frozenset({*CONFIRMING, Event.RUN_SUCCEEDED, Event.CONFIRM_EDITS}))
    assert {State.READY_FOR_GENERATION, State.EXECUTE, State.DONE}.isdisjoint(here.state for here in reachable)


@pytest.mark.parametrize("way", [*sorted(CONFIRMING), Event.RUN_SUCCEEDED, Event.CONFIRM_EDITS])
def test_each_of_the_four_ways_alone_leads_to_done(way: Event) -> None:
    others = frozenset({*CONFIRMING, Event.RUN_SUCCEEDED, Event.CONFIRM_EDITS} - {way})
    assert State.DONE in {here.state for here in explore(without=others)}


def test_done_can_be_reached_from_everywhere(graph: Graph) -> None:
    reaches = {here for here in graph if here.state is State.DONE}
    while True:
        more = {here for here, out in graph.items() if here not in reaches and reaches.intersection(out.values())}
        if not more:
            break
        reaches |= more
    assert reaches == set(graph)


def test_a_person_always_has_something_to_press_once_the_document_is_read(graph: Graph) -> None:
    for here in graph:
        if here.state is not State.INGEST:
            assert set(allowed(here)) & set(ACTIONS), here


def test_cancel_is_the_exact_inverse_of_the_decision_before_it(graph: Graph) -> None:
    for here, out in graph.items():
        if here.state not in DECISION_STATES or len(here.trail) == TRAIL_LIMIT:
            continue
        for event, there in out.items():
            if event is not Event.CANCEL and there.state is not here.state:
                assert step(there, Event.CANCEL) == Step(here, step(there, Event.CANCEL).effects)


def test_cancelling_a_run_or_its_failure_returns_to_the_selection(graph: Graph) -> None:
    for here, out in graph.items():
        if here.state in {State.AGENT_EXECUTION, State.AGENT_FAILED}:
            assert out[Event.CANCEL].state is State.INTENT_CAPTURE


def test_a_failed_pdf_returns_to_where_it_was_asked_for(graph: Graph) -> None:
    for here, out in graph.items():
        if here.state is State.EXECUTE:
            assert out[Event.PDF_FAILED].state is State.READY_FOR_GENERATION


def test_after_a_failed_run_the_person_can_try_again_skip_or_cancel(graph: Graph) -> None:
    failed = next(here for here in graph if here.state is State.AGENT_FAILED)
    assert set(allowed(failed)) & set(ACTIONS) == {Event.CONFIRM_SELECTION, Event.SKIP_UPDATES, Event.CANCEL}
    assert failed.stage is Stage.AGENT_EXECUTION


def test_free_text_is_taken_in_ready_for_generation_only(graph: Graph) -> None:
    assert {here.state for here, out in graph.items() if Event.MESSAGE in out} == {State.READY_FOR_GENERATION}


def test_changes_are_taken_where_a_person_says_what_is_to_be_changed(graph: Graph) -> None:
    assert {here.state for here, out in graph.items() if Event.EDIT in out} == {
        State.INTENT_CAPTURE,
        State.AGENT_FAILED,
        State.READY_FOR_GENERATION,
    }
    assert all(out[Event.EDIT] == here for here, out in graph.items() if Event.EDIT in out)


def test_outcomes_that_come_too_late_change_nothing() -> None:
    for state, event in product(State, OUTCOMES):
        if (state, event) not in TABLE:
            assert step(Position(state), event) == step(Position(state), event)
            assert isinstance(step(Position(state), event), Refusal)


def test_the_diagram_shows_every_row_of_the_table() -> None:
    text = diagram()
    assert text.startswith("stateDiagram-v2")
    assert all(f"{state} --> " in text and str(event) in text for state, event in TABLE)
    assert text.count(" --> ") == len(TABLE) + 1


def test_the_page_about_the_machine_is_printed_from_the_table() -> None:
    page = Path(machine.__file__).parents[2] / "machine.md"
    assert diagram() in page.read_text(encoding="utf-8")


class Sessions(RuleBasedStateMachine):
    """Any order of events, accepted or not, keeps the promises of the machine."""

    def __init__(self) -> None:
        super().__init__()
        self.position = Position()
        self.vouched = False

    @rule(event=st.sampled_from(Event))
    def arrives(self, event: Event) -> None:
        before = self.position
        answer = step(before, event)
        if isinstance(answer, Refusal):
            assert step(before, event) == answer
            return
        self.position = answer.position
        self.vouched |= event in {*CONFIRMING, Event.RUN_SUCCEEDED, Event.CONFIRM_EDITS}

    @invariant()
    def done_was_vouched_for(self) -> None:
        assert self.position.state is not State.DONE or (self.vouched and self.position.truth is Truth.CONFIRMED)

    @invariant()
    def output_never_rests_on_unconfirmed_data(self) -> None:
        if self.position.state in {State.READY_FOR_GENERATION, State.EXECUTE}:
            assert self.position.truth is not Truth.UNCONFIRMED

    @invariant()
    def the_trail_is_bounded_and_made_of_decisions(self) -> None:
        assert len(self.position.trail) <= TRAIL_LIMIT
        assert all(mark.state in DECISION_STATES for mark in self.position.trail)


Sessions.TestCase.settings = settings(max_examples=examples(500), stateful_step_count=50, deadline=None)
TestSessions = Sessions.TestCase
