"""Tokens, tombstones and expiry on a real server."""

import pytest

from services.shared.runtime.sessions import TOUCH_EVERY_S, SessionKeys, session_key

KEY = session_key("s1", "taskpipeline", "tasks")


@pytest.fixture
def sessions(redis) -> SessionKeys:
    return SessionKeys(redis, ttl_s=100_000)


async def test_a_token_opens_its_session_and_no_other(sessions):
    token, other = await sessions.issue("s1", "chat"), await sessions.issue("s2", "cv")
    assert await sessions.verify("s1", token)
    assert not await sessions.verify("s1", other)
    assert not await sessions.verify("s2", token)
    assert not await sessions.verify("unknown", token)
    assert not await sessions.verify("s1", "")


async def test_tokens_hold_256_bits_and_are_not_stored(sessions, redis):
    tokens = {await sessions.issue(f"s{n}", "chat") for n in range(100)}
    assert len(tokens) == 100
    assert {len(token) for token in tokens} == {43}
    stored = str([await redis.hgetall(key) for key in await redis.keys("*")])
    assert not any(token in stored for token in tokens)


async def test_a_deleted_session_is_closed_to_its_token_unless_the_deletion_is_repeated(sessions):
    token = await sessions.issue("s1", "chat")
    await sessions.tombstone("s1")
    assert not await sessions.verify("s1", token)
    assert await sessions.verify("s1", token, even_deleted=True)
    assert await sessions.deleted("s1")
    assert not await sessions.exists("s1")


async def test_use_moves_the_expiry_of_the_session_and_of_the_keys_its_owners_keep(sessions, redis):
    token = await sessions.issue("s1", "chat")
    await redis.set(KEY, "tasks")
    assert await sessions.keep("s1", [KEY])
    for key in (sessions.key("s1"), sessions.registry("s1"), KEY):
        await redis.expire(key, 100_000 - TOUCH_EVERY_S - 5)
    await sessions.verify("s1", token)
    assert {await redis.ttl(key) for key in (sessions.key("s1"), sessions.registry("s1"), KEY)} == {100_000}


async def test_use_within_the_hour_writes_nothing(sessions, redis):
    token = await sessions.issue("s1", "chat")
    await redis.expire(sessions.key("s1"), 99_000)
    await sessions.verify("s1", token)
    assert await redis.ttl(sessions.key("s1")) <= 99_000


async def test_nothing_is_kept_of_a_deleted_session(sessions):
    await sessions.issue("s1", "chat")
    await sessions.tombstone("s1")
    assert not await sessions.keep("s1", [KEY])


async def test_an_owner_erases_its_keys_and_leaves_the_others(sessions, redis):
    other = session_key("s1", "actions", "actions")
    for key in (KEY, other):
        await redis.set(key, "x")
    await sessions.keep("s1", [KEY, other])
    assert await sessions.erase("s1", "taskpipeline") == 1
    assert await redis.exists(KEY, other) == 1
    assert await sessions.erase("s1") == 1
    assert await redis.exists(other) == 0


async def test_every_key_expires(sessions, redis):
    await sessions.issue("s1", "chat")
    await redis.set(KEY, "tasks")
    await sessions.keep("s1", [KEY])
    await sessions.tombstone("s1")
    assert all([await redis.ttl(key) > 0 for key in await redis.keys("*")])
