"""Chat tasks over a real channel: only for who holds the chat session's token, and only those of that session."""

from typing import Any

import pytest
from redis.asyncio import Redis

from metier.taskpipeline.v1 import task_pb2
from metier.taskpipeline.v1 import task_pipeline_service_pb2 as rpc
from metier.taskpipeline.v1 import task_pipeline_service_pb2_grpc as rpc_grpc
from services.cvfsm.adapters.chat_tasks import ChatTasks
from services.cvfsm.core.machine.session import ChatTask
from services.cvfsm.settings import CvSettings
from services.shared.errors import NotFound, Unavailable
from services.shared.runtime.channels import connect
from services.shared.runtime.serve import listen
from services.shared.runtime.server_interceptors import Access
from services.shared.runtime.sessions import SessionKeys

SERVICE = rpc.DESCRIPTOR.services_by_name["TaskPipelineService"]
METHODS = {f"/{SERVICE.full_name}/{method.name}": Access.PUBLIC for method in SERVICE.methods}


class Pipeline(rpc_grpc.TaskPipelineServiceServicer):
    """Answers GetTasks alone."""

    async def GetTasks(self, request: rpc.GetTasksRequest, context: Any) -> rpc.GetTasksResponse:
        rows = [
            task_pb2.Task(id="t1", normalized_description="Bake rye bread", user_description="I bake the rye"),
            task_pb2.Task(id="t2", normalized_description="Order flour", user_description="Order flour"),
        ]
        return rpc.GetTasksResponse(task_set=task_pb2.TaskSet(session_id=request.session_id, tasks=rows))


async def test_tasks_come_in_the_persons_words_and_as_they_were_confirmed(redis: Redis) -> None:
    keys, settings = SessionKeys(redis), CvSettings()
    token = await keys.issue("chat", "chat")
    register = lambda server: rpc_grpc.add_TaskPipelineServiceServicer_to_server(Pipeline(), server)  # noqa: E731
    async with (
        listen("taskpipeline", settings, register, METHODS) as server,
        connect(server.target, settings) as channel,
    ):
        tasks = ChatTasks(rpc_grpc.TaskPipelineServiceStub(channel), keys)  # type: ignore[arg-type]
        assert await tasks.fetch("chat", token) == [
            ChatTask("t1", "Bake rye bread"),
            ChatTask("t1", "I bake the rye"),
            ChatTask("t2", "Order flour"),
        ]
        for session_id, wrong in (("chat", "guess"), ("other", token)):
            with pytest.raises(NotFound) as refused:
                await tasks.fetch(session_id, wrong)
            assert refused.value.reason == "SESSION_UNKNOWN"


async def test_a_pipeline_that_is_down_is_named_and_can_be_tried_again(redis: Redis) -> None:
    keys = SessionKeys(redis)
    token = await keys.issue("chat", "chat")
    async with connect("127.0.0.1:9", CvSettings(call_timeout_s=3)) as channel:
        tasks = ChatTasks(rpc_grpc.TaskPipelineServiceStub(channel), keys)  # type: ignore[arg-type]
        with pytest.raises(Unavailable):
            await tasks.fetch("chat", token)
