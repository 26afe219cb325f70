"""The real orchestrator on a store in memory, an agent made for the page, and owners that keep everything in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

from metier.orchestrator.v1 import chat_service_pb2 as pb
from metier.orchestrator.v1.chat_service_pb2_grpc import ChatServiceServicer
from services.orchestrator.following import Following
from services.orchestrator.rights import Rights
from services.orchestrator.rpc import ChatRpc
from services.orchestrator.service import Conversations
from services.orchestrator.survey import Survey
from services.shared.runtime.clock import RandomIds
from tests.fakes.edge.actions import PageActions
from tests.fakes.edge.agent import PageAgent
from tests.fakes.edge.tasks import PageTasks
from tests.fakes.edge.world import World
from tests.fakes.sessions import MemoryDeletions

TURN_S = 20.0


def orchestrator(world: World) -> ChatServiceServicer:
    """The servicer; each of its methods fails with the fault a test asked for."""
    sessions, agent, ids = world.sessions, PageAgent(world), RandomIds()
    owners = (PageTasks(world), PageActions(world))
    chat = ChatRpc(
        Conversations(sessions, sessions, sessions, agent, ids, TURN_S),
        Survey(sessions, *owners, ids),
        Rights(sessions, MemoryDeletions(sessions), owners),
        Following(sessions, sessions, owners),
        agent.readers,
    )
    faulty = ChatServiceServicer()
    for method in pb.DESCRIPTOR.services_by_name["ChatService"].methods:
        wrap = _stream if method.server_streaming else _unary
        setattr(faulty, method.name, wrap(world, method.name, getattr(chat, method.name)))
    return faulty


def _unary(world: World, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
    async def call(request: Any, context: Any) -> Any:
        world.check(name)
        return await method(request, context)

    return call


def _stream(world: World, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
    async def call(request: Any, context: Any) -> AsyncIterator[Any]:
        world.check(name)
        async for event in method(request, context):
            yield event

    return call
