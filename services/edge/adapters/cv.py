"""The CV service over gRPC."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import grpc.aio
from google.protobuf import json_format
from google.protobuf.duration_pb2 import Duration
from google.protobuf.struct_pb2 import Value

from metier.cvfsm.v1 import cv_pb2
from metier.cvfsm.v1 import cv_service_pb2 as pb
from metier.cvfsm.v1.cv_service_pb2_grpc import CvServiceStub
from services.edge.adapters.calls import metadata
from services.edge.adapters.plain import enum_number, plain
from services.edge.models.cv import CvSession
from services.edge.models.cv_steps import ActionData, CvStart, CvUpload, Edit, ProcessCv
from services.edge.models.events import CvFrame
from services.edge.ports import Caller, File
from services.edge.words import put, word
from services.shared.errors import WrongState

_ACTIONS = cv_pb2.DESCRIPTOR.enum_types_by_name["UserAction"]
_OPERATIONS = cv_pb2.DESCRIPTOR.enum_types_by_name["Operation"]
_SECTIONS = cv_pb2.DESCRIPTOR.enum_types_by_name["Section"]
_FORMATS = {
    "pdf": pb.EXPORT_FORMAT_PDF,
    "docx": pb.EXPORT_FORMAT_DOCX,
    "json": pb.EXPORT_FORMAT_JSON_RESUME,
}
_REFUSALS = frozenset({"ACTION_NOT_ALLOWED", "FREE_TEXT_DISABLED", "EDITS_NOT_ALLOWED"})
"""Refusals that say what is possible instead (docs/spec.md 6)."""

MAX_WAIT_S = 30.0
"""The longest wait the service grants (cv_service.proto, GetCvRequest)."""


class CvClient:
    """Fulfils `CvSteps` and `CvRecords`."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._stub = CvServiceStub(channel)

    async def upload(self, upload: CvUpload) -> CvSession:
        """Read a file and start a session."""
        answer = await self._stub.UploadCv(pb.UploadCvRequest(**upload.model_dump()))
        return _session(answer.view, answer.session_token)

    async def start(self, asked: CvStart) -> CvSession:
        """Start a session without a file."""
        answer = await self._stub.StartCv(pb.StartCvRequest(**asked.model_dump()))
        return _session(answer.view, answer.session_token)

    async def process(self, step: ProcessCv, caller: Caller) -> CvSession:
        """Take one step; a refused one fails with the current `ui_action` in its metadata."""
        request = pb.ProcessCvRequest(
            session_id=step.session_id,
            user_action=enum_number(_ACTIONS, step.user_action),
            action_data=_action_data(step.action_data) if step.action_data else None,
            message=step.message or "",
            request_id=caller.request_id,
        )
        try:
            answer = await self._stub.ProcessCv(request, metadata=metadata(caller))
        except WrongState as refusal:
            if refusal.reason in _REFUSALS:
                current = await self.get(step.session_id, 0, caller)
                refusal.metadata["stage"] = current.stage or ""
                refusal.metadata["ui_action"] = current.ui_action.model_dump_json() if current.ui_action else "null"
            raise
        return _session(answer.view)

    async def get(self, session_id: str, wait_s: float, caller: Caller) -> CvSession:
        """The session, once something under way has ended or the wait is over."""
        wait = Duration()
        wait.FromTimedelta(timedelta(seconds=min(wait_s, MAX_WAIT_S)))
        request = pb.GetCvRequest(session_id=session_id, wait=wait)
        answer = await self._stub.GetCv(request, metadata=metadata(caller))
        return _session(answer.view)

    async def follow(self, session_id: str, after_event_id: str, caller: Caller) -> AsyncIterator[CvFrame]:
        """The session now, unless it is as it was at a cursor, and after each change, until the caller goes away."""
        request = pb.WatchCvRequest(session_id=session_id)
        async for state in self._stub.WatchCv(request, metadata=metadata(caller)):
            version = str(state.view.metadata.state_version)
            if version != after_event_id:
                yield CvFrame(**_session(state.view).model_dump(), event_id=version)

    async def file(self, session_id: str, form: str, caller: Caller) -> File:
        """The CV as `pdf`, `docx` or `json`."""
        request = pb.ExportCvRequest(session_id=session_id, format=_FORMATS[form])
        answer = await self._stub.ExportCv(request, metadata=metadata(caller))
        return File(bytes(answer.content), answer.media_type, answer.file_name)

    async def picture(self, session_id: str, page: int, caller: Caller) -> tuple[bytes, int]:
        """A page of the PDF, from 1, as PNG, and the number of pages."""
        request = pb.PreviewCvRequest(session_id=session_id, page=page)
        answer = await self._stub.PreviewCv(request, metadata=metadata(caller))
        return bytes(answer.content), answer.page_count

    async def put_photo(self, session_id: str, content: bytes, caller: Caller) -> CvSession:
        """Put a photo on the CV."""
        request = pb.SetPhotoRequest(session_id=session_id, content=content)
        return _session((await self._stub.SetPhoto(request, metadata=metadata(caller))).view)

    async def photo(self, session_id: str, caller: Caller) -> bytes:
        """The photo as PNG."""
        answer = await self._stub.GetPhoto(pb.GetPhotoRequest(session_id=session_id), metadata=metadata(caller))
        return bytes(answer.content)

    async def remove_photo(self, session_id: str, caller: Caller) -> CvSession:
        """Take the photo off."""
        request = pb.RemovePhotoRequest(session_id=session_id)
        return _session((await self._stub.RemovePhoto(request, metadata=metadata(caller))).view)

    async def export(self, session_id: str, caller: Caller) -> bytes:
        """Everything stored about it, as JSON."""
        answer = await self._stub.ExportSession(
            pb.ExportSessionRequest(session_id=session_id), metadata=metadata(caller)
        )
        return bytes(answer.content)

    async def delete(self, session_id: str, caller: Caller) -> None:
        """Erase it."""
        request = pb.DeleteCvRequest(session_id=session_id, request_id=caller.request_id)
        await self._stub.DeleteCv(request, metadata=metadata(caller))


def _session(view: cv_pb2.CvView, token: str | None = None) -> CvSession:
    fields = plain(view)
    action = fields["ui_action"]
    if action:
        action["buttons"] = [{**row, "id": row["action"]} for row in action["buttons"]]
        action["sections"] = [{**row, "id": row["section"]} for row in action["sections"]]
    return CvSession(
        **{
            **put(fields, message=fields["message_sentences"]),
            "session_token": token,
            "cv_data": fields["cv_data"] or plain(cv_pb2.CvData()),
            "metadata": {**_metadata(fields["metadata"] or plain(cv_pb2.CvMetadata())), "stage": fields["stage"]},
        }
    )


def _metadata(fields: dict[str, Any]) -> dict[str, Any]:
    worded = [word([sentence]) for sentence in fields["warning_sentences"]]
    told = zip(fields["warnings"], worded, strict=False)
    updates = [put(row, reason=row["reason_sentences"]) for row in fields["updates"]]
    questions = [put(row, question=row["question_sentences"]) for row in fields["questions"]]
    return {
        **fields,
        "updates": updates,
        "questions": questions,
        "warnings": [text if one is None else one.text for text, one in told],
    }


def _action_data(data: ActionData) -> pb.ActionData:
    return pb.ActionData(
        selected_sections=[enum_number(_SECTIONS, section) for section in data.selected_sections],
        statements=[
            pb.Statement(section=enum_number(_SECTIONS, name), text=text) for name, text in data.statements.items()
        ],
        posting=data.posting,
        language=data.language,
        pages=data.pages,
        template=data.template,
        accept=data.accept,
        refuse=data.refuse,
        edits=[_edit(edit) for edit in data.edits],
        undo=data.undo,
        vouch=data.vouch,
        paper=data.paper,
        text_size=data.text_size,
    )


def _edit(edit: Edit) -> pb.Edit:
    value = Value()
    if edit.value is None:
        return pb.Edit(op=enum_number(_OPERATIONS, edit.op), path=edit.path)
    json_format.Parse(json.dumps(edit.value), value)
    return pb.Edit(op=enum_number(_OPERATIONS, edit.op), path=edit.path, value=value)
