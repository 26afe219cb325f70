"""Everything at once on the whole suite: processes are killed and paused, links misbehave, one fault after the other.

Real services under their own supervisor. Whoever calls a service, or Redis, does so through a proxy of it. People talk
through the edge meanwhile; after a round of faults they ask for their tasks, and the matches must come (docs/reliability.md F2).
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import MappingProxyType

import httpx

from metier.orchestrator.v1 import chat_service_pb2_grpc
from services.cli.processes import PROCESSES, ProcessSpec, free_port
from services.cli.suite import Suite
from services.shared.runtime import channels
from services.shared.runtime.settings import ServiceSettings
from tests.fakes.proxy import Proxy
from tests.soak.checker import judge
from tests.soak.edge import UNLIMITED, new_session
from tests.soak.history import History
from tests.soak.nemesis import RedisServer
from tests.soak.network import FAULTS, Fault, posted
from tests.soak.orchestrator import Tokens, stored
from tests.soak.turns import Workload

EVERY_S = 5.0
"""From one fault to the next; all but Redis' restart last less than `LONGEST_S`."""

SHORTEST_S, LONGEST_S = 0.3, 4.0
ROUND = 12
"""Faults until everybody gets what is theirs and new people come: a minute."""

RECOVERY_S = 30.0
"""After the last fault all that was asked is answered, every service is ready and every task is matched."""

SESSIONS, THINKS_S = 8, 0.7
"""Of a round, each with two clients that think before they write on: a conversation may have 400 messages."""

CLIENT_S = 25.0
"""Patience of a client: a little more than the deadline of a call."""


@dataclass
class Stage:
    """What faults happen to."""

    suite: Suite
    redis: RedisServer
    links: dict[str, Proxy]


class LinkedSuite(Suite):
    """A suite whose services know each other by the addresses of proxies."""

    links: Mapping[str, Proxy] = MappingProxyType({})

    def _environment(self, spec: ProcessSpec) -> dict[str, str]:
        targets = {f"METIER_TARGET_{name.upper()}": proxy.address for name, proxy in self.links.items()}
        return super()._environment(spec) | UNLIMITED | targets


async def _kill(stage: Stage, random_: random.Random) -> None:
    with suppress(ProcessLookupError):  # it is on its way back already
        os.kill(stage.suite.pid(random_.choice(PROCESSES).name), signal.SIGKILL)


async def _pause(stage: Stage, random_: random.Random) -> None:
    pid = stage.suite.pid(random_.choice(PROCESSES).name)
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGSTOP)
        await asyncio.sleep(random_.uniform(SHORTEST_S, LONGEST_S))
        os.kill(pid, signal.SIGCONT)


async def _kill_redis(stage: Stage, random_: random.Random) -> None:
    await stage.redis.kill()
    await asyncio.sleep(random_.uniform(0, 1))
    await stage.redis.start()


async def _pause_redis(stage: Stage, random_: random.Random) -> None:
    await stage.redis.pause(random_.uniform(SHORTEST_S, LONGEST_S))


async def disturb(stage: Stage, random_: random.Random, fault: Fault) -> None:
    """One link misbehaves for a moment."""
    link = random_.choice(list(stage.links.values()))
    fault(link, random_)
    await asyncio.sleep(random_.uniform(SHORTEST_S, LONGEST_S))
    await link.heal()


KINDS: dict[str, Callable[[Stage, random.Random], Awaitable[None]]] = {
    "a process is killed": _kill,
    "a process is paused": _pause,
    "Redis is killed": _kill_redis,
    "Redis is paused": _pause_redis,
    **{name: partial(disturb, fault=fault) for name, fault in FAULTS.items()},
}


@dataclass
class Outcome:
    """What came of all rounds."""

    answered: int = 0
    slowest_s: float = 0.0
    violations: list[str] = field(default_factory=list)


@asynccontextmanager
async def linked(folder: Path) -> AsyncIterator[Stage]:
    """The whole suite and a Redis, each behind a proxy."""
    async with AsyncExitStack() as stack:
        redis = await stack.enter_async_context(RedisServer(folder / "redis"))
        store = await stack.enter_async_context(Proxy(redis.socket))
        suite = LinkedSuite(folder, free_port(0), lambda _line: None, f"redis://{store.address}/0")
        doors = {"edge": suite.addresses.url.removeprefix("http://"), **suite.addresses.targets}
        links = {name: await stack.enter_async_context(Proxy(address)) for name, address in doors.items()}
        suite.links = links
        await stack.enter_async_context(suite.running())
        yield Stage(suite, redis, links | {"redis": store})


async def chaos(folder: Path, faults: int, seed: int) -> Outcome:
    """So many faults, a round of sessions after the other on one suite that lives on."""
    outcome, random_ = Outcome(), random.Random(seed)
    async with linked(folder) as stage:
        kinds = [kind for _ in range(faults // len(KINDS) + 1) for kind in random_.sample(list(KINDS), len(KINDS))]
        for number, start in enumerate(range(0, faults, ROUND)):
            await _round(stage, folder / f"round-{number}", kinds[start : min(start + ROUND, faults)], random_, outcome)
    return outcome


async def _round(stage: Stage, folder: Path, kinds: list[str], random_: random.Random, outcome: Outcome) -> None:
    folder.mkdir()
    history, healed = History(folder / "history.jsonl"), 0.0

    async def nemesis() -> None:
        nonlocal healed
        for kind in kinds:
            due = time.monotonic() + EVERY_S
            await KINDS[kind](stage, random_)
            healed = time.monotonic()
            await asyncio.sleep(due - time.monotonic())

    async with httpx.AsyncClient(base_url=f"http://{stage.links['edge'].address}", timeout=CLIENT_S) as http:
        opened = [await new_session(http) for _ in range(SESSIONS)]
        tokens = {session.id: session.token for session in opened}
        seed = random_.randrange(10**6)
        await Workload(list(tokens), posted(http, tokens), history, seed, 2 * SESSIONS, THINKS_S).run(nemesis())
        try:
            async with asyncio.timeout_at(asyncio.get_running_loop().time() + healed + RECOVERY_S - time.monotonic()):
                await _recovered(http, tokens)
        except TimeoutError:
            outcome.violations.append(f"{folder.name}: not recovered {RECOVERY_S:.0f} s after {kinds[-1]}")
        outcome.slowest_s = max(outcome.slowest_s, time.monotonic() - healed)
    async with channels.connect(stage.suite.addresses.targets["orchestrator"], ServiceSettings()) as channel:
        held = await stored(chat_service_pb2_grpc.ChatServiceStub(channel), tokens)
    outcome.answered += len({(line.session, line.request) for line in history.of("ok")})
    outcome.violations += [f"{folder.name}: {found}" for found in judge(history, held).violations]
    outcome.violations += [
        f"{folder.name}: {line.request} ended as {line.kind}" for line in (*history.of("fail"), *history.of("info"))
    ]


async def _recovered(http: httpx.AsyncClient, tokens: Tokens) -> None:
    """Returns once all services are ready and every task of every session has its match."""
    while not (await http.get("/readyz")).is_success:
        await asyncio.sleep(0.2)
    for session, token in tokens.items():
        opened = {"authorization": f"Bearer {token}"}
        (await http.post("/api/tasks/process", json={"sessionId": session}, headers=opened)).raise_for_status()
    for session, token in tokens.items():
        opened = {"authorization": f"Bearer {token}"}
        while not is_matched((await http.get(f"/api/tasks/{session}", headers=opened)).raise_for_status().json()):
            await asyncio.sleep(0.2)


def is_matched(told: dict) -> bool:
    """Whether every task has its match."""
    return bool(told["tasks"]) and all(task["match"]["status"] != "pending" for task in told["tasks"])
