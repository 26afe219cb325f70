"""The turn test on the whole orchestrator: its process is killed, clients speak gRPC, Redis stays."""

from __future__ import annotations

import asyncio
import hashlib
import random
import socket
from contextlib import AsyncExitStack
from pathlib import Path

import grpc

from metier.agent.v1 import agent_service_pb2_grpc
from metier.orchestrator.v1 import chat_service_pb2 as pb
from metier.orchestrator.v1 import chat_service_pb2_grpc
from services.shared.runtime import channels
from services.shared.runtime.serve import listen
from services.shared.runtime.settings import ServiceSettings
from tests.fakes import agent as fake_agent
from tests.fakes.house import SECRET
from tests.soak.checker import Stored
from tests.soak.history import History
from tests.soak.nemesis import Python, torment
from tests.soak.turns import Workload


async def torture_orchestrator(
    redis_url: str, folder: Path, cycles: int, seed: int
) -> tuple[History, dict[str, Stored], float]:
    """Kill the orchestrator `cycles` times; the history, what is stored, and the longest a killed turn held its session."""
    history = History(folder / "history.jsonl")
    async with AsyncExitStack() as stack:
        agent = await stack.enter_async_context(
            listen(
                "agent",
                ServiceSettings(internal_secret=SECRET, grace_s=0),
                lambda server: agent_service_pb2_grpc.add_AgentServiceServicer_to_server(
                    fake_agent.FakeAgent(), server
                ),
                fake_agent.METHODS,
            )
        )
        address = f"127.0.0.1:{free_port()}"
        channel = await stack.enter_async_context(channels.connect(address, ServiceSettings()))

        async def ready() -> None:
            async with asyncio.timeout(20):
                await channel.channel_ready()
                await until_serving(address)

        server = Python(
            "services.orchestrator",
            {
                "METIER_BIND": address,
                "METIER_REDIS_URL": redis_url,
                "METIER_TARGET_AGENT": agent.target,
                "METIER_INTERNAL_SECRET": SECRET,
            },
            ready,
            log=folder / "orchestrator.log",
        )
        await server.start()
        stack.push_async_callback(server.stop)
        stub = chat_service_pb2_grpc.ChatServiceStub(channel)
        started = [
            await stub.StartSession(pb.StartSessionRequest(job_title="Nurse", request_id=f"{seed}-{n}"))
            for n in range(4)
        ]
        tokens = {each.reply.session_id: each.session_token for each in started}
        slowest = 0.0

        async def send(_client: int, session: str, request: str) -> tuple[int, str]:
            nonlocal slowest
            begun = asyncio.get_running_loop().time()
            asked = pb.SendMessageRequest(session_id=session, message=request, request_id=request)
            reply = (await stub.SendMessage(asked, metadata=bearer(tokens[session]))).reply
            slowest = max(slowest, asyncio.get_running_loop().time() - begun)
            return reply.version, hashlib.sha256(reply.SerializeToString(deterministic=True)).hexdigest()

        nemesis = torment(server, cycles, random.Random(seed), (0.1, 0.5))
        await Workload(list(tokens), send, history, seed).run(nemesis)
        stored = {}
        for session, token in tokens.items():
            found = await stub.GetSession(pb.GetSessionRequest(session_id=session), metadata=bearer(token))
            told = await stub.ExplainSession(pb.ExplainSessionRequest(session_id=session), metadata=bearer(token))
            stored[session] = _stored(found.session, told.turns)
    return history, stored, slowest


def bearer(token: str) -> tuple[tuple[str, str], ...]:
    return (("authorization", f"Bearer {token}"),)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


async def until_serving(address: str) -> None:
    """Wait until the health service says SERVING."""
    from grpc_health.v1 import health_pb2, health_pb2_grpc

    async with grpc.aio.insecure_channel(address) as channel:
        stub = health_pb2_grpc.HealthStub(channel)
        while True:
            try:
                answer = await stub.Check(health_pb2.HealthCheckRequest(), wait_for_ready=True, timeout=5)
                if answer.status == health_pb2.HealthCheckResponse.SERVING:
                    return
            except grpc.aio.AioRpcError:
                pass
            await asyncio.sleep(0.02)


def _stored(session, turns) -> Stored:
    content = {each.message.id: each.message.content for each in session.messages}
    said = [each.message.content for each in session.messages if each.message.id.startswith("u")]
    return Stored([(turn.version, content[turn.user_message_id]) for turn in turns[1:]], said)
