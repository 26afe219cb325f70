"""The turn test on the whole orchestrator: its process is killed, clients speak gRPC, Redis stays."""

from __future__ import annotations

import asyncio
import hashlib
import random
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import grpc

from metier.agent.v1 import agent_service_pb2_grpc
from metier.orchestrator.v1 import chat_service_pb2 as pb
from metier.orchestrator.v1 import chat_service_pb2_grpc, session_pb2
from services.shared.runtime import channels
from services.shared.runtime.serve import listen
from services.shared.runtime.settings import ServiceSettings
from tests.fakes import agent as fake_agent
from tests.fakes.house import SECRET
from tests.soak.checker import Stored
from tests.soak.history import History
from tests.soak.nemesis import Python, torment
from tests.soak.turns import Send, Workload

Stub = chat_service_pb2_grpc.ChatServiceStub
Tokens = dict[str, str]
SESSIONS = 4


@dataclass
class Running:
    """An orchestrator process beside a fake agent, and sessions on it."""

    process: Python
    address: str
    stub: Stub
    tokens: Tokens

    async def stored(self) -> dict[str, Stored]:
        """What each session holds, as its owner tells it."""
        return await stored(self.stub, self.tokens)


@asynccontextmanager
async def running(redis_url: str, folder: Path, seed: int) -> AsyncIterator[Running]:
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

        environment = {
            "METIER_BIND": address,
            "METIER_REDIS_URL": redis_url,
            "METIER_TARGET_AGENT": agent.target,
            "METIER_INTERNAL_SECRET": SECRET,
        }
        process = Python("services.orchestrator", environment, ready, log=folder / "orchestrator.log")
        await process.start()
        stack.push_async_callback(process.stop)
        stub = chat_service_pb2_grpc.ChatServiceStub(channel)
        started = [
            await stub.StartSession(pb.StartSessionRequest(job_title="Nurse", request_id=f"{seed}-{n}"))
            for n in range(SESSIONS)
        ]
        yield Running(process, address, stub, {each.reply.session_id: each.session_token for each in started})


def unary(stub: Stub, tokens: Tokens) -> Send:
    """Sends a message and waits for the whole reply."""

    async def send(_client: int, session: str, request: str) -> tuple[int, str]:
        asked = pb.SendMessageRequest(session_id=session, message=request, request_id=request)
        return seen((await stub.SendMessage(asked, metadata=bearer(tokens[session]))).reply)

    return send


def streamed(stub: Stub, tokens: Tokens) -> Send:
    """Sends a message and follows the reply as it is written."""

    async def send(_client: int, session: str, request: str) -> tuple[int, str]:
        asked = pb.SendMessageStreamRequest(session_id=session, message=request, request_id=request)
        events = [event async for event in stub.SendMessageStream(asked, metadata=bearer(tokens[session]))]
        return seen(events[-1].turn)

    return send


def seen(reply: session_pb2.TurnReply) -> tuple[int, str]:
    """The version a reply tells, and a digest of the whole of it."""
    return reply.version, hashlib.sha256(reply.SerializeToString(deterministic=True)).hexdigest()


async def torture_orchestrator(
    redis_url: str, folder: Path, cycles: int, seed: int
) -> tuple[History, dict[str, Stored]]:
    """Kill the orchestrator `cycles` times; the history, and what is stored at the end."""
    history = History(folder / "history.jsonl")
    async with running(redis_url, folder, seed) as chat:
        nemesis = torment(chat.process, cycles, random.Random(seed), (0.1, 0.5), lambda: len(history.of("ok")))
        await Workload(list(chat.tokens), unary(chat.stub, chat.tokens), history, seed).run(nemesis)
        return history, await chat.stored()


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


async def stored(stub: Stub, tokens: Tokens) -> dict[str, Stored]:
    """What sessions hold behind their first turn, as their owner tells it."""
    found = {}
    for session, token in tokens.items():
        whole = await stub.GetSession(pb.GetSessionRequest(session_id=session), metadata=bearer(token))
        told = await stub.ExplainSession(pb.ExplainSessionRequest(session_id=session), metadata=bearer(token))
        found[session] = _stored(whole.session, told.turns)
    return found


def _stored(session, turns) -> Stored:
    first, *later = turns
    said = {each.message.id: each.message.content for each in session.messages if each.message.id.startswith("u")}
    transcript = [content for key, content in said.items() if key != first.user_message_id]
    return Stored([(turn.version, said[turn.user_message_id]) for turn in later], transcript)
