"""The event log of an owner on a real server."""

import asyncio

import pytest

from services.shared import errors
from services.shared.runtime import events
from services.shared.runtime.events import EventLog
from services.shared.runtime.sessions import SessionKeys


@pytest.fixture
def log(redis) -> EventLog:
    return EventLog(redis, "taskpipeline")


async def test_a_reader_sees_every_event_once_and_in_order_from_wherever_it_left(log):
    ids = [await log.append("s1", "match", {"n": n, "text": "ünïcode"}) for n in range(5)]
    first = await log.read("s1", limit=2)
    rest = await log.read("s1", first[-1].id)
    assert [event.payload["n"] for event in (*first, *rest)] == [0, 1, 2, 3, 4]
    assert [event.id for event in (*first, *rest)] == ids
    assert {event.payload["text"] for event in rest} == {"ünïcode"}


async def test_a_waiting_reader_gets_the_next_event(log):
    seen = await log.append("s1", "match", {"n": 0})
    waiting = asyncio.create_task(log.read("s1", seen, block_s=20))
    await asyncio.sleep(0.05)
    await log.append("s1", "match", {"n": 1})
    assert [event.payload["n"] for event in await waiting] == [1]


async def test_many_waiting_readers_block_one_connection(log, redis):
    waiting = [asyncio.create_task(log.read(f"s{n}", block_s=20)) for n in range(80)]
    await asyncio.sleep(0.5)
    blocked = [client for client in await redis.client_list() if "b" in client["flags"]]
    for n in range(80):
        await log.append(f"s{n}", "match", {"n": n})
    found = await asyncio.gather(*waiting)
    assert [event.payload["n"] for (event,) in found] == list(range(80))
    assert len(blocked) <= 1


async def test_readers_of_one_log_at_different_places_all_go_on(log):
    ids = [await log.append("s1", "match", {"n": n}) for n in range(3)]
    waiting = [asyncio.create_task(log.read("s1", ids[-1], block_s=20)) for _ in range(5)]
    behind = await log.read("s1", ids[0], block_s=2)
    await asyncio.sleep(0.05)
    await log.append("s1", "match", {"n": 3})
    assert [event.payload["n"] for event in behind] == [1, 2]
    assert [[event.payload["n"] for event in found] for found in await asyncio.gather(*waiting)] == [[3]] * 5


async def test_a_reader_that_waits_in_vain_gets_nothing(log):
    assert await log.read("s1", block_s=0.2) == []


async def test_a_cursor_before_a_moment_loses_no_event_of_it(log):
    await log.append("s1", "match", {"n": 0})
    event = (await log.read("s1"))[0]
    milliseconds = round(event.at.timestamp() * 1000)
    assert await log.read("s1", events.before(milliseconds)) == [event]
    assert await log.read("s1", events.before(milliseconds + 1)) == []


async def test_a_deleted_session_takes_and_tells_nothing(log, redis):
    await log.append("s1", "match", {"n": 0})
    await SessionKeys(redis).tombstone("s1")
    with pytest.raises(errors.NotFound):
        await log.append("s1", "match", {"n": 1})
    await SessionKeys(redis).erase("s1", "taskpipeline")
    with pytest.raises(errors.NotFound):
        await log.read("s1")


@pytest.mark.parametrize("after", ["x", "1", "1-", "1-2-3", "'; FLUSHALL"])
async def test_an_id_that_is_none_is_refused(log, after):
    with pytest.raises(errors.InvalidInput) as raised:
        await log.read("s1", after)
    assert raised.value.reason == "EVENT_ID_UNKNOWN"
