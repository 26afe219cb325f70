"""The task pipeline, reached over gRPC."""

from __future__ import annotations

import asyncio
import json
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Any

from google.protobuf.json_format import MessageToDict

from metier.agent.v1 import agent_service_pb2
from metier.taskpipeline.v1 import task_pb2, task_pipeline_service_pb2_grpc
from metier.taskpipeline.v1 import task_pipeline_service_pb2 as pipeline_pb2
from services.orchestrator.adapters.streams import items, until_silent
from services.orchestrator.core.session import OpaquePayload, Role
from services.orchestrator.ports import Conversation, OwnerEvent
from services.shared.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping

    import grpc

    Events = grpc.aio.UnaryStreamCall[pipeline_pb2.SubscribeRequest, pipeline_pb2.SubscribeResponse]

_SPEAKERS = {Role.USER: pipeline_pb2.SPEAKER_USER, Role.ASSISTANT: pipeline_pb2.SPEAKER_ASSISTANT}


@dataclass(frozen=True, slots=True)
class GrpcTaskPipeline:
    """Implements `Tasks` and `Owner`."""

    stub: task_pipeline_service_pb2_grpc.TaskPipelineServiceAsyncStub
    name: str = "taskpipeline"

    # --- Tasks

    async def process(
        self, session_id: str, conversation: Conversation, request_id: str
    ) -> pipeline_pb2.ProcessFastResponse:
        """See `ports.Tasks`."""
        request = pipeline_pb2.ProcessFastRequest(
            session_id=session_id, conversation=_conversation(conversation), request_id=request_id
        )
        return await self.stub.ProcessFast(request)

    async def submit(self, session_id: str, request_id: str) -> task_pb2.TaskSet:
        """See `ports.Tasks`."""
        request = pipeline_pb2.SubmitTasksRequest(session_id=session_id, request_id=request_id)
        return (await self.stub.SubmitTasks(request)).task_set

    async def profile(self, session_id: str) -> OpaquePayload:
        """See `ports.Tasks`."""
        found = await self.stub.GetProfile(pipeline_pb2.GetProfileRequest(session_id=session_id))
        return OpaquePayload(found.profile.SerializeToString(deterministic=True))

    # --- Owner

    async def export(self, session_id: str) -> Mapping[str, Any]:
        """See `ports.Owner`: tasks with lineage, matches, events, attribution; null before the first processing."""
        try:
            tasks, matches = await asyncio.gather(
                self.stub.ExportTasks(
                    pipeline_pb2.ExportTasksRequest(session_id=session_id, format=pipeline_pb2.EXPORT_FORMAT_JSON)
                ),
                self.stub.GetMatches(pipeline_pb2.GetMatchesRequest(session_id=session_id)),
            )
        except NotFound as error:
            if error.reason != "TASKS_UNKNOWN":
                raise
            return {"tasks": None, "matches": None, "taskEvents": []}
        return {
            "tasks": json.loads(tasks.content),
            "matches": MessageToDict(matches),
            "taskEvents": await until_silent(self._events(session_id, "")),
            "attribution": matches.attribution,
        }

    async def erase(self, session_id: str) -> None:
        """See `ports.Owner`."""
        await self.stub.DeleteSession(pipeline_pb2.DeleteSessionRequest(session_id=session_id))

    async def follow(self, session_id: str, after: str) -> AsyncGenerator[OwnerEvent, None]:
        """See `ports.Owner`."""
        async with aclosing(items(self._events(session_id, after))) as events:
            async for event in events:
                yield OwnerEvent(self.name, event.event_id, event.at.ToDatetime(UTC), event)

    def _events(self, session_id: str, after: str) -> Events:
        return self.stub.Subscribe(pipeline_pb2.SubscribeRequest(session_id=session_id, after_event_id=after))


def _conversation(conversation: Conversation) -> pipeline_pb2.Conversation:
    state = agent_service_pb2.TurnResult.FromString(conversation.latest).state
    selected = set(conversation.selected_ids)
    offered = {asked.message_id: asked.candidates for asked in state.asked_questions}
    return pipeline_pb2.Conversation(
        job_title=conversation.job_title,
        soc_code=conversation.occupation_code,
        messages=[
            pipeline_pb2.TranscriptMessage(
                id=message.id,
                speaker=_SPEAKERS[message.role],
                content=message.content,
                candidates=offered.get(message.id, ()),
                corrected=bool(message.earlier),
            )
            for message in conversation.messages
        ],
        cards=[
            pipeline_pb2.SelectedCard(
                id=card.id,
                statement=card.statement,
                onet_task_id=card.onet_task_id,
                category=card.category,
                written_by=card.written_by,
                model=card.model,
            )
            for card in state.shown_suggestions
            if card.id in selected
        ],
    )
