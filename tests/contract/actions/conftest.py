"""The actions service behind a real local channel, with a worker beside it, on a real Redis and without a model."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import grpc
import pytest
from redis.asyncio import Redis

from metier.actions.v1 import action_service_pb2 as rpc
from metier.actions.v1.action_service_pb2_grpc import ActionServiceStub, add_ActionServiceServicer_to_server
from metier.jobs.v1 import job_pb2
from metier.onet_match.v1 import catalogue_pb2 as onet
from services.actions.adapters.redis_store import OWNER, RedisStore
from services.actions.generation import Generator
from services.actions.rpc import METHODS, ActionRpc
from services.actions.service import KIND, Actions
from services.shared.llm import Calls
from services.shared.runtime.channels import connect
from services.shared.runtime.clock import RandomIds, SystemClock
from services.shared.runtime.events import EventLog
from services.shared.runtime.job_worker import run_jobs
from services.shared.runtime.jobs import Jobs
from services.shared.runtime.serve import listen
from services.shared.runtime.sessions import SessionKeys
from services.shared.runtime.settings import ServiceSettings
from tests.fakes.llm import ScriptedLlm
from tests.fakes.onet_words import WordCatalogue

SETTINGS = ServiceSettings(internal_secret="a secret")
OUTSIDE = ServiceSettings(internal_secret="")
PROFILE = rpc.Profile(
    job_title="Policy Analyst",
    tasks=[
        rpc.ProfileTask(id="t1", statement="Prepare quarterly reports"),
        rpc.ProfileTask(id="t2", statement="Analyze proposed legislation", time_percentage=60),
    ],
    matches=[
        onet.OccupationMatch(
            soc_code="13-2031.00",
            title="Budget Analysts",
            score=0.7,
            supporting=[onet.SupportingTask(id="t1", similarity=0.8)],
            missing=[onet.OnetTask(task_id="11", statement="Advise managers on budget matters.")],
            recommendations=[
                onet.Recommendation(
                    type=onet.ACTION_TYPE_SKILL, action="Learn how to advise managers", onet_task_ids=["11"]
                )
            ],
        )
    ],
)


@dataclass
class House:
    """A client inside of the suite, one outside of it, and what is behind both."""

    inside: ActionServiceStub
    outside: ActionServiceStub
    actions: Actions
    redis: Redis
    llm: ScriptedLlm

    async def generated(self, session_id: str = "s1", request_id: str = "") -> rpc.ListActionsResponse:
        """The listing after a generation has ended."""
        request = rpc.GenerateActionsRequest(session_id=session_id, profile=PROFILE, request_id=request_id)
        job = (await self.inside.GenerateActions(request)).job
        await self.inside.WaitJob(job_pb2.WaitJobRequest(session_id=session_id, job_id=job.id))
        return await self.inside.ListActions(rpc.ListActionsRequest(session_id=session_id))


@asynccontextmanager
async def working(actions: Actions) -> AsyncIterator[None]:
    """A worker runs while the block does."""
    stop = asyncio.Event()
    worker = asyncio.create_task(run_jobs(actions.jobs, {KIND: actions.run}, stop, concurrency=2))
    yield
    stop.set()
    await worker


@asynccontextmanager
async def opened(redis: Redis) -> AsyncIterator[House]:
    llm = ScriptedLlm()
    actions = Actions(
        store=RedisStore(redis, 3600),
        jobs=Jobs(redis, OWNER, retry_s=0.05),
        generator=Generator(llm, Calls().action_generation, WordCatalogue()),
        clock=SystemClock(),
        ids=RandomIds(),
    )
    servicer = ActionRpc(actions, EventLog(redis, OWNER))

    def register(server: grpc.aio.Server) -> None:
        add_ActionServiceServicer_to_server(servicer, server)

    async with (
        listen("actions", SETTINGS, register, METHODS, verify=SessionKeys(redis).verify) as server,
        connect(server.target, SETTINGS) as inside,
        connect(server.target, OUTSIDE) as outside,
    ):
        await server.tell(is_ready=True)
        yield House(ActionServiceStub(inside), ActionServiceStub(outside), actions, redis, llm)


@pytest.fixture
async def house(redis: Redis) -> AsyncIterator[House]:
    async with opened(redis) as made, working(made.actions):
        yield made


@pytest.fixture
async def idle_house(redis: Redis) -> AsyncIterator[House]:
    """Without a worker."""
    async with opened(redis) as made:
        yield made
