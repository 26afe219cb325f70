"""The supervisor: starts Redis and every service as its own process, keeps them alive, stops them cleanly.

Rules: a process that ends by itself is started again, at once the first time and then after a growing pause; stopping
goes from the edge inwards, Redis last; everything that is kept lies in one folder (`home`).
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import secrets
import signal
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

from redis.asyncio import Redis
from redis.exceptions import RedisError

from metier.onet_match.v1 import onet_match_service_pb2, onet_match_service_pb2_grpc
from services.cli import data, embedded_redis, processes
from services.cli.children import lock, spawn
from services.cli.identity import Answerer, look_at_edge, look_at_server
from services.cli.processes import PROCESSES, ProcessSpec
from services.shared.errors import Conflict, Unavailable
from services.shared.runtime.channels import connect
from services.shared.runtime.settings import ServiceSettings

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

FAILED_STARTS = 3
"""Starts after which a process that was never ready is given up: the pauses between them take 1.5 s."""

EVERY_ADDRESS = "0.0.0.0"  # noqa: S104 - a name to compare with

REDIS_S = 3.0
"""Longest wait for a Redis that was named."""

TELL_EVERY_S = 5.0
"""How often people are told how far the index is while it is built."""


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


class Suite:
    """All processes of one suite, over one data folder."""

    def __init__(
        self, home: Path, port: int, tell: Callable[[str], None], redis_url: str = "", host: str = "127.0.0.1"
    ) -> None:
        """Prepare; nothing runs before `running()`. `tell` gets a line for people whenever something happens.

        The edge serves on `host`, everything else on loopback.
        """
        self._home, self._tell = home, tell
        self._ports = processes.choose_ports(port)
        self._around = processes.Surroundings(secrets.token_hex(8), self._ports, home, host)
        self._given_redis, self._redis_url = redis_url, redis_url
        self._redis: asyncio.subprocess.Process | None = None
        self._children: dict[str, Child] = {}
        self._watchers: list[asyncio.Task[None]] = []
        self._stopping = False

    @property
    def addresses(self) -> Addresses:
        """Where it answers."""
        targets = {name: f"127.0.0.1:{port}" for name, port in self._ports.items() if name != "edge"}
        return Addresses(
            f"http://{self._address('edge')}", targets, self._redis_url, str(self._home.resolve()), os.getpid()
        )

    def _address(self, service: str) -> str:
        """Where a service is reached from this machine."""
        host = self._around.host if service == "edge" else "127.0.0.1"
        return f"{'127.0.0.1' if host == EVERY_ADDRESS else host}:{self._ports[service]}"

    def pid(self, name: str) -> int:
        """Process id of a process by its name in the table, or of "redis"; for tests that kill it."""
        if name == "redis" and self._redis is not None:
            return self._redis.pid
        return self._children[name].process.pid

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Addresses]:
        """Start everything, wait until all is healthy, and stop all at the end of the block.

        Raises:
            Conflict: SUITE_RUNNING, another supervisor uses the folder; PORT_TAKEN, somebody else answers on a port.
            Unavailable: DATA_MISSING, REDIS_DOWN, REDIS_DID_NOT_START or SERVICE_NOT_READY, with where to look.
        """
        held = lock(self._home / "lock")
        if held is None:
            other = Addresses.load(self._home)
            raise Conflict(
                "SUITE_RUNNING", f"A suite already runs on this folder{f', at {other.url}' if other else ''}."
            )
        os.umask(0o077)  # what is kept, logs included, is its owner's alone
        self._home.chmod(0o700)
        with held:
            try:
                await self._start()
                self.addresses.save(self._home)
                yield self.addresses
            finally:
                await self._stop()
                (self._home / "suite.json").unlink(missing_ok=True)

    async def _start(self) -> None:
        if not (data.is_installed() or (self._home / "onet" / "current").exists()):
            raise Unavailable("DATA_MISSING", "The O*NET data is not installed; the command `metier data` fetches it.")
        (self._home / "logs").mkdir(parents=True, exist_ok=True)
        if self._given_redis:
            for url in self._given_redis.split(","):
                await _check_redis(url.strip())
        else:
            self._redis, self._redis_url = await embedded_redis.start(self._home / "redis")
            self._watchers.append(asyncio.create_task(self._watch_redis()))
        for spec in PROCESSES:
            self._children[spec.name] = await self._launch(spec)
            self._watchers.append(asyncio.create_task(self._watch(spec.name)))
        telling = asyncio.create_task(self._tell_progress())
        try:
            async with asyncio.TaskGroup() as group:
                for spec in PROCESSES:
                    if spec.is_server:
                        group.create_task(self._wait_ready(spec))
        except ExceptionGroup as failures:
            raise failures.exceptions[0] from None
        finally:
            telling.cancel()
            await asyncio.wait([telling])

    async def _tell_progress(self) -> None:
        """Tell people how far the matcher's index is, for as long as it is being built."""
        target = f"127.0.0.1:{self._ports['onet_match']}"
        async with connect(target, ServiceSettings(call_timeout_s=1.0)) as channel:
            stub = onet_match_service_pb2_grpc.OnetMatchServiceStub(channel)
            while True:
                await asyncio.sleep(TELL_EVERY_S)
                try:
                    await stub.GetIndexInfo(onet_match_service_pb2.GetIndexInfoRequest())
                except Unavailable as error:
                    if error.reason == "INDEX_NOT_READY":
                        self._tell(error.message)
                else:
                    return

    def _environment(self, spec: ProcessSpec) -> dict[str, str]:
        return processes.environment(spec, self._around, self._redis_url, processes.internal_secret(self._home))

    async def _launch(self, spec: ProcessSpec) -> Child:
        log = (self._home / "logs" / f"{spec.name}.log").open("ab")
        environment, nothing = self._environment(spec), asyncio.subprocess.DEVNULL
        process = await spawn(*spec.command(), env=environment, stdout=log, stderr=log, stdin=nothing)
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
        """Wait until the process answers and is ready.

        Raises:
            Conflict: PORT_TAKEN.
            Unavailable: SERVICE_NOT_READY.
        """
        look = look_at_edge if spec.service == "edge" else look_at_server
        address = self._address(spec.service)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(READY_S):
                while (seen := await look(address, self._around.suite)) is not Answerer.READY:
                    if seen is Answerer.STRANGER:
                        text = f"Another program answers on {address}, where {spec.name} belongs; start again."
                        raise Conflict("PORT_TAKEN", text, port=self._ports[spec.service])
                    if self._children[spec.name].ends >= FAILED_STARTS:
                        break
                    await asyncio.sleep(0.1)
                else:
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


async def _check_redis(url: str) -> None:
    """Raise Unavailable REDIS_DOWN when the given Redis does not answer."""
    async with Redis.from_url(url, socket_connect_timeout=REDIS_S, socket_timeout=REDIS_S) as client:
        try:
            await client.ping()
        except (RedisError, OSError, ValueError) as error:
            text = f"The Redis of METIER_REDIS_URL does not answer: {type(error).__name__}."
            raise Unavailable("REDIS_DOWN", text) from error
