"""Career actions as JSON (docs/spec.md 5)."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from services.edge.models.base import Camel, Maybe, RequestId, Said, WrittenBy
from services.edge.models.tasks import Job

ActionType = Literal["skill", "experience", "project", "network", "credential", "visibility"]
ActionStatus = Literal["active", "saved", "in_progress", "done", "dismissed"]


class ProfileBasis(Camel):
    """One thing of the profile an action rests on; it always resolves."""

    kind: Literal["task", "match", "profile"] | None
    ref: str
    text: str


class StatusChange(Camel):
    """A change of status."""

    status: ActionStatus | None
    at: datetime | None


class CareerAction(Camel):
    """What a person could do next, and why."""

    id: str
    type: ActionType | None
    title: str
    description: str
    rationale: str
    profile_basis: list[ProfileBasis]
    status: ActionStatus | None
    written_by: WrittenBy | None
    model: Maybe = None
    generation: int
    created_at: datetime | None
    history: list[StatusChange]
    said: Said = None


class GrowthArea(Camel):
    """A field in which the person could grow, aggregated from their matches, with the evidence."""

    type: ActionType | None
    action: str
    weight: float = Field(description="Above 0; the heaviest area has 1.")
    occupation_codes: list[str] = Field(description="Occupations that recommend it.")
    onet_task_ids: list[str] = Field(description="O*NET tasks it rests on.")


class CareerActions(Camel):
    """All actions: active first, then begun, saved, done, dismissed."""

    session_id: str
    actions: list[CareerAction]
    growth_areas: list[GrowthArea]
    job: Job | None = None


class Regenerate(Camel):
    """Asks for another generation."""

    request_id: RequestId = None


class Regeneration(Camel):
    """The generation that has been queued."""

    session_id: str
    job: Job


class SetStatus(Camel):
    """Sets the status of an action."""

    status: ActionStatus
    request_id: RequestId = None
