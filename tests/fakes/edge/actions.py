"""A fake action service: four actions, of which the first rests on the first task."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from typing import Any

from metier.actions.v1 import action_service_pb2 as pb
from metier.actions.v1 import career_action_pb2 as actions
from metier.actions.v1.action_service_pb2_grpc import ActionServiceServicer
from metier.jobs.v1 import job_pb2
from metier.onet_match.v1 import catalogue_pb2 as onet
from services.orchestrator.core.session import OpaquePayload
from services.orchestrator.ports import OwnerEvent
from services.shared.errors import NotFound
from tests.fakes.edge.world import World

ROWS = (
    (
        onet.ACTION_TYPE_SKILL,
        "Learn to estimate the cost of a proposal",
        "Take one finished proposal and cost it again from public figures.",
    ),
    (
        onet.ACTION_TYPE_PROJECT,
        "Carry out a small review of one procedure",
        "Choose a procedure you know, observe it for a day and write two pages.",
    ),
    (
        onet.ACTION_TYPE_NETWORK,
        "Meet the analysts of two other departments",
        "Ask each how they gather evidence, and compare notes.",
    ),
    (
        onet.ACTION_TYPE_VISIBILITY,
        "Present a finding to a wider circle",
        "Offer a ten-minute talk at the next all-staff meeting.",
    ),
)


class FakeActions(ActionServiceServicer):
    """Keeps actions in memory."""

    def __init__(self, world: World) -> None:
        self.world = world

    def _rows(self, session_id: str) -> list[actions.CareerAction]:
        if session_id not in self.world.tasks:
            return []
        task = self.world.tasks[session_id].tasks[0]
        basis = actions.ProfileBasis(kind=actions.BASIS_KIND_TASK, ref=task.id, text=task.normalized_description)
        made = [
            actions.CareerAction(
                id=f"a{number}",
                type=kind,
                title=title,
                description=text,
                rationale="It builds on what you already do and closes a gap to the occupations that fit you.",
                profile_basis=[basis],
                status=actions.ACTION_STATUS_ACTIVE,
                written_by=onet.WRITTEN_BY_RULES,
                generation=1,
            )
            for number, (kind, title, text) in enumerate(ROWS, 1)
        ]
        return self.world.actions.setdefault(session_id, made)

    async def ListActions(self, request: pb.ListActionsRequest, _call: Any) -> pb.ListActionsResponse:
        """All actions."""
        self.world.check("ListActions")
        area = actions.GrowthArea(
            type=onet.ACTION_TYPE_EXPERIENCE,
            action="Observe work on site",
            weight=0.8,
            soc_codes=["19-3094.00"],
            onet_task_ids=["5523"],
        )
        return pb.ListActionsResponse(actions=self._rows(request.session_id), growth_areas=[area])

    async def SetActionStatus(self, request: pb.SetActionStatusRequest, _call: Any) -> pb.SetActionStatusResponse:
        """Set a status."""
        self.world.check("SetActionStatus")
        for row in self._rows(request.session_id):
            if row.id == request.action_id:
                row.status = request.status
                return pb.SetActionStatusResponse(action=row)
        raise NotFound("ACTION_UNKNOWN", "There is no such action.")


@dataclass
class PageActions:
    """Implements the orchestrator's `Actions` and `Owner`."""

    world: World
    name: str = "actions"

    async def generate(self, session_id: str, profile: OpaquePayload, request_id: str) -> OpaquePayload:
        """Queue a generation."""
        job = job_pb2.Job(id="job9", kind="generate", session_id=session_id, state=job_pb2.JOB_STATE_QUEUED)
        return OpaquePayload(job.SerializeToString())

    async def export(self, session_id: str) -> Mapping[str, Any]:
        """Their titles."""
        return {"actions": [action.title for action in self.world.actions.get(session_id, ())]}

    async def erase(self, session_id: str) -> None:
        """Forget them."""
        self.world.actions.pop(session_id, None)

    def follow(self, session_id: str, after: str) -> AsyncGenerator[OwnerEvent, None]:
        """Events of the actions."""
        return self.world.action_events.follow(session_id, after)
