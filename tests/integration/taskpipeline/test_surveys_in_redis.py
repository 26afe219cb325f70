"""The survey store on a real Redis: races, late writers, tombstones, expiry."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from services.shared.errors import InvalidInput, NotFound
from services.shared.runtime.commits import KEPT, Request
from services.shared.runtime.sessions import SessionKeys
from services.taskpipeline.adapters.surveys import RedisSurveys, event_log
from services.taskpipeline.core.tasks import chat_task
from services.taskpipeline.core.types import Ranking, Survey, SurveyStatus, Task
from services.taskpipeline.ports import Change, Progress, Writer
from tests.fakes.task_catalogue import match_of
from tests.unit.taskpipeline.talk import said

HALF = Progress(1, 2)


def task(task_id: str = "t1", phrase: str = "write reports") -> Task:
    return chat_task(said(phrase), lambda: task_id)


def survey(*tasks: Task, revision: int = 1) -> Survey:
    return Survey("s1", tasks, revision, SurveyStatus.DRAFT, "Clerk", "", datetime(2026, 1, 1, tzinfo=UTC), revision)


def change(before: int, *tasks: Task, request: Request | None = None) -> Change:
    return Change(before, survey(*tasks, revision=before + 1), request or Request("", ""))


@pytest.fixture
def surveys(redis) -> RedisSurveys:
    return RedisSurveys(redis)


async def test_what_is_committed_is_loaded_again(surveys):
    one = task()
    committed = await surveys.commit(change(0, one))
    stored = await surveys.load("s1")
    assert stored.survey == committed == survey(one)
    assert (stored.results, stored.ranking) == ({}, None)


async def test_of_many_writers_with_one_revision_exactly_one_succeeds(surveys):
    await surveys.commit(change(0, task()))
    for round_ in range(1, 21):
        tried = await asyncio.gather(*(surveys.commit(change(round_, task(f"t{n}"))) for n in range(20)))
        assert sum(done is not None for done in tried) == 1
    assert (await surveys.load("s1")).survey.revision == 21


async def test_a_request_changes_the_survey_once_and_is_answered_as_the_first_time(surveys):
    request = Request("r1", "digest")
    first = await surveys.commit(change(0, task(), request=request))
    await surveys.commit(change(1, task("t2")))
    assert await surveys.commit(change(2, task("t3"), request=request)) == first
    assert await surveys.answered("s1", request) == first
    with pytest.raises(InvalidInput, match="IDEMPOTENCY_KEY_REUSED"):
        await surveys.answered("s1", Request("r1", "other"))
    assert await surveys.answered("s1", Request("r2", "digest")) is None


async def test_only_so_many_answers_are_remembered(surveys, redis):
    for number in range(KEPT + 5):
        await surveys.commit(change(number, task(), request=Request(f"r{number}", "d")))
    assert await redis.hlen("metier:{s1}:taskpipeline:requests") == KEPT
    assert await surveys.answered("s1", Request("r0", "d")) is None


async def test_a_match_for_a_changed_or_removed_task_is_dropped(surveys):
    one = task()
    await surveys.commit(change(0, one))
    await surveys.commit(change(1, replace(one, revision=2)))
    writer = Writer("job", 1)
    assert not await surveys.put_match("s1", one, match_of("x"), writer, HALF)
    assert not await surveys.put_match("s1", task("gone"), match_of("x"), writer, HALF)
    assert await surveys.put_match("s1", replace(one, revision=2), match_of("x"), writer, HALF)
    assert (await surveys.load("s1")).results["t1"].revision == 2


async def test_a_writer_that_was_taken_over_writes_nothing(surveys):
    one, two = task(), task("t2")
    await surveys.commit(change(0, one, two))
    assert await surveys.put_match("s1", one, match_of("new"), Writer("job", 2), HALF)
    assert not await surveys.put_match("s1", two, match_of("old"), Writer("job", 1), HALF)
    assert not await surveys.put_ranking("s1", Ranking("x", ()), Writer("job", 1))
    assert await surveys.put_match("s1", two, match_of("other job"), Writer("another", 1), HALF)


async def test_a_result_written_twice_counts_and_is_told_once(surveys, redis):
    one = task()
    await surveys.commit(change(0, one))
    for text in ("first", "second"):
        assert await surveys.put_match("s1", one, match_of(text), Writer("job", 1), HALF)
        await surveys.put_ranking("s1", Ranking("x", ({"soc_code": "1"},)), Writer("job", 1))
    stored = await surveys.load("s1")
    assert stored.results["t1"].match["text"] == "first"
    kinds = [event.kind for event in await event_log(redis).read("s1")]
    assert kinds == ["tasks_changed", "match", "ranking"]


async def test_results_of_removed_tasks_go_with_them(surveys, redis):
    one, two = task(), task("t2")
    await surveys.commit(change(0, one, two))
    await surveys.put_match("s1", one, match_of("x"), Writer("job", 1), HALF)
    await surveys.commit(change(1, two))
    assert await redis.hgetall("metier:{s1}:taskpipeline:results") == {}


async def test_after_a_tombstone_nothing_is_read_or_written(surveys, redis):
    one = task()
    sessions = SessionKeys(redis)
    await sessions.issue("s1", "chat")
    await surveys.commit(change(0, one))
    await sessions.tombstone("s1")
    for call in (
        surveys.load("s1"),
        surveys.commit(change(1, one)),
        surveys.put_match("s1", one, match_of("x"), Writer("job", 1), HALF),
        surveys.put_ranking("s1", Ranking("x", ()), Writer("job", 1)),
    ):
        with pytest.raises(NotFound, match="SESSION_UNKNOWN"):
            await call
    await surveys.erase("s1")
    assert [key async for key in redis.scan_iter("metier:{s1}:taskpipeline:*")] == []


async def test_every_key_expires(surveys, redis):
    one = task()
    await surveys.commit(change(0, one, request=Request("r", "d")))
    await surveys.put_match("s1", one, match_of("x"), Writer("job", 1), HALF)
    await surveys.put_ranking("s1", Ranking("x", ()), Writer("job", 1))
    keys = [key async for key in redis.scan_iter("metier:{s1}:*")]
    assert len(keys) == 9
    for key in keys:
        assert await redis.pttl(key) > 0


async def test_what_release_0_1_answered_is_answered_the_same(surveys, redis):
    await surveys.commit(change(0, task()))
    body = await redis.hget("metier:{s1}:taskpipeline:survey", "body")
    old = json.dumps({"digest": "d", "survey": body})
    await redis.hset("metier:{s1}:taskpipeline:requests", "r0", old)
    assert await surveys.answered("s1", Request("r0", "d")) == survey(task())
    assert await surveys.commit(change(1, task("t2"), request=Request("r0", "d"))) == survey(task())
    with pytest.raises(InvalidInput, match="IDEMPOTENCY_KEY_REUSED"):
        await surveys.answered("s1", Request("r0", "other"))
