"""What the effects of a step do to a session: a table from effect to pure function."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.machine import edits, tailor, wording
from services.cvfsm.core.machine.session import (
    SELECTABLE,
    CvSession,
    Question,
    RunSummary,
    accept_all,
    evidence,
    review,
    with_statements,
)
from services.cvfsm.core.machine.steps import Effect, Event, Step
from services.shared.language.sentences import joined

if TYPE_CHECKING:
    from collections.abc import Callable

    from services.cvfsm.core.machine.edits import Edit
    from services.cvfsm.core.machine.updates import Update
    from services.shared.language.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Input:
    """The input of an event: what the person sent, or the result of background work.

    Attributes:
        now: Time of the step, ISO 8601 in UTC.
        new_id: An id nobody has, for the run the step may start.
        sections, statements, posting, accept, refuse, message: What the person sent; statements as (section, text).
        edits, undo, vouch: The person's own changes; undoing comes first.
        updates, run, questions, read: What a run came to, what it asks back, and the statements it has used.
        pdf: Digest of a PDF that was made and checked.
        failure: Why a PDF does not count, for people.
        options: Fields of the session to set: language, pages, template, paper, text_size, photo.
    """

    now: str
    new_id: str = ""
    sections: tuple[str, ...] = ()
    statements: tuple[tuple[str, str], ...] = ()
    posting: str = ""
    accept: tuple[str, ...] = ()
    refuse: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()
    undo: tuple[str, ...] = ()
    vouch: tuple[str, ...] = ()
    message: str = ""
    updates: tuple[Update, ...] = ()
    run: RunSummary | None = None
    questions: tuple[Question, ...] = ()
    read: tuple[str, ...] = ()
    pdf: str = ""
    failure: tuple[Sentence, ...] = ()
    options: dict[str, str | int] = field(default_factory=dict)


def perform(session: CvSession, step: Step, event: Event, given: Input) -> CvSession:
    """Return the session after a permitted step.

    Raises:
        KeyError: A review names an update that cannot be reviewed, undone or vouched for.
        EditError: An edit cannot be made.
        BuiltOnError: A change that is to be undone has a later one resting on it.
    """
    changed = replace(with_statements(session, given.statements), **given.options)  # type: ignore[arg-type]
    if given.posting and given.posting != changed.posting:
        changed = replace(changed, posting=given.posting)
    for effect in step.effects:
        changed = _EFFECTS[effect](changed, given)
    if changed.posting and event in {Event.CONFIRM_SELECTION, Event.MESSAGE}:
        changed = replace(changed, gaps=tailor.gaps(changed.posting, evidence(changed)))
    said = given.failure or _of_run(given.run) or _of_event(event)
    return replace(
        changed,
        position=step.position,
        message=joined(said),
        message_sentences=said,
        updated_at=given.now,
        version=session.version + 1,
    )


def _of_run(run: RunSummary | None) -> tuple[Sentence, ...]:
    if run is None:
        return ()
    if not run.accepted:
        return (wording.FAILURES.get(run.reason, wording.FAILURES["NO_TOOL_CALL"]).say(),)
    applied = wording.counted(run.succeeded, wording.APPLIED_ONE, wording.APPLIED)
    return (applied, wording.REFUSED.say(n=run.refused)) if run.refused else (applied,)


def _of_event(event: Event) -> tuple[Sentence, ...]:
    template = wording.MESSAGES.get(event)
    return (template.say(),) if template else ()


def _keep_statement(session: CvSession, given: Input) -> CvSession:
    return with_statements(session, [("", given.message)])


def _keep_intent(session: CvSession, given: Input) -> CvSession:
    edited = [edit.section for edit in given.edits if edit.section in SELECTABLE]
    sections = tuple(dict.fromkeys((*given.sections, *edited)))
    return replace(session, selected=sections or session.selected, intent_at=given.now, run_id=given.new_id)


def _keep_edits(session: CvSession, given: Input) -> CvSession:
    changed = edits.with_edits(edits.vouch(edits.undo(session, given.undo), given.vouch), given.edits)
    answered = {edit.section for edit in given.edits}
    return replace(changed, questions=tuple(q for q in changed.questions if q.section not in answered))


def _stop_run(session: CvSession, given: Input) -> CvSession:
    del given
    return replace(session, run_id="")


def _add_updates(session: CvSession, given: Input) -> CvSession:
    return replace(session, updates=(*session.updates, *given.updates))


def _keep_run_summary(session: CvSession, given: Input) -> CvSession:
    """A run that does not count leaves its refusals, so that the person sees why; nothing of it is in force."""
    known = {update.id for update in session.updates}
    refused = tuple(u for u in given.updates if not u.is_in_force and u.id not in known)
    statements = tuple(replace(s, is_read=s.is_read or s.id in given.read) for s in session.statements)
    return replace(
        session,
        run=given.run,
        updates=(*session.updates, *refused),
        questions=given.questions,
        statements=statements,
    )


def _review(session: CvSession, given: Input) -> CvSession:
    return review(session, given.accept, given.refuse)


def _accept(session: CvSession, given: Input) -> CvSession:
    del given
    return accept_all(session)


def _keep_pdf(session: CvSession, given: Input) -> CvSession:
    return replace(session, pdf=given.pdf)


def _unchanged(session: CvSession, given: Input) -> CvSession:
    del given
    return session


_EFFECTS: Final[dict[Effect, Callable[[CvSession, Input], CvSession]]] = {
    Effect.KEEP_STATEMENT: _keep_statement,
    Effect.KEEP_INTENT: _keep_intent,
    Effect.KEEP_EDITS: _keep_edits,
    Effect.START_RUN: _unchanged,  # the service queues the run of this intent after the commit
    Effect.STOP_RUN: _stop_run,
    Effect.APPLY_UPDATES: _add_updates,
    Effect.KEEP_RUN_SUMMARY: _keep_run_summary,
    Effect.REVIEW_UPDATES: _review,
    Effect.ACCEPT_UPDATES: _accept,
    Effect.RENDER_PDF: _unchanged,  # the service renders after the commit
    Effect.KEEP_PDF: _keep_pdf,
    Effect.KEEP_PDF_FAILURE: _unchanged,  # `Input.failure` is the message
}
