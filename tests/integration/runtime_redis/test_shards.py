"""Two primaries carry one suite: a session lies whole on one of them, and the loss of the other does not concern it."""

import asyncio

import pytest

from services.cli import embedded_redis
from services.shared.errors import Unavailable
from services.shared.runtime.events import EventLog
from services.shared.runtime.jobs import Jobs
from services.shared.runtime.redis import check_durable, is_up, open_redis
from services.shared.runtime.sessions import ERASED, SessionKeys
from services.shared.runtime.settings import ServiceSettings
from services.shared.runtime.shards import home, primaries
from tests.fakes.house import open_house

PEOPLE = 8


@pytest.fixture
async def servers(tmp_path):
    started = [await embedded_redis.start(tmp_path / name) for name in "ab"]
    yield [process for process, _ in started], ",".join(url for _, url in started)
    for process, _ in started:
        await embedded_redis.stop(process)


@pytest.fixture
async def shards(servers):
    async with open_redis(ServiceSettings(redis_url=servers[1])) as client:
        yield client


async def ids_on(primary):
    return {key.partition("{")[2].partition("}")[0] for key in await primary.keys("metier:{*}:session")}


async def test_sessions_spread_and_each_lies_whole_on_one_primary(servers, shards):
    assert (await is_up(shards), await check_durable(shards)) == (True, True)
    async with open_house(shards, erase_every_s=0.05) as house:
        people = [house.other_client() for _ in range(PEOPLE)]
        for person in people:
            await person.start()
        following = people[0].stream("Subscribe")
        for person in people:
            assert (await person.say("I write briefs", "r1")).version == 2
            assert (await person.say("I write briefs", "r1")).version == 2
        assert [(await anext(aiter(following))).turn.version for _ in range(2)] == [1, 2]
        following.cancel()
        on = [await ids_on(each) for each in primaries(shards)]
        assert min(map(len, on)) > 0
        assert sum(map(len, on)) == PEOPLE == len({person.session_id for person in people} & (on[0] | on[1]))
        gone, kept = (
            people[0],
            next(person for person in people if (person.session_id in on[0]) != (people[0].session_id in on[0])),
        )
        await gone.call("DeleteSession")
        owner = home(shards, SessionKeys.key(gone.session_id))
        assert await owner.keys(f"*{{{gone.session_id}}}*") == [SessionKeys.key(gone.session_id)]
        assert [await each.exists(ERASED) for each in primaries(shards)] == [
            each is owner for each in primaries(shards)
        ]

        lost = primaries(shards).index(owner)
        servers[0][lost].kill()
        await servers[0][lost].wait()
        assert (await kept.say("I meet people", "r2")).version == 3
        other = next(person for person in people[1:] if person.session_id in on[lost])
        with pytest.raises(Unavailable):
            await other.say("I meet people", "r2")
        assert (await is_up(shards), await check_durable(shards)) == (True, True)


async def test_logs_and_queues_are_followed_on_every_primary_at_once(shards):
    log, names = EventLog(shards, "orchestrator"), [f"s{number}" for number in range(PEOPLE)]
    for name in names:
        await SessionKeys(shards).issue(name, "chat")
    waiting = [asyncio.create_task(log.read(name, block_s=2)) for name in names]
    await asyncio.sleep(0.2)
    for name in names:
        await log.append(name, "turn", {"of": name})
    assert [[event.payload["of"] for event in await each] for each in waiting] == [[name] for name in names]
    for owner in ("taskpipeline", "actions", "cvfsm"):
        jobs = Jobs(shards, owner)
        ids = {(await jobs.submit("match", name, {})).id for name in names}
        assert {(await jobs.claim()).id for _ in names} == ids


async def test_a_pipeline_over_two_primaries_is_refused(shards):
    names = {home(shards, SessionKeys.key(f"s{number}")): SessionKeys.key(f"s{number}") for number in range(PEOPLE)}
    async with shards.pipeline() as pipe:
        for name in names.values():
            pipe.hget(name, "kind")
        with pytest.raises(ValueError, match="one primary"):
            await pipe.execute()
