"""How the world reaches the tasks: proto <-> domain and nothing else."""

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any, Final

import grpc
from google.protobuf.json_format import ParseDict

from metier.onet_match.v1 import catalogue_pb2 as onet
from metier.taskpipeline.v1 import task_pb2 as pb
from metier.taskpipeline.v1 import task_pipeline_service_pb2 as rpc
from metier.taskpipeline.v1 import task_pipeline_service_pb2_grpc as stubs
from services.shared.onet import WorkCategory
from services.shared.runtime.events import Event, EventLog
from services.shared.runtime.job_rpc import JobRpc, job_message
from services.shared.runtime.jobs import Jobs
from services.shared.runtime.messages import timestamp
from services.shared.runtime.server_interceptors import Access
from services.taskpipeline.adapters.career_actions import profile_of
from services.taskpipeline.core.edits import Edit
from services.taskpipeline.core.types import (
    AiLevel,
    AiUsage,
    Card,
    Conversation,
    Document,
    MatchStatus,
    Merge,
    Message,
    Speaker,
    Spoken,
    SurveyStatus,
    TaskSource,
    WrittenBy,
)
from services.taskpipeline.core.view import TaskView
from services.taskpipeline.ports import Surveys
from services.taskpipeline.service import Answer, TaskService

Context = grpc.aio.ServicerContext[Any, Any]
_SERVICE: Final = rpc.DESCRIPTOR.services_by_name["TaskPipelineService"]
_INTERNAL: Final = {"ListJobs", "GetProfile", "DeleteSession"}
METHODS: Final = {
    f"/{_SERVICE.full_name}/{method.name}": Access.INTERNAL if method.name in _INTERNAL else Access.SESSION
    for method in _SERVICE.methods
}
"""Who may call: the holder of the session's token, except for operators' calls and erasure."""
FOLLOW_S: Final = 2.0
"""Longest single read of the event log."""

_SOURCES = {
    TaskSource.CHAT: pb.TASK_SOURCE_CHAT,
    TaskSource.SUGGESTION: pb.TASK_SOURCE_SUGGESTION,
    TaskSource.USER: pb.TASK_SOURCE_USER,
}
_STATUSES = {
    MatchStatus.PENDING: pb.MATCH_STATUS_PENDING,
    MatchStatus.MATCHED: pb.MATCH_STATUS_MATCHED,
    MatchStatus.NO_MATCH: pb.MATCH_STATUS_NO_MATCH,
    MatchStatus.FAILED: pb.MATCH_STATUS_FAILED,
}
_SURVEYS = {SurveyStatus.DRAFT: pb.SURVEY_STATUS_DRAFT, SurveyStatus.SUBMITTED: pb.SURVEY_STATUS_SUBMITTED}
_LEVELS = {
    AiLevel.UNRATED: pb.AI_USAGE_LEVEL_UNSPECIFIED,
    AiLevel.NONE: pb.AI_USAGE_LEVEL_NONE,
    AiLevel.SOME: pb.AI_USAGE_LEVEL_SOME,
    AiLevel.SIGNIFICANT: pb.AI_USAGE_LEVEL_SIGNIFICANT,
}
_LEVEL_OF = {number: level for level, number in _LEVELS.items()}
_WRITERS = {WrittenBy.MODEL: onet.WRITTEN_BY_MODEL, WrittenBy.RULES: onet.WRITTEN_BY_RULES}
_WRITER_OF = {number: writer for writer, number in _WRITERS.items()}
_CATEGORIES = {category: onet.WorkCategory.Value(category.contract_name) for category in WorkCategory}
_CATEGORY_OF = {number: category for category, number in _CATEGORIES.items()}
_SPEAKERS = {rpc.SPEAKER_USER: Speaker.USER, rpc.SPEAKER_ASSISTANT: Speaker.ASSISTANT}
_FORMATS = {rpc.EXPORT_FORMAT_JSON: "json", rpc.EXPORT_FORMAT_CSV: "csv"}


class TaskPipelineRpc(JobRpc, stubs.TaskPipelineServiceServicer):
    """The contract's methods; failures are the service's exceptions."""

    def __init__(self, service: TaskService, surveys: Surveys, jobs: Jobs, events: EventLog) -> None:
        """Keep the use cases, and what reading jobs, events and erasing need no use case for."""
        super().__init__(jobs)
        self._service = service
        self._surveys = surveys
        self._events = events

    async def ProcessFast(self, request: rpc.ProcessFastRequest, _context: Context) -> rpc.ProcessFastResponse:
        """Extract at once, match in the background."""
        answer = await self._service.process(
            request.session_id, _conversation(request.conversation), request.request_id
        )
        return rpc.ProcessFastResponse(task_set=_task_set(answer), job_id=answer.job.id if answer.job else "")

    async def ProcessFull(self, request: rpc.ProcessFullRequest, _context: Context) -> rpc.ProcessFullResponse:
        """Extract, match and wait."""
        conversation = _conversation(request.conversation)
        answer = await self._service.process_and_wait(request.session_id, conversation, request.request_id)
        return rpc.ProcessFullResponse(task_set=_task_set(answer))

    async def GetTasks(self, request: rpc.GetTasksRequest, _context: Context) -> rpc.GetTasksResponse:
        """Read the tasks."""
        return rpc.GetTasksResponse(task_set=_task_set(await self._service.get(request.session_id)))

    async def ReplaceTasks(self, request: rpc.ReplaceTasksRequest, _context: Context) -> rpc.ReplaceTasksResponse:
        """Replace the whole set."""
        edits = [_edit(edit) for edit in request.tasks]
        answer = await self._service.replace(request.session_id, edits, request.expected_revision, request.request_id)
        return rpc.ReplaceTasksResponse(task_set=_task_set(answer))

    async def SettleTask(self, request: rpc.SettleTaskRequest, _context: Context) -> rpc.SettleTaskResponse:
        """Keep or drop a task that is not sure."""
        settled = self._service.settle(request.session_id, request.task_id, request.request_id, keep=request.keep)
        return rpc.SettleTaskResponse(task_set=_task_set(await settled))

    async def SubmitTasks(self, request: rpc.SubmitTasksRequest, _context: Context) -> rpc.SubmitTasksResponse:
        """End the survey."""
        return rpc.SubmitTasksResponse(
            task_set=_task_set(await self._service.submit(request.session_id, request.request_id))
        )

    async def ExportTasks(self, request: rpc.ExportTasksRequest, _context: Context) -> rpc.ExportTasksResponse:
        """Write a file."""
        content, media_type, name = await self._service.export(request.session_id, _FORMATS.get(request.format, ""))
        return rpc.ExportTasksResponse(content=content, media_type=media_type, file_name=name)

    async def GetMatches(self, request: rpc.GetMatchesRequest, _context: Context) -> rpc.GetMatchesResponse:
        """Read or rank the occupations."""
        occupations, is_final, attribution = await self._service.occupations(request.session_id)
        return rpc.GetMatchesResponse(occupations=_occupations(occupations), is_final=is_final, attribution=attribution)

    async def GetProfile(self, request: rpc.GetProfileRequest, _context: Context) -> rpc.GetProfileResponse:
        """Return what career actions may rest on."""
        survey = (await self._service.get(request.session_id)).task_set
        occupations, _, _ = await self._service.occupations(request.session_id)
        return rpc.GetProfileResponse(profile=profile_of(survey.survey.job_title, survey.views, occupations))

    async def Subscribe(self, request: rpc.SubscribeRequest, _context: Context) -> AsyncIterator[rpc.SubscribeResponse]:
        """Follow the events of a session."""
        after = request.after_event_id
        while True:
            for event in await self._events.read(request.session_id, after, FOLLOW_S):
                after = event.id
                told = await self._event(request.session_id, event)
                if told is not None:
                    yield told

    async def DeleteSession(self, request: rpc.DeleteSessionRequest, _context: Context) -> rpc.DeleteSessionResponse:
        """Erase a session."""
        erased = await self._jobs.erase(request.session_id) + await self._surveys.erase(request.session_id)
        return rpc.DeleteSessionResponse(erased=erased)

    async def _event(self, session_id: str, event: Event) -> rpc.SubscribeResponse | None:
        """Return an event with what it is about as that is now; None when that is gone."""
        told = rpc.SubscribeResponse(event_id=event.id, at=timestamp(event.at))
        if event.kind == "tasks_changed":
            status = _SURVEYS[SurveyStatus(event.payload["status"])]
            told.tasks_changed.CopyFrom(rpc.TasksChangedEvent(revision=event.payload["revision"], status=status))
            return told
        task_set = (await self._service.get(session_id)).task_set
        if event.kind == "ranking":
            told.ranking.occupations.extend(_occupations(task_set.occupations))
            return told
        view = next((one for one in task_set.views if one.task.id == event.payload["task_id"]), None)
        if view is None:
            return None
        match = rpc.MatchEvent(task=_task(view), done=event.payload["done"], total=event.payload["total"])
        told.match.CopyFrom(match)
        return told


def register(servicer: TaskPipelineRpc) -> Callable[[grpc.aio.Server], None]:
    """Return what adds the servicer to a server."""
    return lambda server: stubs.add_TaskPipelineServiceServicer_to_server(servicer, server)


def _conversation(message: rpc.Conversation) -> Conversation:
    return Conversation(
        job_title=message.job_title,
        soc_code=message.soc_code,
        messages=tuple(
            Message(one.id, _SPEAKERS.get(one.speaker, Speaker.USER), one.content, tuple(one.candidates), one.corrected)
            for one in message.messages
        ),
        cards=tuple(
            Card(
                id=card.id,
                statement=card.statement,
                onet_task_id=card.onet_task_id,
                category=_CATEGORY_OF.get(card.category, WorkCategory.UNKNOWN),
                written_by=_WRITER_OF.get(card.written_by, WrittenBy.RULES),
                model=card.model,
            )
            for card in message.cards
        ),
    )


def _edit(edit: rpc.TaskEdit) -> Edit:
    usage = AiUsage(_LEVEL_OF.get(edit.ai_usage.level, AiLevel.UNRATED), tuple(edit.ai_usage.tools))
    choice = edit.onet_choice if edit.HasField("onet_choice") else None
    return Edit(edit.id, edit.normalized_description, edit.time_percentage, usage, choice)


def _task_set(answer: Answer) -> pb.TaskSet:
    task_set = answer.task_set
    survey = task_set.survey
    return pb.TaskSet(
        session_id=survey.session_id,
        tasks=[_task(view) for view in task_set.views],
        revision=survey.revision,
        status=_SURVEYS[survey.status],
        job=job_message(answer.job) if answer.job else None,
        occupations=_occupations(task_set.occupations),
        updated_at=timestamp(survey.updated_at),
        attribution=task_set.attribution,
        unsure=[_task(TaskView(task, MatchStatus.PENDING, None)) for task in survey.unsure],
    )


def _task(view: TaskView) -> pb.Task:
    task = view.task
    usage = pb.AiUsage(level=_LEVELS[task.ai_usage.level], tools=task.ai_usage.tools)
    return pb.Task(
        id=task.id,
        user_description=task.user_description,
        normalized_description=task.normalized_description,
        gwa_category=_CATEGORIES[view.category],
        source=_SOURCES[task.source],
        written_by=_WRITERS[task.written_by],
        model=task.model,
        lineage=pb.Lineage(
            sources=_sources(task.lineage.sources),
            normalized=task.lineage.normalized,
            merged=[_merge(merge) for merge in task.lineage.merged],
        ),
        match_status=_STATUSES[view.status],
        match=ParseDict(dict(view.match), onet.TaskMatch(), ignore_unknown_fields=True)
        if view.match is not None
        else None,
        time_percentage=task.time_percentage,
        ai_usage=usage,
        edited=task.edited,
        revision=task.revision,
        onet_choice=task.onet_choice,
    )


def _merge(merge: Merge) -> pb.Merge:
    return pb.Merge(
        statement=merge.statement,
        reason=merge.reason,
        sources=_sources(merge.sources),
        reason_id=merge.reason_id,
        reason_arguments=dict(merge.reason_arguments),
    )


def _sources(sources: Sequence[Spoken]) -> list[pb.LineageSource]:
    return [
        pb.LineageSource(message_id=one.message_id, raw_phrase=one.raw_phrase, confirmed_in=one.confirmed_in)
        for one in sources
    ]


def _occupations(documents: Sequence[Document]) -> list[onet.OccupationMatch]:
    return [ParseDict(dict(one), onet.OccupationMatch(), ignore_unknown_fields=True) for one in documents]
