"""Durable jobs of one owner on Redis streams: idempotent submission, at-least-once execution, observable state.

Rules
1. A job outlives the process that submitted it and the worker that runs it. A worker that stops heart (killed,
   paused, cut off) loses the job to the next one after `lease_s`; after `max_attempts` takes the job is dead.
2. Each take-over raises the job's fence. Handlers pass `run.fence` to every write; a store refuses a smaller one than
   it has seen. So a paused worker that wakes up changes nothing. Handlers are idempotent, which makes results once.
3. Payloads hold ids, not what people said. Everything expires after `ttl_s`, and `erase` removes all jobs of a session.

The atomic steps are in `jobs.lua`; the loop that runs handlers is in `job_worker.py`. A worker process is
`await run_jobs(Jobs(redis, owner), {"match": match}, stop)` with `async def match(run: JobRun) -> None`.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from services.shared.errors import InvalidInput, NotFound, WrongState
from services.shared.runtime import context
from services.shared.runtime.clock import RandomIds
from services.shared.runtime.job import Job, JobPage, JobState, Nothing, job_of
from services.shared.runtime.sessions import IDLE_TTL_S, SessionKeys

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from redis.asyncio import Redis
    from redis.commands.core import AsyncScript

LEASE_S: Final = 10.0
"""Time from a worker's last heartbeat to take-over: three heartbeats fit in, well below 30 s (docs/reliability.md A6)."""

MAX_ATTEMPTS: Final = 3
"""Takes until a job is dead (docs/reliability.md A6)."""

__all__ = ["Job", "JobState", "Jobs", "Nothing"]

_STEPS: Final = (Path(__file__).with_suffix(".lua")).read_text()
_LISTED: Final = 500
_NEWEST: Final = 10**15
"""Later than any time in milliseconds."""

Place = tuple[int, str]
"""Where a job stands in lists: when it was made, in milliseconds, and its id."""


@dataclass(frozen=True, slots=True)
class Jobs:
    """The job queue of one owner.

    Attributes:
        redis: Client with `decode_responses=True`.
        owner: The service, for example "taskpipeline".
        ttl_s: Seconds a job is kept.
        lease_s: Seconds without a sign of life after which a worker has lost its job.
        max_attempts: Takes until a job is dead.
        retry_s: Pause before the second try, in seconds; each further one is four times as long.
    """

    redis: Redis
    owner: str
    ttl_s: int = IDLE_TTL_S
    lease_s: float = LEASE_S
    max_attempts: int = MAX_ATTEMPTS
    retry_s: float = 1.0

    @property
    def stream(self) -> str:
        """The stream of waiting jobs; every key of the queue begins with its name."""
        return f"metier:{{{self.owner}}}:jobs"

    async def step(self, name: str, *arguments: object) -> Any:
        """Run one atomic step of `jobs.lua` and return its answer."""
        script: AsyncScript = self.redis.register_script(_STEPS)
        return await script(keys=[self.stream], args=[name, *map(str, arguments)])

    async def submit(self, kind: str, session_id: str, payload: Mapping[str, Any], key: str | None = None) -> Job:
        """Queue a job and return it.

        Args:
            kind: Names the handler.
            session_id: The session it works for.
            payload: What the handler needs; JSON values, ids rather than texts.
            key: Submitting the same kind, session and key again returns the job there is.

        Raises:
            NotFound: SESSION_UNKNOWN, the session is deleted.
        """
        job_id = _id_of(kind, session_id, key) if key is not None else RandomIds().new()
        body = json.dumps(payload, separators=(",", ":"))
        found = await self.step("submit", job_id, kind, session_id, body, self.ttl_s * 1000, context.traceparent())
        if await SessionKeys(self.redis).deleted(session_id):  # looked up after the write, so no deletion is missed
            await self.erase(session_id)
            reason = "SESSION_UNKNOWN"
            raise NotFound(reason, "There is no such session.")
        return job_of(found)

    async def get(self, job_id: str, session_id: str | None = None) -> Job:
        """Return a job as it is now.

        Raises:
            NotFound: JOB_UNKNOWN, also when it belongs to another session than the one given.
        """
        return _known(await self.redis.hgetall(f"{self.stream}:job:{job_id}"), session_id)

    async def list(self, state: JobState | None = None, limit: int = 50) -> list[Job]:
        """Return the newest jobs of all sessions, at most 500; `JobState.DEAD` gives the dead-letter list."""
        return (await self.page(state, limit)).jobs

    async def page(
        self, state: JobState | None = None, limit: int = 50, *, after: str = "", kind: str = "", session_id: str = ""
    ) -> JobPage:
        """Return a page of jobs, newest first.

        Args:
            state: Only jobs in it; None means all.
            limit: Most jobs returned, up to 500.
            after: `next_after` of the page before; empty begins.
            kind: Only jobs of it; empty means all.
            session_id: Only jobs of it; empty means all.

        Raises:
            InvalidInput: PAGE_TOKEN_UNKNOWN.
        """
        page, wanted, place = JobPage([], after), min(limit, _LISTED), _place_of(after)
        while len(page.jobs) < wanted:
            rows = await self._older([state] if state else JobState, place, wanted + 1)
            async with self.redis.pipeline(transaction=False) as pipe:
                for _, job_id in rows:
                    pipe.hgetall(f"{self.stream}:job:{job_id}")
                found = await pipe.execute()
            for row, flat in zip(rows, found, strict=True):
                place = row
                job = job_of(flat) if flat else None
                if job and kind in {"", job.kind} and session_id in {"", job.session_id}:
                    page.jobs.append(job)
                if len(page.jobs) == wanted:
                    break
            else:
                if len(rows) <= wanted:
                    return JobPage(page.jobs, "")
        return JobPage(page.jobs, f"{place[0]}.{place[1]}")

    async def _older(self, states: Iterable[JobState], place: Place, count: int) -> Sequence[Place]:
        """Return the places of the jobs behind a place, newest first; those of one millisecond by their id."""
        at, last = place
        async with self.redis.pipeline(transaction=False) as pipe:
            for each in states:
                pipe.zremrangebyscore(f"{self.stream}:{each}", "-inf", _expired_before(self.ttl_s))
                pipe.zrangebyscore(f"{self.stream}:{each}", at, at, withscores=True)
                pipe.zrevrangebyscore(f"{self.stream}:{each}", f"({at}", "-inf", 0, count, withscores=True)
            found = await pipe.execute()
        places = {(int(score), job_id) for rows in (*found[1::3], *found[2::3]) for job_id, score in rows}
        return sorted((each for each in places if each < (at, last)), reverse=True)[:count]

    async def counts(self) -> dict[JobState, int]:
        """Return how many jobs are in each state."""
        async with self.redis.pipeline(transaction=False) as pipe:
            for state in JobState:
                pipe.zcard(f"{self.stream}:{state}")
            return dict(zip(JobState, await pipe.execute(), strict=True))

    async def oldest_waiting_s(self) -> float:
        """Return for how many seconds the longest waiting job has been in the queue; 0 where none waits."""
        found = await self.redis.zrange(f"{self.stream}:{JobState.QUEUED}", 0, 0, withscores=True)
        return max(0.0, datetime.now(UTC).timestamp() - float(found[0][1]) / 1000) if found else 0.0

    async def wait(self, job_id: str, timeout_s: float, session_id: str | None = None) -> Job:
        """Return a job once nothing follows by itself, or as it is when `timeout_s` is over.

        Raises:
            NotFound: JOB_UNKNOWN.
        """
        loop = asyncio.get_running_loop()
        until, pause_s = loop.time() + timeout_s, 0.02
        while not (job := await self.get(job_id, session_id)).state.is_final and loop.time() < until:
            await asyncio.sleep(min(pause_s, max(0.0, until - loop.time())))
            pause_s = min(pause_s * 1.5, 0.5)
        return job

    async def cancel(self, job_id: str, session_id: str | None = None) -> Job:
        """Cancel a job unless it has ended; a worker at it is stopped at its next heartbeat.

        Raises:
            NotFound: JOB_UNKNOWN.
        """
        await self.get(job_id, session_id)
        return _known(await self.step("cancel", job_id), session_id)

    async def retry(self, job_id: str, session_id: str | None = None) -> Job:
        """Queue a dead, failed or cancelled job again, with all its tries.

        Raises:
            NotFound: JOB_UNKNOWN.
            WrongState: JOB_NOT_ENDED, it is queued, running or done.
        """
        await self.get(job_id, session_id)
        found = await self.step("retry", job_id)
        if isinstance(found, str):
            reason = "JOB_NOT_ENDED"
            raise WrongState(reason, "Only a dead, failed or cancelled job can be tried again.", state=found)
        return job_of(found)

    async def erase(self, session_id: str) -> int:
        """Remove every job of a session, running ones included, and return how many there were."""
        return int(await self.step("erase", session_id))

    async def claim(self) -> Job | Nothing:
        """Claim the next job, or tell that there is none."""
        found = await self.step("claim", int(self.lease_s * 1000), self.max_attempts)
        if len(found) > 2:  # noqa: PLR2004 - a job is a flat list of its fields
            return job_of(found)
        place, due_ms = found
        return Nothing(place, due_ms / 1000 if due_ms >= 0 else None)

    async def next_came(self, place: str, timeout_s: float) -> None:
        """Wait until a job is queued behind a place of the stream, at most `timeout_s`."""
        await self.redis.xread({self.stream: place}, count=1, block=int(timeout_s * 1000))

    async def heartbeat(self, job: Job, *units: int) -> bool:
        """Send a heartbeat, with units done and in all if known; False when the worker has lost the job."""
        return bool(await self.step("heartbeat", job.id, job.fence, *units) == "held")

    async def complete(self, job: Job, reason: str = "") -> bool:
        """End a try, well or with the reason it failed for; False when the worker has lost the job."""
        if not reason:
            return bool(await self.step("finish", job.id, job.fence) == "held")
        delay_ms = int(self.retry_s * 4 ** (job.attempts - 1) * 1000)
        return bool(await self.step("fail", job.id, job.fence, reason, self.max_attempts, delay_ms) == "held")

    async def release(self, job: Job) -> None:
        """Give a job back to the queue at once, at no cost of a try."""
        await self.step("release", job.id, job.fence)


def _place_of(after: str) -> Place:
    at, _, job_id = after.partition(".")
    if after and not (at.isascii() and at.isdigit() and len(at) < len(str(_NEWEST))):
        reason = "PAGE_TOKEN_UNKNOWN"
        raise InvalidInput(reason, "This is not the token of a page.", field="page_token")
    return (int(at), job_id) if after else (_NEWEST, "")


def _id_of(kind: str, session_id: str, key: str) -> str:
    return hashlib.sha256(f"{kind}\n{session_id}\n{key}".encode()).hexdigest()[:32]


def _expired_before(ttl_s: int) -> str:
    return f"{(datetime.now(UTC).timestamp() - ttl_s) * 1000:.0f}"


def _known(found: Any, session_id: str | None) -> Job:
    job = job_of(found) if found else None
    if job is None or (session_id is not None and job.session_id != session_id):
        reason = "JOB_UNKNOWN"
        raise NotFound(reason, "There is no such job.")
    return job
