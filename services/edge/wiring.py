"""Wiring of the edge: settings -> channels -> adapters -> app -> listener."""

import asyncio
import signal
from collections.abc import Mapping
from contextlib import AsyncExitStack

import grpc.aio

from services.edge.adapters.actions import ActionClient
from services.edge.adapters.chat import OrchestratorClient
from services.edge.adapters.cv import CvClient
from services.edge.adapters.health import HealthClient
from services.edge.adapters.readers import ReaderClient
from services.edge.adapters.tasks import TaskPipelineClient
from services.edge.adapters.titles import OnetMatchClient
from services.edge.app import build
from services.edge.listener import Listener
from services.edge.page import Site
from services.edge.ports import Backends
from services.edge.settings import EdgeSettings
from services.shared.runtime.channels import connect
from services.shared.runtime.clock import SystemClock
from services.shared.runtime.credentials import require_decision
from services.shared.runtime.telemetry import get_logger


def backends_of(channels: Mapping[str, grpc.aio.Channel]) -> Backends:
    """The services behind, each over its channel."""
    orchestrator, cv = OrchestratorClient(channels["orchestrator"]), CvClient(channels["cvfsm"])
    return Backends(
        conversation=orchestrator,
        records=orchestrator,
        survey=orchestrator,
        tasks=TaskPipelineClient(channels["taskpipeline"]),
        actions=ActionClient(channels["actions"]),
        titles=OnetMatchClient(channels["onet_match"]),
        readers=ReaderClient(channels["orchestrator"], channels["cvfsm"], SystemClock()),
        cv_steps=cv,
        cv_records=cv,
        health=HealthClient(channels),
    )


async def serve_edge(settings: EdgeSettings) -> None:
    """Serve until SIGTERM or SIGINT; calls in flight end first."""
    async with AsyncExitStack() as stack:
        names = ("orchestrator", "taskpipeline", "onet_match", "actions", "cvfsm")
        channels = {
            name: await stack.enter_async_context(connect(getattr(settings, f"target_{name}"), settings))
            for name in names
        }
        host, _, port = settings.address("edge").rpartition(":")
        require_decision(settings, settings.address("edge"))
        server = Listener(build(backends_of(channels), settings, Site(), SystemClock()), settings, host, int(port))
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, server.stop)
        get_logger().info("edge.serving", host=host, port=int(port))
        await server.serve()
