"""What goes wrong: processes are killed (SIGKILL) or paused (SIGSTOP), and come back."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import random
import runpy
import signal
import sys
import threading
import warnings
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Self

from redis.asyncio import Redis

from services.cli import embedded_redis

STUCK_S = 60
"""Without an answer for so long, something is broken."""
FORKS = multiprocessing.get_context("forkserver")
"""Starts processes from one that has the services' code in memory and nothing running, so that a restart takes a few
hundredths of a second instead of one, and a thousand of them fit in minutes. The processes are ordinary ones."""

FORKS.set_forkserver_preload(["services.orchestrator.wiring", "services.edge.wiring", "tests.soak.worker"])


@dataclass
class RedisServer:
    """A server that keeps its data in `folder` from kill to kill."""

    folder: Path
    url: str = ""
    fsync: str = "always"
    process: asyncio.subprocess.Process | None = None

    @property
    def socket(self) -> str:
        return self.url.removeprefix("unix://")

    async def start(self) -> None:
        self.process, self.url = await embedded_redis.start(self.folder)
        if self.fsync != "always":
            async with Redis.from_url(self.url) as client:
                await client.config_set("appendfsync", self.fsync)

    def strike(self) -> None:
        assert self.process is not None
        self.process.kill()

    async def ended(self) -> None:
        assert self.process is not None
        await self.process.wait()

    async def kill(self) -> None:
        self.strike()
        await self.ended()

    async def pause(self, seconds: float) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)
        await asyncio.sleep(seconds)
        self.process.send_signal(signal.SIGCONT)

    async def stop(self) -> None:
        if self.process is not None:
            await embedded_redis.stop(self.process)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.stop()


@dataclass
class Python:
    """A Python module as a process; `ready` returns once it serves."""

    module: str
    environment: Mapping[str, str]
    ready: Callable[[], Awaitable[None]]
    arguments: tuple[str, ...] = ()
    log: Path = Path(os.devnull)
    process: BaseProcess | None = field(default=None)

    @property
    def is_alive(self) -> bool:
        return self.process is not None and self.process.is_alive()

    @property
    def pid(self) -> int:
        assert self.process is not None
        assert self.process.pid is not None
        return self.process.pid

    async def start(self) -> None:
        told = (self.module, self.arguments, dict(self.environment), str(self.log))
        self.process = FORKS.Process(target=run_module, args=told, daemon=True)
        await asyncio.to_thread(self.process.start)
        await self.ready()

    def strike(self) -> None:
        assert self.process is not None
        self.process.kill()

    async def kill(self) -> None:
        self.strike()
        await self.ended()

    async def ended(self) -> None:
        """Wait until the process is gone, whoever ended it."""
        assert self.process is not None
        await asyncio.to_thread(self.process.join)

    async def pause(self, seconds: float) -> None:
        os.kill(self.pid, signal.SIGSTOP)
        await asyncio.sleep(seconds)
        os.kill(self.pid, signal.SIGCONT)

    async def stop(self) -> None:
        if self.is_alive:
            await self.kill()


def run_module(module: str, arguments: tuple[str, ...], environment: Mapping[str, str], log: str) -> None:
    """`python -m module arguments` with more environment, in this process, its output in a file."""
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(descriptor, sys.stdout.fileno())
    os.dup2(descriptor, sys.stderr.fileno())
    os.environ.update(environment)
    sys.argv = [module, *arguments]
    warnings.filterwarnings("ignore", category=RuntimeWarning, module="runpy")  # it is in memory already, as meant
    runpy.run_module(module, run_name="__main__", alter_sys=True)


@contextmanager
def noisy_disk(folder: Path, piece: int = 8 << 20) -> Iterator[None]:
    """Write and flush beside Redis for as long as the block: what makes its own flushes slow."""
    stop = threading.Event()

    def write() -> None:
        with (folder / "noise").open("wb") as file:
            while not stop.is_set():
                file.seek(0)
                file.write(os.urandom(piece))
                file.flush()
                os.fsync(file.fileno())

    writing = threading.Thread(target=write, daemon=True)
    writing.start()
    try:
        yield
    finally:
        stop.set()
        writing.join()


async def torment(
    target: RedisServer | Python,
    cycles: int,
    random_: random.Random,
    up_s: tuple[float, float],
    answered: Callable[[], int],
) -> None:
    """Kill the target `cycles` times, each time after it was up for a random while; pause it one time in ten before.

    Every other time two more answers are waited for, so that work gets done on a slow machine, too.
    """
    for cycle in range(cycles):
        before = answered()
        await asyncio.sleep(random_.uniform(*up_s))
        async with asyncio.timeout(STUCK_S):
            while cycle % 2 and answered() < before + 2:
                await asyncio.sleep(0.01)
        if random_.random() < 0.1:
            await target.pause(random_.uniform(0.1, 0.5))
        await target.kill()
        await target.start()
