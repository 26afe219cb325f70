"""The fakes on a local port, and the edge on them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import grpc.aio
from google.protobuf import descriptor_pool

from metier.actions.v1.action_service_pb2_grpc import add_ActionServiceServicer_to_server
from metier.cvfsm.v1.cv_service_pb2_grpc import add_CvServiceServicer_to_server
from metier.onet_match.v1.onet_match_service_pb2_grpc import add_OnetMatchServiceServicer_to_server
from metier.orchestrator.v1.chat_service_pb2_grpc import add_ChatServiceServicer_to_server
from metier.taskpipeline.v1.task_pipeline_service_pb2_grpc import add_TaskPipelineServiceServicer_to_server
from services.cli.processes import free_port
from services.edge.app import build
from services.edge.listener import Listener
from services.edge.page import Site
from services.edge.settings import EdgeSettings
from services.edge.wiring import backends_of
from services.shared.runtime.channels import connect
from services.shared.runtime.clock import SystemClock
from services.shared.runtime.serve import listen
from services.shared.runtime.server_interceptors import Access
from tests.fakes.edge.actions import FakeActions
from tests.fakes.edge.chat import orchestrator
from tests.fakes.edge.cv import FakeCv
from tests.fakes.edge.tasks import FakeOnetMatch, FakeTaskPipeline
from tests.fakes.edge.world import World

SERVICES = (
    "metier.orchestrator.v1.ChatService",
    "metier.taskpipeline.v1.TaskPipelineService",
    "metier.actions.v1.ActionService",
    "metier.onet_match.v1.OnetMatchService",
    "metier.cvfsm.v1.CvService",
)
NAMES = ("orchestrator", "taskpipeline", "onet_match", "actions", "cvfsm")
PUBLIC = {"StartSession", "UploadCv", "StartCv", "SearchTitles", "GetReaders"}


def _methods() -> dict[str, Access]:
    pool = descriptor_pool.Default()
    return {
        f"/{service}/{method.name}": Access.PUBLIC
        if method.name in PUBLIC or "onet_match" in service or method.name == "ListJobs"
        else Access.SESSION
        for service in SERVICES
        for method in pool.FindServiceByName(service).methods
    }


@asynccontextmanager
async def fake_services(world: World) -> AsyncIterator[str]:
    """All fakes on one server; gives its target."""

    def register(server: grpc.aio.Server) -> None:
        add_ChatServiceServicer_to_server(orchestrator(world), server)
        add_TaskPipelineServiceServicer_to_server(FakeTaskPipeline(world), server)
        add_ActionServiceServicer_to_server(FakeActions(world), server)
        add_OnetMatchServiceServicer_to_server(FakeOnetMatch(world), server)
        add_CvServiceServicer_to_server(FakeCv(world), server)

    settings = EdgeSettings(grace_s=0)
    async with listen("fakes", settings, register, _methods(), verify=world.verify) as listening:
        await listening.tell(is_ready=True)
        yield listening.target


@dataclass(frozen=True)
class RunningEdge:
    """The edge on its fakes."""

    url: str
    world: World


@asynccontextmanager
async def running_edge(world: World, settings: EdgeSettings, port: int) -> AsyncIterator[RunningEdge]:
    """The real edge, as it listens, in this loop; with port 0 on one that is free once its services have theirs."""
    async with fake_services(world) as target, connect(target, settings) as channel:
        port = port or free_port(0)
        app = build(backends_of(dict.fromkeys(NAMES, channel)), settings, Site(), SystemClock())
        server = Listener(app, settings, "127.0.0.1", port)
        serving = asyncio.create_task(server.serve())
        while not server.started:
            if serving.done():
                serving.result()  # it did not start: raises why
            await asyncio.sleep(0.01)
        try:
            yield RunningEdge(f"http://127.0.0.1:{port}", world)
        finally:
            server.stop()
            await serving
