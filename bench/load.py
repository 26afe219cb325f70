"""Load: closed loop (so many callers, each waits), open loop (so many a second, whatever comes), after a ramp.

While load is on, CPU and memory of the processes under it are sampled (Linux only).
"""

from __future__ import annotations

import asyncio
import os
import time
from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from services.shared.errors import MetierError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

    Call = Callable[[], Awaitable[object]]

PERCENTILES: Final = {"p50": 0.50, "p90": 0.90, "p95": 0.95, "p99": 0.99, "max": 1.0}

SAMPLE_S: Final = 0.5
"""Between two looks at the processes: 60 points in half a minute."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What the processes under load used at a moment.

    Attributes:
        at_s: Seconds since the run began.
        cpus: CPUs busy for them since the last sample.
        rss_mb: Their resident memory, megabytes.
    """

    at_s: float
    cpus: float
    rss_mb: float


@dataclass
class Run:
    """What one run saw; what came during its ramp is left out.

    Attributes:
        name: The run.
        callers: Callers of a closed loop; 0 for an open one.
        texts_per_call: Texts in a call.
        rate: Calls a second an open loop asks for; 0 for a closed one.
        seconds: How long it was measured.
        latencies_ms: Of answered calls.
        errors: Refusals, by status and reason.
        samples: Of the processes under load.
    """

    name: str
    callers: int
    texts_per_call: int
    rate: float = 0.0
    seconds: float = 0.0
    latencies_ms: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    samples: list[Sample] = field(default_factory=list)

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
            **{f"{self.name}.{name}_ms": round(self.percentile_ms(share), 2) for name, share in PERCENTILES.items()},
            f"{self.name}.errors": float(sum(self.errors.values())),
        }


@dataclass(frozen=True, slots=True)
class Load:
    """How runs are made.

    Attributes:
        seconds: How long each is measured.
        ramp_s: Seconds before that in which the load grows from nothing.
        pids: Processes under load, to be sampled.
    """

    seconds: float
    ramp_s: float = 0.0
    pids: Sequence[int] = ()

    async def closed(self, name: str, call: Call, callers: int, texts_per_call: int = 1) -> Run:
        """`callers` calls at a time; each caller waits for its answer. They set in one after the other in the ramp."""
        run = Run(name, callers, texts_per_call)
        begun = time.perf_counter()
        measured_from = begun + self.ramp_s
        end = measured_from + self.seconds

        async def caller(number: int) -> None:
            await asyncio.sleep(self.ramp_s * number / callers)
            while (now := time.perf_counter()) < end:
                await _timed(call, run if now >= measured_from else None, now)

        async with self._sampled(run, begun):
            await asyncio.gather(*(caller(number) for number in range(callers)))
        run.seconds = time.perf_counter() - measured_from
        return run

    async def open(self, name: str, call: Call, rate: float, texts_per_call: int = 1) -> Run:
        """`rate` calls a second, growing in the ramp; a call's time counts from when it was due, so that waiting is in it."""
        run = Run(name, 0, texts_per_call, rate)
        begun = time.perf_counter()
        pending: set[asyncio.Task[None]] = set()
        async with self._sampled(run, begun):
            for due_s in _due(rate, self.ramp_s, self.seconds):
                await asyncio.sleep(max(0.0, begun + due_s - time.perf_counter()))
                task = asyncio.create_task(_timed(call, run if due_s >= self.ramp_s else None, begun + due_s))
                pending.add(task)
                task.add_done_callback(pending.discard)
            await asyncio.gather(*pending)
        run.seconds = time.perf_counter() - begun - self.ramp_s
        return run

    @asynccontextmanager
    async def _sampled(self, run: Run, begun: float) -> AsyncIterator[None]:
        async def sample() -> None:
            before, at = cpu_ms(self.pids), begun
            while True:
                await asyncio.sleep(SAMPLE_S)
                now, spent = time.perf_counter(), cpu_ms(self.pids)
                run.samples.append(Sample(now - begun, (spent - before) / 1000 / (now - at), rss_mb(self.pids)))
                before, at = spent, now

        task = asyncio.create_task(sample())
        try:
            yield
        finally:
            task.cancel()


def _due(rate: float, ramp_s: float, seconds: float) -> list[float]:
    """When each call is due, in seconds: the rate grows in the ramp as a straight line."""
    in_ramp = int(rate * ramp_s / 2)
    rising = [ramp_s * (number / max(1, in_ramp)) ** 0.5 for number in range(in_ramp)]
    return rising + [ramp_s + number / rate for number in range(max(1, int(rate * seconds)))]


async def _timed(call: Call, run: Run | None, begun: float) -> None:
    try:
        await call()
    except MetierError as error:
        if run:
            run.errors[f"{error.grpc_code}/{error.reason}"] += 1
    else:
        if run:
            run.latencies_ms.append((time.perf_counter() - begun) * 1000)


def cpu_ms(pids: Sequence[int]) -> float:
    """CPU time processes have used, user and system (Linux only; 0 elsewhere)."""
    return sum((int(each[11]) + int(each[12])) * 1000 / os.sysconf("SC_CLK_TCK") for each in map(_stat, pids) if each)


def rss_mb(pids: Sequence[int]) -> float:
    """Resident memory of processes in megabytes (Linux only; 0 elsewhere)."""
    return sum(int(each[21]) * os.sysconf("SC_PAGE_SIZE") / 1e6 for each in map(_stat, pids) if each)


def _stat(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
