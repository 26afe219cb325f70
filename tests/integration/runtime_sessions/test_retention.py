"""What was deleted leaves the append-only file, what was opened for nothing goes soon, and Redis is never filled."""

import asyncio
import base64
import os
import stat
from pathlib import Path

import pytest
import redis.asyncio as aioredis

from services.cli import embedded_redis
from services.shared.errors import Exhausted
from services.shared.runtime.redis import check_room, open_redis
from services.shared.runtime.retention import rewrite_if_due
from services.shared.runtime.sessions import SessionKeys, session_key
from services.shared.runtime.settings import ServiceSettings
from services.shared.runtime.vault import Vault

CANARY = "zq-canary-lullabies"


def raw(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


@pytest.fixture
async def own(tmp_path):
    async with embedded_redis.running(tmp_path) as url, aioredis.Redis.from_url(url, decode_responses=True) as client:
        yield client


async def rewritten(redis) -> None:
    async with asyncio.timeout(20):
        while True:
            persistence = await redis.info("persistence")
            if not persistence["aof_rewrite_in_progress"] and not persistence["aof_rewrite_scheduled"]:
                return
            await asyncio.sleep(0.05)


async def test_what_was_deleted_is_in_no_file_after_the_rewrite(own, tmp_path):
    sessions, key = SessionKeys(own, 3600), session_key("s1", "orchestrator", "transcript")
    await sessions.issue("s1", "chat")
    await own.rpush(key, CANARY)
    await sessions.keep("s1", [key])
    assert CANARY.encode() in raw(tmp_path)
    await sessions.tombstone("s1")
    await sessions.erase("s1")
    assert await rewrite_if_due(own)
    await rewritten(own)
    assert CANARY.encode() not in raw(tmp_path)
    await sessions.erase("s2")
    assert not await rewrite_if_due(own), "the next one waits its time, and stays noted"
    assert await own.exists("metier:erased")


async def test_what_expired_is_in_no_file_after_the_rewrite(own, tmp_path):
    await own.set("metier:{s1}:orchestrator:transcript", CANARY, px=1)
    await asyncio.sleep(0.05)
    assert await own.get("metier:{s1}:orchestrator:transcript") is None
    assert await rewrite_if_due(own)
    await rewritten(own)
    assert CANARY.encode() not in raw(tmp_path)
    assert not await rewrite_if_due(own)


async def test_with_data_keys_no_word_is_in_a_file_at_any_time(own, tmp_path):
    box = await Vault(base64.b64encode(os.urandom(32)).decode()).box(own, "s1")
    await own.set("metier:{s1}:orchestrator:turn", box.pack("turn", CANARY.encode()))
    found = raw(tmp_path)
    assert b"~1" in found
    assert CANARY.encode() not in found


async def test_the_data_is_its_owners_alone(own, tmp_path):
    await own.set("metier:x", "y")
    paths = [tmp_path, *tmp_path.rglob("*")]
    assert any(path.suffix == ".aof" for path in paths)
    assert [path for path in paths if stat.S_IMODE(path.stat().st_mode) & 0o077] == []


async def test_new_sessions_are_refused_before_redis_is_full_and_writes_tell_when_it_is(own):
    url = f"unix://{own.connection_pool.connection_kwargs['path']}"
    async with open_redis(ServiceSettings(redis_url=url)) as client:
        await check_room(client)
        used = (await client.info("memory"))["used_memory"]
        await client.config_set("maxmemory", int(used / 0.95))
        with pytest.raises(Exhausted, match="STORE_FULL") as refused:
            await check_room(client)
        assert refused.value.retry_after_s == 60
        await client.set("metier:still", "written")
        await client.config_set("maxmemory", "1mb")
        with pytest.raises(Exhausted, match="STORE_FULL"):
            await client.set("metier:more", "x")


async def test_a_session_without_an_answer_is_not_kept_by_reading_it(redis):
    sessions = SessionKeys(redis, 100_000)
    token = await sessions.issue("s1", "chat")
    await redis.hset(sessions.key("s1"), "unanswered", "1")
    await redis.expire(sessions.key("s1"), 3600)
    assert await sessions.verify("s1", token)
    assert await redis.ttl(sessions.key("s1")) <= 3600
