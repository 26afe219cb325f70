"""The action service, reached over gRPC."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Any

from google.protobuf.json_format import MessageToDict

from metier.actions.v1 import action_service_pb2, action_service_pb2_grpc
from services.orchestrator.adapters.streams import items, until_silent
from services.orchestrator.core.session import OpaquePayload
from services.orchestrator.ports import OwnerEvent

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping

    import grpc

    Events = grpc.aio.UnaryStreamCall[action_service_pb2.SubscribeRequest, action_service_pb2.SubscribeResponse]


@dataclass(frozen=True, slots=True)
class GrpcActions:
    """Implements `Actions` and `Owner`."""

    stub: action_service_pb2_grpc.ActionServiceAsyncStub
    name: str = "actions"

    async def generate(self, session_id: str, profile: OpaquePayload, request_id: str) -> OpaquePayload:
        """See `ports.Actions`."""
        request = action_service_pb2.GenerateActionsRequest(session_id=session_id, request_id=request_id)
        request.profile.MergeFromString(profile)
        return OpaquePayload((await self.stub.GenerateActions(request)).job.SerializeToString())

    async def export(self, session_id: str) -> Mapping[str, Any]:
        """See `ports.Owner`: actions with their history, growth areas, events."""
        found = await self.stub.ListActions(action_service_pb2.ListActionsRequest(session_id=session_id))
        told = MessageToDict(found)
        return {
            "actions": told.get("actions", []),
            "growthAreas": told.get("growthAreas", []),
            "actionEvents": await until_silent(self._events(session_id, "")) if told else [],
        }

    async def erase(self, session_id: str) -> None:
        """See `ports.Owner`."""
        await self.stub.DeleteSession(action_service_pb2.DeleteSessionRequest(session_id=session_id))

    async def follow(self, session_id: str, after: str) -> AsyncGenerator[OwnerEvent, None]:
        """See `ports.Owner`."""
        async with aclosing(items(self._events(session_id, after))) as events:
            async for event in events:
                yield OwnerEvent(self.name, event.event_id, event.at.ToDatetime(UTC), event)

    def _events(self, session_id: str, after: str) -> Events:
        return self.stub.Subscribe(action_service_pb2.SubscribeRequest(session_id=session_id, after_event_id=after))
