"""The survey after the conversation: process it into tasks, submit it, ask for another generation of career actions.

The owners behind are idempotent by `request_id`. What they are sent must therefore be the same when a request comes
again, so the place in the conversation that was processed is kept with the request, not taken anew.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.orchestrator.core import requests
from services.orchestrator.core.session import (
    REFUSED_IN,
    Message,
    OpaquePayload,
    Role,
    Session,
    Status,
    Trigger,
)
from services.orchestrator.ports import Actions, Conversation, Records, Tasks
from services.shared.errors import InvalidInput, NotFound, WrongState
from services.shared.runtime.commits import Request

if TYPE_CHECKING:
    from metier.taskpipeline.v1.task_pb2 import TaskSet
    from metier.taskpipeline.v1.task_pipeline_service_pb2 import ProcessFastResponse
    from services.shared.runtime.clock import Ids


@dataclass(frozen=True, slots=True)
class Survey:
    """The use cases between the conversation and the owners of tasks and actions.

    Attributes:
        records: Reads sessions and remembers answers.
        tasks: The task pipeline.
        actions: The action service.
        ids: Names requests that bring no id.
    """

    records: Records
    tasks: Tasks
    actions: Actions
    ids: Ids

    async def process(self, session_id: str, request_id: str) -> ProcessFastResponse:
        """Turn the conversation into tasks; the same request means the same conversation."""
        request = Request.of(requests.check_request_id(request_id) or self.ids.new(), "process")
        session = await self.records.load(session_id)
        if session.status is Status.SUBMITTED:
            raise WrongState(*REFUSED_IN[Status.SUBMITTED])
        place = await self.records.remember(session_id, request, None)
        if place is None:
            _check_something_said(session)
            place = await self.records.remember(session_id, request, _place(session))
        conversation = _conversation(session, place or _place(session))
        try:
            return await self.tasks.process(session_id, conversation, request.id)
        except WrongState as error:
            if (
                error.reason == REFUSED_IN[Status.SUBMITTED][0]
            ):  # submitted, and this service fell over before it noted so
                await self.records.submitted(session_id)
            raise

    async def submit(self, session_id: str, request_id: str) -> TaskSet:
        """End the survey."""
        await self.records.load(session_id)
        answer = await self.tasks.submit(session_id, request_id or self.ids.new())
        await self.records.submitted(session_id)
        return answer

    async def regenerate(self, session_id: str, request_id: str) -> OpaquePayload:
        """Start a generation of career actions (`metier.jobs.v1.Job`)."""
        request = Request.of(requests.check_request_id(request_id) or self.ids.new(), "regenerate")
        if kept := await self.records.remember(session_id, request, None):
            return OpaquePayload(base64.b64decode(kept))
        try:
            profile = await self.tasks.profile(session_id)
        except NotFound as error:
            if error.reason != "TASKS_UNKNOWN":
                raise
            raise WrongState("NO_TASKS", "There are no tasks yet.") from None
        # Tasks and matches may change between two tries of one request; a new profile is then a new generation.
        inner = Request.of(request.id, "generate", request.id, profile.hex())
        job = await self.actions.generate(session_id, profile, inner.digest)
        kept = await self.records.remember(session_id, request, base64.b64encode(job).decode())
        return OpaquePayload(base64.b64decode(kept or b""))


def _place(session: Session) -> str:
    return json.dumps([session.version, session.selected_ids])


def _conversation(session: Session, place: str) -> Conversation:
    version, selected_ids = json.loads(place)
    return Conversation(
        job_title=session.job_title,
        occupation_code=session.occupation_code,
        messages=_told(session, version),
        selected_ids=tuple(selected_ids),
        latest=session.turns[-1].payload,
    )


def _told(session: Session, version: int) -> tuple[Message, ...]:
    """The transcript without the answers to words that are not stored: they ask nothing and offer nothing."""
    unkept = {turn.version for turn in session.turns if turn.trigger is Trigger.MESSAGE and not turn.said_id}
    return tuple(message for message in session.at_version(version) if message.version not in unkept)


def _check_something_said(session: Session) -> None:
    if not session.selected_ids and all(message.role is Role.ASSISTANT for message in session.messages):
        raise InvalidInput("TRANSCRIPT_EMPTY", "Nothing was said and no card was selected.", field="session_id")
