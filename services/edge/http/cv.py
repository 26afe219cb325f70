"""`/api/cv` and `/api/process-cv`: the CV (docs/spec.md 6 and 7)."""

from typing import Annotated, Literal

from fastapi import APIRouter, File, Form, Path, Query, Request, Response, UploadFile

from services.edge.http.answers import download, files, json_file
from services.edge.http.callers import Reader, Writer
from services.edge.limits import FILE_BYTES, body_limit, check_message, too_large
from services.edge.middleware.rates import SessionQuota
from services.edge.models.cv import CvSession
from services.edge.models.cv_steps import CvStart, CvUpload, ProcessCv
from services.edge.ports import CvRecords, CvSteps

Language = Literal["en", "de", "pl", "es", "fr"]

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def cv_routes(steps: CvSteps, records: CvRecords, quota: SessionQuota) -> APIRouter:
    """Routes of the CV sessions."""
    routes = APIRouter(prefix="/api", tags=["cv"])
    routes.include_router(_photo_routes(records))

    @routes.post("/cv", summary="Upload a CV and start a session", status_code=201)
    async def upload(  # noqa: PLR0913, PLR0917 - the fields of the form
        request: Request,
        writer: Writer,
        file: Annotated[UploadFile, File(description="DOCX, PDF or JSON Resume, at most 5 MiB.")],
        language: Annotated[Language, Form(description="Language of the output.")] = "en",
        chat_session_id: Annotated[
            str, Form(max_length=64, description="A chat session whose tasks are a source.")
        ] = "",
        chat_session_token: Annotated[str, Form(max_length=256, description="That session's token.")] = "",
        request_id: Annotated[str | None, Form(max_length=128)] = None,
    ) -> CvSession:
        """Read a DOCX, PDF or JSON Resume; the answer has the session's token and what was read, unconfirmed."""
        quota.take(request.scope)
        content = await file.read()
        if len(content) > FILE_BYTES:
            raise too_large(body_limit("/api/cv"))
        return await steps.upload(
            CvUpload(
                file_name=(file.filename or "")[:255],
                content=content,
                language=language,
                chat_session_id=chat_session_id,
                chat_session_token=chat_session_token,
                request_id=writer(request_id).request_id,
            )
        )

    @routes.post("/cv/start", summary="Start a CV without a file", status_code=201)
    async def start(asked: CvStart, writer: Writer, request: Request) -> CvSession:
        """Start an empty CV, in INTENT_CAPTURE.

        With a chat session its tasks are the lines of a first job. It is filled in by `action_data.edits` of
        `/api/process-cv`.
        """
        quota.take(request.scope)
        return await steps.start(asked.model_copy(update={"request_id": writer(asked.request_id).request_id}))

    @routes.post("/process-cv", summary="Take one step: a button, or free text where it is allowed")
    async def process(step: ProcessCv, writer: Writer) -> CvSession:
        """Take one step of the CV's machine.

        Exactly one of: a button (`user_action`), free text (`message`), or changes alone (`action_data` with `edits`,
        `undo`, `vouch` or options). An edit becomes an update (`metadata.updates[]`) with `written_by` null, status
        `accepted` and a source of kind `user`; its `id` takes it back (`undo`). `vouch` makes an update the gate refused
        or asked about the person's own statement. What was said and not understood is in `metadata.questions[]`.
        """
        check_message(step.message)
        return await steps.process(step, writer(step.request_id))

    @routes.get("/cv/{session_id}", summary="The session; with `wait`, once something under way has ended")
    async def get(
        session_id: str, reader: Reader, wait: Annotated[float, Query(ge=0, le=30, description="Seconds.")] = 0
    ) -> CvSession:
        """The session as it is now; `ui_action` says what can be done."""
        return await records.get(session_id, wait, reader)

    @routes.get(
        "/cv/{session_id}/preview/{page}",
        summary="A page of the PDF as a picture (PNG)",
        response_class=Response,
        responses=files(png="image/png"),
    )
    async def picture(session_id: str, page: Annotated[int, Path(ge=1, le=999)], reader: Reader) -> Response:
        """A page of the finished PDF; the header `x-page-count` says how many there are."""
        content, pages = await records.picture(session_id, page, reader)
        return Response(content, media_type="image/png", headers={"x-page-count": str(pages)})

    @routes.get(
        "/cv/{session_id}/export",
        summary="Everything stored about the session",
        response_class=Response,
        responses=files(json="application/json"),
    )
    async def export(session_id: str, reader: Reader) -> Response:
        """Everything that is stored about the person in this session, as one JSON file."""
        return json_file(await records.export(session_id, reader), f"metier-cv-{session_id}.json")

    @routes.get(
        "/cv/{session_id}/{form}",
        summary="The CV as a file",
        response_class=Response,
        responses=files(pdf="application/pdf", docx=DOCX, json="application/json"),
    )
    async def download_file(session_id: str, form: Literal["pdf", "docx", "json"], reader: Reader) -> Response:
        """The confirmed CV: the checked PDF, a Word file, or a JSON Resume."""
        return download(await records.file(session_id, form, reader))

    @routes.delete("/cv/{session_id}", summary="Erase the session", status_code=204)
    async def delete(session_id: str, writer: Writer) -> Response:
        """Erase the session with its files, for good."""
        await records.delete(session_id, writer(None))
        return Response(status_code=204)

    return routes


def _photo_routes(records: CvRecords) -> APIRouter:
    """Routes of the photo on a CV."""
    routes = APIRouter()

    @routes.put("/cv/{session_id}/photo", summary="Put a photo on the CV")
    async def put_photo(
        session_id: str, writer: Writer, file: Annotated[UploadFile, File(description="JPEG or PNG, at most 2 MiB.")]
    ) -> CvSession:
        """Put a photo on the CV, in place of the one that is there; a CV has none unless it is put there.

        Only its picture is kept: upright, cut to 35 : 45, encoded anew. `metadata.warnings` say where it is not printed or
        not expected.
        """
        return await records.put_photo(session_id, await file.read(), writer(None))

    @routes.get(
        "/cv/{session_id}/photo",
        summary="The photo on the CV (PNG)",
        response_class=Response,
        responses=files(png="image/png"),
    )
    async def photo(session_id: str, reader: Reader) -> Response:
        """The photo as it is kept and printed."""
        return Response(await records.photo(session_id, reader), media_type="image/png")

    @routes.delete("/cv/{session_id}/photo", summary="Take the photo off the CV")
    async def remove_photo(session_id: str, writer: Writer) -> CvSession:
        """Erase the photo; where there is none nothing changes."""
        return await records.remove_photo(session_id, writer(None))

    return routes
