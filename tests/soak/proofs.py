"""The table of `make soak`: what is promised, how often it is tried, and what counts as broken.

A row's `size` is that of a release (docs/reliability.md); `--scale` shrinks all. A control is a version that is known to
be unsafe: its row holds when the harness sees it break.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import httpx
from redis.asyncio import Redis

from evals.served import PROVIDER_KEYS
from services.cli.processes import free_port, internal_secret
from services.cli.suite import Suite
from tests.integration.orchestrator.test_histories import OnRedis, check_histories
from tests.soak import edge, jobs, messages
from tests.soak.chaos import chaos
from tests.soak.checker import judge
from tests.soak.crashes import JOB_POINTS, TURN_POINTS, crash_jobs, crash_turns
from tests.soak.endurance import MOST_FILES, MOST_MB, MOST_SLOWER, endure
from tests.soak.history import History
from tests.soak.nemesis import RedisServer
from tests.soak.network import torture_network
from tests.soak.orchestrator import torture_orchestrator
from tests.soak.races import race_commits
from tests.soak.store import torture_store


@dataclass(frozen=True)
class Ground:
    """Where a proof stands: a folder of its own, the seed, and how often to try."""

    folder: Path
    seed: int
    size: int


@dataclass(frozen=True)
class Finding:
    """What came of it: a figure for people, and everything that should not have happened."""

    figure: str
    violations: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Proof:
    """A row. `is_control`: violations are what is looked for. `gates`: whether the whole run fails with it. `alone`: it
    measures time or memory, starts a whole suite, or takes all cores by itself."""

    name: str
    says: str
    size: int
    run: Callable[[Ground], Awaitable[Finding]]
    is_control: bool = False
    gates: bool = True
    alone: bool = False

    def holds(self, finding: Finding) -> bool:
        return bool(finding.violations) is self.is_control


async def kill_redis(ground: Ground, control: str = "") -> Finding:
    history, sessions = await torture_store(ground.folder, ground.size, ground.seed, control=control)
    return Finding(f"{ground.size:,} kills, {_acked(history)}", judge(history, sessions).violations)


KILLS_A_ROUND = 100
"""Of an orchestrator, with the same sessions: a thousand make conversations of thousands of turns, which nobody holds."""


async def kill_orchestrator(ground: Ground) -> Finding:
    answered = 0
    violations: list[str] = []
    for start in range(0, ground.size, KILLS_A_ROUND):
        kills = min(KILLS_A_ROUND, ground.size - start)
        part = Ground(ground.folder / f"from-{start}", ground.seed + start, kills)
        part.folder.mkdir(parents=True)
        async with _redis(part) as (_, url):
            history, sessions = await torture_orchestrator(url, part.folder, kills, part.seed)
        answered += _answered(history)
        violations += judge(history, sessions).violations
    return Finding(f"{ground.size:,} kills, {answered:,} turns answered", violations)


async def kill_workers(ground: Ground) -> Finding:
    async with _redis(ground) as (redis, url):
        made, violations = await jobs.kill_workers(redis, url, ground.folder, ground.size, ground.seed)
    return Finding(f"{ground.size:,} kills, {made:,} jobs", violations)


async def pause_workers(ground: Ground, kind: str = "slow") -> Finding:
    async with _redis(ground) as (redis, url):
        rounds = await jobs.pause_past_lease(redis, url, ground.folder, ground.size, kind)
    stale = [f"stale write: {writes}" for writes in jobs.stale_writes(rounds)]
    twice = [f"written twice: {writes}" for writes in rounds if kind == "unfenced" and len(writes) > 1]
    return Finding(f"{ground.size} pauses", [*stale, *twice, *("nothing written" for writes in rounds if not writes)])


async def one_winner(ground: Ground) -> Finding:
    async with _redis(ground) as (redis, _):
        return Finding(f"{ground.size:,} rounds of 50 writers", await race_commits(redis, ground.size))


async def histories(ground: Ground) -> Finding:
    async with _redis(ground) as (_, url):
        try:
            await asyncio.to_thread(check_histories, partial(OnRedis, url), ground.size)
        except AssertionError as error:
            return Finding("a history differs from the contract", [str(error)])
    return Finding(f"{ground.size:,} random histories of 30 steps")


async def crash_turn(ground: Ground, point: str) -> Finding:
    history, violations = await crash_turns(point, ground.size, ground.folder, ground.seed)
    return Finding(f"{ground.size} crashes, {_acked(history)}", violations)


async def crash_job(ground: Ground, point: str, kind: str = "work") -> Finding:
    violations = await crash_jobs(point, ground.size, ground.folder, ground.seed, kind)
    return Finding(f"{ground.size} crashes", violations)


async def bad_network(ground: Ground) -> Finding:
    history, violations = await torture_network(ground.folder, ground.size, ground.seed)
    failed = [f"a fault became a definite error: {line.request}" for line in history.of("fail")]
    return Finding(f"{ground.size} faults, {_acked(history)}", [*violations, *failed])


async def chaos_mix(ground: Ground) -> Finding:
    _forget_models()
    found = await chaos(ground.folder, ground.size, ground.seed)
    figure = f"{ground.size} faults, {found.answered:,} turns answered, whole again after {found.slowest_s:.0f} s"
    return Finding(figure, found.violations)


async def endurance(ground: Ground) -> Finding:
    _forget_models()
    seen = await endure(ground.folder, ground.size, ground.seed)
    (grows, megabytes), (opens, files), slower = seen.growth(), seen.more_files(), seen.slower()
    figure = (
        f"{ground.size} minutes, {len(seen.turns):,} calm turns; {grows} +{megabytes:.1f} MB in 10 minutes, "
        f"{opens} +{files} files, p99 x{slower:.2f}"
    )
    too_much = [
        *([f"{grows} grows by {megabytes:.1f} MB in ten minutes"] if megabytes > MOST_MB else []),
        *([f"{opens} has {files} more files open"] if files > MOST_FILES else []),
        *([f"p99 is {slower:.2f} times as long at the end"] if slower > MOST_SLOWER else []),
        *([f"{seen.stray_keys} keys that never expire"] if seen.stray_keys else []),
    ]
    return Finding(figure, [*seen.violations, *too_much])


async def hostile_http(ground: Ground) -> Finding:
    async with _suite(ground) as suite:
        cases, violations = await edge.hostile_requests(suite.addresses.url, ground.folder, ground.size, ground.seed)
    return Finding(f"{cases:,} requests, {ground.size:,} of each kind and phase", violations)


async def hostile_grpc(ground: Ground) -> Finding:
    async with _suite(ground) as suite:
        url, targets = suite.addresses.url, suite.addresses.targets
        async with httpx.AsyncClient(base_url=url, timeout=60) as http:
            session = await edge.new_session(http)
        nurse = ("29-1141.00",)
        known = {"session_id": (session.id,), "soc_code": nurse, "occupation_code": nurse}
        secret = internal_secret(ground.folder)
        statuses, violations = await messages.fuzz(targets, secret, known, ground.size, ground.seed)
    told = ", ".join(f"{count:,} {name}" for name, count in statuses.most_common(3))
    return Finding(f"{statuses.total():,} requests: {told}", violations)


async def slow_clients(ground: Ground) -> Finding:
    async with _suite(ground) as suite:
        ratio, violations = await edge.slow_senders(suite.addresses.url, ground.size)
    too_slow = [f"others wait {ratio:.1f} times as long (at most 2)"] if ratio > 2 else []
    return Finding(f"{ground.size} sockets, p99 of others x{ratio:.2f}", [*violations, *too_slow])


async def idle_sockets(ground: Ground) -> Finding:
    async with _suite(ground) as suite:
        grown, violations = await edge.idle_sockets(suite.addresses.url, suite, ground.size)
        codes = await edge.floods(suite.addresses.url)
    too_large = [f"the edge grew by {grown:.0f} MB (at most 100)"] if grown > 100 else []
    wrong = [] if codes == {"too large": 1009, "too many": 1008} else [f"floods closed with {codes}"]
    return Finding(f"{ground.size} sockets, +{grown:.0f} MB; floods 1009, 1008", [*violations, *too_large, *wrong])


async def long_tests(ground: Ground) -> Finding:
    return await _pytest(ground, "-m", "slow", "tests")


async def properties(ground: Ground) -> Finding:
    return await _pytest(ground, "-m", "not slow", "tests/unit", "tests/contract")


async def _pytest(ground: Ground, *arguments: str) -> Finding:
    command = (sys.executable, "-m", "pytest", "-q", *arguments)
    log = ground.folder / "pytest.log"
    with log.open("wb") as file:
        environment = {**os.environ, "METIER_EXAMPLES": str(ground.size)}
        process = await asyncio.create_subprocess_exec(*command, env=environment, stdout=file, stderr=file)
        code = await process.wait()
    told = log.read_text(errors="replace").strip().splitlines()[-1:]
    return Finding(*(told or ["nothing ran"]), [f"pytest ended with {code}, see {log}"] if code else [])


PROOFS: tuple[Proof, ...] = (
    Proof("redis", "A turn that was answered is never lost or doubled when Redis is killed", 1000, kill_redis),
    Proof("orchestrator", "... when the orchestrator is killed", 1000, kill_orchestrator),
    Proof("workers", "A job ends once, with one result, when its workers are killed", 1000, kill_workers),
    Proof("pauses", "A worker that slept past its lease changes nothing when it wakes", 200, pause_workers),
    Proof("one winner", "Of fifty turns committed at once exactly one is applied", 1000, one_winner),
    Proof("histories", "Whatever order calls come in, each gets the answer of the contract", 2000, histories),
    *(
        Proof(f"crash {number}", f"A crash {point} loses and doubles no turn", 50, partial(crash_turn, point=point))
        for number, point in enumerate(TURN_POINTS, 1)
    ),
    *(
        Proof(f"job crash {number}", f"A worker's crash {point} loses no result", 50, partial(crash_job, point=point))
        for number, point in enumerate(JOB_POINTS, 1)
    ),
    Proof("network", "Late, lost, cut and half-closed connections lose and double no turn", 400, bad_network),
    Proof(
        "chaos", "Kills, pauses and bad links on every edge of the whole suite lose nothing", 240, chaos_mix, alone=True
    ),
    Proof(
        "endurance",
        "After a long time at half load nothing has grown and nobody waits longer",
        30,
        endurance,
        alone=True,
    ),
    Proof("http", "No request makes the edge answer with a server error", 1000, hostile_http, alone=True),
    Proof("grpc", "No decodable request makes a service answer INTERNAL or UNKNOWN", 10_000, hostile_grpc, alone=True),
    Proof(
        "slow clients", "Clients that send byte by byte slow nobody down and are cut off", 200, slow_clients, alone=True
    ),
    Proof("sockets", "Idle sockets cost little memory; a flood is closed", 500, idle_sockets, alone=True),
    Proof("properties", "Every property holds at its full number of examples, chosen anew", 1, properties, alone=True),
    Proof("long tests", "Model faults and model outputs at full size (tests marked slow)", 1, long_tests, alone=True),
    Proof(
        "control: naive",
        "Seen to break: a store that reads, changes and writes back",
        50,
        partial(kill_redis, control="naive"),
        is_control=True,
    ),
    Proof(
        "control: no dedup",
        "Seen to break: a store that is told no request ids",
        50,
        partial(kill_redis, control="no dedup"),
        is_control=True,
    ),
    Proof(
        "control: no fence",
        "Seen to break: a worker that stores without its fence",
        5,
        partial(pause_workers, kind="unfenced"),
        is_control=True,
    ),
    Proof(
        "control: early",
        "Seen to break: a worker that acknowledges before it works",
        5,
        partial(crash_job, point="before the result is stored", kind="early"),
        is_control=True,
    ),
    Proof(
        "control: everysec",
        "Often seen to break: Redis that flushes once a second, on a busy disk",
        150,
        partial(kill_redis, control="everysec"),
        is_control=True,
        gates=False,
        alone=True,
    ),
)


def _answered(history: History) -> int:
    return len({(line.session, line.request) for line in history.of("ok")})


def _acked(history: History) -> str:
    return f"{_answered(history):,} turns answered"


def _forget_models() -> None:
    """Rules answer in everything that is started from now on."""
    for name in PROVIDER_KEYS:
        os.environ.pop(name, None)


@asynccontextmanager
async def _redis(ground: Ground) -> AsyncIterator[tuple[Redis, str]]:
    """A Redis of this proof's own: a client of it, and its address."""
    async with (
        RedisServer(ground.folder / "redis") as server,
        Redis.from_url(server.url, decode_responses=True) as client,
    ):
        yield client, server.url


@asynccontextmanager
async def _suite(ground: Ground) -> AsyncIterator[Suite]:
    """The whole suite on this proof's folder, with no model and no limit of rates."""
    _forget_models()
    os.environ.update(edge.UNLIMITED)
    suite = Suite(ground.folder, free_port(0), lambda _line: None)
    async with suite.running():
        yield suite
