"""The supervisor: starts Redis and every service as its own process, keeps them alive, stops them cleanly.

Rules: a process that ends by itself is started again, at once the first time and then after a growing pause; stopping
goes from the door inwards, Redis last; everything that is kept lies in one folder (`home`).
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import json
import os
import signal
import sys
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

import grpc
import httpx
from grpc_health.v1 import health_pb2, health_pb2_grpc

from services.cli import embedded_redis, processes
from services.cli.processes import PROCESSES, ProcessSpec
from services.shared.errors import Conflict, Unavailable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

READY_S = 170.0
"""Longest wait for health: a first index build on two slow cores, within the three minutes a first run may take."""

STOP_S = 25.0
"""Longest wait for a process to end: its grace for calls in flight (20 s) and some room."""

RESTART_PAUSES_S = (0.0, 0.5, 1.0, 2.0, 5.0)
"""Pause before each further start of a process that keeps ending; the last one repeats."""

STEADY_S = 30.0
"""A process that lived this long starts again without a pause."""

PR_SET_PDEATHSIG = 1
"""Linux prctl: the signal a process gets when its parent dies, so that a killed supervisor leaves nothing behind."""


@dataclass(frozen=True)
class Addresses:
    """Where a running suite answers; written to `home/suite.json`."""

    url: str
    targets: dict[str, str]
    redis_url: str
    home: str
    pid: int

    def save(self, home: Path) -> None:
        """Write the file."""
        (home / "suite.json").write_text(json.dumps(self.__dict__, indent=1))

    @staticmethod
    def load(home: Path) -> Addresses | None:
        """Read the file; None when there is none or its supervisor is gone."""
        try:
            found = Addresses(**json.loads((home / "suite.json").read_text()))
            os.kill(found.pid, 0)
        except (OSError, ValueError, TypeError):
            return None
        return found


@dataclass
class Child:
    """A process under supervision."""

    spec: ProcessSpec
    process: asyncio.subprocess.Process
    log: IO[bytes]
    started: float = field(default_factory=time.monotonic)
    ends: int = 0


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Suite:
    """All processes of one suite, over one data folder."""

    def __init__(self, home: Path, port: int, tell: Callable[[str], None], redis_url: str = "") -> None:
        """Prepare; nothing runs before `running()`. `tell` gets a line for people whenever something happens."""
        self._home, self._tell = home, tell
        self._ports = processes.choose_ports(port)
        self._given_redis, self._redis_url = redis_url, redis_url
        self._redis: asyncio.subprocess.Process | None = None
        self._children: dict[str, Child] = {}
        self._watchers: list[asyncio.Task[None]] = []
        self._stopping = False

    @property
    def addresses(self) -> Addresses:
        """Where it answers."""
        targets = {name: f"127.0.0.1:{port}" for name, port in self._ports.items() if name != "edge"}
        url = f"http://127.0.0.1:{self._ports['edge']}"
        return Addresses(url, targets, self._redis_url, str(self._home.resolve()), os.getpid())

    def pid(self, name: str) -> int:
        """Process id of a process by its name in the table, or of "redis"; for tests that kill it."""
        if name == "redis" and self._redis is not None:
            return self._redis.pid
        return self._children[name].process.pid

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Addresses]:
        """Start everything, wait until all is healthy, and stop all at the end of the block.

        Raises:
            Conflict: SUITE_RUNNING, another supervisor uses the folder.
            Unavailable: REDIS_DID_NOT_START, INDEX_BUILD_FAILED or SERVICE_NOT_READY, with where to look.
        """
        if (other := Addresses.load(self._home)) is not None and other.pid != os.getpid():
            raise Conflict("SUITE_RUNNING", f"A suite already runs on this folder, at {other.url}.")
        try:
            await self._start()
            self.addresses.save(self._home)
            yield self.addresses
        finally:
            await self._stop()
            (self._home / "suite.json").unlink(missing_ok=True)

    async def _start(self) -> None:
        (self._home / "logs").mkdir(parents=True, exist_ok=True)
        if not self._given_redis:
            self._redis, self._redis_url = await embedded_redis.start(self._home / "redis")
            self._watchers.append(asyncio.create_task(self._watch_redis()))
        await self._build_index()
        for spec in PROCESSES:
            self._children[spec.name] = await self._launch(spec)
            self._watchers.append(asyncio.create_task(self._watch(spec.name)))
        await asyncio.gather(*(self._wait_ready(spec) for spec in PROCESSES if spec.is_server))

    async def _build_index(self) -> None:
        """Build the O*NET index where it is missing; its progress goes to the terminal."""
        spec = ProcessSpec("onet_match-build", "onet_match", ("build",))
        process = await asyncio.create_subprocess_exec(
            *spec.command(), env=self._environment(spec), stdout=asyncio.subprocess.DEVNULL
        )
        if await process.wait() != 0:
            raise Unavailable("INDEX_BUILD_FAILED", "The O*NET index could not be built; the reason stands above.")

    def _environment(self, spec: ProcessSpec) -> dict[str, str]:
        secret = processes.internal_secret(self._home)
        return processes.environment(spec, self._ports, self._home, self._redis_url, secret)

    async def _launch(self, spec: ProcessSpec) -> Child:
        log = (self._home / "logs" / f"{spec.name}.log").open("ab")
        process = await asyncio.create_subprocess_exec(
            *spec.command(),
            env=self._environment(spec),
            stdout=log,
            stderr=log,
            stdin=asyncio.subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is ours to pass on, in order
            preexec_fn=_die_with_parent,  # a single system call; no lock can be held
        )
        return Child(spec, process, log)

    async def _watch(self, name: str) -> None:
        while not self._stopping:
            child = self._children[name]
            code = await child.process.wait()
            child.log.close()
            if self._stopping:
                return
            lived = time.monotonic() - child.started
            ends = 0 if lived > STEADY_S else child.ends
            self._tell(f"{name} ended ({_how(code)}); starting it again")
            await asyncio.sleep(RESTART_PAUSES_S[min(ends, len(RESTART_PAUSES_S) - 1)])
            if not self._stopping:
                self._children[name] = await self._launch(child.spec)
                self._children[name].ends = ends + 1

    async def _watch_redis(self) -> None:
        while self._redis is not None and not self._stopping:
            code = await self._redis.wait()
            if not self._stopping:
                self._tell(f"redis ended ({_how(code)}); starting it again")
                self._redis, self._redis_url = await embedded_redis.start(self._home / "redis")

    async def _wait_ready(self, spec: ProcessSpec) -> None:
        answers = _edge_ready if spec.service == "edge" else _grpc_ready
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(READY_S):
                while not await answers(f"127.0.0.1:{self._ports[spec.service]}"):
                    await asyncio.sleep(0.1)
                return
        log = self._home / "logs" / f"{spec.name}.log"
        raise Unavailable("SERVICE_NOT_READY", f"{spec.name} did not become ready; see {log}.")

    async def _stop(self) -> None:
        self._stopping = True
        for spec in reversed(PROCESSES):
            if (child := self._children.get(spec.name)) and child.process.returncode is None:
                child.process.terminate()
        for child in self._children.values():
            await _ended(child.process)
            child.log.close()
        if self._redis is not None:
            await embedded_redis.stop(self._redis)
        for watcher in self._watchers:
            watcher.cancel()
        await asyncio.gather(*self._watchers, return_exceptions=True)


async def _ended(process: asyncio.subprocess.Process) -> None:
    try:
        await asyncio.wait_for(process.wait(), STOP_S)
    except TimeoutError:
        process.kill()
        await process.wait()


def _how(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit status {code}"


async def _grpc_ready(target: str) -> bool:
    async with grpc.aio.insecure_channel(target) as channel:
        try:
            reply = await health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest(), timeout=1.0)
        except grpc.aio.AioRpcError:
            return False
    return bool(reply.status == health_pb2.HealthCheckResponse.SERVING)


async def _edge_ready(target: str) -> bool:
    try:
        async with httpx.AsyncClient(timeout=2.0) as client:
            return (await client.get(f"http://{target}/readyz")).is_success
    except httpx.HTTPError:
        return False
