"""A task pipeline and an action service that keep everything in memory."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from metier.actions.v1 import action_service_pb2 as actions_pb2
from metier.actions.v1 import action_service_pb2_grpc, career_action_pb2
from metier.jobs.v1 import job_pb2
from metier.onet_match.v1 import catalogue_pb2
from metier.taskpipeline.v1 import task_pb2, task_pipeline_service_pb2_grpc
from metier.taskpipeline.v1 import task_pipeline_service_pb2 as pipeline_pb2
from services.shared.errors import InvalidInput, NotFound, Unavailable, WrongState
from services.shared.runtime.server_interceptors import Access

PIPELINE_METHODS = {
    f"/metier.taskpipeline.v1.TaskPipelineService/{method.name}": Access.INTERNAL
    for method in pipeline_pb2.DESCRIPTOR.services_by_name["TaskPipelineService"].methods
}
ACTIONS_METHODS = {
    f"/metier.actions.v1.ActionService/{method.name}": Access.INTERNAL
    for method in actions_pb2.DESCRIPTOR.services_by_name["ActionService"].methods
}


class _Log:
    """Events of each session, to be followed."""

    def __init__(self) -> None:
        self.events: dict[str, list[Any]] = defaultdict(list)
        self._news = asyncio.Condition()

    async def add(self, session_id: str, event: Any) -> None:
        async with self._news:
            event.event_id = f"{len(self.events[session_id]) + 1}-0"
            event.at.GetCurrentTime()
            self.events[session_id].append(event)
            self._news.notify_all()

    async def follow(self, session_id: str, after: str) -> AsyncIterator[Any]:
        seen = int(after.partition("-")[0] or 0)
        seen = 0 if seen > len(self.events[session_id]) else seen
        while True:
            async with self._news:
                while len(self.events[session_id]) <= seen:
                    await self._news.wait()
                fresh = self.events[session_id][seen:]
            for event in fresh:
                seen += 1
                yield event


@dataclass
class FakePipeline(task_pipeline_service_pb2_grpc.TaskPipelineServiceServicer):
    """One task for each user message and each card; `is_down` makes every call fail."""

    sets: dict[str, task_pb2.TaskSet] = field(default_factory=dict)
    answers: dict[str, tuple[bytes, pipeline_pb2.ProcessFastResponse]] = field(default_factory=dict)
    is_down: bool = False
    erased: set[str] = field(default_factory=set)
    log: _Log = field(default_factory=_Log)

    def _up(self) -> None:
        if self.is_down:
            raise Unavailable("SERVICE_DOWN", "away", retry_after_s=1)

    def _set(self, session_id: str) -> task_pb2.TaskSet:
        self._up()
        if session_id not in self.sets:
            raise NotFound("TASKS_UNKNOWN", "No tasks yet.")
        return self.sets[session_id]

    async def ProcessFast(self, request, _call):
        self._up()
        payload = request.conversation.SerializeToString(deterministic=True)
        if request.request_id in self.answers:
            before, answer = self.answers[request.request_id]
            if before != payload:
                raise InvalidInput("IDEMPOTENCY_KEY_REUSED", "used", field="request_id")
            return answer
        found = self.sets.get(request.session_id)
        if found is not None and found.status == task_pb2.SURVEY_STATUS_SUBMITTED:
            raise WrongState("SURVEY_SUBMITTED", "submitted")
        said = [m.content for m in request.conversation.messages if m.speaker == pipeline_pb2.SPEAKER_USER]
        texts = [*said, *(card.statement for card in request.conversation.cards)]
        tasks = [task_pb2.Task(id=f"t{n}", normalized_description=text) for n, text in enumerate(texts)]
        self.sets[request.session_id] = task_pb2.TaskSet(
            session_id=request.session_id, tasks=tasks, revision=1, status=task_pb2.SURVEY_STATUS_DRAFT
        )
        changed = pipeline_pb2.TasksChangedEvent(revision=1, status=task_pb2.SURVEY_STATUS_DRAFT)
        await self.log.add(request.session_id, pipeline_pb2.SubscribeResponse(tasks_changed=changed))
        for n, task in enumerate(tasks, start=1):
            event = pipeline_pb2.MatchEvent(task=task, done=n, total=len(tasks))
            await self.log.add(request.session_id, pipeline_pb2.SubscribeResponse(match=event))
        ranked = pipeline_pb2.RankingEvent(occupations=[catalogue_pb2.OccupationMatch(soc_code="13-1111.00")])
        await self.log.add(request.session_id, pipeline_pb2.SubscribeResponse(ranking=ranked))
        answer = pipeline_pb2.ProcessFastResponse(task_set=self.sets[request.session_id], job_id="job1")
        self.answers[request.request_id] = (payload, answer)
        return answer

    async def SubmitTasks(self, request, _call):
        found = self._set(request.session_id)
        if any(task.time_percentage < 0 for task in found.tasks):
            raise InvalidInput("TIME_PERCENTAGE_SUM", "sum", field="tasks", sum=0)
        found.status = task_pb2.SURVEY_STATUS_SUBMITTED
        return pipeline_pb2.SubmitTasksResponse(task_set=found)

    async def GetTasks(self, request, _call):
        return pipeline_pb2.GetTasksResponse(task_set=self._set(request.session_id))

    async def GetProfile(self, request, _call):
        tasks = self._set(request.session_id).tasks
        rows = [actions_pb2.ProfileTask(id=task.id, statement=task.normalized_description) for task in tasks]
        return pipeline_pb2.GetProfileResponse(profile=actions_pb2.Profile(job_title="Policy Analyst", tasks=rows))

    async def GetMatches(self, request, _call):
        self._set(request.session_id)
        match = catalogue_pb2.OccupationMatch(soc_code="13-1111.00")
        return pipeline_pb2.GetMatchesResponse(occupations=[match], attribution="O*NET")

    async def ExportTasks(self, request, _call):
        tasks = [task.normalized_description for task in self._set(request.session_id).tasks]
        return pipeline_pb2.ExportTasksResponse(content=json.dumps({"tasks": tasks}).encode())

    async def Subscribe(self, request, _call):
        self._up()
        async for event in self.log.follow(request.session_id, request.after_event_id):
            yield event

    async def DeleteSession(self, request, _call):
        self._up()
        self.sets.pop(request.session_id, None)
        self.erased.add(request.session_id)
        return pipeline_pb2.DeleteSessionResponse()


@dataclass
class FakeActions(action_service_pb2_grpc.ActionServiceServicer):
    """One action for each task of the profile; the same request again gives the same answer."""

    answered: dict[tuple[str, str], actions_pb2.GenerateActionsResponse] = field(default_factory=dict)
    actions: dict[str, list[career_action_pb2.CareerAction]] = field(default_factory=dict)
    generations: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    is_down: bool = False
    erased: set[str] = field(default_factory=set)
    log: _Log = field(default_factory=_Log)

    async def GenerateActions(self, request, _call):
        if self.is_down:
            raise Unavailable("SERVICE_DOWN", "away", retry_after_s=1)
        if known := self.answered.get((request.session_id, request.request_id)):
            return known
        self.generations[request.session_id] += 1
        self.actions[request.session_id] = [
            career_action_pb2.CareerAction(id=task.id, title=f"{request.profile.job_title}: {task.statement}")
            for task in request.profile.tasks
        ]
        changed = actions_pb2.ActionsChangedEvent(actions=self.actions[request.session_id], generation=1)
        await self.log.add(request.session_id, actions_pb2.SubscribeResponse(actions_changed=changed))
        number = self.generations[request.session_id]
        answer = actions_pb2.GenerateActionsResponse(job=job_pb2.Job(id=f"g{number}", kind="generate"))
        self.answered[request.session_id, request.request_id] = answer
        return answer

    async def ListActions(self, request, _call):
        return actions_pb2.ListActionsResponse(actions=self.actions.get(request.session_id, []))

    async def Subscribe(self, request, _call):
        async for event in self.log.follow(request.session_id, request.after_event_id):
            yield event

    async def DeleteSession(self, request, _call):
        if self.is_down:
            raise Unavailable("SERVICE_DOWN", "away", retry_after_s=1)
        self.actions.pop(request.session_id, None)
        self.erased.add(request.session_id)
        return actions_pb2.DeleteSessionResponse()
