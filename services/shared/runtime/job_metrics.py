"""Metrics of a queue: jobs by state, age of the oldest waiting job, outcome of each try."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Final

from prometheus_client import Counter, Gauge, Histogram
from redis.exceptions import RedisError

if TYPE_CHECKING:
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

_EVERY_S: Final = 3.0
"""Between two looks at the queue; below the usual scrape interval of 15 s."""

_SILENT_S: Final = 10.0
"""Without an answer of Redis for this long a worker is not ready: three looks."""

_answered_at = time.monotonic()


def is_reached() -> bool:
    """Whether the queue answered lately; for a worker's readiness."""
    return time.monotonic() - _answered_at < _SILENT_S


async def report(jobs: Jobs) -> None:
    """Keep the gauges of a queue up to date until cancelled; they keep their last value while Redis is away."""
    global _answered_at  # noqa: PLW0603 - one queue a process, looked at from the thread that answers probes
    while True:
        try:
            for state, count in (await jobs.counts()).items():
                JOBS.labels(jobs.owner, state.value).set(count)
            OLDEST.labels(jobs.owner).set(await jobs.oldest_waiting_s())
            _answered_at = time.monotonic()
        except (RedisError, OSError):
            pass
        await asyncio.sleep(_EVERY_S)
