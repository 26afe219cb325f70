"""An acknowledged turn is never lost, never applied twice and in order, though Redis is killed again and again."""

import pytest

from tests.soak.checker import judge
from tests.soak.store import torture_store

CYCLES = 100


async def test_a_hundred_kills_of_redis_lose_nothing_and_apply_nothing_twice(tmp_path):
    history, sessions = await torture_store(tmp_path, CYCLES, seed=1)
    assert judge(history, sessions).violations == []
    assert len(history.of("ok")) > CYCLES
    assert history.of("fail") == []


@pytest.mark.parametrize("control", ["naive", "no dedup"])
async def test_the_harness_sees_a_store_that_is_not_safe(tmp_path, control):
    history, sessions = await torture_store(tmp_path, 10, seed=1, control=control)
    verdict = judge(history, sessions)
    assert verdict.lost or verdict.twice
