"""An acknowledged turn is never lost, never applied twice and in order, though Redis is killed again and again."""

from types import SimpleNamespace

import pytest
from redis.exceptions import NoScriptError

from services.orchestrator.adapters.sessions_redis import RedisSessions
from services.shared.errors import Unavailable
from tests.soak.checker import judge
from tests.soak.store import torture_store

CYCLES = 20  # many more are in `make soak`


async def test_kills_of_redis_lose_nothing_and_apply_nothing_twice(tmp_path):
    history, sessions = await torture_store(tmp_path, CYCLES, seed=1)
    assert judge(history, sessions).violations == []
    assert len(history.of("ok")) >= CYCLES
    assert history.of("fail") == []


@pytest.mark.parametrize("control", ["naive", "no dedup"])
async def test_the_harness_sees_a_store_that_is_not_safe(tmp_path, control):
    history, sessions = await torture_store(tmp_path, 10, seed=1, control=control)
    verdict = judge(history, sessions)
    assert verdict.lost or verdict.twice


async def test_a_redis_that_starts_anew_between_a_script_and_its_use_is_a_store_that_is_away():
    async def forgotten(*_: object) -> None:
        raise NoScriptError("No matching script.")

    store = RedisSessions(SimpleNamespace(register_script=lambda _: forgotten), "test", "1")
    with pytest.raises(Unavailable):
        await store.release("s1", "lease")
