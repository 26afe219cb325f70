"""Generations and changes at once, on a real Redis: one wins, nothing is doubled, nothing stale is written."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from services.actions.adapters.redis_store import OWNER, RedisStore
from services.actions.core.lifecycle import State
from services.actions.core.types import Status
from services.actions.generation import Generator
from services.actions.service import KIND, Actions
from services.shared.llm import Calls
from services.shared.runtime.clock import RandomIds, SystemClock
from services.shared.runtime.job_worker import JobRun, run_jobs
from services.shared.runtime.jobs import Job, Jobs
from tests.fakes.llm import ScriptedLlm
from tests.fakes.onet_words import WordCatalogue
from tests.fakes.profiles import ANALYST


@pytest.fixture
def actions(redis) -> Actions:
    return Actions(
        store=RedisStore(redis, 3600),
        jobs=Jobs(redis, OWNER, lease_s=0.6, retry_s=0.05),
        generator=Generator(ScriptedLlm(), Calls().action_generation, WordCatalogue()),
        clock=SystemClock(),
        ids=RandomIds(),
    )


@asynccontextmanager
async def working(actions: Actions, run=None) -> AsyncIterator[None]:
    stop = asyncio.Event()
    worker = asyncio.create_task(run_jobs(actions.jobs, {KIND: run or actions.run}, stop, concurrency=4, grace_s=5))
    yield
    stop.set()
    await worker


async def test_twenty_regenerations_at_once_leave_the_actions_of_the_last_one(actions):
    async with working(actions):
        begun = await asyncio.gather(*(actions.begin("s1", ANALYST, f"r{n}", "") for n in range(20)))
        for job, _ in begun:
            await actions.jobs.wait(job.id, 10)
    state = await actions.store.load("s1")
    assert sorted(generation for _, generation in begun) == list(range(1, 21))
    assert (state.applied, {action.generation for action in state.actions}) == (20, {20})
    assert 3 <= len(state.actions) <= 5
    assert (await actions.listing("s1")).job.id == next(job.id for job, number in begun if number == 20)


async def test_a_worker_that_wakes_up_late_writes_nothing(actions):
    """Two workers hold the same generation: the first one stalls past its lease, the second one ends first."""
    woken, stalled = asyncio.Event(), asyncio.Event()

    async def stall_first(run):
        if run.job.attempts == 1:
            stalled.set()
            await woken.wait()
        await actions.run(run)

    job, _ = await actions.begin("s1", ANALYST, "", "")
    async with working(actions, stall_first):
        await stalled.wait()
        taken_over = await actions.jobs.get(job.id)
        await actions.run(JobRun(taken_over, actions.jobs))
        before = await actions.store.load("s1")
        woken.set()
        await actions.jobs.wait(job.id, 10)
    assert await actions.store.load("s1") == before


async def test_twenty_changes_at_once_all_count(actions):
    async with working(actions):
        job, _ = await actions.begin("s1", ANALYST, "", "")
        await actions.jobs.wait(job.id, 10)
    before = await actions.store.load("s1")
    first = before.actions[0]
    wanted = [Status.SAVED, Status.IN_PROGRESS]
    await asyncio.gather(*(actions.set_status("s1", first.id, wanted[n % 2], f"r{n}") for n in range(20)))
    state = await actions.store.load("s1")
    moved = next(action for action in state.actions if action.id == first.id)
    pairs = list(zip(moved.history, moved.history[1:], strict=False))
    assert all(one.status is not other.status for one, other in pairs)
    assert state.version == before.version + 20


async def test_a_kept_action_survives_a_generation_that_ends_while_it_is_being_saved(actions):
    for number in range(10):
        session = f"s{number}"
        async with working(actions):
            job, _ = await actions.begin(session, ANALYST, "", "")
            await actions.jobs.wait(job.id, 10)
            first = (await actions.store.load(session)).actions[0]
            again, _ = await actions.begin(session, ANALYST, "", "")
            saved = await asyncio.gather(
                actions.set_status(session, first.id, Status.SAVED, ""), return_exceptions=True
            )
            await actions.jobs.wait(again.id, 10)
        kept = {action.id for action in (await actions.store.load(session)).actions}
        assert isinstance(saved[0], Exception) or first.id in kept


async def test_a_killed_workers_generation_is_done_by_the_next_one(actions):
    job, _ = await actions.begin("s1", ANALYST, "", "")
    taken = await actions.jobs.claim()  # by a worker that dies without a word: it never beats
    assert isinstance(taken, Job)
    async with working(actions):
        assert (await actions.jobs.wait(job.id, 10)).state == "done"
    assert (await actions.store.load("s1")).applied == 1


async def test_what_is_stored_is_what_is_loaded(actions, redis):
    async with working(actions):
        job, _ = await actions.begin("s1", ANALYST, "r", "d")
        await actions.jobs.wait(job.id, 10)
    state = await actions.store.load("s1")
    assert state.profile == ANALYST
    await redis.delete("metier:{s1}:actions:state")
    assert await actions.store.load("s1") == State()
