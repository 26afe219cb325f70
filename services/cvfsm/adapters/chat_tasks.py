"""Tasks of a chat session, from the task pipeline over gRPC; the session's token is checked first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from metier.taskpipeline.v1 import task_pipeline_service_pb2
from services.cvfsm.core.machine.session import ChatTask
from services.shared.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from metier.taskpipeline.v1.task_pipeline_service_pb2_grpc import TaskPipelineServiceAsyncStub
    from services.shared.runtime.sessions import SessionKeys


@dataclass(frozen=True, slots=True)
class ChatTasks:
    """Fetches tasks with the suite's credential, for who holds the chat session's token."""

    stub: TaskPipelineServiceAsyncStub
    keys: SessionKeys

    async def fetch(self, session_id: str, token: str) -> Sequence[ChatTask]:
        """Return the tasks, each in the person's words and as the person confirmed it.

        Raises:
            NotFound: SESSION_UNKNOWN, the token does not open the session.
            Unavailable: The task pipeline is down.
        """
        if not await self.keys.verify(session_id, token):
            raise NotFound("SESSION_UNKNOWN", "There is no such chat session, or the token does not open it.")
        request = task_pipeline_service_pb2.GetTasksRequest(session_id=session_id)
        metadata = (("authorization", f"Bearer {token}"),)
        answer = await self.stub.GetTasks(request, metadata=metadata)
        rows = answer.task_set.tasks
        return [
            ChatTask(row.id, text)
            for row in rows
            for text in dict.fromkeys((row.normalized_description, row.user_description))
            if text
        ]
