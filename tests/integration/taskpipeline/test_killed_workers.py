"""Matching survives workers that die: every task has one result, told once, and no job is left over."""

import asyncio
import contextlib
from itertools import count

import pytest

from services.shared.errors import NotFound
from services.shared.llm import Calls
from services.shared.runtime.clock import RandomIds, SystemClock
from services.shared.runtime.job_worker import run_jobs
from services.shared.runtime.jobs import Jobs, JobState
from services.shared.runtime.sessions import SessionKeys
from services.taskpipeline.adapters.surveys import OWNER, RedisSurveys, event_log
from services.taskpipeline.core.deduplicate import THRESHOLDS
from services.taskpipeline.pipeline import Pipeline
from services.taskpipeline.service import ACTIONS, MATCH, TaskService
from services.taskpipeline.worker import Work
from tests.fakes.llm import ScriptedLlm
from tests.fakes.task_catalogue import FakeActions, FakeCatalogue
from tests.fakes.task_reader import TaskReader
from tests.unit.taskpipeline.talk import talk

LEASE_S = 0.3
THINGS = ("reports", "letters", "invoices", "budgets", "offers", "manuals", "articles", "contracts", "briefs", "plans")


class SlowCatalogue(FakeCatalogue):
    """Takes its time, so that workers die while it works."""

    async def match(self, texts, person):
        await asyncio.sleep(0.05)
        return await super().match(texts, person)


async def die(worker: asyncio.Task) -> None:
    """End a worker as a kill does: nothing is given back."""
    worker.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await worker


class Silent(Jobs):
    """A queue client that dies without a word: it never gives a job back."""

    async def release(self, job) -> None:
        """Say nothing."""


async def test_killed_workers_lose_no_result_and_write_none_twice(redis):
    catalogue, surveys = SlowCatalogue(), RedisSurveys(redis)
    jobs = Silent(redis, OWNER, lease_s=LEASE_S, max_attempts=50)
    pipeline = Pipeline(TaskReader(), ScriptedLlm(), Calls(), catalogue, THRESHOLDS["fast"])
    service = TaskService(surveys, pipeline, catalogue, jobs, SystemClock(), RandomIds())
    work = Work(surveys, surveys, catalogue, FakeActions())
    handlers = {MATCH: work.match, ACTIONS: work.start_actions}
    said = talk(*(f"I write {thing}." for thing in THINGS))
    sessions = [f"s{number}" for number in range(5)]
    answers = [await service.process(session, said, "r1") for session in sessions]
    never = asyncio.Event()
    numbers = count()
    while {(await jobs.get(answer.job.id)).state for answer in answers} != {JobState.DONE}:
        worker = asyncio.create_task(run_jobs(jobs, handlers, never, concurrency=2, grace_s=0))
        await asyncio.sleep(0.5 if next(numbers) < 6 else 2)
        await die(worker)
    for session in sessions:
        task_set = (await service.get(session)).task_set
        assert len(task_set.views) == len(THINGS)
        assert all(view.match is not None for view in task_set.views)
        events = await event_log(redis).read(session)
        told = [event.payload["task_id"] for event in events if event.kind == "match"]
        assert sorted(told) == sorted(view.task.id for view in task_set.views)
        assert [event.kind for event in events].count("ranking") == 1


class Dying(Jobs):
    """A queue client whose process dies before the first submit reaches the queue."""

    async def submit(self, *_arguments, **_named):
        raise ConnectionAbortedError


@pytest.mark.parametrize("heals", ["get", "process"])
async def test_jobs_lost_between_commit_and_submit_are_queued_by_the_next_answer(redis, heals):
    surveys, catalogue, actions = RedisSurveys(redis), FakeCatalogue(), FakeActions()
    pipeline = Pipeline(TaskReader(), ScriptedLlm(), Calls(), catalogue, THRESHOLDS["fast"])
    said = talk("I write reports.")

    def service(jobs):
        return TaskService(surveys, pipeline, catalogue, jobs, SystemClock(), RandomIds())

    with pytest.raises(ConnectionAbortedError):
        await service(Dying(redis, OWNER)).process("s1", said, "r1")
    assert await surveys.load("s1") is not None
    jobs = Jobs(redis, OWNER)
    restarted = service(jobs)
    for _ in range(3):  # queued once, however often it is asked for
        await (restarted.get("s1") if heals == "get" else restarted.process("s1", said, "r1"))
    assert sorted(job.kind for job in await jobs.list()) == sorted([MATCH, ACTIONS])
    stop = asyncio.Event()
    work = Work(surveys, surveys, catalogue, actions)
    worker = asyncio.create_task(run_jobs(jobs, {MATCH: work.match, ACTIONS: work.start_actions}, stop, concurrency=2))
    for job in await jobs.list():
        await jobs.wait(job.id, 5)
    stop.set()
    await worker
    assert [survey.revision for survey, _ in actions.started] == [1]


async def test_a_session_deleted_while_it_is_matched_ends_quietly(redis):
    catalogue, surveys = FakeCatalogue(gate=asyncio.Event()), RedisSurveys(redis)
    jobs = Jobs(redis, OWNER)
    service = TaskService(
        surveys,
        Pipeline(TaskReader(), ScriptedLlm(), Calls(), catalogue, THRESHOLDS["fast"]),
        catalogue,
        jobs,
        SystemClock(),
        RandomIds(),
    )
    work = Work(surveys, surveys, catalogue, FakeActions())
    stop = asyncio.Event()
    worker = asyncio.create_task(run_jobs(jobs, {MATCH: work.match, ACTIONS: work.start_actions}, stop, concurrency=2))
    sessions = SessionKeys(redis)
    await sessions.issue("s1", "chat")
    await service.process("s1", talk("I write reports."), "r1")
    await sessions.tombstone("s1")
    await jobs.erase("s1")
    await surveys.erase("s1")
    catalogue.gate.set()
    await asyncio.sleep(0.2)
    stop.set()
    await worker
    assert [key async for key in redis.scan_iter("metier:{s1}:taskpipeline:*")] == []
    with contextlib.suppress(NotFound):
        assert await surveys.load("s1") is None
