"""What a whole turn on rules costs, relative to an empty hop through as many services.

The turn goes client -> orchestrator -> agent -> onet_match, the hop through three empty services of the same runtime;
both alternate in one run, so that a busy machine slows both. "Embedding of new text apart" is taken in two ways:

- `turn_per_hop`: the same conversations again in new sessions, `rounds` times. Nothing is left to embed, and what agent
  and matcher keep of a text (its vector, its class) is there. Median turn over median hop.
- `new_turn_per_hop`: the first time, when each text is new. From each turn the time its matcher calls spent embedding
  is taken away, as the matcher tells it in its trailers and the turn's record keeps it (`turn_embedding_ms` is the
  median); finding the class of the new text and the calls that need it stay in. Stricter, and from 24 turns only.

Both count everything else: token check, lease, commit to disk, analysis, guardrails, reply. CPU is that of the service
processes by the turn or hop, starts of sessions included.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
import uuid
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bench.conversations import CONVERSATIONS
from bench.load import cpu_ms
from metier.agent.v1 import agent_service_pb2, agent_service_pb2_grpc, agent_state_pb2
from metier.onet_match.v1 import onet_match_service_pb2, onet_match_service_pb2_grpc
from metier.orchestrator.v1 import chat_service_pb2 as pb
from metier.orchestrator.v1 import chat_service_pb2_grpc, session_pb2
from services.cli.edge_client import EdgeClient
from services.cli.processes import free_port, internal_secret
from services.cli.suite import Suite
from services.shared.runtime import channels
from services.shared.runtime.settings import ServiceSettings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

HOPS = 3
"""Services behind the client of a turn: orchestrator, agent, matcher."""

PAYLOAD = b"x" * 200
"""About the size of a message."""

CHAIN_SERVICES = ("orchestrator", "agent", "onet_match")


class Turns:
    """A client of the conversation that times its turns, each beside an empty hop."""

    def __init__(
        self,
        chat: chat_service_pb2_grpc.ChatServiceAsyncStub,
        hop: onet_match_service_pb2_grpc.OnetMatchServiceAsyncStub,
    ) -> None:
        """Talk to `chat`, and to `hop` in between."""
        self.chat, self._hop = chat, hop
        self.turn_ms: list[float] = []
        self.hop_ms: list[float] = []

    def clear(self) -> None:
        """Forget what was measured."""
        self.turn_ms.clear()
        self.hop_ms.clear()

    async def converse(self, job_title: str, messages: Iterable[str]) -> list[float]:
        """Hold one conversation; what each turn spent embedding, in milliseconds."""
        started = await self.chat.StartSession(pb.StartSessionRequest(job_title=job_title, request_id=uuid.uuid4().hex))
        metadata = (("authorization", f"Bearer {started.session_token}"),)
        for message in messages:
            request = pb.SendMessageRequest(
                session_id=started.reply.session_id, message=message, request_id=uuid.uuid4().hex
            )
            begun = time.perf_counter()
            await self.chat.SendMessage(request, metadata=metadata)
            self.turn_ms.append(1000 * (time.perf_counter() - begun))
            begun = time.perf_counter()
            await self._hop.Echo(onet_match_service_pb2.EchoRequest(payload=PAYLOAD))
            self.hop_ms.append(1000 * (time.perf_counter() - begun))
        whole = pb.ExplainSessionRequest(session_id=started.reply.session_id)
        _opening, *turns = (await self.chat.ExplainSession(whole, metadata=metadata)).turns
        return [turn.record.embedding_took.ToNanoseconds() / 1e6 for turn in turns]


@asynccontextmanager
async def chain() -> AsyncIterator[tuple[str, list[int]]]:
    """Empty services that pass a call on; the first one's address and their process ids."""
    processes: list[asyncio.subprocess.Process] = []
    following = ""
    try:
        for _ in range(HOPS):
            address = f"127.0.0.1:{free_port(0)}"
            processes.append(
                await asyncio.create_subprocess_exec(sys.executable, "-m", "bench.hop", address, following)
            )
            following = address
        yield following, [process.pid for process in processes]
    finally:
        for process in processes:
            process.terminate()
        await asyncio.gather(*(process.wait() for process in processes))


async def run(rounds: int = 5, home: Path = Path(".metier")) -> dict[str, float]:
    """Measure; `home` is where a built index lies. Times are medians in milliseconds, CPU is per turn or hop."""
    with tempfile.TemporaryDirectory() as folder:
        own = Path(folder)
        if (home / "onet").is_dir():
            (own / "onet").symlink_to((home / "onet").resolve())
        suite = Suite(own, free_port(0), lambda _line: None)
        async with suite.running() as addresses, chain() as (first_hop, hop_pids), AsyncExitStack() as stack:
            settings = ServiceSettings(internal_secret=internal_secret(own))
            connect = [
                await stack.enter_async_context(channels.connect(target, settings))
                for target in (addresses.targets["orchestrator"], first_hop, addresses.targets["agent"])
            ]
            await asyncio.gather(*(channel.channel_ready() for channel in connect))
            turns = Turns(
                chat_service_pb2_grpc.ChatServiceStub(connect[0]),
                onet_match_service_pb2_grpc.OnetMatchServiceStub(connect[1]),
            )
            pids = {**{name: [suite.pid(name)] for name in CHAIN_SERVICES}, "hop": hop_pids}
            new = await _new_text(turns)
            cpu = await _known_text(turns, rounds, pids)
            agent = agent_service_pb2_grpc.AgentServiceStub(connect[2])
            edge_ms, agent_ms = await _first_tokens(turns.chat, agent, addresses.url)
    hop, turn = statistics.median(turns.hop_ms), statistics.median(turns.turn_ms)
    return {
        "hop_ms": hop,
        "turn_ms": turn,
        "turn_per_hop": turn / hop,
        **new,
        **{f"{name}_cpu_ms": value for name, value in cpu.items()},
        "turn_per_hop_cpu": sum(cpu[name] for name in CHAIN_SERVICES) / (cpu["hop"] or 1.0),
        "first_token_edge_ms": edge_ms,
        "first_token_agent_ms": agent_ms,
        "first_token_added_ms": edge_ms - agent_ms,
    }


async def _new_text(turns: Turns) -> dict[str, float]:
    """Turns whose texts nobody has seen; medians."""
    for _ in range(20):  # connections, caches of code, the first pages of the index
        await turns.converse("Baker", ["I bake bread before dawn."])
    turns.clear()
    embedding_ms = [each for conversation in CONVERSATIONS for each in await turns.converse(*conversation)]
    apart = [turn - embedding for turn, embedding in zip(turns.turn_ms, embedding_ms, strict=True)]
    return {
        "new_turn_ms": statistics.median(turns.turn_ms),
        "turn_embedding_ms": statistics.median(embedding_ms),
        "new_turn_per_hop": statistics.median(apart) / statistics.median(turns.hop_ms),
    }


async def _known_text(turns: Turns, rounds: int, pids: dict[str, list[int]]) -> dict[str, float]:
    """Turns whose texts have been seen, left in `turns`; CPU of a turn by service, and of a hop."""
    turns.clear()
    before = {name: cpu_ms(each) for name, each in pids.items()}
    for _ in range(rounds):
        for conversation in CONVERSATIONS:
            await turns.converse(*conversation)
    return {name: (cpu_ms(each) - before[name]) / len(turns.turn_ms) for name, each in pids.items()}


async def _first_tokens(
    chat: chat_service_pb2_grpc.ChatServiceAsyncStub, agent: agent_service_pb2_grpc.AgentServiceAsyncStub, url: str
) -> tuple[float, float]:
    """Median time to the first piece of a reply: through edge and orchestrator, and from the agent asked the same."""
    through, direct = [], []
    async with EdgeClient(url) as edge:
        for job_title, messages in CONVERSATIONS:
            conversation = await edge.start(job_title)
            whose = pb.GetSessionRequest(session_id=conversation.session_id)
            metadata = (("authorization", f"Bearer {conversation.token}"),)
            async with conversation.socket() as socket:
                for message in messages:
                    request = _asked((await chat.GetSession(whose, metadata=metadata)).session, message)
                    begun = time.perf_counter()
                    async for event in agent.TakeTurn(request):
                        if event.WhichOneof("event") == "delta":
                            direct.append(1000 * (time.perf_counter() - begun))
                            break
                    begun, is_first = time.perf_counter(), True
                    async for frame in socket.turn("message", message):
                        if is_first and frame["type"] == "delta":
                            through.append(1000 * (time.perf_counter() - begun))
                            is_first = False
    return statistics.median(through), statistics.median(direct)


def _asked(session: session_pb2.Session, message: str) -> agent_service_pb2.TakeTurnRequest:
    said = agent_state_pb2.Message(id="next", role=agent_state_pb2.ROLE_USER, content=message)
    return agent_service_pb2.TakeTurnRequest(
        state=session.state,
        transcript=[stored.message for stored in session.messages],
        message=agent_service_pb2.MessageTrigger(message=said),
        reply_message_id="reply",
        session_id=session.session_id,
    )
