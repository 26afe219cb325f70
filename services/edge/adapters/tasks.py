"""The task pipeline over gRPC: tasks, export and matches."""

from typing import Any

import grpc.aio
from google.protobuf.message import Message

from metier.onet_match.v1 import catalogue_pb2
from metier.taskpipeline.v1 import task_pb2
from metier.taskpipeline.v1 import task_pipeline_service_pb2 as pb
from metier.taskpipeline.v1.task_pipeline_service_pb2_grpc import TaskPipelineServiceStub
from services.edge.adapters.calls import metadata
from services.edge.adapters.plain import enum_number, plain
from services.edge.models.tasks import Job, Matches, OccupationMatch, Task, TaskEdit, TaskSet
from services.edge.ports import Caller, File
from services.edge.words import put

_FORMATS = pb.DESCRIPTOR.enum_types_by_name["ExportFormat"]
_LEVELS = task_pb2.DESCRIPTOR.enum_types_by_name["AiUsageLevel"]


class TaskPipelineClient:
    """Fulfils `TaskSets`."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._stub = TaskPipelineServiceStub(channel)

    async def get(self, session_id: str, caller: Caller) -> TaskSet:
        """All tasks."""
        answer = await self._stub.GetTasks(pb.GetTasksRequest(session_id=session_id), metadata=metadata(caller))
        return task_set(answer.task_set)

    async def replace(self, session_id: str, tasks: list[TaskEdit], revision: int, caller: Caller) -> TaskSet:
        """The whole set in the wanted order, if it is still at `revision`."""
        request = pb.ReplaceTasksRequest(
            session_id=session_id,
            tasks=[_edit(row) for row in tasks],
            expected_revision=revision,
            request_id=caller.request_id,
        )
        answer = await self._stub.ReplaceTasks(request, metadata=metadata(caller))
        return task_set(answer.task_set)

    async def settle(self, session_id: str, task_id: str, caller: Caller, *, keep: bool) -> TaskSet:
        """Keep or drop a task that is not sure."""
        request = pb.SettleTaskRequest(session_id=session_id, task_id=task_id, keep=keep, request_id=caller.request_id)
        answer = await self._stub.SettleTask(request, metadata=metadata(caller))
        return task_set(answer.task_set)

    async def export(self, session_id: str, form: str, caller: Caller) -> File:
        """The tasks as a file, `json` or `csv`."""
        request = pb.ExportTasksRequest(session_id=session_id, format=enum_number(_FORMATS, form))
        answer = await self._stub.ExportTasks(request, metadata=metadata(caller))
        return File(bytes(answer.content), answer.media_type, answer.file_name)

    async def matches(self, session_id: str, caller: Caller) -> Matches:
        """The occupations that fit."""
        answer = await self._stub.GetMatches(pb.GetMatchesRequest(session_id=session_id), metadata=metadata(caller))
        return Matches(
            session_id=session_id,
            occupations=[occupation(row) for row in answer.occupations],
            is_final=answer.is_final,
            attribution=answer.attribution,
        )


def task_set(message: task_pb2.TaskSet) -> TaskSet:
    """The set as JSON."""
    return TaskSet(
        **{
            **plain(message),
            "tasks": [task(row) for row in message.tasks],
            "unsure": [task(row) for row in message.unsure],
            "job": job(message.job) if message.HasField("job") else None,
            "status": "submitted" if message.status == task_pb2.SURVEY_STATUS_SUBMITTED else "draft",
        }
    )


def task(message: task_pb2.Task) -> Task:
    """A task as JSON, with flat members beside the whole match."""
    fields = plain(message)
    found = fields["match"] or {}
    best = _candidate(found["best"]) if found.get("best") else None
    match = put(
        {"reasoning": found.get("reasoning")},
        reasoning=_told(found.get("reasoning_sentence")),
    ) | {
        "status": fields["match_status"] or "pending",
        "confidence": found.get("confidence"),
        "best_match": best,
        "top_matches": [_candidate(row) for row in found.get("candidates", [])],
        "written_by": found.get("written_by"),
        "model": found.get("model"),
    }
    return Task(
        **{
            **fields,
            "lineage": _lineage(fields["lineage"] or {"sources": [], "normalized": "", "merged": []}),
            "ai_usage": fields["ai_usage"] or {},
            "match": match,
            "onet_task_id": best["task_id"] if best else None,
            "onet_task_description": best["task_statement"] if best else None,
            "similarity_score": best["score"] if best else None,
        }
    )


def occupation(message: catalogue_pb2.OccupationMatch) -> OccupationMatch:
    """An occupation as JSON."""
    fields = plain(message)
    return OccupationMatch(
        **{
            **put(fields, explanation=fields["explanation_sentences"]),
            "recommendations": [put(row, action=_told(row["sentence"])) for row in fields["recommendations"]],
            "occupation_code": fields["soc_code"],
            "occupation_title": fields["title"],
            "supporting": [{**row, "onet_task": _onet_task(row["task"])} for row in fields["supporting"]],
            "missing": [_onet_task(row) for row in fields["missing"]],
            "job_zone": fields["job_zone"] or None,
            "related_occupation_codes": fields["related_soc_codes"],
        }
    )


def job(message: Message) -> Job:
    """A background job of any owner as JSON; owners spell their jobs alike."""
    return Job(**plain(message))


def _lineage(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "merged": [put(merge, reason=_reason(merge)) for merge in row["merged"]]}


def _reason(merge: dict[str, Any]) -> list[dict[str, Any]]:
    if not merge["reason_id"]:
        return []
    return [{"id": merge["reason_id"], "arguments": merge["reason_arguments"], "text": merge["reason"]}]


def _told(sentence: dict[str, Any] | None) -> list[dict[str, Any]]:
    return [sentence] if sentence else []


def _onet_task(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "task_statement": row["statement"], "occupation_code": row["soc_code"]}


def _candidate(row: dict[str, Any]) -> dict[str, Any]:
    return {**_onet_task(row["task"]), "score": row["score"], "probability": row["probability"]}


def _edit(row: TaskEdit) -> pb.TaskEdit:
    usage = task_pb2.AiUsage(level=enum_number(_LEVELS, row.ai_usage.level), tools=row.ai_usage.tools)
    return pb.TaskEdit(
        id=row.id or "",
        normalized_description=row.normalized_description,
        time_percentage=row.time_percentage,
        ai_usage=usage,
        onet_choice=row.onet_choice,
    )
