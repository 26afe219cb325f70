"""A thousand jobs with a worker killed every half second; two hundred paused workers."""

import pytest

from services.shared.runtime.jobs import JobState
from tests.soak.jobs import pause_past_lease, stale_writes, torture_workers

pytestmark = pytest.mark.slow


async def test_a_thousand_jobs_survive_workers_that_are_killed_every_half_second(redis, redis_url, tmp_path, seed):
    outcome = await torture_workers(redis, redis_url, tmp_path, 1000, seed)
    assert outcome.states == {JobState.DONE: 1000}
    assert (outcome.results, outcome.twice, outcome.pending, outcome.waiting) == (1000, [], 0, 0)


async def test_two_hundred_paused_workers_write_nothing_when_they_wake(redis, redis_url, tmp_path):
    rounds = await pause_past_lease(redis, redis_url, tmp_path, 200, "slow")
    assert stale_writes(rounds) == []
    assert all(rounds)
