"""Wiring of the orchestrator: settings -> adapters -> use cases -> server."""

from __future__ import annotations

import socket
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

from metier.actions.v1 import action_service_pb2_grpc
from metier.agent.v1 import agent_service_pb2_grpc
from metier.orchestrator.v1 import chat_service_pb2_grpc
from metier.taskpipeline.v1 import task_pipeline_service_pb2_grpc
from services.orchestrator.adapters.actions_grpc import GrpcActions
from services.orchestrator.adapters.agent_grpc import GrpcAgentClient
from services.orchestrator.adapters.durability import Durability
from services.orchestrator.adapters.sessions_redis import RedisDeletions, RedisSessions
from services.orchestrator.adapters.taskpipeline_grpc import GrpcTaskPipeline
from services.orchestrator.following import Following
from services.orchestrator.rights import Rights, keep_finishing
from services.orchestrator.rpc import METHODS, ChatRpc
from services.orchestrator.service import Conversations
from services.orchestrator.survey import Survey
from services.shared.runtime import channels, serve
from services.shared.runtime.background import beside
from services.shared.runtime.clock import RandomIds
from services.shared.runtime.redis import open_redis
from services.shared.runtime.retention import keep_rewriting
from services.shared.runtime.sessions import SessionKeys
from services.shared.runtime.vault import Vault, rewrap

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import grpc
    from redis.asyncio import Redis

    from services.orchestrator.settings import OrchestratorSettings

NAME = "orchestrator"


@asynccontextmanager
async def chatting(settings: OrchestratorSettings, redis: Redis) -> AsyncIterator[ChatRpc]:
    """The service on its real adapters; deletions that were left unfinished are finished beside it."""
    async with AsyncExitStack() as stack:
        agent, pipeline, actions = [
            await stack.enter_async_context(channels.connect(target, settings))
            for target in (settings.target_agent, settings.target_taskpipeline, settings.target_actions)
        ]
        ids = RandomIds()
        instance = settings.instance or f"{socket.gethostname()}/{settings.address(NAME)}"
        vault = Vault(settings.data_keys)
        sessions = RedisSessions(redis, instance, ids.new(), settings.session_ttl_s, settings.turn_timeout_s, vault)
        client = GrpcAgentClient(agent_service_pb2_grpc.AgentServiceStub(agent))
        tasks = GrpcTaskPipeline(task_pipeline_service_pb2_grpc.TaskPipelineServiceStub(pipeline))
        career = GrpcActions(action_service_pb2_grpc.ActionServiceStub(actions))
        rights = Rights(sessions, RedisDeletions(redis, SessionKeys(redis, settings.session_ttl_s)), (tasks, career))
        works = {"deletions": keep_finishing(rights, settings.erase_every_s), "rewriting": keep_rewriting(redis)}
        await stack.enter_async_context(beside(**works, rewrapping=rewrap(redis, vault)))
        yield ChatRpc(
            Conversations(sessions, sessions, sessions, client, ids, settings.turn_timeout_s),
            Survey(sessions, tasks, career, ids),
            rights,
            Following(sessions, sessions, (tasks, career)),
            client.readers,
        )


def register(chat: ChatRpc, server: grpc.aio.Server) -> None:
    """Add the service to a server."""
    chat_service_pb2_grpc.add_ChatServiceServicer_to_server(chat, server)


async def serve_orchestrator(settings: OrchestratorSettings) -> None:
    """Serve until a signal."""
    async with open_redis(settings) as redis, chatting(settings, redis) as chat:
        verify = partial(SessionKeys(redis, settings.session_ttl_s).verify, even_deleted=True)
        ready = [Durability(redis, settings.redis_switch).is_given]
        await serve.serve(NAME, settings, partial(register, chat), METHODS, ready=ready, verify=verify)
