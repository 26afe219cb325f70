"""ActionService: proto <-> domain and nothing else."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final

from metier.actions.v1 import action_service_pb2 as rpc
from metier.actions.v1 import action_service_pb2_grpc as rpc_grpc
from metier.actions.v1 import career_action_pb2 as pb
from metier.onet_match.v1 import catalogue_pb2 as onet
from services.actions.adapters.onet import CATEGORIES, onet_task
from services.actions.adapters.redis_store import EVENT
from services.actions.core import lifecycle
from services.actions.core.types import (
    ActionType,
    BasisKind,
    Match,
    Profile,
    ProfileTask,
    Recommendation,
    Status,
    Support,
)
from services.shared.errors import InvalidInput
from services.shared.onet import WorkCategory
from services.shared.runtime.job_rpc import JobRpc, job_message
from services.shared.runtime.messages import timestamp
from services.shared.runtime.server_interceptors import Access

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import grpc

    from services.actions.core.types import Action, GrowthArea
    from services.actions.service import Actions
    from services.shared.language.sentences import Sentence
    from services.shared.runtime.events import EventLog

    Call = grpc.aio.ServicerContext[Any, Any]

_SERVICE: Final = rpc.DESCRIPTOR.services_by_name["ActionService"].full_name

METHODS: Final[dict[str, Access]] = {
    f"/{_SERVICE}/GenerateActions": Access.INTERNAL,
    f"/{_SERVICE}/ListActions": Access.SESSION,
    f"/{_SERVICE}/SetActionStatus": Access.SESSION,
    f"/{_SERVICE}/GetJob": Access.SESSION,
    f"/{_SERVICE}/WaitJob": Access.SESSION,
    f"/{_SERVICE}/RetryJob": Access.SESSION,
    f"/{_SERVICE}/ListJobs": Access.INTERNAL,
    f"/{_SERVICE}/Subscribe": Access.SESSION,
    f"/{_SERVICE}/DeleteSession": Access.INTERNAL,
}

_TYPES: Final = {kind: onet.ActionType.Value(f"ACTION_TYPE_{kind.name}") for kind in ActionType}
_TYPE_OF: Final = {number: kind for kind, number in _TYPES.items()}
_STATUSES: Final = {status: pb.ActionStatus.Value(f"ACTION_STATUS_{status.name}") for status in Status}
_STATUS_OF: Final = {number: status for status, number in _STATUSES.items()}
_BASES: Final = {kind: pb.BasisKind.Value(f"BASIS_KIND_{kind.name}") for kind in BasisKind}
_FOLLOW_S: Final = 2.0  # a follower that went away is noticed within this


class ActionRpc(JobRpc, rpc_grpc.ActionServiceServicer):
    """The servicer over `Actions`."""

    def __init__(self, actions: Actions, events: EventLog) -> None:
        """Answer from `actions`, follow `events`."""
        super().__init__(actions.jobs)
        self._actions = actions
        self._events = events

    async def GenerateActions(self, request: rpc.GenerateActionsRequest, _call: Call) -> rpc.GenerateActionsResponse:
        """Queue a generation."""
        digest = hashlib.sha256(request.profile.SerializeToString(deterministic=True)).hexdigest()
        job, generation = await self._actions.begin(
            request.session_id, profile_of(request.profile), request.request_id, digest
        )
        return rpc.GenerateActionsResponse(job=job_message(job), generation=generation)

    async def ListActions(self, request: rpc.ListActionsRequest, _call: Call) -> rpc.ListActionsResponse:
        """Return the actions."""
        listing = await self._actions.listing(request.session_id)
        return rpc.ListActionsResponse(
            actions=[_action(action) for action in listing.actions],
            growth_areas=[_area(area) for area in listing.growth_areas],
            job=job_message(listing.job) if listing.job else None,
        )

    async def SetActionStatus(self, request: rpc.SetActionStatusRequest, _call: Call) -> rpc.SetActionStatusResponse:
        """Set where the person stands."""
        status = _STATUS_OF.get(request.status)
        if status is None:
            raise InvalidInput("STATUS_UNKNOWN", "There is no such status.", field="status")
        action = await self._actions.set_status(request.session_id, request.action_id, status, request.request_id)
        return rpc.SetActionStatusResponse(action=_action(action))

    async def Subscribe(self, request: rpc.SubscribeRequest, _call: Call) -> AsyncIterator[rpc.SubscribeResponse]:
        """Follow the session; an event carries the actions as they are when it is read."""
        after = request.after_event_id
        while True:
            for event in await self._events.read(request.session_id, after, block_s=_FOLLOW_S):
                after = event.id
                if event.kind != EVENT:
                    continue
                state = await self._actions.state(request.session_id)
                changed = rpc.ActionsChangedEvent(
                    actions=[_action(action) for action in lifecycle.listed(state)], generation=state.applied
                )
                yield rpc.SubscribeResponse(event_id=event.id, at=timestamp(event.at), actions_changed=changed)

    async def DeleteSession(self, request: rpc.DeleteSessionRequest, _call: Call) -> rpc.DeleteSessionResponse:
        """Erase a session."""
        return rpc.DeleteSessionResponse(erased=await self._actions.erase(request.session_id))


def profile_of(profile: rpc.Profile) -> Profile:
    """The domain's profile; a recommendation of a type we do not know is left out."""
    return Profile(
        job_title=profile.job_title,
        tasks=tuple(
            ProfileTask(
                task.id,
                task.statement,
                CATEGORIES.get(task.category, WorkCategory.UNKNOWN),
                task.onet_task_id,
                task.time_percentage,
            )
            for task in profile.tasks
        ),
        matches=tuple(_match(match) for match in profile.matches),
    )


def _match(match: onet.OccupationMatch) -> Match:
    return Match(
        soc_code=match.soc_code,
        title=match.title,
        score=match.score,
        supporting=tuple(Support(item.id, item.similarity) for item in match.supporting),
        missing=tuple(onet_task(task) for task in match.missing),
        recommendations=tuple(
            Recommendation(_TYPE_OF[item.type], item.action, tuple(item.onet_task_ids))
            for item in match.recommendations
            if item.type in _TYPE_OF
        ),
        job_zone=match.job_zone,
    )


def _action(action: Action) -> pb.CareerAction:
    told = pb.CareerAction(
        id=action.id,
        type=_TYPES[action.type],
        title=action.title,
        description=action.description,
        rationale=action.rationale,
        profile_basis=[
            pb.ProfileBasis(kind=_BASES[basis.kind], ref=basis.ref, text=basis.text) for basis in action.basis
        ],
        status=_STATUSES[action.status],
        written_by=onet.WRITTEN_BY_MODEL if action.model else onet.WRITTEN_BY_RULES,
        model=action.model,
        generation=action.generation,
        created_at=timestamp(action.created_at),
        history=[
            pb.StatusChange(status=_STATUSES[change.status], at=timestamp(change.at)) for change in action.history
        ],
    )
    if action.sentences:
        title, *description, rationale = map(_sentence, action.sentences)
        told.title_sentence.CopyFrom(title)
        told.description_sentences.extend(description)
        told.rationale_sentence.CopyFrom(rationale)
    return told


def _sentence(sentence: Sentence) -> pb.Sentence:
    return pb.Sentence(id=sentence.id, text=sentence.text, arguments=dict(sentence.arguments))


def _area(area: GrowthArea) -> pb.GrowthArea:
    return pb.GrowthArea(
        type=_TYPES[area.type],
        action=area.action,
        weight=area.weight,
        soc_codes=area.soc_codes,
        onet_task_ids=area.onet_task_ids,
    )
