"""The orchestrator over gRPC: conversation, records and survey."""

from collections.abc import AsyncIterator
from typing import Any, assert_never

import grpc.aio

from metier.agent.v1.agent_service_pb2 import ReplyDelta
from metier.orchestrator.v1 import chat_service_pb2 as pb
from metier.orchestrator.v1.chat_service_pb2_grpc import ChatServiceStub
from services.edge.adapters.calls import metadata
from services.edge.adapters.plain import plain
from services.edge.adapters.tasks import job, task_set
from services.edge.adapters.turns import event_of, members_of, response_of, session_of
from services.edge.models.actions import Regeneration
from services.edge.models.chat import (
    ChatAction,
    ChatResponse,
    ChatSession,
    CorrectMessage,
    Proceed,
    Reopen,
    SelectionResponse,
    SendMessage,
    StartChat,
)
from services.edge.models.events import (
    DeltaFrame,
    Event,
    ToolFrame,
    TurnFrame,
    TurnProgress,
)
from services.edge.models.tasks import ProcessedTasks, TaskSet
from services.edge.ports import Caller
from services.edge.words import word


class OrchestratorClient:
    """Fulfils `Conversation`, `Records` and `Survey`."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._stub = ChatServiceStub(channel)

    async def act(self, action: ChatAction, caller: Caller) -> ChatResponse:
        """Start, say or correct something, proceed or reopen."""
        match action:
            case StartChat():
                return await self._start(action, caller)
            case SendMessage():
                request = pb.SendMessageRequest(
                    session_id=action.session_id, message=action.message, request_id=caller.request_id
                )
                said = await self._stub.SendMessage(request, metadata=metadata(caller))
                return response_of(said.reply)
            case CorrectMessage():
                correction = pb.CorrectMessageRequest(
                    session_id=action.session_id,
                    message_id=action.message_id,
                    message=action.message,
                    request_id=caller.request_id,
                )
                corrected = await self._stub.CorrectMessage(correction, metadata=metadata(caller))
                return response_of(corrected.reply)
            case Proceed():
                closing = pb.ProceedRequest(session_id=action.session_id, request_id=caller.request_id)
                closed = await self._stub.Proceed(closing, metadata=metadata(caller))
                return response_of(closed.reply)
            case Reopen():
                opening = pb.ReopenRequest(session_id=action.session_id, request_id=caller.request_id)
                opened = await self._stub.Reopen(opening, metadata=metadata(caller))
                return response_of(opened.reply)
            case _:
                assert_never(action)

    async def _start(self, action: StartChat, caller: Caller) -> ChatResponse:
        request = pb.StartSessionRequest(
            job_title=action.job_title,
            occupation_code=action.occupation_code or "",
            initial_tasks=action.initial_tasks or "",
            request_id=caller.request_id,
        )
        started = await self._stub.StartSession(request)
        return ChatResponse.model_validate({**members_of(started.reply), "session_token": started.session_token})

    async def say(self, session_id: str, message: str, caller: Caller) -> AsyncIterator[TurnProgress]:
        """Say something and follow the reply while it is written."""
        request = pb.SendMessageStreamRequest(session_id=session_id, message=message, request_id=caller.request_id)
        async for step in self._stub.SendMessageStream(request, metadata=metadata(caller)):
            match step.WhichOneof("event"):
                case "tool":
                    yield ToolFrame(tool=plain(step.tool)["tool"], reply_to=caller.request_id)
                case "delta":
                    yield DeltaFrame(attempt=step.delta.attempt, text=_told(step.delta), reply_to=caller.request_id)
                case "turn":
                    yield TurnFrame(**members_of(step.turn), reply_to=caller.request_id)

    async def select(self, session_id: str, suggestion_ids: list[str], caller: Caller) -> SelectionResponse:
        """Replace the set of selected cards."""
        request = pb.SelectSuggestionsRequest(
            session_id=session_id, selected_suggestion_ids=suggestion_ids, request_id=caller.request_id
        )
        selected = await self._stub.SelectSuggestions(request, metadata=metadata(caller))
        return SelectionResponse(
            session_id=session_id,
            selected_suggestion_ids=list(selected.selected_suggestion_ids),
            revision=selected.revision,
        )

    async def follow(self, session_id: str, after_event_id: str, caller: Caller) -> AsyncIterator[Event]:
        """The session's events after a cursor, until the caller goes away."""
        request = pb.SubscribeRequest(session_id=session_id, after_event_id=after_event_id)
        async for event in self._stub.Subscribe(request, metadata=metadata(caller)):
            frame = event_of(event)
            if frame is not None:
                yield frame

    async def get(self, session_id: str, caller: Caller) -> ChatSession:
        """The whole session."""
        answer = await self._stub.GetSession(pb.GetSessionRequest(session_id=session_id), metadata=metadata(caller))
        return session_of(answer.session)

    async def explain(self, session_id: str, caller: Caller) -> list[dict[str, Any]]:
        """Why each turn did what it did."""
        answer = await self._stub.ExplainSession(
            pb.ExplainSessionRequest(session_id=session_id), metadata=metadata(caller)
        )
        return [plain(turn) for turn in answer.turns]

    async def export(self, session_id: str, caller: Caller) -> bytes:
        """Everything stored about it, as JSON."""
        answer = await self._stub.ExportSession(
            pb.ExportSessionRequest(session_id=session_id), metadata=metadata(caller)
        )
        return bytes(answer.content)

    async def delete(self, session_id: str, caller: Caller) -> None:
        """Erase it everywhere."""
        request = pb.DeleteSessionRequest(session_id=session_id, request_id=caller.request_id)
        await self._stub.DeleteSession(request, metadata=metadata(caller))

    async def process(self, session_id: str, caller: Caller) -> ProcessedTasks:
        """Turn the conversation into tasks and match them in the background."""
        request = pb.ProcessTasksRequest(session_id=session_id, request_id=caller.request_id)
        answer = await self._stub.ProcessTasks(request, metadata=metadata(caller))
        return ProcessedTasks(**task_set(answer.task_set).model_dump(), job_id=answer.job_id)

    async def submit(self, session_id: str, caller: Caller) -> TaskSet:
        """End the survey."""
        request = pb.SubmitSurveyRequest(session_id=session_id, request_id=caller.request_id)
        answer = await self._stub.SubmitSurvey(request, metadata=metadata(caller))
        return task_set(answer.task_set)

    async def regenerate(self, session_id: str, caller: Caller) -> Regeneration:
        """Start another generation of actions."""
        request = pb.RegenerateActionsRequest(session_id=session_id, request_id=caller.request_id)
        answer = await self._stub.RegenerateActions(request, metadata=metadata(caller))
        return Regeneration(session_id=session_id, job=job(answer.job))


def _told(delta: ReplyDelta) -> str:
    """A piece of a reply in the caller's language where a table wrote it, with the spaces around it."""
    worded = word([plain(delta.sentence)]) if delta.HasField("sentence") else None
    return delta.text if worded is None else delta.text.replace(delta.sentence.text, worded.text)
