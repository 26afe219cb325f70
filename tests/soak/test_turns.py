"""A thousand kills each of Redis and of the orchestrator; two thousand random histories."""

import pytest

from tests.integration.orchestrator.test_histories import check_histories
from tests.soak.checker import judge
from tests.soak.orchestrator import torture_orchestrator
from tests.soak.store import torture_store

pytestmark = pytest.mark.slow


async def test_a_thousand_kills_of_redis_lose_nothing_and_apply_nothing_twice(tmp_path, seed, told):
    history, sessions = await torture_store(tmp_path, 1000, seed)
    told(history)
    assert judge(history, sessions).violations == []


async def test_a_thousand_kills_of_the_orchestrator_lose_nothing_and_apply_nothing_twice(
    redis, redis_url, tmp_path, seed, told
):
    history, sessions, _ = await torture_orchestrator(redis_url, tmp_path, 1000, seed)
    told(history)
    assert judge(history, sessions).violations == []


@pytest.mark.parametrize("control", ["naive", "no dedup"])
async def test_the_harness_sees_a_store_that_is_not_safe(tmp_path, seed, control):
    history, sessions = await torture_store(tmp_path, 50, seed, control=control)
    assert judge(history, sessions).violations


def test_two_thousand_random_histories_give_the_answers_of_the_contract(redis_url):
    check_histories(redis_url, 2000)
