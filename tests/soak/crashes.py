"""Crashes at set places: a process is killed exactly between two steps that must not come apart.

Nothing in the services knows of it. A proxy stands where the steps meet (between a service and Redis, or between a
client and a service), reads what passes, and kills at the step that is to be hit: the process that asked for it, before
the step reached Redis or before its answer came back, or Redis itself while it writes.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from redis.asyncio import Redis

from metier.orchestrator.v1 import chat_service_pb2_grpc
from services.shared.runtime import channels
from services.shared.runtime.jobs import Jobs
from services.shared.runtime.settings import ServiceSettings
from tests.fakes.proxy import TO_CLIENT, TO_SERVER, Cut, Proxy
from tests.soak import worker
from tests.soak.checker import judge
from tests.soak.history import History
from tests.soak.jobs import job_violations, worker_process
from tests.soak.nemesis import Python, RedisServer
from tests.soak.orchestrator import running, streamed
from tests.soak.turns import Workload

HIT_S = 30.0
"""A step that is not passed within this time is a test that hits nothing."""

REPLY_BYTES = 1200
"""A reply of the fake agent, streamed, is about so long with its headers; the hit falls anywhere in it."""

JOB_LEASE_S = 0.4
"""How long a job waits for its next worker; three heartbeats fit in on a busy machine."""


class Moment(Enum):
    BEFORE = "the step never reaches Redis"
    DURING = "Redis dies as it does the step"
    AFTER = "the step is done, its answer is lost"


@dataclass(frozen=True)
class Point:
    """A place: the words of the step on the wire, and the moment. Without words: somewhere in what a client reads."""

    step: bytes
    moment: Moment = Moment.AFTER


TURN_POINTS = {
    "before the commit": Point(b"\r\ncommit\r\n", Moment.BEFORE),
    "after the commit, before the reply": Point(b"\r\ncommit\r\n", Moment.AFTER),
    "of Redis while it commits": Point(b"\r\ncommit\r\n", Moment.DURING),
    "in the middle of the streamed reply": Point(b""),
}
JOB_POINTS = {
    "before the result is stored": Point(worker.RESULTS.encode(), Moment.BEFORE),
    "after the result, before the job is acknowledged": Point(b"\r\nfinish\r\n", Moment.BEFORE),
    "after the job is acknowledged": Point(b"\r\nfinish\r\n", Moment.AFTER),
}


@dataclass
class Trap:
    """What a proxy watches for; `kill` is called once each time it was armed."""

    point: Point
    kill: Callable[[], None]
    random_: random.Random
    sprung: asyncio.Event = field(default_factory=asyncio.Event)
    _is_armed: bool = False
    _asked_on: object = None
    _left: int = 0

    def arm(self) -> None:
        self.sprung.clear()
        self._is_armed, self._left = True, self.random_.randrange(1, REPLY_BYTES)

    async def __call__(self, way: str, piece: bytes, connection: object) -> None:
        if way == TO_CLIENT and self._asked_on is connection:
            self._asked_on = None
            self._spring()
            raise Cut
        if not self._is_armed:
            return
        if not self.point.step:
            self._left -= len(piece) if way == TO_CLIENT else 0
            if self._left <= 0:
                self._spring()
                raise Cut
        elif way == TO_SERVER and self.point.step in piece:
            await self._hit(connection)

    async def _hit(self, connection: object) -> None:
        match self.point.moment:
            case Moment.BEFORE:
                self._spring()
                raise Cut
            case Moment.DURING:
                self._is_armed = False
                asyncio.get_running_loop().call_later(self.random_.uniform(0, 0.001), self._spring)
            case Moment.AFTER:
                self._is_armed, self._asked_on = False, connection

    def _spring(self) -> None:
        self._is_armed = False
        self.kill()
        self.sprung.set()


async def hit(trap: Trap, victim: Python | RedisServer, times: int) -> None:
    """Let the trap spring so many times, and bring its victim back each time."""
    for _ in range(times):
        trap.arm()
        async with asyncio.timeout(HIT_S):
            await trap.sprung.wait()
        await victim.ended()
        await victim.start()


async def crash_turns(name: str, times: int, folder: Path, seed: int) -> tuple[History, list[str]]:
    """Clients talk while a point of a turn is hit `times` times; the history, and what the checker found."""
    point = TURN_POINTS[name]
    history, random_ = History(folder / "history.jsonl"), random.Random(seed)
    async with AsyncExitStack() as stack:
        redis = await stack.enter_async_context(RedisServer(folder / "redis"))
        store = await stack.enter_async_context(Proxy(redis.socket))
        chat = await stack.enter_async_context(running(f"redis://{store.address}/0", folder, seed))
        server = await stack.enter_async_context(Proxy(chat.address))
        channel = await stack.enter_async_context(channels.connect(server.address, ServiceSettings()))
        victim: Python | RedisServer = redis if point.moment is Moment.DURING else chat.process
        trap = Trap(point, victim.strike, random_)
        (store if point.step else server).watch = trap
        send = streamed(chat_service_pb2_grpc.ChatServiceStub(channel), chat.tokens)
        await Workload(list(chat.tokens), send, history, seed).run(hit(trap, victim, times))
        return history, judge(history, await chat.stored()).violations


async def crash_jobs(name: str, times: int, folder: Path, seed: int, kind: str = "work") -> list[str]:
    """Hit a worker `times` times at a point, each time at another job; what is wrong with the results at the end."""
    async with AsyncExitStack() as stack:
        redis = await stack.enter_async_context(RedisServer(folder / "redis"))
        store = await stack.enter_async_context(Proxy(redis.socket))
        client = await stack.enter_async_context(Redis.from_url(redis.url, decode_responses=True))
        victim = worker_process(f"redis://{store.address}/0", JOB_LEASE_S, folder / "worker.log")
        await victim.start()
        stack.push_async_callback(victim.stop)
        store.watch = trap = Trap(JOB_POINTS[name], victim.strike, random.Random(seed))
        jobs = Jobs(client, worker.OWNER)
        for n in range(times):
            job = jobs.submit(kind, "s1", {"key": f"job-{n}"}, key=f"job-{n}")
            await _one(job, trap, victim)
            await _until_ended(jobs, n + 1)
        return await job_violations(client, jobs, times)


async def _one(submitting: Awaitable[object], trap: Trap, victim: Python) -> None:
    trap.arm()
    await submitting
    async with asyncio.timeout(HIT_S):
        await trap.sprung.wait()
    await victim.ended()
    await victim.start()


async def _until_ended(jobs: Jobs, count: int) -> None:
    async with asyncio.timeout(HIT_S):
        while sum(many for state, many in (await jobs.counts()).items() if state.is_final) < count:
            await asyncio.sleep(0.02)
