"""ChatService: proto <-> domain and nothing else."""

from __future__ import annotations

import json
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from google.protobuf.json_format import MessageToDict

from metier.agent.v1 import agent_service_pb2, agent_state_pb2, reader_pb2
from metier.jobs.v1 import job_pb2
from metier.orchestrator.v1 import chat_service_pb2 as pb
from metier.orchestrator.v1 import chat_service_pb2_grpc, session_pb2
from services.orchestrator.core.cursor import Cursor
from services.orchestrator.core.session import Message, Role, Session, Status, Trigger, Turn, said_id
from services.orchestrator.service import last
from services.shared.runtime import events
from services.shared.runtime.messages import timestamp
from services.shared.runtime.server_interceptors import Access

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Iterator
    from datetime import datetime

    import grpc

    from services.orchestrator.following import CursoredEvent, Following
    from services.orchestrator.ports import OwnerEvent
    from services.orchestrator.rights import Rights
    from services.orchestrator.service import Conversations
    from services.orchestrator.survey import Survey

    Call = grpc.aio.ServicerContext[Any, Any]

_SERVICE = pb.DESCRIPTOR.services_by_name["ChatService"]

METHODS: dict[str, Access] = {
    f"/{_SERVICE.full_name}/{method.name}": Access.PUBLIC
    if method.name in {"StartSession", "GetReaders"}
    else Access.SESSION
    for method in _SERVICE.methods
}
"""Methods without a session token: starting a session, and asking which model providers process messages."""

_STATUS = {
    Status.OPEN: session_pb2.SESSION_STATUS_OPEN,
    Status.CLOSED: session_pb2.SESSION_STATUS_CLOSED,
    Status.SUBMITTED: session_pb2.SESSION_STATUS_SUBMITTED,
}
_ROLES = {Role.USER: agent_state_pb2.ROLE_USER, Role.ASSISTANT: agent_state_pb2.ROLE_ASSISTANT}


@dataclass(frozen=True, slots=True)
class ChatRpc(chat_service_pb2_grpc.ChatServiceServicer):
    """Speaks the contract; what each method does and how it fails is said there."""

    conversations: Conversations
    survey: Survey
    rights: Rights
    following: Following
    readers: Callable[[], Awaitable[Iterable[reader_pb2.Reader]]]

    async def GetReaders(self, _request: pb.GetReadersRequest, _call: Call) -> pb.GetReadersResponse:
        """Return which model providers process what a person writes."""
        return pb.GetReadersResponse(readers=await self.readers())

    async def StartSession(self, request: pb.StartSessionRequest, _call: Call) -> pb.StartSessionResponse:
        """Start a session."""
        session_id, token, turn = await self.conversations.start(
            request.job_title, request.occupation_code, request.initial_tasks, request.request_id
        )
        return pb.StartSessionResponse(session_token=token, reply=_reply(session_id, turn))

    async def SendMessage(self, request: pb.SendMessageRequest, _call: Call) -> pb.SendMessageResponse:
        """Apply a message."""
        turn = await last(self.conversations.message(request.session_id, request.message, request.request_id))
        return pb.SendMessageResponse(reply=_reply(request.session_id, turn))

    async def SendMessageStream(
        self, request: pb.SendMessageStreamRequest, _call: Call
    ) -> AsyncGenerator[pb.SendMessageStreamResponse, None]:
        """Apply a message and stream its progress; a repeated answer comes without deltas."""
        has_tool = False
        told = self.conversations.message(request.session_id, request.message, request.request_id)
        async with aclosing(told) as turn_events:
            async for event in turn_events:
                if not isinstance(event, Turn):
                    has_tool = True
                    yield _progress(event)
                    continue
                reply = _reply(request.session_id, event)
                if not has_tool:
                    yield pb.SendMessageStreamResponse(tool=agent_service_pb2.ToolChosen(tool=reply.tool_used))
                yield pb.SendMessageStreamResponse(turn=reply)

    async def Proceed(self, request: pb.ProceedRequest, _call: Call) -> pb.ProceedResponse:
        """Close the conversation."""
        turn = await self.conversations.proceed(request.session_id, request.request_id)
        return pb.ProceedResponse(reply=_reply(request.session_id, turn))

    async def Reopen(self, request: pb.ReopenRequest, _call: Call) -> pb.ReopenResponse:
        """Open it again."""
        turn = await self.conversations.reopen(request.session_id, request.request_id)
        return pb.ReopenResponse(reply=_reply(request.session_id, turn))

    async def CorrectMessage(self, request: pb.CorrectMessageRequest, _call: Call) -> pb.CorrectMessageResponse:
        """Replace the words of a message."""
        turn = await self.conversations.correct(
            request.session_id, request.message_id, request.message, request.request_id
        )
        return pb.CorrectMessageResponse(reply=_reply(request.session_id, turn))

    async def SelectSuggestions(
        self, request: pb.SelectSuggestionsRequest, _call: Call
    ) -> pb.SelectSuggestionsResponse:
        """Replace the selected cards."""
        selected_ids, revision = await self.conversations.select(
            request.session_id, tuple(request.selected_suggestion_ids), request.request_id
        )
        return pb.SelectSuggestionsResponse(selected_suggestion_ids=selected_ids, revision=revision)

    async def GetSession(self, request: pb.GetSessionRequest, _call: Call) -> pb.GetSessionResponse:
        """Return the whole session."""
        return pb.GetSessionResponse(session=_session(await self.conversations.get(request.session_id)))

    async def ExplainSession(self, request: pb.ExplainSessionRequest, _call: Call) -> pb.ExplainSessionResponse:
        """Return the record of each turn's decisions."""
        session = await self.conversations.get(request.session_id)
        return pb.ExplainSessionResponse(turns=[_explained(turn) for turn in session.turns])

    async def ExportSession(self, request: pb.ExportSessionRequest, _call: Call) -> pb.ExportSessionResponse:
        """Return everything that is stored, as JSON."""
        session, parts = await self.rights.export(request.session_id)
        whole = {
            "session": MessageToDict(_session(session)),
            "turns": [MessageToDict(_explained(turn)) for turn in session.turns],
            "events": [MessageToDict(_seen_turn(session.id, turn)) for turn in session.turns],
            **parts,
        }
        return pb.ExportSessionResponse(content=json.dumps(whole, ensure_ascii=False, indent=1).encode())

    async def DeleteSession(self, request: pb.DeleteSessionRequest, _call: Call) -> pb.DeleteSessionResponse:
        """Erase the session everywhere."""
        await self.rights.delete(request.session_id)
        return pb.DeleteSessionResponse()

    async def ProcessTasks(self, request: pb.ProcessTasksRequest, _call: Call) -> pb.ProcessTasksResponse:
        """Turn the conversation into tasks."""
        answer = await self.survey.process(request.session_id, request.request_id)
        return pb.ProcessTasksResponse(task_set=answer.task_set, job_id=answer.job_id)

    async def SubmitSurvey(self, request: pb.SubmitSurveyRequest, _call: Call) -> pb.SubmitSurveyResponse:
        """End the survey."""
        return pb.SubmitSurveyResponse(task_set=await self.survey.submit(request.session_id, request.request_id))

    async def RegenerateActions(
        self, request: pb.RegenerateActionsRequest, _call: Call
    ) -> pb.RegenerateActionsResponse:
        """Start another generation of career actions."""
        payload = await self.survey.regenerate(request.session_id, request.request_id)
        return pb.RegenerateActionsResponse(job=job_pb2.Job.FromString(payload))

    async def Subscribe(self, request: pb.SubscribeRequest, _call: Call) -> AsyncGenerator[pb.SubscribeResponse, None]:
        """Follow the session."""
        async with aclosing(self.following.subscribe(request.session_id, request.after_event_id)) as seen_events:
            async for seen in seen_events:
                yield _seen(request.session_id, seen)


def _reply(session_id: str, turn: Turn) -> session_pb2.TurnReply:
    result = agent_service_pb2.TurnResult.FromString(turn.payload)
    return session_pb2.TurnReply(
        session_id=session_id,
        message=result.reply,
        suggestions=result.suggestions,
        should_show_suggestions=bool(result.suggestions),
        is_complete=turn.is_complete,
        extracted_tasks=result.record.new_activities,
        tool_used=result.tool,
        updated_state=result.state,
        version=turn.version,
        event_id=_cursor_at(turn.version, turn.at),
        status=_STATUS[turn.status],
        written_by=result.written_by,
        model=result.model,
        user_message_id=turn.said_id,
    )


def _cursor_at(version: int, at: datetime) -> str:
    """A cursor after a turn and before the other owners' events since its time."""
    place = events.before(round(at.timestamp() * 1000))
    return str(Cursor(version, place, place))


def _progress(event: agent_service_pb2.TakeTurnResponse) -> pb.SendMessageStreamResponse:
    if event.HasField("tool"):
        return pb.SendMessageStreamResponse(tool=event.tool)
    return pb.SendMessageStreamResponse(delta=event.delta)


def _session(session: Session) -> session_pb2.Session:
    newest = session.turns[-1]
    found = session_pb2.Session(
        session_id=session.id,
        job_title=session.job_title,
        occupation_code=session.occupation_code,
        status=_STATUS[session.status],
        version=session.version,
        revision=session.revision,
        messages=list(_messages(session)),
        state=agent_service_pb2.TurnResult.FromString(newest.payload).state,
        is_complete=newest.is_complete,
        created_at=timestamp(session.created_at),
        updated_at=timestamp(session.updated_at),
        expires_at=timestamp(session.expires_at),
        last_event_id=_cursor_at(session.version, session.read_at),
    )
    found.state.selected_suggestion_ids[:] = session.selected_ids
    return found


def _messages(session: Session) -> Iterator[session_pb2.StoredMessage]:
    """The transcript; where a message's words are not stored, its place is."""
    turns = {turn.version: turn for turn in session.turns}
    for message in session.messages:
        turn = turns[message.version]
        if message.role is Role.ASSISTANT and turn.trigger is Trigger.MESSAGE and not turn.said_id:
            said = agent_state_pb2.Message(id=said_id(turn.version), role=agent_state_pb2.ROLE_USER, withheld=True)
            yield session_pb2.StoredMessage(message=said, at=timestamp(turn.at))
        yield _stored(message, turn)


def _stored(message: Message, turn: Turn) -> session_pb2.StoredMessage:
    said = agent_state_pb2.Message(id=message.id, role=_ROLES[message.role], content=message.content)
    if message.role is Role.USER:
        return session_pb2.StoredMessage(message=said, at=timestamp(turn.at), earlier=message.earlier)
    result = agent_service_pb2.TurnResult.FromString(turn.payload)
    said.sentences.extend(result.reply.sentences)
    return session_pb2.StoredMessage(
        message=said, at=timestamp(turn.at), tool=result.tool, suggestions=result.suggestions
    )


def _explained(turn: Turn) -> session_pb2.ExplainedTurn:
    return session_pb2.ExplainedTurn(
        version=turn.version,
        user_message_id=turn.said_id,
        reply_message_id=turn.reply_id,
        at=timestamp(turn.at),
        record=agent_service_pb2.TurnResult.FromString(turn.payload).record,
    )


def _seen(session_id: str, seen: CursoredEvent) -> pb.SubscribeResponse:
    event = seen.event
    found = _seen_turn(session_id, event) if isinstance(event, Turn) else _owner_event(event)
    found.event_id = str(seen.cursor)
    found.at.CopyFrom(timestamp(seen.event.at))
    return found


def _seen_turn(session_id: str, turn: Turn) -> pb.SubscribeResponse:
    return pb.SubscribeResponse(
        at=timestamp(turn.at), event_id=_cursor_at(turn.version, turn.at), turn=_reply(session_id, turn)
    )


def _owner_event(event: OwnerEvent) -> pb.SubscribeResponse:
    kind = str(event.message.WhichOneof("event"))
    return pb.SubscribeResponse(**{_NAMES.get(kind, kind): getattr(event.message, kind)})


_NAMES = {"actions_changed": "actions"}
"""Events that are called otherwise here than by their owner."""
