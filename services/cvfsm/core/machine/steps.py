"""The CV machine: one table of (state, event), one `step`, and the diagram printed from the table.

Rules:
    1. A pair that is not in `TABLE` is refused; a refusal changes nothing.
    2. A state shows one stage. `AGENT_FAILED` shows AGENT_EXECUTION: the stage stays, the buttons differ.
    3. A decision (an action in a state that waits for one) puts a mark on the trail. `BACK` pops the last mark and
       restores its state and truth: `cancel` is the exact inverse of the decision before it.
    4. Truth is what a person vouched for. Effects may move text about; only the table says what is confirmed.
    5. DONE is reached through CONFIRMED truth only.
    6. Edits are taken where a row keeps them (`KEEP_EDITS`), and refused elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


class Stage(StrEnum):
    """What a client sees (docs/spec.md 6)."""

    INGEST = "INGEST"
    DATA_TRUTH_CHECK = "DATA_TRUTH_CHECK"
    INTENT_CAPTURE = "INTENT_CAPTURE"
    AGENT_EXECUTION = "AGENT_EXECUTION"
    READY_FOR_GENERATION = "READY_FOR_GENERATION"
    EXECUTE = "EXECUTE"
    DONE = "DONE"


class State(StrEnum):
    """What the machine distinguishes: the stages, and a run that has ended without success."""

    INGEST = "INGEST"
    DATA_TRUTH_CHECK = "DATA_TRUTH_CHECK"
    INTENT_CAPTURE = "INTENT_CAPTURE"
    AGENT_EXECUTION = "AGENT_EXECUTION"
    AGENT_FAILED = "AGENT_FAILED"
    READY_FOR_GENERATION = "READY_FOR_GENERATION"
    EXECUTE = "EXECUTE"
    DONE = "DONE"

    @property
    def stage(self) -> Stage:
        """The stage this state shows."""
        return Stage.AGENT_EXECUTION if self is State.AGENT_FAILED else Stage(self.value)


class Event(StrEnum):
    """User actions (the words of the API), free text, edits, and outcomes of our own work.

    `EDIT` is edits, undoing or options alone; `CONFIRM_EDITS` is `confirm_selection` with nothing for a run to do.
    """

    DATA_CURRENT = "data_current"
    DATA_OUTDATED = "data_outdated"
    CONFIRM_SELECTION = "confirm_selection"
    SKIP_UPDATES = "skip_updates"
    REVIEW_UPDATES = "review_updates"
    GENERATE_PDF = "generate_pdf"
    CANCEL = "cancel"
    MESSAGE = "message"
    EDIT = "edit"
    CONFIRM_EDITS = "confirm_edits"
    INGESTED = "ingested"
    STARTED = "started"
    RUN_SUCCEEDED = "run_succeeded"
    RUN_FAILED = "run_failed"
    PDF_PASSED = "pdf_passed"
    PDF_FAILED = "pdf_failed"


OUTCOMES: Final = frozenset(
    {
        Event.INGESTED,
        Event.STARTED,
        Event.RUN_SUCCEEDED,
        Event.RUN_FAILED,
        Event.PDF_PASSED,
        Event.PDF_FAILED,
    }
)
ACTIONS: Final = tuple(
    event for event in Event if event not in OUTCOMES | {Event.MESSAGE, Event.EDIT, Event.CONFIRM_EDITS}
)
"""What `user_action` may be."""


class Truth(StrEnum):
    """How much of the CV a person has vouched for."""

    UNCONFIRMED = "unconfirmed"
    """Nothing is imported; the parsed document is held as prefill."""
    BASELINE = "baseline"
    """Everything is imported; the selected sections wait for their updates to be accepted."""
    CONFIRMED = "confirmed"
    """Everything is imported and confirmed."""


class Effect(StrEnum):
    """What the service has to do, in order, when a step is committed."""

    KEEP_STATEMENT = "keep_statement"
    KEEP_INTENT = "keep_intent"
    KEEP_EDITS = "keep_edits"
    START_RUN = "start_run"
    STOP_RUN = "stop_run"
    APPLY_UPDATES = "apply_updates"
    KEEP_RUN_SUMMARY = "keep_run_summary"
    REVIEW_UPDATES = "review_updates"
    ACCEPT_UPDATES = "accept_updates"
    RENDER_PDF = "render_pdf"
    KEEP_PDF = "keep_pdf"
    KEEP_PDF_FAILURE = "keep_pdf_failure"


BACK: Final = "BACK"
"""As a target: the state, and the truth, of the last mark on the trail."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table; `truth` None leaves it as it is."""

    target: State | str
    effects: tuple[Effect, ...] = ()
    truth: Truth | None = None


TABLE: Final[Mapping[tuple[State, Event], Row]] = MappingProxyType(
    {
        (State.INGEST, Event.INGESTED): Row(State.DATA_TRUTH_CHECK),
        (State.INGEST, Event.STARTED): Row(State.INTENT_CAPTURE),
        # phase 0: is the extracted data the truth?
        (State.DATA_TRUTH_CHECK, Event.DATA_CURRENT): Row(State.READY_FOR_GENERATION, truth=Truth.CONFIRMED),
        (State.DATA_TRUTH_CHECK, Event.DATA_OUTDATED): Row(State.INTENT_CAPTURE, (Effect.KEEP_EDITS,)),
        # phase 1: what is to be updated?
        (State.INTENT_CAPTURE, Event.CONFIRM_SELECTION): Row(
            State.AGENT_EXECUTION, (Effect.KEEP_INTENT, Effect.KEEP_EDITS, Effect.START_RUN), Truth.BASELINE
        ),
        (State.INTENT_CAPTURE, Event.CONFIRM_EDITS): Row(
            State.READY_FOR_GENERATION, (Effect.KEEP_INTENT, Effect.KEEP_EDITS), Truth.BASELINE
        ),
        (State.INTENT_CAPTURE, Event.EDIT): Row(State.INTENT_CAPTURE, (Effect.KEEP_EDITS,)),
        (State.INTENT_CAPTURE, Event.SKIP_UPDATES): Row(
            State.READY_FOR_GENERATION, (Effect.ACCEPT_UPDATES,), Truth.CONFIRMED
        ),
        (State.INTENT_CAPTURE, Event.CANCEL): Row(BACK),
        # phase 2: the bounded agent
        (State.AGENT_EXECUTION, Event.RUN_SUCCEEDED): Row(
            State.READY_FOR_GENERATION, (Effect.APPLY_UPDATES, Effect.KEEP_RUN_SUMMARY)
        ),
        (State.AGENT_EXECUTION, Event.RUN_FAILED): Row(State.AGENT_FAILED, (Effect.KEEP_RUN_SUMMARY,)),
        (State.AGENT_EXECUTION, Event.CANCEL): Row(BACK, (Effect.STOP_RUN,)),
        (State.AGENT_FAILED, Event.CONFIRM_SELECTION): Row(
            State.AGENT_EXECUTION, (Effect.KEEP_INTENT, Effect.KEEP_EDITS, Effect.START_RUN), Truth.BASELINE
        ),
        (State.AGENT_FAILED, Event.CONFIRM_EDITS): Row(
            State.READY_FOR_GENERATION, (Effect.KEEP_INTENT, Effect.KEEP_EDITS), Truth.BASELINE
        ),
        (State.AGENT_FAILED, Event.EDIT): Row(State.AGENT_FAILED, (Effect.KEEP_EDITS,)),
        (State.AGENT_FAILED, Event.SKIP_UPDATES): Row(
            State.READY_FOR_GENERATION, (Effect.ACCEPT_UPDATES,), Truth.CONFIRMED
        ),
        (State.AGENT_FAILED, Event.CANCEL): Row(BACK),
        # output
        (State.READY_FOR_GENERATION, Event.REVIEW_UPDATES): Row(
            State.READY_FOR_GENERATION, (Effect.REVIEW_UPDATES, Effect.KEEP_EDITS)
        ),
        (State.READY_FOR_GENERATION, Event.EDIT): Row(State.READY_FOR_GENERATION, (Effect.KEEP_EDITS,)),
        (State.READY_FOR_GENERATION, Event.MESSAGE): Row(
            State.INTENT_CAPTURE, (Effect.KEEP_STATEMENT, Effect.KEEP_EDITS)
        ),
        (State.READY_FOR_GENERATION, Event.GENERATE_PDF): Row(
            State.EXECUTE, (Effect.ACCEPT_UPDATES, Effect.RENDER_PDF), Truth.CONFIRMED
        ),
        (State.READY_FOR_GENERATION, Event.CANCEL): Row(BACK),
        (State.EXECUTE, Event.GENERATE_PDF): Row(State.EXECUTE, (Effect.RENDER_PDF,)),
        (State.EXECUTE, Event.PDF_PASSED): Row(State.DONE, (Effect.KEEP_PDF,)),
        (State.EXECUTE, Event.PDF_FAILED): Row(BACK, (Effect.KEEP_PDF_FAILURE,)),
        (State.EXECUTE, Event.CANCEL): Row(BACK),
        (State.DONE, Event.DATA_OUTDATED): Row(State.INTENT_CAPTURE, (Effect.KEEP_EDITS,)),
        (State.DONE, Event.CANCEL): Row(BACK),
    }
)

DECISION_STATES: Final = frozenset(
    {State.DATA_TRUTH_CHECK, State.INTENT_CAPTURE, State.READY_FOR_GENERATION, State.DONE}
)
"""States that wait for a person; leaving one by an action is a decision that `cancel` can take back."""

TRAIL_LIMIT: Final = 8
"""Decisions that can be taken back. One version of a CV takes at most four, so this undoes the last two versions."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a decision was taken and what was true then."""

    state: State
    truth: Truth


@dataclass(frozen=True, slots=True)
class Position:
    """Where a session stands: the whole memory of the machine."""

    state: State = State.INGEST
    truth: Truth = Truth.UNCONFIRMED
    trail: tuple[Mark, ...] = ()

    @property
    def stage(self) -> Stage:
        """The stage a client sees."""
        return self.state.stage


@dataclass(frozen=True, slots=True)
class Step:
    """A permitted step: where it leads, and what is to be done."""

    position: Position
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A pair the table does not know; nothing changes."""

    reason: str
    message: str


def step(position: Position, event: Event) -> Step | Refusal:
    """Answer one event: the next position with its effects, or why not."""
    row = TABLE.get((position.state, event))
    if row is None:
        return _refusal(position.state, event)
    if row.target == BACK:
        if not position.trail:
            return Refusal("NOTHING_TO_CANCEL", "There is no earlier decision to go back to.")
        mark = position.trail[-1]
        return Step(Position(mark.state, mark.truth, position.trail[:-1]), row.effects)
    target = State(row.target)
    trail = position.trail
    if position.state in DECISION_STATES and target is not position.state:
        trail = (*trail, Mark(position.state, position.truth))[-TRAIL_LIMIT:]
    return Step(Position(target, row.truth or position.truth, trail), row.effects)


def with_edits(position: Position, event: Event) -> Step | Refusal:
    """Answer an event that brings edits with it: one whose row does not keep them is refused."""
    answer = step(position, event)
    if isinstance(answer, Step) and Effect.KEEP_EDITS not in answer.effects:
        return Refusal("EDITS_NOT_ALLOWED", f"Changes are not taken with {event} in {position.stage}.")
    return answer


def allowed(position: Position) -> tuple[Event, ...]:
    """The events `step` accepts here, in the order of `Event`."""
    return tuple(event for event in Event if isinstance(step(position, event), Step))


def _refusal(state: State, event: Event) -> Refusal:
    if event is Event.MESSAGE:
        return Refusal("FREE_TEXT_DISABLED", f"Free text is not taken in {state.stage}; please use the buttons.")
    if event is Event.EDIT:
        return Refusal("EDITS_NOT_ALLOWED", f"Changes are not taken in {state.stage}.")
    if event in OUTCOMES:
        return Refusal("STALE_OUTCOME", f"{event} does not belong to {state.stage} any more.")
    return Refusal("ACTION_NOT_ALLOWED", f"{event} is not possible in {state.stage}.")


def diagram() -> str:
    """The table as a Mermaid state diagram; documents are printed from it, never drawn."""
    rows = [f"    [*] --> {State.INGEST}"]
    for (state, event), row in TABLE.items():
        label = " / ".join([str(event), *(str(effect) for effect in row.effects)])
        if row.target == BACK:
            rows.append(f"    {state} --> back: {label}")
        else:
            rows.append(f"    {state} --> {row.target}: {label}")
    rows.append("    note right of back: the state and truth before the last decision")
    return "\n".join(["stateDiagram-v2", *rows])
