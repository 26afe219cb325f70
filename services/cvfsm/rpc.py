"""CvService: proto <-> domain and nothing else."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from google.protobuf import json_format

from metier.cvfsm.v1 import cv_pb2 as pb
from metier.cvfsm.v1 import cv_service_pb2 as rpc
from metier.cvfsm.v1 import cv_service_pb2_grpc as rpc_grpc
from services.cvfsm.adapters import proto_views as views
from services.cvfsm.core.machine.edits import Edit
from services.cvfsm.core.machine.updates import Operation
from services.cvfsm.requests import StepRequest, Upload
from services.shared.errors import InvalidInput
from services.shared.runtime.job_rpc import JobRpc
from services.shared.runtime.messages import seconds
from services.shared.runtime.server_interceptors import Access

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    import grpc

    from services.cvfsm.service import CvService
    from services.shared.llm.readers import Reader
    from services.shared.runtime.jobs import Jobs

    Call = grpc.aio.ServicerContext[Any, Any]

_SERVICE: Final = rpc.DESCRIPTOR.services_by_name["CvService"]
_OPEN: Final = {
    "UploadCv": Access.PUBLIC,
    "GetReaders": Access.PUBLIC,
    "StartCv": Access.PUBLIC,
    "ListJobs": Access.INTERNAL,
}

METHODS: Final = {
    f"/{_SERVICE.full_name}/{method.name}": _OPEN.get(method.name, Access.SESSION) for method in _SERVICE.methods
}

MAX_WAIT_S: Final = 30.0
"""Longest wait of GetCv, as the contract says."""

_ACTION_OF: Final = {number: action for action, number in views.ACTIONS.items()}
_SECTION_OF: Final = {number: section for section, number in views.SECTIONS.items()}
_OPERATION_OF: Final = {number: operation for operation, number in views.OPERATIONS.items()}


class CvRpc(JobRpc, rpc_grpc.CvServiceServicer):
    """The servicer over `CvService`."""

    def __init__(self, service: CvService, jobs: Jobs, ttl_s: int, readers: Iterable[Reader] = ()) -> None:
        """Answer from `service` and, for operators, from `jobs`; sessions expire after `ttl_s` idle seconds.

        `readers` read an uploaded CV and what is written about it.
        """
        super().__init__(jobs)
        self._service, self._ttl_s = service, ttl_s
        self._readers = [rpc.Reader(**asdict(reader)) for reader in readers]

    async def GetReaders(self, request: rpc.GetReadersRequest, context: Call) -> rpc.GetReadersResponse:
        """Return which model providers process what a person writes."""
        del request, context
        return rpc.GetReadersResponse(readers=self._readers)

    async def UploadCv(self, request: rpc.UploadCvRequest, context: Call) -> rpc.UploadCvResponse:
        """Read a CV and start a session."""
        del context
        session, token = await self._service.upload(
            Upload(
                request.file_name,
                request.content,
                request.language,
                request.chat_session_id,
                request.chat_session_token,
                request.request_id,
            )
        )
        return rpc.UploadCvResponse(session_token=token, view=views.view_of(session, self._ttl_s))

    async def StartCv(self, request: rpc.StartCvRequest, context: Call) -> rpc.StartCvResponse:
        """Start a session without a file."""
        del context
        asked = (request.language, request.chat_session_id, request.chat_session_token, request.request_id)
        session, token = await self._service.upload(Upload("", b"", *asked, is_scratch=True))
        return rpc.StartCvResponse(session_token=token, view=views.view_of(session, self._ttl_s))

    async def ProcessCv(self, request: rpc.ProcessCvRequest, context: Call) -> rpc.ProcessCvResponse:
        """Take one step."""
        del context
        session = await self._service.process(_request(request))
        return rpc.ProcessCvResponse(view=views.view_of(session, self._ttl_s))

    async def GetCv(self, request: rpc.GetCvRequest, context: Call) -> rpc.GetCvResponse:
        """Return the session, at once or when what is under way has ended."""
        del context
        wait_s = min(seconds(request.wait), MAX_WAIT_S)
        session = await self._service.settled(request.session_id, wait_s)
        return rpc.GetCvResponse(view=views.view_of(session, self._ttl_s))

    async def WatchCv(self, request: rpc.WatchCvRequest, context: Call) -> AsyncIterator[rpc.WatchCvResponse]:
        """Send the session now and after each change."""
        del context
        async for session in self._service.followed(request.session_id):
            yield rpc.WatchCvResponse(view=views.view_of(session, self._ttl_s))

    async def ExportCv(self, request: rpc.ExportCvRequest, context: Call) -> rpc.ExportCvResponse:
        """Return a file."""
        del context
        form = {
            rpc.EXPORT_FORMAT_PDF: "pdf",
            rpc.EXPORT_FORMAT_DOCX: "docx",
            rpc.EXPORT_FORMAT_JSON_RESUME: "json",
        }.get(request.format)
        if form is None:
            raise InvalidInput("FORMAT_UNKNOWN", "format is PDF, DOCX or JSON_RESUME.", field="format")
        file = await self._service.export(request.session_id, form)
        return rpc.ExportCvResponse(content=file.content, media_type=file.media_type, file_name=file.name)

    async def PreviewCv(self, request: rpc.PreviewCvRequest, context: Call) -> rpc.PreviewCvResponse:
        """Return a page as a picture."""
        del context
        content, pages = await self._service.preview(request.session_id, request.page)
        return rpc.PreviewCvResponse(content=content, page_count=pages)

    async def SetPhoto(self, request: rpc.SetPhotoRequest, context: Call) -> rpc.SetPhotoResponse:
        """Put a photo on the CV."""
        del context
        session = await self._service.photos.put(request.session_id, request.content)
        return rpc.SetPhotoResponse(view=views.view_of(session, self._ttl_s))

    async def GetPhoto(self, request: rpc.GetPhotoRequest, context: Call) -> rpc.GetPhotoResponse:
        """Return the photo."""
        del context
        return rpc.GetPhotoResponse(content=await self._service.photos.get(request.session_id))

    async def RemovePhoto(self, request: rpc.RemovePhotoRequest, context: Call) -> rpc.RemovePhotoResponse:
        """Take the photo off the CV."""
        del context
        session = await self._service.photos.remove(request.session_id)
        return rpc.RemovePhotoResponse(view=views.view_of(session, self._ttl_s))

    async def ExportSession(self, request: rpc.ExportSessionRequest, context: Call) -> rpc.ExportSessionResponse:
        """Return everything stored, as JSON."""
        del context
        everything = await self._service.everything(request.session_id)
        return rpc.ExportSessionResponse(content=json.dumps(everything, ensure_ascii=False, indent=1).encode())

    async def DeleteCv(self, request: rpc.DeleteCvRequest, context: Call) -> rpc.DeleteCvResponse:
        """Erase the session."""
        del context
        await self._service.delete(request.session_id)
        return rpc.DeleteCvResponse()


def _request(request: rpc.ProcessCvRequest) -> StepRequest:
    sent = request.action_data
    action = _ACTION_OF.get(request.user_action)
    if action is None and request.user_action != pb.USER_ACTION_UNSPECIFIED:
        raise InvalidInput("ACTION_UNKNOWN", "There is no such action.", field="user_action")
    return StepRequest(
        session_id=request.session_id,
        action=action,
        sections=tuple(dict.fromkeys(_section(number) for number in sent.selected_sections)),
        statements=tuple((_section(row.section), row.text) for row in sent.statements),
        posting=sent.posting,
        language=sent.language,
        pages=sent.pages,
        template=sent.template,
        accept=tuple(sent.accept),
        refuse=tuple(sent.refuse),
        edits=tuple(_edit(row, index) for index, row in enumerate(sent.edits)),
        undo=tuple(sent.undo),
        vouch=tuple(sent.vouch),
        paper=sent.paper,
        text_size=sent.text_size,
        message=request.message,
        request_id=request.request_id,
    )


def _edit(edit: rpc.Edit, index: int) -> Edit:
    operation = _OPERATION_OF.get(edit.op)
    if operation is None or operation is Operation.REORDER:
        place = f"action_data.edits[{index}]"
        raise InvalidInput("EDIT_INVALID", "op is SET, ADD, REMOVE or MOVE.", field=place, edit=str(index))
    return Edit(operation, edit.path, json_format.MessageToDict(edit.value) if edit.HasField("value") else None)


def _section(number: int) -> str:
    """The section; an unknown number becomes a name no section has, which the service refuses."""
    return _SECTION_OF.get(pb.Section.ValueType(number), f"section {number}")
