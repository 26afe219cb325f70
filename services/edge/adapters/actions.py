"""The action service over gRPC."""

import grpc.aio

from metier.actions.v1 import action_service_pb2 as pb
from metier.actions.v1 import career_action_pb2
from metier.actions.v1.action_service_pb2_grpc import ActionServiceStub
from services.edge.adapters.calls import metadata
from services.edge.adapters.plain import enum_number, plain
from services.edge.models.actions import ActionStatus, CareerAction, CareerActions, GrowthArea
from services.edge.ports import Caller
from services.edge.words import put

_STATUSES = career_action_pb2.DESCRIPTOR.enum_types_by_name["ActionStatus"]


class ActionClient:
    """Fulfils `Actions`."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._stub = ActionServiceStub(channel)

    async def list(self, session_id: str, caller: Caller) -> CareerActions:
        """All actions."""
        answer = await self._stub.ListActions(pb.ListActionsRequest(session_id=session_id), metadata=metadata(caller))
        fields = plain(answer)
        areas = [GrowthArea(occupation_codes=area["soc_codes"], **area) for area in fields.pop("growth_areas")]
        fields["actions"] = [action(row) for row in answer.actions]
        return CareerActions(session_id=session_id, growth_areas=areas, **fields)

    async def set_status(self, session_id: str, action_id: str, status: ActionStatus, caller: Caller) -> CareerAction:
        """Set the status of an action."""
        request = pb.SetActionStatusRequest(
            session_id=session_id,
            action_id=action_id,
            status=enum_number(_STATUSES, status),
            request_id=caller.request_id,
        )
        answer = await self._stub.SetActionStatus(request, metadata=metadata(caller))
        return action(answer.action)


def action(message: career_action_pb2.CareerAction) -> CareerAction:
    """An action as JSON, in the caller's language where tables wrote it."""
    fields = plain(message)
    sentences = {
        "title": [fields["title_sentence"]] if fields["title_sentence"] else [],
        "description": fields["description_sentences"],
        "rationale": [fields["rationale_sentence"]] if fields["rationale_sentence"] else [],
    }
    return CareerAction(**put(fields, **sentences))
