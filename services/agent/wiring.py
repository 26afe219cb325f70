"""Wiring of the agent: settings -> adapters -> service -> server."""

from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from metier.agent.v1 import agent_service_pb2_grpc
from metier.nlu.v1 import nlu_service_pb2_grpc
from metier.onet_match.v1 import onet_match_service_pb2_grpc
from services.agent.adapters.nlu import NluReader
from services.agent.adapters.onet_match import OnetMatchCatalogue
from services.agent.rpc import METHODS, AgentRpc
from services.agent.service import Agent
from services.shared.llm.open import open_llm
from services.shared.llm.readers import CONVERSATION, readers
from services.shared.runtime import channels, serve
from services.shared.runtime.clock import SystemClock
from services.shared.runtime.redis import open_redis

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from services.agent.settings import AgentSettings
    from services.shared.llm.settings import LlmSettings

NAME = "agent"


@asynccontextmanager
async def agent(settings: AgentSettings, llm_settings: LlmSettings) -> AsyncIterator[Agent]:
    """The agent with its matcher, models and ledger."""
    async with AsyncExitStack() as stack:
        redis = open_redis(settings)
        stack.push_async_callback(redis.aclose)
        channel = await stack.enter_async_context(channels.connect(settings.target_onet_match, settings))
        language = await stack.enter_async_context(channels.connect(settings.target_nlu, settings))
        llm = open_llm(llm_settings, redis)
        stack.push_async_callback(llm.close)
        catalogue = OnetMatchCatalogue(onet_match_service_pb2_grpc.OnetMatchServiceStub(channel))
        reader = NluReader(nlu_service_pb2_grpc.NluServiceStub(language))
        yield Agent(reader, catalogue, llm, llm_settings.calls, SystemClock())


async def serve_agent(settings: AgentSettings, llm_settings: LlmSettings) -> None:
    """Serve until a signal."""
    who = readers(llm_settings, CONVERSATION)
    async with agent(settings, llm_settings) as taking_turns:
        await serve.serve(
            NAME,
            settings,
            lambda server: agent_service_pb2_grpc.add_AgentServiceServicer_to_server(
                AgentRpc(taking_turns, who), server
            ),
            METHODS,
        )
