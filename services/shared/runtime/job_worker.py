"""The worker's side of `jobs.py`: claim, send heartbeats, run the handler, complete.

Rules
1. While a handler runs, three heartbeats a lease are sent for its job. When one finds the job lost (taken
   over, cancelled, erased) the handler is cancelled and nothing of it is completed.
2. An exception of the handler is a failed try: its reason is kept, its text is not, for it may hold what people said. A
   cancellation that the worker did not ask for is one too: only the worker's own stop gives a job back.
3. Redis going away stops nothing: the worker waits for it, and jobs whose lease ran out meanwhile are taken over.
4. A job whose last worker vanished may be what killed it: it runs alone, so that it takes no other job along.
5. On `stop` no job is taken any more; running ones get `grace_s`, then they are given back and cost no try.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from redis.exceptions import RedisError

from services.shared.errors import MetierError
from services.shared.runtime import context, job_metrics, telemetry, tracing
from services.shared.runtime.background import end
from services.shared.runtime.job import Nothing

if TYPE_CHECKING:
    from services.shared.runtime.job import Job
    from services.shared.runtime.jobs import Jobs

HEARTBEATS: Final = 3
"""Heartbeats in a lease: two may be lost before the job is."""

WAIT_S: Final = 1.0
"""Longest wait for a new job before leases and due retries are looked at again."""

RECONNECT_S: Final = 0.2
"""Pause before Redis is asked again after it failed; an embedded one restarts in 0.1 s."""

log = telemetry.get_logger()


class JobLost(Exception):
    """The lease of the job was lost; the handler must stop and write nothing more."""


@dataclass(slots=True)
class JobRun:
    """One attempt at a job, as passed to its handler.

    Attributes:
        job: The job as it was claimed.
        cancelled: Whether the job was cancelled or lost; for handlers that compute for long without awaiting.
    """

    job: Job
    jobs: Jobs = field(repr=False)
    cancelled: bool = False

    @property
    def payload(self) -> Mapping[str, Any]:
        """What was submitted."""
        return self.job.payload

    @property
    def session_id(self) -> str:
        """The session the job works for."""
        return self.job.session_id

    @property
    def fence(self) -> int:
        """Grows with each take-over; pass it to every write."""
        return self.job.fence

    async def progress(self, done: int, total: int) -> None:
        """Show how far the job is; also a heartbeat.

        Raises:
            JobLost: the job was taken over, cancelled or erased.
        """
        await self.heartbeat(done, total)

    async def heartbeat(self, *units: int) -> None:
        """Send a heartbeat.

        Raises:
            JobLost: the job was taken over, cancelled or erased.
        """
        if not await self.jobs.heartbeat(self.job, *units):
            self.cancelled = True
            raise JobLost(self.job.id)


Handler = Callable[[JobRun], Awaitable[None]]


async def run_jobs(
    jobs: Jobs,
    handlers: Mapping[str, Handler],
    stop: asyncio.Event,
    *,
    concurrency: int = 1,
    grace_s: float = 10.0,
) -> None:
    """Run the jobs of a queue until `stop` is set.

    Args:
        jobs: The queue.
        handlers: Job kind -> what to do; a job of another kind fails with KIND_UNKNOWN.
        stop: No job is taken once this is set.
        concurrency: Jobs run at once in this process.
        grace_s: Seconds running jobs may take to end after `stop`; then they are given back.
    """
    stopped = asyncio.create_task(stop.wait())
    running: set[asyncio.Task[None]] = set()
    try:
        while not stopped.done():
            if len(running) >= concurrency:
                await asyncio.wait([stopped, *running], return_when=asyncio.FIRST_COMPLETED)
                continue
            try:
                await _start_next(jobs, handlers, running, stopped)
            except (RedisError, OSError) as error:
                log.warning("queue out of reach", kind=type(error).__name__)
                await asyncio.sleep(RECONNECT_S)
        if running:
            await asyncio.wait(running, timeout=grace_s)
    finally:
        for task in (stopped, *running):
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def _start_next(
    jobs: Jobs, handlers: Mapping[str, Handler], running: set[asyncio.Task[None]], stopped: asyncio.Task[Any]
) -> None:
    """Start the next job, or wait for one; a suspect one waits for those that run, and none is taken beside it."""
    found = await jobs.claim()
    if isinstance(found, Nothing):
        await _wait_for_job(jobs, found, [stopped, *running])
        return
    others = tuple(running) if found.is_suspect else ()
    task = asyncio.create_task(_run(JobRun(found, jobs), handlers, others))
    running.add(task)
    task.add_done_callback(running.discard)
    if found.is_suspect:
        await asyncio.wait([stopped, task], return_when=asyncio.FIRST_COMPLETED)


async def _wait_for_job(jobs: Jobs, nothing: Nothing, others: Sequence[asyncio.Task[Any]]) -> None:
    """Wait until a job is queued or one of the other tasks ends: a job that failed meanwhile may be due soon."""
    coming = asyncio.create_task(jobs.next_came(nothing.place, min(WAIT_S, nothing.due_s or WAIT_S)))
    try:
        await asyncio.wait([coming, *others], return_when=asyncio.FIRST_COMPLETED)
    finally:
        await end(coming)
    if not coming.cancelled():
        coming.result()


async def _run(run: JobRun, handlers: Mapping[str, Handler], others: Sequence[asyncio.Task[None]]) -> None:
    context.session_id.set(run.session_id)
    context.continue_trace(run.job.trace)
    handling = asyncio.create_task(_try(run, handlers, others))
    heart = asyncio.create_task(_heartbeat(run))
    try:
        await asyncio.wait([handling, heart], return_when=asyncio.FIRST_COMPLETED)
        if handling.done():
            reason = handling.result()
            outcome = "LOST" if reason is None else reason or "OK"
            job_metrics.TRIES.labels(run.jobs.owner, run.job.kind, outcome).inc()
            await _complete(run, reason)
        else:
            log.warning("job lost", job=run.job.id, job_kind=run.job.kind)
    except asyncio.CancelledError:  # this worker stops before the handler has ended
        run.cancelled = True
        await end(handling)
        with suppress(RedisError, OSError):
            await run.jobs.release(run.job)
        raise
    finally:
        await end(handling)
        await end(heart)


async def _try(run: JobRun, handlers: Mapping[str, Handler], others: Sequence[asyncio.Task[None]]) -> str | None:
    """Run the handler; the reason it failed for, empty when it succeeded, None when the worker has lost the job."""
    handler = handlers.get(run.job.kind)
    if handler is None:
        return "KIND_UNKNOWN"
    try:
        if others:
            await asyncio.wait(others)
        with (
            tracing.span(f"job {run.job.kind}", tracing.CONSUMER, {"messaging.operation.type": "process"}),
            job_metrics.SECONDS.labels(run.jobs.owner, run.job.kind).time(),
        ):
            await handler(run)
    except JobLost:
        return None
    except asyncio.CancelledError as error:
        if (task := asyncio.current_task()) and task.cancelling():  # the worker ends this try itself
            raise
        log.error("job try failed", job=run.job.id, job_kind=run.job.kind, **telemetry.cause(error))
        return "INTERNAL"
    except MetierError as error:
        log.warning("job try failed", job=run.job.id, job_kind=run.job.kind, reason=error.reason)
        return error.reason
    except Exception as error:  # noqa: BLE001 - whatever a handler raises is a failed try
        log.error("job try failed", job=run.job.id, job_kind=run.job.kind, **telemetry.cause(error))
        return "INTERNAL"
    return ""


async def _heartbeat(run: JobRun) -> None:
    """Send heartbeats until the job is lost; Redis being away is not a reason to give up."""
    while True:
        await asyncio.sleep(run.jobs.lease_s / HEARTBEATS)
        try:
            await run.heartbeat()
        except JobLost:
            return
        except (RedisError, OSError):
            continue


async def _complete(run: JobRun, reason: str | None) -> None:
    """Report the end of the try to the queue until the lease would have expired; then another worker runs the job anyway."""
    if reason is None:
        return
    with suppress(TimeoutError):
        async with asyncio.timeout(run.jobs.lease_s):
            while True:
                try:
                    await run.jobs.complete(run.job, reason)
                except (RedisError, OSError):
                    await asyncio.sleep(RECONNECT_S)
                else:
                    return
