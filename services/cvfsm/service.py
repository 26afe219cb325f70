"""Use cases of the CV service: upload, one step, read, export, delete.

Rules:
    1. Only `core/machine/steps.py` decides what is possible; this module does what it says and commits by compare-and-set.
    2. A step is committed before its slow part begins: a crash leaves a state from which the slow part is done again.
    3. A PDF counts once its own text was read back and says what the data says.

All use cases change one session by one commit, so they share one module.
"""

from __future__ import annotations

import asyncio
import base64
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from services.cvfsm.core.machine import steps as machine
from services.cvfsm.core.machine.effects import Input, perform
from services.cvfsm.core.machine.scratch import from_tasks
from services.cvfsm.core.machine.session import Answered, CvSession, RunSummary, confirmed_data
from services.cvfsm.core.machine.steps import Effect, Event, Refusal, State, Step
from services.cvfsm.core.output.page import DEFAULT_TEMPLATE
from services.cvfsm.photos import Photos
from services.cvfsm.printing import Printing, options_of
from services.cvfsm.requests import check_options, check_request_id, check_step
from services.cvfsm.stepping import stepped
from services.shared.errors import Conflict, WrongState
from services.shared.runtime.commits import NO_REQUEST, Request
from services.shared.runtime.sessions import derived_token, new_seed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from services.cvfsm.core.machine.session import ChatTask
    from services.cvfsm.ports import Ports
    from services.cvfsm.requests import StepRequest, Upload

MEDIA_TYPES: Final = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "json": "application/json",
}

FIRST_PAUSE_S: Final = 0.02
LONGEST_PAUSE_S: Final = 0.3
"""Between looks at a session that is waited for: a run by rules ends within the first, people do not notice the last."""

COMMIT_TRIES: Final = 5
"""Lost races before a caller is told; two people at one CV lose one at most."""


@dataclass(frozen=True, slots=True)
class File:
    """A CV as a file."""

    content: bytes
    media_type: str
    name: str


@dataclass(frozen=True, slots=True)
class Limits:
    """The knobs of `settings.py` the use cases need."""

    template: str = DEFAULT_TEMPLATE
    execute_lease_s: float = 20.0


class CvService:
    """The use cases."""

    def __init__(self, ports: Ports, limits: Limits) -> None:
        """Keep the ports and the knobs."""
        self._do, self._limits = ports, limits
        self._printing = Printing(ports)
        self.photos = Photos(ports)

    async def upload(self, upload: Upload) -> tuple[CvSession, str]:
        """Read a document, or begin without one, and start a session; return it with its bearer token.

        Raises:
            InvalidInput: FILE_... (see the contract), OPTION_UNKNOWN, IDEMPOTENCY_KEY_REUSED.
            TooLarge: FILE_TOO_LARGE, FILE_TOO_COMPLEX.
            NotFound: SESSION_UNKNOWN, the chat session or its token is wrong.
        """
        check_options({"language": upload.language} if upload.language else {})
        check_request_id(upload.request_id)
        digest = upload.digest
        if upload.request_id and (again := await self._do.uploads.uploaded(upload.request_id, digest)):
            return await self._do.store.load(again.session_id), derived_token(again.seed, upload.request_id)
        tasks: Sequence[ChatTask] = ()
        if upload.chat_session_id:
            tasks = await self._do.tasks.fetch(upload.chat_session_id, upload.chat_session_token)
        document, created_from = from_tasks(tasks), "scratch"
        warnings: tuple[str, ...] = ()
        if not upload.is_scratch:
            parsed = await self._do.parser.parse(upload.file_name, upload.content)
            document, created_from, warnings = parsed.data, parsed.created_from, tuple(parsed.warnings)
        now = self._do.clock.now().isoformat()
        session = CvSession(
            id=self._do.ids.new(),
            document=document,
            created_from=created_from,
            created_at=now,
            updated_at=now,
            language=upload.language or "en",
            template=self._limits.template,
            chat_session_id=upload.chat_session_id,
            tasks=tuple(tasks),
            warnings=warnings,
        )
        event = Event.STARTED if upload.is_scratch else Event.INGESTED
        ingested = machine.step(session.position, event)
        if isinstance(ingested, Step):
            session = replace(perform(session, ingested, event, Input(now)), version=0)
        return await self._create(session, upload.request_id, digest)

    async def _create(self, session: CvSession, request_id: str, digest: str) -> tuple[CvSession, str]:
        answer = Answered(session.id, new_seed(), digest)
        token = derived_token(answer.seed, request_id)
        await self._do.uploads.create(session, token)
        if request_id and not await self._do.uploads.keep_upload(request_id, answer):
            await self._do.store.delete(session.id)  # the same request was faster: its session counts
            if again := await self._do.uploads.uploaded(request_id, digest):
                return await self._do.store.load(again.session_id), derived_token(again.seed, request_id)
            raise Conflict("SESSION_BUSY", "The same upload is under way; please try again.", retry_after_s=1)
        return session, token

    async def process(self, request: StepRequest) -> CvSession:
        """Take one step of the machine and return the session; a repeated request gets it as it is by now.

        Raises:
            WrongState: ACTION_NOT_ALLOWED, FREE_TEXT_DISABLED, EDITS_NOT_ALLOWED, NOTHING_TO_CANCEL,
                SESSION_INCOMPATIBLE.
            InvalidInput: SECTIONS_EMPTY, SECTION_UNKNOWN, STATEMENT_TOO_LONG, POSTING_TOO_LONG, OPTION_UNKNOWN,
                UPDATE_UNKNOWN, UPDATE_BUILT_ON, EDIT_INVALID, EDITS_TOO_MANY, ACTION_EMPTY, IDEMPOTENCY_KEY_REUSED.
            NotFound: SESSION_UNKNOWN.
            Conflict: SESSION_BUSY, other writers were first again and again.
        """
        check_step(request)
        asked = Request(request.request_id, request.digest)
        for _ in range(COMMIT_TRIES):
            if await self._do.store.answered(request.session_id, asked):
                return await self._do.store.load(request.session_id)
            session = await self._do.store.load(request.session_id)
            changed, effects = stepped(session, request, self._do.clock.now().isoformat(), self._do.ids.new())
            # a PDF's answer is known once it is made: the request is remembered with that
            remembered = NO_REQUEST if Effect.RENDER_PDF in effects else asked
            if await self._do.store.commit(changed, remembered):
                return await self._after(changed, effects, asked)
        raise Conflict("SESSION_BUSY", "Others are changing this session; please try again.", retry_after_s=1)

    async def _after(self, session: CvSession, effects: Sequence[Effect], request: Request) -> CvSession:
        """Do the slow part of what was committed."""
        if Effect.START_RUN in effects:
            await self._do.runs.ensure(session.id, session.run_id)
        if Effect.RENDER_PDF in effects:
            return await self._make_pdf(session, request)
        return session

    async def _make_pdf(self, session: CvSession, request: Request = NO_REQUEST) -> CvSession:
        """Print, read back, compare, and commit what came of it; another writer meanwhile wins."""
        given = Input(self._do.clock.now().isoformat())
        failure, pdf = await self._printing.printed(session)
        event = Event.PDF_FAILED if failure else Event.PDF_PASSED
        if not failure:
            given = replace(given, pdf=await self._do.files.put(session.id, pdf))
        step = machine.step(session.position, event)
        if isinstance(step, Refusal):
            return session
        done = perform(session, step, event, replace(given, failure=failure))
        if await self._do.store.commit(done, request):
            return done
        return await self._do.store.load(session.id)

    async def current(self, session_id: str) -> CvSession:
        """Return a session, and set going again what a crash left behind.

        Raises:
            NotFound: SESSION_UNKNOWN.
            WrongState: SESSION_INCOMPATIBLE.
        """
        session = await self._do.store.load(session_id)
        if session.is_run_going:
            is_alive = await self._do.runs.ensure(session.id, session.run_id)
            return session if is_alive else await self._give_up(session)
        if session.position.state is State.EXECUTE and self._age_s(session) > self._limits.execute_lease_s:
            return await self._make_pdf(session)
        return session

    async def _give_up(self, session: CvSession) -> CvSession:
        lost = RunSummary(session.run_id, reason="RUN_LOST")
        step = machine.step(session.position, Event.RUN_FAILED)
        if isinstance(step, Step):
            given = Input(self._do.clock.now().isoformat(), run=lost)
            await self._do.store.commit(perform(session, step, Event.RUN_FAILED, given))
        return await self._do.store.load(session.id)

    def _age_s(self, session: CvSession) -> float:
        return (self._do.clock.now() - datetime.fromisoformat(session.updated_at)).total_seconds()

    async def settled(self, session_id: str, wait_s: float) -> CvSession:
        """Return a session once nothing is under way, or as it is when `wait_s` is over.

        Raises:
            NotFound: SESSION_UNKNOWN.
            WrongState: SESSION_INCOMPATIBLE.
        """
        until = self._do.clock.monotonic() + wait_s
        pause_s = FIRST_PAUSE_S
        while (session := await self.current(session_id)).is_under_way and self._do.clock.monotonic() < until:
            await asyncio.sleep(min(pause_s, max(0.0, until - self._do.clock.monotonic())))
            pause_s = min(pause_s * 1.5, LONGEST_PAUSE_S)
        return session

    async def followed(self, session_id: str) -> AsyncIterator[CvSession]:
        """Yield a session now and after each change, until it is deleted.

        Raises:
            NotFound: SESSION_UNKNOWN.
            WrongState: SESSION_INCOMPATIBLE.
        """
        session = await self.current(session_id)
        yield session
        while (version := await self._do.store.version(session_id)) >= 0:
            if version != session.version:
                session = await self.current(session_id)
                yield session
            await asyncio.sleep(LONGEST_PAUSE_S)

    async def export(self, session_id: str, form: str) -> File:
        """Return the CV as a file: ``pdf``, ``docx`` or ``json`` (JSON Resume).

        Raises:
            WrongState: NOT_CONFIRMED, PDF_NOT_READY.
        """
        session = await self._confirmed(session_id)
        if form == "pdf":
            content = await self._printing.kept(session)
        else:
            content = await self._do.exports[form](confirmed_data(session), options_of(session))
        return File(content, MEDIA_TYPES[form], f"cv.{form}")

    async def preview(self, session_id: str, page: int) -> tuple[bytes, int]:
        """Return a page of the PDF, from 1, as PNG, and the number of pages.

        Raises:
            WrongState: NOT_CONFIRMED, PDF_NOT_READY.
            NotFound: PAGE_UNKNOWN.
        """
        pdf = await self._printing.kept(await self._confirmed(session_id))
        return await self._do.printer.picture(pdf, page)

    async def _confirmed(self, session_id: str) -> CvSession:
        session = await self.current(session_id)
        if not session.confirmed_sections:
            raise WrongState("NOT_CONFIRMED", "No data is confirmed yet.", stage=session.position.stage)
        return session

    async def everything(self, session_id: str) -> dict[str, Any]:
        """Return all that is stored about a session, as JSON values; a photo as base64.

        Raises:
            NotFound: SESSION_UNKNOWN.
        """
        found = await self._do.store.everything(session_id)
        if photo := await self.photos.of(await self._do.store.load(session_id)):
            found["photo"] = base64.b64encode(photo).decode()
        return found

    async def delete(self, session_id: str) -> None:
        """Erase a session and its runs; erasing it again does nothing."""
        await self._do.store.delete(session_id)
        await self._do.runs.erase(session_id)
