"""What goes wrong: processes are killed (SIGKILL) or paused (SIGSTOP), and come back."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from services.cli import embedded_redis


@dataclass
class RedisServer:
    """A server that keeps its data in `folder` from kill to kill."""

    folder: Path
    url: str = ""
    process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        self.process, self.url = await embedded_redis.start(self.folder)

    async def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        await self.process.wait()

    async def pause(self, seconds: float) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)
        await asyncio.sleep(seconds)
        self.process.send_signal(signal.SIGCONT)

    async def stop(self) -> None:
        if self.process is not None:
            await embedded_redis.stop(self.process)


@dataclass
class Python:
    """A Python module as a process; `ready` returns once it serves."""

    module: str
    environment: Mapping[str, str]
    ready: Callable[[], Awaitable[None]]
    arguments: tuple[str, ...] = ()
    log: Path = Path(os.devnull)
    process: asyncio.subprocess.Process | None = field(default=None)

    async def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                self.module,
                *self.arguments,
                env={**os.environ, **self.environment},
                stderr=log,
                stdout=log,
            )
        await self.ready()

    async def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        await self.process.wait()

    async def pause(self, seconds: float) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)
        await asyncio.sleep(seconds)
        self.process.send_signal(signal.SIGCONT)

    async def stop(self) -> None:
        if self.process is not None and self.process.returncode is None:
            await self.kill()


async def torment(target: RedisServer | Python, cycles: int, random_: random.Random, up_s: tuple[float, float]) -> None:
    """Kill the target `cycles` times, each time after it was up for a random while; pause it one time in ten instead."""
    for _ in range(cycles):
        await asyncio.sleep(random_.uniform(*up_s))
        if random_.random() < 0.1:
            await target.pause(random_.uniform(0.1, 0.5))
        await target.kill()
        await target.start()
