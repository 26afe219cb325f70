"""A fake CV service: one invented person, the stages, one update that the gate refuses."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from io import BytesIO
from typing import Any

import pypdfium2
from google.protobuf import json_format

from metier.cvfsm.v1 import cv_pb2 as cv
from metier.cvfsm.v1 import cv_service_pb2 as pb
from metier.cvfsm.v1.cv_service_pb2_grpc import CvServiceServicer
from metier.onet_match.v1.catalogue_pb2 import Sentence
from services.cvfsm.adapters.pdf_page import picture
from services.cvfsm.core.grounding.kinds import Kind
from services.cvfsm.core.machine.wording import UNFOUNDED
from services.shared.errors import InvalidInput, NotFound, WrongState
from tests.fakes.edge.world import World

CHOICES = (
    (cv.SECTION_WORK_EXPERIENCE, "Work experience", 2),
    (cv.SECTION_EDUCATION, "Education", 1),
    (cv.SECTION_SKILLS, "Skills", 3),
    (cv.SECTION_PROFILE, "Professional summary", 1),
)
BUTTONS = {
    cv.USER_ACTION_DATA_CURRENT: "Yes, use this data",
    cv.USER_ACTION_DATA_OUTDATED: "No, I need to update sections",
    cv.USER_ACTION_CONFIRM_SELECTION: "Update selected sections",
    cv.USER_ACTION_SKIP_UPDATES: "Skip, generate with current data",
    cv.USER_ACTION_REVIEW_UPDATES: "Save my review",
    cv.USER_ACTION_GENERATE_PDF: "Generate PDF",
    cv.USER_ACTION_CANCEL: "Go back",
}
STAGES: dict[int, tuple[int, str, tuple[int, ...], bool]] = {
    cv.STAGE_DATA_TRUTH_CHECK: (
        cv.UI_ACTION_TYPE_DECISION_BUTTONS,
        "We found 2 jobs, 1 degree and 2 languages. Is this current?",
        (cv.USER_ACTION_DATA_CURRENT, cv.USER_ACTION_DATA_OUTDATED),
        True,
    ),
    cv.STAGE_INTENT_CAPTURE: (
        cv.UI_ACTION_TYPE_SECTION_SELECTOR,
        "Which sections need updating?",
        (cv.USER_ACTION_CONFIRM_SELECTION, cv.USER_ACTION_SKIP_UPDATES, cv.USER_ACTION_CANCEL),
        True,
    ),
    cv.STAGE_AGENT_EXECUTION: (cv.UI_ACTION_TYPE_PROGRESS, "", (), True),
    cv.STAGE_READY_FOR_GENERATION: (
        cv.UI_ACTION_TYPE_ACTION_BUTTON,
        "Your CV is ready. Generate the PDF?",
        (cv.USER_ACTION_GENERATE_PDF, cv.USER_ACTION_REVIEW_UPDATES, cv.USER_ACTION_CANCEL),
        False,
    ),
    cv.STAGE_DONE: (
        cv.UI_ACTION_TYPE_ACTION_BUTTON,
        "Your CV is done. You can make another version.",
        (cv.USER_ACTION_DATA_OUTDATED,),
        True,
    ),
}
STEPS = {
    (cv.STAGE_DATA_TRUTH_CHECK, cv.USER_ACTION_DATA_CURRENT): cv.STAGE_READY_FOR_GENERATION,
    (cv.STAGE_DATA_TRUTH_CHECK, cv.USER_ACTION_DATA_OUTDATED): cv.STAGE_INTENT_CAPTURE,
    (cv.STAGE_INTENT_CAPTURE, cv.USER_ACTION_CONFIRM_SELECTION): cv.STAGE_AGENT_EXECUTION,
    (cv.STAGE_INTENT_CAPTURE, cv.USER_ACTION_SKIP_UPDATES): cv.STAGE_READY_FOR_GENERATION,
    (cv.STAGE_INTENT_CAPTURE, cv.USER_ACTION_CANCEL): cv.STAGE_DATA_TRUTH_CHECK,
    (cv.STAGE_READY_FOR_GENERATION, cv.USER_ACTION_REVIEW_UPDATES): cv.STAGE_READY_FOR_GENERATION,
    (cv.STAGE_READY_FOR_GENERATION, cv.USER_ACTION_GENERATE_PDF): cv.STAGE_DONE,
    (cv.STAGE_READY_FOR_GENERATION, cv.USER_ACTION_CANCEL): cv.STAGE_DATA_TRUTH_CHECK,
    (cv.STAGE_DONE, cv.USER_ACTION_DATA_OUTDATED): cv.STAGE_INTENT_CAPTURE,
}


class FakeCv(CvServiceServicer):
    """Keeps CV sessions in memory."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def GetReaders(self, _request: pb.GetReadersRequest, _call: Any) -> pb.GetReadersResponse:
        """Whom the test named."""
        return pb.GetReadersResponse(
            readers=[pb.Reader(provider=name, models=["a-model"], region="EU") for name in self.world.readers]
        )

    async def UploadCv(self, request: pb.UploadCvRequest, _call: Any) -> pb.UploadCvResponse:
        """Start a session with the person of this file, whatever the upload holds; an old one if its name says so."""
        self.world.check("UploadCv")
        if not request.content:
            raise InvalidInput("FILE_EMPTY", "The file is empty.", field="file")
        if not request.file_name.endswith((".docx", ".pdf", ".json")):
            raise InvalidInput("FILE_TYPE_UNSUPPORTED", "Only DOCX, PDF and JSON Resume can be read.", field="file")
        number = next(self.world.numbers)
        view = cv.CvView(session_id=f"cv{number}", cv_data=cv.CvData())
        view.metadata.schema_version = "0.9" if request.file_name.startswith("old") else "1.0"
        view.metadata.language, view.metadata.pages, view.metadata.template = request.language, 1, "classic"
        view.metadata.created_from = request.file_name.rpartition(".")[2]
        name = request.content.decode("utf-8", "ignore") if request.file_name == "name.json" else "Maria Keller"
        view.metadata.docx_prefill_unconfirmed.CopyFrom(person(name))
        _enter(view, cv.STAGE_DATA_TRUTH_CHECK)
        self.world.cvs[view.session_id] = (f"token-of-cv{number}", view)
        return pb.UploadCvResponse(session_token=f"token-of-cv{number}", view=view)

    async def StartCv(self, request: pb.StartCvRequest, _call: Any) -> pb.StartCvResponse:
        """Start an empty session."""
        number = next(self.world.numbers)
        view = cv.CvView(session_id=f"cv{number}", cv_data=cv.CvData())
        view.metadata.schema_version, view.metadata.created_from = "1.0", "scratch"
        view.metadata.language, view.metadata.pages, view.metadata.template = request.language, 1, "classic"
        _enter(view, cv.STAGE_INTENT_CAPTURE)
        self.world.cvs[view.session_id] = (f"token-of-cv{number}", view)
        return pb.StartCvResponse(session_token=f"token-of-cv{number}", view=view)

    def _view(self, session_id: str) -> cv.CvView:
        view: cv.CvView = self.world.cvs[session_id][1]
        if view.metadata.schema_version != "1.0":
            text = "This session was made by an older version. Please upload the CV again."
            raise WrongState("SESSION_INCOMPATIBLE", text, action_required="cleanup_and_restart")
        return view

    async def ProcessCv(self, request: pb.ProcessCvRequest, _call: Any) -> pb.ProcessCvResponse:
        """One step."""
        self.world.check("ProcessCv")
        view = self._view(request.session_id)
        if request.action_data.edits and not request.user_action:
            _edit(view, request.action_data.edits)
            return pb.ProcessCvResponse(view=view)
        if request.message and not request.user_action:
            if view.ui_action.disable_free_text:
                raise WrongState("FREE_TEXT_DISABLED", "Please use the buttons.", stage="")
            _enter(view, cv.STAGE_INTENT_CAPTURE)
            return pb.ProcessCvResponse(view=view)
        target = STEPS.get((view.stage, request.user_action))
        if target is None:
            raise WrongState("ACTION_NOT_ALLOWED", "That is not possible now.", stage="", allowed="")
        data = request.action_data
        if request.user_action == cv.USER_ACTION_CONFIRM_SELECTION and not data.selected_sections:
            raise InvalidInput("SECTIONS_EMPTY", "Choose at least one section.", field="selected_sections")
        for update in view.metadata.updates:
            if update.id in data.accept:
                update.status = cv.UPDATE_STATUS_ACCEPTED
            if update.id in data.refuse:
                update.status = cv.UPDATE_STATUS_REFUSED_BY_PERSON
        _enter(view, target)
        if target == cv.STAGE_AGENT_EXECUTION:
            self._running = asyncio.create_task(self._run(view, [row.text for row in data.statements]))
        return pb.ProcessCvResponse(view=view)

    async def _run(self, view: cv.CvView, statements: list[str]) -> None:
        await asyncio.sleep(self.world.pace_s * 20)
        text = statements[0] if statements else "Prepared 12 policy briefs a year for the minister."
        view.metadata.updates.extend(
            [
                cv.Update(
                    id="u1",
                    path="work_experience[0].bullets[1]",
                    section=cv.SECTION_WORK_EXPERIENCE,
                    before="Prepared policy briefs.",
                    after=text,
                    status=cv.UPDATE_STATUS_APPLIED,
                    sources=[cv.FieldSource(path="", kind=cv.SOURCE_KIND_USER_STATEMENT, ref="s1", quote=text)],
                ),
                cv.Update(
                    id="u2",
                    path="skills[3]",
                    section=cv.SECTION_SKILLS,
                    before="",
                    after="Tableau",
                    status=cv.UPDATE_STATUS_REFUSED_BY_GATE,
                    reason=(unknown := UNFOUNDED[Kind.SKILL].say(it="Tableau")).text,
                    reason_sentences=[Sentence(id=unknown.id, arguments=dict(unknown.arguments), text=unknown.text)],
                ),
            ]
        )
        view.metadata.updates_applied = 1
        view.metadata.gap_questions.add(question="Have you worked with budgets?", posting_phrase="budget planning")
        _enter(view, cv.STAGE_READY_FOR_GENERATION)

    async def GetCv(self, request: pb.GetCvRequest, _call: Any) -> pb.GetCvResponse:
        """The session, once the run is over."""
        self.world.check("GetCv")
        view = self._view(request.session_id)
        left_s = request.wait.ToTimedelta().total_seconds()
        while view.stage == cv.STAGE_AGENT_EXECUTION and left_s > 0:
            await asyncio.sleep(0.05)
            left_s -= 0.05
        return pb.GetCvResponse(view=view)

    async def WatchCv(self, request: pb.WatchCvRequest, _call: Any) -> AsyncIterator[pb.WatchCvResponse]:
        """The session now and after each change, until it is gone."""
        seen = 0
        while request.session_id in self.world.cvs:
            self.world.check("WatchCv")
            view = self._view(request.session_id)
            if view.metadata.state_version != seen:
                seen = view.metadata.state_version
                yield pb.WatchCvResponse(view=view)
            await asyncio.sleep(0.02)

    async def PreviewCv(self, request: pb.PreviewCvRequest, _call: Any) -> pb.PreviewCvResponse:
        """A page."""
        content, pages = picture(empty_pdf(), request.page)
        return pb.PreviewCvResponse(content=content, page_count=pages)

    async def SetPhoto(self, request: pb.SetPhotoRequest, _call: Any) -> pb.SetPhotoResponse:
        """Keep a photo, whatever it is."""
        view = self._view(request.session_id)
        view.metadata.has_photo = True
        self.world.photos[request.session_id] = request.content
        return pb.SetPhotoResponse(view=view)

    async def GetPhoto(self, request: pb.GetPhotoRequest, _call: Any) -> pb.GetPhotoResponse:
        """The photo that was put there."""
        if request.session_id not in self.world.photos:
            raise NotFound("PHOTO_UNKNOWN", "This CV has no photo.")
        return pb.GetPhotoResponse(content=self.world.photos[request.session_id])

    async def RemovePhoto(self, request: pb.RemovePhotoRequest, _call: Any) -> pb.RemovePhotoResponse:
        """Forget it."""
        view = self._view(request.session_id)
        view.metadata.has_photo = False
        self.world.photos.pop(request.session_id, None)
        return pb.RemovePhotoResponse(view=view)

    async def ExportCv(self, request: pb.ExportCvRequest, _call: Any) -> pb.ExportCvResponse:
        """A file; the PDF is one empty page."""
        view = self._view(request.session_id)
        if request.format == pb.EXPORT_FORMAT_PDF:
            if view.stage != cv.STAGE_DONE:
                raise WrongState("PDF_NOT_READY", "There is no PDF yet.")
            return pb.ExportCvResponse(content=empty_pdf(), media_type="application/pdf", file_name="cv.pdf")
        content = json.dumps({"basics": {"name": view.cv_data.full_name}}).encode()
        return pb.ExportCvResponse(content=content, media_type="application/json", file_name="cv.json")

    async def ExportSession(self, request: pb.ExportSessionRequest, _call: Any) -> pb.ExportSessionResponse:
        """Everything."""
        return pb.ExportSessionResponse(content=json.dumps({"session_id": request.session_id}).encode())

    async def DeleteCv(self, request: pb.DeleteCvRequest, _call: Any) -> pb.DeleteCvResponse:
        """Forget it."""
        del self.world.cvs[request.session_id]
        return pb.DeleteCvResponse()


def _edit(view: cv.CvView, edits: Iterable[pb.Edit]) -> None:
    """Keep what an edit says as an update, and in the data where it is a text field."""
    for edit in edits:
        value = json_format.MessageToDict(edit.value) if edit.HasField("value") else ""
        if isinstance(value, str) and edit.path in {"full_name", "email", "phone", "location", "profile"}:
            setattr(view.cv_data, edit.path, value)
        view.metadata.updates.append(
            cv.Update(
                id=f"u{len(view.metadata.updates) + 1}",
                path=edit.path,
                after=value if isinstance(value, str) else json.dumps(value),
                status=cv.UPDATE_STATUS_ACCEPTED,
                operation=edit.op,
                sources=[cv.FieldSource(path=edit.path, kind=cv.SOURCE_KIND_USER)],
            )
        )
    view.metadata.state_version += 1


def _enter(view: cv.CvView, stage: int) -> None:
    kind, prompt, buttons, disable = STAGES[stage]
    view.stage = stage
    if stage in {cv.STAGE_READY_FOR_GENERATION, cv.STAGE_DONE} and view.metadata.HasField("docx_prefill_unconfirmed"):
        view.cv_data.CopyFrom(view.metadata.docx_prefill_unconfirmed)
        view.metadata.ClearField("docx_prefill_unconfirmed")
        view.metadata.data_truth_confirmed = True
    view.metadata.pdf_ready = stage == cv.STAGE_DONE
    view.metadata.state_version += 1
    has_updates = bool(view.metadata.updates)
    view.ui_action.CopyFrom(
        cv.UiAction(
            type=kind,
            prompt=prompt,
            message="Updating the sections ..." if stage == cv.STAGE_AGENT_EXECUTION else "",
            buttons=[
                cv.Button(action=action, label=BUTTONS[action], primary=index == 0)
                for index, action in enumerate(buttons)
                if action != cv.USER_ACTION_REVIEW_UPDATES or has_updates
            ],
            allow_multiple=True,
            disable_free_text=disable,
        )
    )
    if stage == cv.STAGE_INTENT_CAPTURE:
        for section, label, count in CHOICES:
            view.ui_action.sections.add(section=section, label=label, count=count, has_content=True)


def person(name: str) -> cv.CvData:
    """An invented person."""
    return cv.CvData(
        full_name=name,
        email="maria.keller@example.org",
        phone="+49 30 000000",
        location="Berlin",
        profile="Policy analyst with ten years in public administration.",
        work_experience=[
            cv.WorkExperience(
                employer="Ministry of Transport",
                title="Policy Analyst",
                start="2018-04",
                end="present",
                location="Berlin",
                bullets=["Evaluated grant programmes.", "Prepared policy briefs."],
            ),
            cv.WorkExperience(employer="City of Leipzig", title="Research Assistant", start="2014", end="2018-03"),
        ],
        education=[cv.Education(institution="Leipzig University", degree="M.A. Political Science", end="2014")],
        languages=[cv.LanguageSkill(name="German", level="C2"), cv.LanguageSkill(name="English", level="C1")],
        skills=["Policy analysis", "Stakeholder work", "SQL"],
        unsorted=["References on request"],
    )


def empty_pdf() -> bytes:
    """One empty A4 page."""
    document = pypdfium2.PdfDocument.new()
    document.new_page(595, 842)
    out = BytesIO()
    document.save(out)
    return out.getvalue()
