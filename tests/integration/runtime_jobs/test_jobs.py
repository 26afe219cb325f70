"""Durable jobs on a real server: states, retries, cancellation, erasure, orderly stops."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from prometheus_client import REGISTRY

from services.shared import errors
from services.shared.runtime import job_worker
from services.shared.runtime.job_metrics import QueueWatch
from services.shared.runtime.job_worker import JobRun, run_jobs
from services.shared.runtime.jobs import Jobs, JobState
from services.shared.runtime.sessions import SessionKeys

CANARY = "Jane Doe"


@pytest.fixture
def jobs(redis) -> Jobs:
    return Jobs(redis, "taskpipeline", lease_s=1.0, retry_s=0.05)


class Handlers:
    """What the tests' jobs do; `runs` keeps each try's job id and fence."""

    def __init__(self) -> None:
        self.runs: list[tuple[str, int]] = []
        self.gate = asyncio.Event()
        self.begun = asyncio.Event()

    async def count(self, run: JobRun) -> None:
        self.runs.append((run.job.id, run.fence))
        await run.progress(1, 2)
        await run.progress(2, 2)

    async def fail(self, run: JobRun) -> None:
        self.runs.append((run.job.id, run.fence))
        raise ValueError(CANARY)

    async def refuse(self, run: JobRun) -> None:
        raise errors.Unavailable("SERVICE_DOWN", CANARY)

    async def be_cancelled(self, run: JobRun) -> None:
        self.runs.append((run.job.id, run.fence))
        raise asyncio.CancelledError

    async def fail_once(self, run: JobRun) -> None:
        self.runs.append((run.job.id, run.fence))
        if run.job.attempts == 1:
            raise ValueError(CANARY)

    async def wait(self, run: JobRun) -> None:
        self.runs.append((run.job.id, run.fence))
        self.begun.set()
        await self.gate.wait()

    def table(self):
        return {name: getattr(self, name) for name in ("count", "fail", "refuse", "be_cancelled", "fail_once", "wait")}


@asynccontextmanager
async def working(jobs: Jobs, handlers: Handlers, **options) -> AsyncIterator[asyncio.Event]:
    stop = asyncio.Event()
    worker = asyncio.create_task(run_jobs(jobs, handlers.table(), stop, **{"grace_s": 0.1, **options}))
    try:
        yield stop
    finally:
        stop.set()
        await worker


async def test_a_job_runs_once_and_shows_its_progress(jobs):
    handlers = Handlers()
    job = await jobs.submit("count", "s1", {"revision": 3})
    assert (job.state, job.attempts, job.payload) == (JobState.QUEUED, 0, {"revision": 3})
    async with working(jobs, handlers):
        job = await jobs.wait(job.id, 5)
    assert (job.state, job.attempts, job.done, job.total, job.error) == (JobState.DONE, 1, 2, 2, "")
    assert handlers.runs == [(job.id, 1)]


async def test_a_cancellation_of_what_a_handler_awaits_is_a_failed_try(jobs):
    handlers = Handlers()
    job = await jobs.submit("be_cancelled", "s1", {})
    async with working(jobs, handlers):
        job = await jobs.wait(job.id, 10)
    assert (job.state, job.attempts, job.error) == (JobState.DEAD, jobs.max_attempts, "INTERNAL")
    assert len(handlers.runs) == jobs.max_attempts


async def test_the_same_key_is_the_same_job(jobs):
    handlers = Handlers()
    first = await jobs.submit("count", "s1", {}, key="r1")
    async with working(jobs, handlers):
        await jobs.wait(first.id, 5)
        again = await jobs.submit("count", "s1", {}, key="r1")
        other = await jobs.submit("count", "s2", {}, key="r1")
        await jobs.wait(other.id, 5)
    assert (again.id, again.state) == (first.id, JobState.DONE)
    assert len(handlers.runs) == 2


async def test_a_job_that_fails_is_tried_again_with_a_greater_fence(jobs):
    handlers = Handlers()
    job = await jobs.submit("fail_once", "s1", {})
    async with working(jobs, handlers):
        job = await jobs.wait(job.id, 5)
    assert (job.state, job.attempts, job.error) == (JobState.DONE, 2, "")
    assert [fence for _, fence in handlers.runs] == [1, 2]


async def test_a_worker_that_waits_for_more_jobs_is_told_when_one_of_its_own_is_due_again(jobs, monkeypatch):
    monkeypatch.setattr(job_worker, "WAIT_S", 60.0)
    job = await jobs.submit("fail_once", "s1", {})
    async with working(jobs, Handlers(), concurrency=2):
        assert (await jobs.wait(job.id, 10)).state is JobState.DONE


@pytest.mark.parametrize(
    ("kind", "reason"), [("fail", "INTERNAL"), ("refuse", "SERVICE_DOWN"), ("nothing", "KIND_UNKNOWN")]
)
async def test_a_job_that_keeps_failing_is_listed_as_dead_with_its_reason_only(jobs, redis, kind, reason):
    job = await jobs.submit(kind, "s1", {})
    async with working(jobs, Handlers()):
        job = await jobs.wait(job.id, 5)
        after = await jobs.submit("count", "s1", {})
        assert (await jobs.wait(after.id, 5)).state is JobState.DONE
    assert (job.state, job.attempts, job.error) == (JobState.DEAD, 3, reason)
    assert [dead.id for dead in await jobs.list(JobState.DEAD)] == [job.id]
    assert CANARY not in str([await redis.hgetall(key) for key in await redis.keys("*:job:*")])


async def test_a_dead_job_can_be_tried_again_with_all_its_tries(jobs):
    handlers = Handlers()
    job = await jobs.submit("fail", "s1", {})
    async with working(jobs, handlers):
        await jobs.wait(job.id, 5)
        assert (await jobs.retry(job.id)).attempts == 0
        job = await jobs.wait(job.id, 5)
    assert job.state is JobState.DEAD
    assert [fence for _, fence in handlers.runs] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("kind", ["count", "wait"])
async def test_a_job_that_has_not_failed_is_not_tried_again(jobs, kind):
    handlers = Handlers()
    job = await jobs.submit(kind, "s1", {})
    async with working(jobs, handlers):
        await (jobs.wait(job.id, 5) if kind == "count" else handlers.begun.wait())
        with pytest.raises(errors.WrongState) as raised:
            await jobs.retry(job.id)
    assert raised.value.reason == "JOB_NOT_ENDED"


async def test_a_waiting_job_that_is_cancelled_never_runs(jobs):
    handlers = Handlers()
    job = await jobs.submit("count", "s1", {})
    assert (await jobs.cancel(job.id)).state is JobState.CANCELLED
    assert (await jobs.cancel(job.id)).state is JobState.CANCELLED
    async with working(jobs, handlers):
        other = await jobs.submit("count", "s1", {})
        await jobs.wait(other.id, 5)
    assert [job_id for job_id, _ in handlers.runs] == [other.id]


async def test_a_running_job_that_is_cancelled_is_stopped(jobs):
    handlers = Handlers()
    job = await jobs.submit("wait", "s1", {})
    async with working(jobs, handlers):
        await handlers.begun.wait()
        await jobs.cancel(job.id)
        other = await jobs.submit("count", "s1", {})
        assert (await jobs.wait(other.id, 5)).state is JobState.DONE
    assert (await jobs.get(job.id)).state is JobState.CANCELLED


async def test_a_worker_that_stops_in_order_gives_its_job_back_at_no_cost(jobs):
    first, second = Handlers(), Handlers()
    job = await jobs.submit("wait", "s1", {})
    async with working(jobs, first):
        await first.begun.wait()
    assert (await jobs.get(job.id)).state is JobState.QUEUED
    second.gate.set()
    async with working(jobs, second):
        job = await jobs.wait(job.id, 5)
    assert (job.state, job.attempts) == (JobState.DONE, 1)


async def test_a_worker_that_stops_lets_a_job_end_within_its_grace(jobs):
    handlers = Handlers()
    job = await jobs.submit("wait", "s1", {})
    async with working(jobs, handlers, grace_s=5) as stop:
        await handlers.begun.wait()
        stop.set()
        handlers.gate.set()
    assert (await jobs.get(job.id)).state is JobState.DONE


async def test_a_long_job_keeps_its_lease_by_beating(jobs):
    handlers = Handlers()
    job = await jobs.submit("wait", "s1", {})
    async with working(jobs, handlers, concurrency=3):
        await handlers.begun.wait()
        await asyncio.sleep(3 * jobs.lease_s)
        handlers.gate.set()
        await jobs.wait(job.id, 5)
    assert handlers.runs == [(job.id, 1)]


async def test_a_stale_worker_can_neither_beat_nor_settle(jobs):
    await jobs.submit("count", "s1", {})
    stale = await jobs.claim()
    await asyncio.sleep(jobs.lease_s + 0.1)
    fresh = await jobs.claim()
    assert (fresh.id, fresh.fence) == (stale.id, stale.fence + 1)
    assert not await jobs.heartbeat(stale, 9, 9)
    assert not await jobs.complete(stale)
    assert not await jobs.complete(stale, "INTERNAL")
    await jobs.release(stale)
    assert (await jobs.get(fresh.id)).state is JobState.RUNNING
    assert await jobs.complete(fresh)


async def test_a_lost_job_behind_many_running_ones_is_found(redis):
    jobs = Jobs(redis, "taskpipeline", lease_s=30.0)
    for _ in range(40):
        await jobs.submit("count", "s1", {})
    taken = [await jobs.claim() for _ in range(40)]
    lost = (await redis.xpending_range(jobs.stream, "workers", "-", "+", 40))[-1]["message_id"]
    await redis.xclaim(jobs.stream, "workers", "any", 0, [lost], idle=60_000)
    assert (await jobs.claim()).id == taken[-1].id


async def test_erasing_a_session_removes_its_jobs_and_stops_them(jobs, redis):
    handlers = Handlers()
    for kind in ("wait", "count", "fail"):
        await jobs.submit(kind, "s1", {})
    other = await jobs.submit("count", "s2", {})
    async with working(jobs, handlers):
        await handlers.begun.wait()
        assert await jobs.erase("s1") == 3
        assert (await jobs.wait(other.id, 5)).state is JobState.DONE
    assert [job.id for job in await jobs.list()] == [other.id]
    assert "s1" not in " ".join(await redis.keys("*"))
    assert (await redis.xpending(jobs.stream, "workers"))["pending"] == 0
    assert await redis.xlen(jobs.stream) == 0


async def test_no_job_is_taken_for_a_deleted_session(jobs, redis):
    await SessionKeys(redis).tombstone("s1")
    with pytest.raises(errors.NotFound) as raised:
        await jobs.submit("count", "s1", {})
    assert raised.value.reason == "SESSION_UNKNOWN"
    assert await jobs.list() == []


async def test_pages_tell_every_job_once_also_of_one_millisecond_and_while_they_change(jobs, redis):
    made = [await jobs.submit(("count", "wait")[n % 2], f"s{n % 3}", {}) for n in range(23)]
    at = int(made[0].created_at.timestamp() * 1000)
    for job in made[:9]:  # as a batch makes them
        await redis.hset(f"{jobs.stream}:job:{job.id}", "created_at", str(at))
        await redis.zadd(f"{jobs.stream}:queued", {job.id: at})

    async def told(limit, **filters):
        found, page = [], await jobs.page(None, limit, **filters)
        while True:
            assert len(page.jobs) <= limit
            found += page.jobs
            if not page.next_after:
                return [job.id for job in found]
            await jobs.cancel(made[len(found) % len(made)].id)
            page = await jobs.page(None, limit, after=page.next_after, **filters)

    everything = await told(500)
    assert len(everything) == len(set(everything)) == 23
    assert everything[0] == made[-1].id
    for limit in (1, 4, 22, 23):
        assert await told(limit) == everything
    of = {job.id: job for job in made}
    assert await told(2, kind="wait", session_id="s1") == [
        each for each in everything if (of[each].kind, of[each].session_id) == ("wait", "s1")
    ]


@pytest.mark.parametrize("token", ["x", "-1.a", "1" * 30, "٣.a"])
async def test_a_page_token_that_is_none_is_refused(jobs, token):
    with pytest.raises(errors.InvalidInput, match="PAGE_TOKEN_UNKNOWN"):
        await jobs.page(after=token)


async def test_a_job_is_known_to_its_own_session_only(jobs):
    job = await jobs.submit("count", "s1", {})
    for call in (jobs.get, jobs.cancel, jobs.retry):
        with pytest.raises(errors.NotFound) as raised:
            await call(job.id, "s2")
        assert raised.value.reason == "JOB_UNKNOWN"
    assert (await jobs.get(job.id, "s1")).state is JobState.QUEUED


async def test_lists_and_counts_tell_every_state_newest_first(jobs):
    handlers = Handlers()
    made = [await jobs.submit(kind, "s1", {}) for kind in ("count", "count", "fail")]
    async with working(jobs, handlers):
        for job in made:
            await jobs.wait(job.id, 5)
    made.append(await jobs.submit("count", "s1", {}))
    assert {job.id for job in await jobs.list()} == {job.id for job in made}
    assert (await jobs.list(limit=1))[0].id == made[-1].id
    counts = {state: count for state, count in (await jobs.counts()).items() if count}
    assert counts == {JobState.DONE: 2, JobState.DEAD: 1, JobState.QUEUED: 1}


async def test_every_key_that_names_a_session_or_holds_a_payload_expires(jobs, redis):
    await jobs.submit("count", "s1", {"task_ids": ["t1"]})
    named = [key for key in await redis.keys("*") if ":job:" in key or ":of:" in key]
    assert len(named) == 2
    assert all([await redis.ttl(key) > 0 for key in named])


async def test_waiting_for_a_job_ends_with_its_timeout(jobs):
    job = await jobs.submit("count", "s1", {})
    assert (await jobs.wait(job.id, 0.05)).state is JobState.QUEUED


async def test_depth_and_age_of_the_queue_and_the_outcome_of_each_try_can_be_scraped(jobs):
    await jobs.submit("fail", "s-1", {})
    await asyncio.sleep(0.05)
    assert await jobs.oldest_waiting_s() >= 0.05
    reporting = asyncio.create_task(QueueWatch(jobs).report())
    await asyncio.sleep(0.1)
    reporting.cancel()
    labels = {"owner": "taskpipeline", "state": "queued"}
    assert REGISTRY.get_sample_value("metier_jobs", labels) == 1
    assert REGISTRY.get_sample_value("metier_jobs_oldest_waiting_seconds", {"owner": "taskpipeline"}) > 0

    tried = {"owner": "taskpipeline", "kind": "fail", "outcome": "INTERNAL"}
    before = REGISTRY.get_sample_value("metier_job_tries_total", tried) or 0
    async with working(jobs, Handlers()):
        async with asyncio.timeout(10):
            while (await jobs.counts())[JobState.DEAD] == 0:
                await asyncio.sleep(0.05)
    assert REGISTRY.get_sample_value("metier_job_tries_total", tried) == before + 3
