"""One request applied to the state machine: the event it stands for, whether it is allowed, and the session after it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.machine import steps as machine
from services.cvfsm.core.machine.edits import MAX_UPDATES, BuiltOnError, EditError
from services.cvfsm.core.machine.effects import Input, perform
from services.cvfsm.core.machine.session import has_work
from services.cvfsm.core.machine.steps import Effect, Event, Refusal, State
from services.cvfsm.core.machine.ui_actions import ui_action
from services.shared.errors import InvalidInput, WrongState

if TYPE_CHECKING:
    from services.cvfsm.core.machine.session import CvSession
    from services.cvfsm.requests import StepRequest

SENDABLE: Final = frozenset({*machine.ACTIONS, Event.MESSAGE})
"""Events a refusal names as possible: the actions of the API, and free text."""


def stepped(session: CvSession, request: StepRequest, now: str, new_id: str) -> tuple[CvSession, tuple[Effect, ...]]:
    """Return the session after a request, not yet committed, and the effects to carry out then.

    Raises:
        WrongState: ACTION_NOT_ALLOWED, FREE_TEXT_DISABLED, EDITS_NOT_ALLOWED, NOTHING_TO_CANCEL.
        InvalidInput: SECTIONS_EMPTY, UPDATE_UNKNOWN, UPDATE_BUILT_ON, EDIT_INVALID, EDITS_TOO_MANY.
    """
    event = _event(session, request)
    answers = machine.with_edits if request.changes else machine.step
    step = answers(session.position, event)
    if request.action and request.message and isinstance(machine.step(session.position, Event.MESSAGE), Refusal):
        step = Refusal("FREE_TEXT_DISABLED", "Free text is not taken here; please use the buttons.")
    if isinstance(step, Refusal):
        raise refused(session, step)
    is_chosen = request.sections or any(edit.section for edit in request.edits) or _is_retry(session)
    if Effect.KEEP_INTENT in step.effects and not is_chosen:
        raise InvalidInput("SECTIONS_EMPTY", "Choose at least one section.", field="action_data.selected_sections")
    if len(session.updates) + len(request.edits) > MAX_UPDATES:
        limit = f"{MAX_UPDATES} changes"
        raise InvalidInput("EDITS_TOO_MANY", "This CV was changed too often.", field="action_data", limit=limit)
    statements = request.statements
    if request.action and request.message:
        statements = (*statements, ("", request.message))
    given = Input(
        now=now,
        new_id=new_id,
        sections=request.sections,
        statements=statements,
        posting=request.posting,
        accept=request.accept,
        refuse=request.refuse,
        edits=request.edits,
        undo=request.undo,
        vouch=request.vouch,
        message=request.message,
        options=request.options,
    )
    try:
        return perform(session, step, event, given), step.effects
    except KeyError as unknown:
        raise InvalidInput(
            "UPDATE_UNKNOWN", "There is no such update to review.", field="action_data", update=unknown.args[0]
        ) from None
    except BuiltOnError as later:
        message = f"A later change, {later}, rests on this one; undo that first."
        raise InvalidInput("UPDATE_BUILT_ON", message, field="action_data.undo", update=str(later)) from None
    except EditError as problem:
        place = f"action_data.edits[{problem.index}]"
        raise InvalidInput("EDIT_INVALID", problem.message, field=place, edit=str(problem.index)) from None


def _event(session: CvSession, request: StepRequest) -> Event:
    """What a request is to the machine: its action, free text, or changes alone."""
    if request.action is Event.CONFIRM_SELECTION and request.edits:
        sections = {*request.sections, *(edit.section for edit in request.edits)}
        is_more = request.statements or request.message.strip() or request.posting or has_work(session, sections)
        return Event.CONFIRM_SELECTION if is_more else Event.CONFIRM_EDITS
    return request.action or (Event.MESSAGE if request.message.strip() else Event.EDIT)


def _is_retry(session: CvSession) -> bool:
    return session.position.state is State.AGENT_FAILED and bool(session.selected)


def refused(session: CvSession, refusal: Refusal) -> WrongState:
    """The refusal as an error that says what is possible."""
    shown = ui_action(session)
    return WrongState(
        refusal.reason,
        refusal.message,
        stage=session.position.stage,
        allowed=",".join(e for e in machine.allowed(session.position) if e in SENDABLE),
        ui_action=json.dumps(asdict(shown)) if shown else "",
    )
