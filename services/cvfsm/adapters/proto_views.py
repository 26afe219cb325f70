"""A session as the contract shows it: domain -> proto, one function for each message."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from metier.cvfsm.v1 import cv_pb2 as pb
from metier.onet_match.v1 import catalogue_pb2
from services.cvfsm.core.document.cv import CvData, Source, SourceKind
from services.cvfsm.core.document.cv_json import to_dict
from services.cvfsm.core.document.flags import flags
from services.cvfsm.core.machine import ui_actions
from services.cvfsm.core.machine.session import SELECTABLE, CvSession, RunSummary, shown_data
from services.cvfsm.core.machine.steps import Event, Stage, Truth
from services.cvfsm.core.machine.updates import Operation, Update, UpdateStatus, section_order
from services.shared.language.sentences import joined
from services.shared.runtime.messages import timestamp

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from services.shared.language.sentences import Sentence

MAX_QUOTE_CHARS: Final = 300
"""Of a source's words, as the contract says."""

STAGES: Final = {stage: pb.Stage.Value(f"STAGE_{stage}") for stage in Stage}
SECTIONS: Final = {section: pb.Section.Value(f"SECTION_{section.upper()}") for section in SELECTABLE}
ACTIONS: Final = {
    event: pb.UserAction.Value(f"USER_ACTION_{event.name}")
    for event in (
        Event.DATA_CURRENT,
        Event.DATA_OUTDATED,
        Event.CONFIRM_SELECTION,
        Event.SKIP_UPDATES,
        Event.REVIEW_UPDATES,
        Event.GENERATE_PDF,
        Event.CANCEL,
    )
}
_SOURCES: Final = {
    SourceKind.DOCUMENT: pb.SOURCE_KIND_DOCUMENT,
    SourceKind.USER_STATEMENT: pb.SOURCE_KIND_USER_STATEMENT,
    SourceKind.CHAT_TASK: pb.SOURCE_KIND_CHAT_TASK,
    SourceKind.USER: pb.SOURCE_KIND_USER,
}
OPERATIONS: Final = {operation: pb.Operation.Value(f"OPERATION_{operation.name}") for operation in Operation}
_STATUSES: Final = {status: pb.UpdateStatus.Value(f"UPDATE_STATUS_{status.name}") for status in UpdateStatus}
_WRITTEN_BY: Final = {"model": catalogue_pb2.WRITTEN_BY_MODEL, "rules": catalogue_pb2.WRITTEN_BY_RULES}


def view_of(session: CvSession, ttl_s: int) -> pb.CvView:
    """The session as the person sees it; it expires `ttl_s` after its last change."""
    shown = ui_actions.ui_action(session)
    return pb.CvView(
        session_id=session.id,
        stage=STAGES[session.position.stage],
        message=session.message,
        message_sentences=map(_sentence, session.message_sentences),
        cv_data=data_of(shown_data(session)),
        metadata=_metadata(session, ttl_s),
        ui_action=_ui_action(shown) if shown else None,
    )


def _sentence(sentence: Sentence) -> catalogue_pb2.Sentence:
    return catalogue_pb2.Sentence(id=sentence.id, arguments=dict(sentence.arguments), text=sentence.text)


def data_of(data: CvData) -> pb.CvData:
    """The data of a CV; the messages have the names of the fields."""
    return pb.CvData(**{name: value for name, value in to_dict(data).items() if name != "sources"})


def _metadata(session: CvSession, ttl_s: int) -> pb.CvMetadata:
    draft = session.draft
    started = datetime.fromisoformat(session.created_at)
    changed = datetime.fromisoformat(session.updated_at or session.created_at)
    return pb.CvMetadata(
        schema_version=session.schema_version,
        created_at=timestamp(started),
        language=session.language,
        pages=session.pages,
        template=session.template,
        created_from=session.created_from,
        docx_prefill_unconfirmed=None if session.is_imported else data_of(draft),
        pending_decision=_pending(session),
        data_truth_confirmed=session.position.truth is Truth.CONFIRMED,
        update_intent=_intent(session),
        updates_applied=sum(update.is_in_force for update in session.updates),
        run_summary=_run(session.run) if session.run else None,
        updates=[_update(update) for update in session.updates],
        sources=_field_sources(draft.sources),
        gap_questions=[pb.GapQuestion(question=q, posting_phrase=phrase) for q, phrase in session.gaps],
        warnings=[sentence.text for sentence in ui_actions.warnings(session)],
        warning_sentences=map(_sentence, ui_actions.warnings(session)),
        pdf_ready=bool(session.pdf),
        state_version=session.version,
        expires_at=timestamp(changed + timedelta(seconds=ttl_s)),
        questions=[
            pb.OpenQuestion(
                statement_id=q.statement_id,
                text=q.text[:MAX_QUOTE_CHARS],
                question=q.question,
                question_sentences=map(_sentence, filter(None, (q.sentence,))),
                section=SECTIONS.get(q.section, pb.SECTION_UNSPECIFIED),
                path=q.path,
            )
            for q in session.questions
        ],
        paper=session.paper,
        text_size=session.text_size,
        has_photo=bool(session.photo),
        section_order=section_order(session.updates),
        flags=[] if session.is_imported else [pb.FieldFlag(path=f.path, reason=f.reason) for f in flags(draft)],
    )


def _pending(session: CvSession) -> pb.PendingDecision | None:
    decision = ui_actions.pending_decision(session)
    if decision is None:
        return None
    summary = decision.get("prefill_summary")
    return pb.PendingDecision(
        type=decision["type"],
        question=decision["question"],
        prefill_summary=pb.PrefillSummary(**summary) if summary else None,
        available_sections=[SECTIONS[section] for section in decision.get("available_sections", ())],
    )


def _intent(session: CvSession) -> pb.UpdateIntent | None:
    if not session.selected:
        return None
    sections = [SECTIONS[section] for section in session.selected]
    return pb.UpdateIntent(sections=sections, timestamp=timestamp(datetime.fromisoformat(session.intent_at)))


def _run(run: RunSummary) -> pb.RunSummary:
    return pb.RunSummary(
        run_id=run.run_id,
        steps=[
            pb.RunStep(turn=s.turn, tool=s.tool, path=s.path, succeeded=s.succeeded, reason=s.reason) for s in run.steps
        ],
        succeeded=run.succeeded,
        refused=run.refused,
        accepted=run.accepted,
        reason=run.reason,
        written_by=_WRITTEN_BY[run.written_by],
        model=run.model,
    )


def _update(update: Update) -> pb.Update:
    return pb.Update(
        id=update.id,
        path=update.change.path,
        section=SECTIONS.get(update.change.section, pb.SECTION_UNSPECIFIED),
        before=update.before,
        after=update.after,
        status=_STATUSES[update.status],
        reason=joined(update.reasons),
        reason_sentences=map(_sentence, update.reasons),
        sources=[_field_source(update.change.path, source) for source in update.sources],
        written_by=_WRITTEN_BY.get(update.written_by, catalogue_pb2.WRITTEN_BY_UNSPECIFIED),
        model=update.model,
        operation=OPERATIONS[update.change.operation],
        statement_id=update.statement_id,
    )


def _field_sources(sources: Mapping[str, Source]) -> Iterable[pb.FieldSource]:
    return [_field_source(path, source) for path, source in sources.items()]


def _field_source(path: str, source: Source) -> pb.FieldSource:
    kind = _SOURCES.get(source.kind, pb.SOURCE_KIND_UNSPECIFIED)
    quote = source.quote[:MAX_QUOTE_CHARS]
    return pb.FieldSource(path=path, kind=kind, ref=source.ref, quote=quote, confidence=source.confidence)


def _ui_action(shown: ui_actions.UiAction) -> pb.UiAction:
    return pb.UiAction(
        type=pb.UiActionType.Value(f"UI_ACTION_TYPE_{shown.type.upper()}"),
        prompt=shown.prompt,
        buttons=[pb.Button(action=ACTIONS[b.action], label=b.label, primary=b.primary) for b in shown.buttons],
        sections=[
            pb.SectionChoice(section=SECTIONS[s.id], label=s.label, count=s.count, has_content=s.has_content)
            for s in shown.sections
        ],
        allow_multiple=shown.allow_multiple,
        message=shown.message,
        disable_free_text=shown.disable_free_text,
    )
