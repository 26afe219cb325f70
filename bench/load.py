"""Load on a gRPC method: closed loop (so many callers, each waits), open loop (so many a second, whatever comes)."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from services.shared.errors import MetierError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Call = Callable[[], Awaitable[object]]


@dataclass
class Run:
    """What one run saw."""

    name: str
    callers: int
    texts_per_call: int
    seconds: float = 0.0
    latencies_ms: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)

    @property
    def calls_per_s(self) -> float:
        """Answered calls a second."""
        return len(self.latencies_ms) / self.seconds if self.seconds else 0.0

    @property
    def texts_per_s(self) -> float:
        """Answered texts a second."""
        return self.calls_per_s * self.texts_per_call

    def percentile_ms(self, share: float) -> float:
        """The latency below which this share of the calls lies; 0 without calls."""
        ordered = sorted(self.latencies_ms)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0

    def figures(self) -> dict[str, float]:
        """The run as flat figures."""
        return {
            f"{self.name}.calls_per_s": round(self.calls_per_s, 1),
            f"{self.name}.texts_per_s": round(self.texts_per_s, 1),
            f"{self.name}.p50_ms": round(self.percentile_ms(0.50), 2),
            f"{self.name}.p99_ms": round(self.percentile_ms(0.99), 2),
            f"{self.name}.errors": float(sum(self.errors.values())),
        }


async def _timed(call: Call, run: Run, begun: float) -> None:
    try:
        await call()
    except MetierError as error:
        run.errors[f"{error.grpc_code}/{error.reason}"] += 1
    else:
        run.latencies_ms.append((time.perf_counter() - begun) * 1000)


async def closed_loop(name: str, call: Call, callers: int, seconds: float, texts_per_call: int = 1) -> Run:
    """`callers` calls at a time for so many seconds; each caller waits for its answer."""
    run = Run(name, callers, texts_per_call)
    started = time.perf_counter()

    async def caller() -> None:
        while time.perf_counter() - started < seconds:
            await _timed(call, run, time.perf_counter())

    await asyncio.gather(*(caller() for _ in range(callers)))
    run.seconds = time.perf_counter() - started
    return run


async def open_loop(name: str, call: Call, calls_per_s: float, seconds: float, texts_per_call: int = 1) -> Run:
    """`calls_per_s` calls a second; a call's time counts from when it was due, so that waiting is not left out."""
    run = Run(name, 0, texts_per_call)
    started = time.perf_counter()
    pending: set[asyncio.Task[None]] = set()
    for number in range(max(1, int(calls_per_s * seconds))):
        due = started + number / calls_per_s
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        task = asyncio.create_task(_timed(call, run, due))
        pending.add(task)
        task.add_done_callback(pending.discard)
    await asyncio.gather(*pending)
    run.seconds = time.perf_counter() - started
    return run
