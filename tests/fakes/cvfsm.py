"""A CV, a parser that knows it, and the whole CV service on a real Redis with a worker beside it."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from metier.cvfsm.v1 import cv_pb2 as pb
from metier.cvfsm.v1 import cv_service_pb2 as rpc
from metier.cvfsm.v1 import cv_service_pb2_grpc as rpc_grpc
from services.cvfsm.adapters.agent_jobs import KIND, AgentJobs
from services.cvfsm.adapters.file_store import FileStore
from services.cvfsm.adapters.llm_agent import LlmAgent
from services.cvfsm.adapters.redis_store import RedisStore
from services.cvfsm.core.document import cv, cv_json
from services.cvfsm.core.machine.session import ChatTask
from services.cvfsm.ports import Ports
from services.cvfsm.rpc import METHODS, CvRpc
from services.cvfsm.service import CvService, Limits
from services.cvfsm.settings import CvSettings
from services.cvfsm.worker import Runner
from services.shared.errors import InvalidInput, NotFound
from services.shared.llm import LlmSettings
from services.shared.runtime.channels import connect
from services.shared.runtime.clock import RandomIds, SystemClock
from services.shared.runtime.job_worker import run_jobs
from services.shared.runtime.jobs import Jobs
from services.shared.runtime.serve import listen
from services.shared.runtime.sessions import SessionKeys
from tests.fakes.llm import ScriptedLlm

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from pathlib import Path

    from redis.asyncio import Redis

SAMPLE = cv.CvData(
    full_name="Ana Rye",
    email="ana.rye@example.com",
    phone="+44 7700 900111",
    location="Leith",
    profile="Baker with a feel for dough.",
    work_experience=(
        cv.WorkEntry(
            "Tide & Table",
            "Head baker",
            "2019-03",
            "present",
            "Leith",
            ("Lead two bakers", "Cost recipes and order flour"),
        ),
        cv.WorkEntry("Bramble Bakery", "Baker", "2016", "2019", "", ("Made sourdough and pastries for 3 shops",)),
    ),
    education=(cv.EducationEntry("Leith College", "City & Guilds Level 2 Bakery", "", "2016"),),
    languages=(cv.Language("English", "native"), cv.Language("French", "A2")),
    skills=("sourdough", "laminated dough"),
    it_ai_skills=("Excel",),
    certifications=("Food Hygiene Level 2",),
    unsorted=("ref: 12",),
)


@dataclass(frozen=True)
class FakeParsed:
    data: cv.CvData
    created_from: str = "docx"
    warnings: tuple[str, ...] = ()


class FakeParser:
    """Reads a CV that was written with `document`."""

    async def parse(self, file_name: str, content: bytes) -> FakeParsed:
        if not content:
            raise InvalidInput("FILE_EMPTY", "The file is empty.", field="content")
        try:
            return FakeParsed(cv_json.from_dict(json.loads(content)), warnings=("HIDDEN_TEXT_SKIPPED",))
        except ValueError:
            raise InvalidInput("FILE_MALFORMED", "This is no CV.", field="content") from None

    async def photo(self, content: bytes) -> bytes:
        if not content.startswith(b"face"):
            raise InvalidInput("PHOTO_UNREADABLE", "This is no photo.", field="content")
        return b"developed " + content


def document(data: cv.CvData = SAMPLE) -> bytes:
    return json.dumps(cv_json.to_dict(data)).encode()


@dataclass
class FakePrinter:
    """Prints every line of the data; `loses` drops a text, `invents` adds one, `stops` breaks off in the middle."""

    loses: str = ""
    invents: str = ""
    stops: bool = False

    async def render(self, data: cv.CvData, options: Any) -> bytes:
        if self.stops:
            raise ConnectionError
        from services.cvfsm.core.output.page import page_of, printed

        texts = [text for _, text in printed(page_of(data, options.language, options.section_order))]
        return "\n".join([*(t for t in texts if t != self.loses), self.invents]).encode()

    async def extract(self, pdf: bytes) -> str:
        return pdf.decode()

    async def picture(self, pdf: bytes, page: int) -> tuple[bytes, int]:
        if page != 1:
            raise NotFound("PAGE_UNKNOWN", "The document has 1 page.", pages=1)
        return b"picture of " + pdf, 1


@dataclass
class FakeTasks:
    """Chat sessions by (id, token)."""

    known: dict[tuple[str, str], Sequence[ChatTask]] = field(default_factory=dict)

    async def fetch(self, session_id: str, token: str) -> Sequence[ChatTask]:
        if (session_id, token) not in self.known:
            raise NotFound("SESSION_UNKNOWN", "There is no such chat session.")
        return self.known[session_id, token]


async def as_text(data: cv.CvData, options: Any) -> bytes:
    return json.dumps(cv_json.to_dict(data)).encode()


class SilentReader:
    """A reader of language that is down."""

    async def kinds(self, sentences: Sequence[tuple[str, str]]) -> dict[str, dict[str, float]]:
        return {}

    async def supported(self, claims: Sequence[tuple[str, Sequence[str]]]) -> dict[str, float]:
        return {}


@dataclass
class Suite:
    """The service behind its servicer, and what tests may turn."""

    stub: rpc_grpc.CvServiceAsyncStub
    service: CvService
    redis: Redis
    jobs: Jobs
    llm: ScriptedLlm
    printer: FakePrinter
    tasks: FakeTasks
    store: RedisStore
    token: str = ""

    def session(self) -> tuple[tuple[str, str], ...]:
        return (("authorization", f"Bearer {self.token}"),)

    async def upload(self, content: bytes | None = None, **more: Any) -> pb.CvView:
        request = rpc.UploadCvRequest(file_name="cv.docx", content=document() if content is None else content, **more)
        answer = await self.stub.UploadCv(request)
        self.token = answer.session_token
        return answer.view

    async def step(self, session_id: str, action: str = "", **more: Any) -> pb.CvView:
        number = pb.UserAction.Value(f"USER_ACTION_{action.upper()}") if action else 0
        names = ("message", "request_id")
        request = rpc.ProcessCvRequest(
            session_id=session_id,
            user_action=number,
            action_data=rpc.ActionData(**{k: v for k, v in more.items() if k not in names}),
            **{k: v for k, v in more.items() if k in names},
        )
        return (await self.stub.ProcessCv(request, metadata=self.session())).view

    async def get(self, session_id: str, wait_s: float = 0) -> pb.CvView:
        request = rpc.GetCvRequest(session_id=session_id)
        request.wait.FromNanoseconds(int(wait_s * 1e9))
        return (await self.stub.GetCv(request, metadata=self.session())).view

    async def at(self, *actions: str, **data: Any) -> pb.CvView:
        """A new session after these actions; a run is waited for."""
        view = await self.upload()
        for action in actions:
            given = data if action == "confirm_selection" else {}
            view = await self.step(view.session_id, action, **given)
            view = await self.get(view.session_id, 10)
        return view


@asynccontextmanager
async def suite(
    redis: Redis,
    folder: Path,
    script: Callable[..., Any] | None = None,
    printer: Any = None,
    *,
    has_worker: bool = True,
    llm: Any = None,
    parser: Any = None,
) -> AsyncIterator[Suite]:
    """The CV service on a real Redis and a real channel; `llm` or models by `script` answer, else rules do."""
    settings = CvSettings(home=folder, internal_secret="")
    keys, jobs = SessionKeys(redis), Jobs(redis, "cvfsm", lease_s=1, retry_s=0.05)
    llm = llm or (ScriptedLlm(script) if script else ScriptedLlm())
    store, tasks, printer = RedisStore(redis, keys), FakeTasks(), printer or FakePrinter()
    ports = Ports(
        store, store, parser or FakeParser(), printer, FileStore(redis, "pdf", 3600), FileStore(redis, "photo", 3600), AgentJobs(jobs), tasks,
        {"docx": as_text, "json": as_text}, SystemClock(), RandomIds(),
    )  # fmt: skip
    service = CvService(ports, Limits(execute_lease_s=0.0))
    runner = Runner(store, LlmAgent(llm, LlmSettings().calls.cv_agent), SilentReader(), SystemClock())

    async def run_agent(run: Any) -> None:
        await runner.run(run.session_id, run.payload["run_id"], run.progress)

    async def verify(session_id: str, token: str) -> bool:
        return await keys.verify(session_id, token, even_deleted=True)

    stop = asyncio.Event()
    working = asyncio.create_task(run_jobs(jobs, {KIND: run_agent}, stop)) if has_worker else None
    register = lambda server: rpc_grpc.add_CvServiceServicer_to_server(CvRpc(service, jobs, 60), server)  # noqa: E731
    async with (
        listen("cvfsm", settings, register, METHODS, verify=verify) as server,
        connect(server.target, settings) as channel,
    ):
        yield Suite(rpc_grpc.CvServiceStub(channel), service, redis, jobs, llm, printer, tasks, store)  # type: ignore[arg-type]
        stop.set()
        if working:
            await working
