"""The workload of the turn tests: clients that retry the same request until they know, some of them twice at once."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from redis.exceptions import RedisError

from services.shared.errors import Conflict, DeadlineExceeded, MetierError, Unavailable
from tests.soak.history import History

Send = Callable[[int, str, str], Awaitable[tuple[int, str]]]
"""Sends a client's request to a session; returns the version it was applied as and a digest of the reply."""

UNKNOWN = (Unavailable, DeadlineExceeded, RedisError, OSError, TimeoutError)
GIVE_UP_S = 30.0


@dataclass
class Workload:
    """Clients, each of which sends one message after the other to one of the sessions, and thinks `pause_s` in between."""

    sessions: Sequence[str]
    send: Send
    history: History
    seed: int
    clients: int = 8
    pause_s: float = 0.0
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, nemesis: Awaitable[None]) -> None:
        """Run for as long as the nemesis is at work, and let the clients finish what they began."""
        running = [asyncio.create_task(self._client(number)) for number in range(self.clients)]
        try:
            await nemesis
        finally:
            self.stop.set()
            await asyncio.gather(*running)

    async def _client(self, number: int) -> None:
        random_ = random.Random(f"{self.seed}-{number}")
        session, count = self.sessions[number % len(self.sessions)], 0
        while not self.stop.is_set():
            count += 1
            request = f"client-{number}-message-{count}"
            copies = 2 if random_.random() < 0.3 else 1
            self.history.add("invoke", number, session, request)
            await asyncio.gather(*(self._resolve(number, session, request, random_) for _ in range(copies)))
            await asyncio.sleep(self.pause_s)

    async def _resolve(self, number: int, session: str, request: str, random_: random.Random) -> None:
        loop = asyncio.get_running_loop()
        until = loop.time() + GIVE_UP_S
        while loop.time() < until:
            try:
                version, digest = await self.send(number, session, request)
            except Conflict:
                await asyncio.sleep(random_.uniform(0.002, 0.02))
            except UNKNOWN:
                await asyncio.sleep(random_.uniform(0.01, 0.05))
            except MetierError:
                self.history.add("fail", number, session, request)
                return
            else:
                self.history.add("ok", number, session, request, version=version, digest=digest)
                return
        self.history.add("info", number, session, request)
