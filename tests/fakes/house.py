"""The orchestrator as it is wired in production, between a client and fake neighbours, all over real local gRPC."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from redis.asyncio import Redis

from metier.actions.v1 import action_service_pb2_grpc
from metier.agent.v1 import agent_service_pb2_grpc
from metier.orchestrator.v1 import chat_service_pb2 as pb
from metier.orchestrator.v1 import chat_service_pb2_grpc, session_pb2
from metier.taskpipeline.v1 import task_pipeline_service_pb2_grpc
from services.orchestrator.rpc import METHODS
from services.orchestrator.settings import OrchestratorSettings
from services.orchestrator.wiring import chatting, register
from services.shared.runtime import channels
from services.shared.runtime.serve import listen
from services.shared.runtime.sessions import SessionKeys
from services.shared.runtime.settings import ServiceSettings
from tests.fakes import agent as fake_agent
from tests.fakes import owners
from tests.fakes.agent import FakeAgent
from tests.fakes.owners import FakeActions, FakePipeline

SECRET = "between services"


@dataclass
class Client:
    """A person's client: the stub, and the token of the session it started."""

    stub: chat_service_pb2_grpc.ChatServiceAsyncStub
    session_id: str = ""
    token: str = ""

    @property
    def metadata(self) -> tuple[tuple[str, str], ...]:
        return (("authorization", f"Bearer {self.token}"),)

    async def start(self, job_title: str = "Policy Analyst", **more: str) -> session_pb2.TurnReply:
        started = await self.stub.StartSession(pb.StartSessionRequest(job_title=job_title, **more))
        self.session_id, self.token = started.reply.session_id, started.session_token
        return started.reply

    async def call(self, method: str, **fields: Any) -> Any:
        request = getattr(pb, f"{method}Request")(**{"session_id": self.session_id, **fields})
        return await getattr(self.stub, method)(request, metadata=self.metadata)

    def stream(self, method: str, **fields: Any) -> Any:
        request = getattr(pb, f"{method}Request")(**{"session_id": self.session_id, **fields})
        return getattr(self.stub, method)(request, metadata=self.metadata)

    async def say(self, message: str, request_id: str = "") -> session_pb2.TurnReply:
        return (await self.call("SendMessage", message=message, request_id=request_id)).reply


@dataclass
class House:
    """The orchestrator's neighbours, and clients of it."""

    client: Client
    agent: FakeAgent
    pipeline: FakePipeline
    actions: FakeActions
    target: str
    redis: Redis

    def other_client(self) -> Client:
        return Client(self.client.stub)


@asynccontextmanager
async def open_house(redis: Redis, **settings: Any) -> AsyncIterator[House]:
    """Serve the orchestrator with `settings` on top of the defaults."""
    agent, pipeline, actions = FakeAgent(), FakePipeline(), FakeActions()
    inner = ServiceSettings(internal_secret=SECRET, grace_s=0)
    async with AsyncExitStack() as stack:

        async def served(name: str, add: Any, methods: Any, servicer: Any) -> str:
            server = listen(name, inner, lambda server: add(servicer, server), methods)
            return (await stack.enter_async_context(server)).target

        add_agent = agent_service_pb2_grpc.add_AgentServiceServicer_to_server
        add_pipeline = task_pipeline_service_pb2_grpc.add_TaskPipelineServiceServicer_to_server
        add_actions = action_service_pb2_grpc.add_ActionServiceServicer_to_server
        own = OrchestratorSettings(
            internal_secret=SECRET,
            grace_s=0,
            target_agent=await served("agent", add_agent, fake_agent.METHODS, agent),
            target_taskpipeline=await served("taskpipeline", add_pipeline, owners.PIPELINE_METHODS, pipeline),
            target_actions=await served("actions", add_actions, owners.ACTIONS_METHODS, actions),
            **settings,
        )
        chat = await stack.enter_async_context(chatting(own, redis))
        verify = partial(SessionKeys(redis).verify, even_deleted=True)
        server = listen("orchestrator", own, partial(register, chat), METHODS, verify=verify)
        target = (await stack.enter_async_context(server)).target
        channel = await stack.enter_async_context(channels.connect(target, ServiceSettings()))
        yield House(Client(chat_service_pb2_grpc.ChatServiceStub(channel)), agent, pipeline, actions, target, redis)
