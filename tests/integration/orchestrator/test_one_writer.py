"""Of many writers at once exactly one is applied, and a paused one that wakes up changes nothing."""

import pytest

from services.orchestrator.adapters.sessions_redis import RedisSessions
from services.orchestrator.ports import Opening, TurnLease
from services.shared.errors import Conflict, NotFound
from services.shared.runtime.commits import Request
from services.shared.runtime.sessions import ERASED, SessionKeys, session_key
from tests.soak.races import SAID, begun, opened, race_commits
from tests.soak.store import outcome_of

ROUNDS = 100


async def test_of_fifty_commits_on_one_version_one_is_applied(redis):
    assert await race_commits(redis, ROUNDS) == []


async def test_a_lease_that_an_earlier_start_left_behind_is_nobodys(redis):
    await begun(await opened(redis), "killed")
    with pytest.raises(Conflict):
        await RedisSessions(redis, "another replica", "1").begin("s1", Request("a", "p"), SAID, "a")
    again = RedisSessions(redis, "test", "2")
    assert isinstance(await again.begin("s1", Request("b", "p"), SAID, "b"), TurnLease)


async def test_every_key_of_a_session_expires_and_is_registered(redis):
    store = await opened(redis)
    lease = await begun(store, "m")
    await store.commit(lease, Request("m", "p"), SAID, "m", outcome_of("m"))
    keys = set(await redis.keys("*"))
    assert len(keys) == 7
    assert all([await redis.ttl(key) > 0 for key in keys])
    registered = {session_key("s1", name) for name in await redis.smembers(SessionKeys.registry("s1"))}
    assert registered == keys - {SessionKeys.key("s1"), SessionKeys.registry("s1")}


async def test_a_deleted_session_takes_no_write_of_any_kind(redis):
    store = await opened(redis)
    lease = await begun(store, "m")
    await SessionKeys(redis).tombstone("s1")
    await SessionKeys(redis).erase("s1")
    request = Request("m", "p")
    for write in (
        store.begin("s1", request, SAID, "l"),
        store.commit(lease, request, SAID, "m", outcome_of("m")),
        store.select("s1", request, ()),
        store.remember("s1", request, "x"),
        store.submitted("s1"),
        store.start("s1", request, Opening("h", "00", "Nurse", "", "", outcome_of("x"))),
        store.started("s1", request),
        store.load("s1"),
    ):
        with pytest.raises(NotFound):
            await write
    await store.release("s1", "m")
    assert set(await redis.keys("*")) == {SessionKeys.key("s1"), ERASED}
