"""The store on a real Redis: one writer wins, nothing is written after a deletion, everything expires."""

import asyncio
from dataclasses import replace

import pytest
from redis.asyncio import Redis

from services.cvfsm.adapters.redis_store import RedisStore
from services.cvfsm.core.machine.session import CvSession
from services.shared.errors import InvalidInput, NotFound
from services.shared.runtime.commits import Request
from services.shared.runtime.sessions import SessionKeys
from tests.fakes.cvfsm import SAMPLE

ID, TOKEN, DIGEST = "a" * 32, "t" * 43, "d" * 64


@pytest.fixture
def store(redis: Redis) -> RedisStore:
    return RedisStore(redis, SessionKeys(redis, 3600))


def fresh() -> CvSession:
    return CvSession(ID, SAMPLE, "docx", "2026-01-01T00:00:00+00:00")


async def test_what_is_stored_comes_back_whole(store: RedisStore) -> None:
    await store.create(fresh(), TOKEN)
    assert await store.load(ID) == fresh()


async def test_of_fifty_writers_that_read_the_same_version_one_wins(store: RedisStore) -> None:
    await store.create(fresh(), TOKEN)
    for version in range(1, 21):
        rivals = [replace(fresh(), version=version, message=str(n)) for n in range(50)]
        won = await asyncio.gather(*(store.commit(rival) for rival in rivals))
        assert won.count(True) == 1
        assert (await store.load(ID)).message == rivals[won.index(True)].message
        assert await store.version(ID) == version


async def test_a_writer_that_comes_late_changes_nothing(store: RedisStore) -> None:
    await store.create(fresh(), TOKEN)
    assert await store.commit(replace(fresh(), version=1, message="first"))
    assert not await store.commit(replace(fresh(), version=1, message="late"), Request("request", DIGEST))
    assert (await store.load(ID)).message == "first"
    assert not await store.answered(ID, Request("request", DIGEST))


async def test_after_the_tombstone_nothing_is_written_and_nothing_is_left(store: RedisStore, redis: Redis) -> None:
    await store.create(fresh(), TOKEN)
    await store.commit(replace(fresh(), version=1), Request("request", DIGEST))
    await store.delete(ID)
    with pytest.raises(NotFound):
        await store.commit(replace(fresh(), version=2))
    with pytest.raises(NotFound):
        await store.load(ID)
    assert not [key for key in await redis.keys("*") if ":cvfsm:" in key]


async def test_every_key_of_a_session_expires(store: RedisStore, redis: Redis) -> None:
    await store.create(fresh(), TOKEN)
    await store.commit(replace(fresh(), version=1), Request("request", DIGEST))
    keys = await redis.keys("*")
    assert len(keys) == 6
    assert all([await redis.ttl(key) > 0 for key in keys])


async def test_of_a_long_session_the_requests_take_little_room(store: RedisStore, redis: Redis) -> None:
    await store.create(fresh(), TOKEN)
    for version in range(1, 301):
        assert await store.commit(replace(fresh(), version=version), Request(f"request {version}", DIGEST))
    sizes = {key: await redis.memory_usage(key, samples=0) for key in await redis.keys("*")}
    assert sum(sizes.values()) < 100_000
    answered = [await store.answered(ID, Request(f"request {version}", DIGEST)) for version in range(1, 301)]
    assert answered == [version > 100 for version in range(1, 301)]


async def test_a_request_is_committed_once_whatever_its_version(store: RedisStore) -> None:
    await store.create(fresh(), TOKEN)
    assert await store.commit(replace(fresh(), version=1, message="first"), Request("request", DIGEST))
    assert not await store.commit(replace(fresh(), version=2, message="again"), Request("request", DIGEST))
    assert (await store.load(ID)).message == "first"
    with pytest.raises(InvalidInput, match="IDEMPOTENCY_KEY_REUSED"):
        await store.answered(ID, Request("request", "e" * 64))
