"""A killed orchestrator loses no acknowledged turn, and the session goes on as soon as it is back."""

from tests.soak.checker import judge
from tests.soak.orchestrator import torture_orchestrator

CYCLES = 5  # many more are in `make soak`


async def test_kills_of_the_orchestrator_lose_nothing_and_apply_nothing_twice(redis, redis_url, tmp_path):
    history, sessions = await torture_orchestrator(redis_url, tmp_path, CYCLES, seed=1)
    assert judge(history, sessions).violations == []
    assert len(history.of("ok")) > CYCLES
    assert history.of("info") == []
