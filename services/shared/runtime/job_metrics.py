"""Metrics of a queue: jobs by state, age of the oldest waiting job, outcome of each try."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from prometheus_client import Counter, Gauge, Histogram
from redis.exceptions import RedisError

from services.shared.runtime import telemetry
from services.shared.runtime.background import beside

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from services.shared.runtime.jobs import Jobs

JOBS = Gauge("metier_jobs", "Jobs of an owner by state; `queued` is the depth of its queue.", ["owner", "state"])
OLDEST = Gauge("metier_jobs_oldest_waiting_seconds", "How long the longest waiting job has been queued.", ["owner"])
TRIES = Counter("metier_job_tries_total", "Tries by outcome: OK or a reason.", ["owner", "kind", "outcome"])
SECONDS = Histogram(
    "metier_job_seconds",
    "Time of one try.",
    ["owner", "kind"],
    buckets=(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 120),
)


@dataclass(slots=True)
class QueueWatch:
    """Looks at a queue at intervals: keeps its gauges up to date, and knows whether it answers.

    Attributes:
        jobs: The queue.
        every_s: Seconds between two looks; below the usual scrape interval of 15 s.
        silent_s: Seconds without an answer of Redis after which a worker is not ready: three looks.
    """

    jobs: Jobs
    every_s: float = 3.0
    silent_s: float = 10.0
    _answered_at: float = field(default_factory=time.monotonic)

    def is_reached(self) -> bool:
        """Whether the queue answered lately; for a worker's readiness."""
        return time.monotonic() - self._answered_at < self.silent_s

    @asynccontextmanager
    async def served(self, port: int) -> AsyncIterator[None]:
        """Look at the queue while the block runs; metrics and readiness are answered on a port, none where it is 0."""
        telemetry.serve_metrics(port, self.is_reached)
        async with beside(metrics=self.report()):
            yield

    async def report(self) -> None:
        """Keep the gauges of a queue up to date until cancelled; they keep their last value while Redis is away."""
        while True:
            try:
                for state, count in (await self.jobs.counts()).items():
                    JOBS.labels(self.jobs.owner, state.value).set(count)
                OLDEST.labels(self.jobs.owner).set(await self.jobs.oldest_waiting_s())
                self._answered_at = time.monotonic()
            except (RedisError, OSError):
                pass
            await asyncio.sleep(self.every_s)
