"""The turn test on the session store: its service code and Redis are real, the agent answers at once."""

from __future__ import annotations

import hashlib
import random
from collections.abc import AsyncGenerator
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from metier.agent.v1.agent_service_pb2 import TakeTurnResponse
from services.orchestrator.adapters.sessions_redis import RedisSessions
from services.orchestrator.core.session import OpaquePayload, Outcome, Role, Trigger, Turn
from services.orchestrator.ports import Opening, TurnAsked, TurnLease
from services.orchestrator.service import Conversations, last
from services.shared.runtime.clock import RandomIds
from services.shared.runtime.commits import Request
from services.shared.runtime.redis import open_redis
from services.shared.runtime.settings import ServiceSettings
from tests.soak.checker import Stored
from tests.soak.history import History
from tests.soak.naive import NaiveSessions
from tests.soak.nemesis import RedisServer, noisy_disk, torment
from tests.soak.turns import Workload


class Parrot:
    """An agent that answers at once with what was said."""

    async def take_turn(self, asked: TurnAsked, timeout_s: float) -> AsyncGenerator[TakeTurnResponse | Outcome, None]:
        yield outcome_of(asked.said)


def outcome_of(said: str) -> Outcome:
    return Outcome(
        reply=f"You said {said}", card_ids=(), is_complete=False, closes=False, payload=OpaquePayload(said.encode())
    )


def digest_of(turn: Turn) -> str:
    return hashlib.sha256(repr((turn, turn.payload)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class WithoutDedup:
    """Control: the real store, but nobody tells it the request ids."""

    inner: RedisSessions

    async def started(self, session_id: str, request: Request) -> Any:
        return await self.inner.started(session_id, request)

    async def start(self, session_id: str, request: Request, opening: Opening) -> Any:
        return await self.inner.start(session_id, request, opening)

    async def begin(self, session_id: str, request: Request, trigger: Trigger, lease_id: str) -> TurnLease | Turn:
        return await self.inner.begin(session_id, replace(request, id=""), trigger, lease_id)

    async def commit(self, lease: TurnLease, request: Request, trigger: Trigger, said: str, outcome: Outcome) -> Turn:
        return await self.inner.commit(lease, replace(request, id=""), trigger, said, outcome)

    async def release(self, session_id: str, lease_id: str) -> None:
        await self.inner.release(session_id, lease_id)


async def torture_store(
    folder: Path, cycles: int, seed: int, *, control: str = ""
) -> tuple[History, dict[str, Stored]]:
    """Kill Redis `cycles` times under eight clients in four sessions; the history and what is stored at the end.

    Half of the clients use the suite's connection, which sends a command again by itself when the connection breaks;
    the other half one that does not.
    """
    server = RedisServer(folder / "redis", fsync="everysec" if control == "everysec" else "always")
    history = History(folder / "history.jsonl")
    async with (
        server,
        open_redis(ServiceSettings(redis_url=server.url)) as resending,
        Redis.from_url(server.url, decode_responses=True, retry=Retry(NoBackoff(), 0)) as plain,
    ):
        stores = [RedisSessions(redis, "test", "1") for redis in (resending, plain)]
        turns = [_controlled(store, control) for store in stores]
        conversations = [Conversations(each, each, stores[0], Parrot(), RandomIds(), 20) for each in turns]
        sessions = [(await conversations[0].start("Nurse", "", "", f"start-{n}"))[0] for n in range(4)]

        async def send(client: int, session: str, request: str) -> tuple[int, str]:
            turn = await last(conversations[client // 4].message(session, request, request))
            return turn.version, digest_of(turn)

        nemesis = torment(server, cycles, random.Random(seed), (0.02, 0.2), lambda: len(history.of("ok")))
        with noisy_disk(folder) if control == "everysec" else nullcontext():
            await Workload(sessions, send, history, seed).run(nemesis)
        reader: Any = turns[0] if control == "naive" else stores[0]
        found = {session: await reader.load(session) for session in sessions}
    return history, {session: stored_of(whole) for session, whole in found.items()}


def _controlled(store: RedisSessions, control: str) -> Any:
    return {"": store, "everysec": store, "naive": NaiveSessions(store.redis), "no dedup": WithoutDedup(store)}[control]


def stored_of(whole: Any) -> Stored:
    said = [message for message in whole.messages if message.role is Role.USER]
    content = {message.id: message.content for message in said}
    return Stored(
        turns=[(turn.version, content.get(turn.said_id, turn.said_id)) for turn in whole.turns[1:]],
        transcript=[message.content for message in said],
    )
