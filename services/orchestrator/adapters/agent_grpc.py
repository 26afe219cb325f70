"""The agent, reached over gRPC."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from metier.agent.v1 import agent_service_pb2, agent_service_pb2_grpc, agent_state_pb2, reader_pb2
from services.orchestrator.adapters.streams import items
from services.orchestrator.core.session import OpaquePayload, Outcome, Role, Trigger
from services.shared.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable

    from services.orchestrator.ports import TurnAsked

_ROLES = {Role.USER: agent_state_pb2.ROLE_USER, Role.ASSISTANT: agent_state_pb2.ROLE_ASSISTANT}


@dataclass(frozen=True, slots=True)
class GrpcAgentClient:
    """Implements `AgentClient`."""

    stub: agent_service_pb2_grpc.AgentServiceAsyncStub

    async def take_turn(
        self, asked: TurnAsked, timeout_s: float
    ) -> AsyncGenerator[agent_service_pb2.TakeTurnResponse | Outcome, None]:
        """See `ports.AgentClient`."""
        async with aclosing(items(self.stub.TakeTurn(_request(asked), timeout=timeout_s))) as events:
            async for event in events:
                if event.HasField("result"):
                    event.result.reply.id = asked.reply_id
                    yield _outcome(event.result)
                    return
                yield event
        raise Unavailable("AGENT_INCOMPLETE", "The agent ended without a reply.", retry_after_s=1)

    async def readers(self) -> Iterable[reader_pb2.Reader]:
        """Which model providers process what a person writes, as the agent answers."""
        return (await self.stub.GetReaders(agent_service_pb2.GetReadersRequest())).readers


def _request(asked: TurnAsked) -> agent_service_pb2.TakeTurnRequest:
    request = agent_service_pb2.TakeTurnRequest(
        session_id=asked.session_id,
        reply_message_id=asked.reply_id,
        transcript=[
            agent_state_pb2.Message(id=message.id, role=_ROLES[message.role], content=message.content)
            for message in asked.transcript
        ],
    )
    if asked.trigger is Trigger.START:
        request.state.job_title, request.state.occupation_code = asked.job_title, asked.occupation_code
    else:
        request.state.CopyFrom(agent_service_pb2.TurnResult.FromString(asked.previous).state)
        request.state.selected_suggestion_ids[:] = asked.selected_ids
    match asked.trigger:
        case Trigger.START:
            request.start.initial_tasks, request.start.message_id = asked.said, asked.said_id
        case Trigger.MESSAGE:
            said = request.message.message
            said.id, said.role, said.content = asked.said_id, agent_state_pb2.ROLE_USER, asked.said
        case Trigger.CORRECT:
            said = request.correction.message
            said.id, said.role, said.content = asked.said_id, agent_state_pb2.ROLE_USER, asked.said
        case Trigger.PROCEED:
            request.proceed.SetInParent()
        case Trigger.REOPEN:
            request.reopen.SetInParent()
    return request


def _outcome(result: agent_service_pb2.TurnResult) -> Outcome:
    return Outcome(
        reply=result.reply.content,
        card_ids=tuple(card.id for card in result.suggestions),
        is_complete=result.is_complete,
        closes=result.should_proceed,
        payload=OpaquePayload(result.SerializeToString(deterministic=True)),
        withholds=result.withhold_message,
    )
