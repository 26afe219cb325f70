"""What career actions rest on, as the action service's contract says it; this service asks for a generation."""

from collections.abc import Mapping, Sequence

import grpc
from google.protobuf.json_format import ParseDict

from metier.actions.v1 import action_service_pb2 as pb
from metier.actions.v1 import action_service_pb2_grpc as stubs
from metier.onet_match.v1 import catalogue_pb2
from services.taskpipeline.core.types import Document, Result, Survey
from services.taskpipeline.core.view import TaskView, view_tasks


class CareerActions:
    """Implements `Actions`."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        """Keep the channel."""
        self._stub = stubs.ActionServiceStub(channel)

    async def start(self, survey: Survey, results: Mapping[str, Result], occupations: Sequence[Document]) -> None:
        """Ask for a generation; the request id is the survey's revision, so a repeat starts no second one."""
        profile = profile_of(survey.job_title, view_tasks(survey.tasks, results, has_failed=False), occupations)
        request_id = f"tasks-{survey.session_id}-{survey.due_revision}"
        await self._stub.GenerateActions(
            pb.GenerateActionsRequest(session_id=survey.session_id, profile=profile, request_id=request_id)
        )


def profile_of(job_title: str, views: Sequence[TaskView], occupations: Sequence[Document]) -> pb.Profile:
    """The tasks with their matches, and the occupations that fit."""
    tasks = [
        pb.ProfileTask(
            id=view.task.id,
            statement=view.task.normalized_description,
            category=catalogue_pb2.WorkCategory.Value(view.category.contract_name),
            onet_task_id=(view.match or {}).get("best", {}).get("task", {}).get("task_id", ""),
            time_percentage=view.task.time_percentage,
        )
        for view in views
    ]
    matches = [ParseDict(dict(one), catalogue_pb2.OccupationMatch(), ignore_unknown_fields=True) for one in occupations]
    return pb.Profile(job_title=job_title, tasks=tasks, matches=matches)
