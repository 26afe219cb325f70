"""AgentService: proto <-> domain and nothing else."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from metier.agent.v1 import agent_service_pb2 as rpc
from metier.agent.v1 import agent_service_pb2_grpc as rpc_grpc
from metier.agent.v1 import reader_pb2
from services.agent.adapters.proto_state import ROLE_OF, state_of
from services.agent.adapters.proto_turn import event_message
from services.agent.core.records import Trigger
from services.agent.core.types import Message, Role, TriggerKind
from services.agent.turn import TurnInput
from services.shared.errors import InvalidInput, TooLarge
from services.shared.runtime import context
from services.shared.runtime.server_interceptors import Access

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    import grpc

    from services.agent.service import Agent
    from services.shared.llm.readers import Reader

_SERVICE = rpc.DESCRIPTOR.services_by_name["AgentService"]

METHODS: dict[str, Access] = {f"/{_SERVICE.full_name}/{method.name}": Access.INTERNAL for method in _SERVICE.methods}
"""Whoever takes a turn brings the whole state, so only the orchestrator, which keeps it, may."""

MOST_BYTES = 16 * 1024  # of a message or of initial tasks (docs/spec.md 7)


class AgentRpc(rpc_grpc.AgentServiceServicer):
    """The servicer over `Agent`."""

    def __init__(self, agent: Agent, readers: Iterable[Reader] = ()) -> None:
        """Answer from `agent`; `readers` read what is written in a conversation."""
        self._agent = agent
        self._readers = [reader_pb2.Reader(**asdict(reader)) for reader in readers]

    async def TakeTurn(
        self, request: rpc.TakeTurnRequest, _context: grpc.aio.ServicerContext[Any, Any]
    ) -> AsyncIterator[rpc.TakeTurnResponse]:
        """Take one turn."""
        given = turn_input(request)
        context.session_id.set(given.session_id)
        async for event in self._agent.take_turn(given):
            yield event_message(event)

    async def GetReaders(
        self, _request: rpc.GetReadersRequest, _context: grpc.aio.ServicerContext[Any, Any]
    ) -> rpc.GetReadersResponse:
        """Return which model providers process what a person writes."""
        return rpc.GetReadersResponse(readers=self._readers)


def turn_input(request: rpc.TakeTurnRequest) -> TurnInput:
    """What a turn is given.

    Raises:
        InvalidInput: JOB_TITLE_EMPTY, TRIGGER_MISSING, MESSAGE_EMPTY, MESSAGE_UNKNOWN, SUGGESTION_UNKNOWN.
        TooLarge: MESSAGE_TOO_LONG.
    """
    if not request.state.job_title.strip():
        raise InvalidInput("JOB_TITLE_EMPTY", "The job title is empty.", field="state.job_title")
    known = {card.id for card in request.state.shown_suggestions}
    if unknown := set(request.state.selected_suggestion_ids) - known:
        message = f"{len(unknown)} selected cards were never shown."
        raise InvalidInput("SUGGESTION_UNKNOWN", message, field="state.selected_suggestion_ids")
    return TurnInput(
        state=state_of(request.state),
        transcript=tuple(Message(m.id, ROLE_OF.get(m.role, Role.USER), m.content) for m in request.transcript),
        trigger=_trigger(request),
        reply_message_id=request.reply_message_id,
        session_id=request.session_id,
    )


def _trigger(request: rpc.TakeTurnRequest) -> Trigger:
    kind = request.WhichOneof("trigger")
    if kind is None:
        raise InvalidInput("TRIGGER_MISSING", "Nothing happened: no trigger is set.", field="trigger")
    if kind == "start":
        tasks = _sized(request.start.initial_tasks, "start.initial_tasks")
        message = Message(request.start.message_id, Role.USER, tasks) if tasks.strip() else None
        return Trigger(TriggerKind.START, message)
    if kind in {"message", "correction"}:
        said, name = getattr(request, kind).message, f"{kind}.message.content"
        text = _sized(said.content, name)
        if not text.strip():
            raise InvalidInput("MESSAGE_EMPTY", "The message is empty.", field=name)
        if kind == "correction" and said.id not in {message.id for message in request.transcript}:
            raise InvalidInput("MESSAGE_UNKNOWN", "The corrected message is not in the transcript.", field="correction")
        return Trigger(TriggerKind(kind), Message(said.id, Role.USER, text))
    return Trigger(TriggerKind(kind))


def _sized(text: str, name: str) -> str:
    if len(text.encode()) > MOST_BYTES:
        raise TooLarge("MESSAGE_TOO_LONG", "The message is too long.", field=name, limit=f"{MOST_BYTES} bytes")
    return text
