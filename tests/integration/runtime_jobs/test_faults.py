"""Jobs while their workers are killed, paused and poisoned."""

import pytest

from services.shared.runtime.jobs import LEASE_S, JobState
from tests.soak.jobs import A_KILL, feed_poison, kill_workers, pause_past_lease, stale_writes, take_over_s


async def test_jobs_survive_workers_that_are_killed_while_they_work(redis, redis_url, tmp_path):
    made, violations = await kill_workers(redis, redis_url, tmp_path, 10, seed=1)
    assert violations == []
    assert made == 10 * A_KILL


@pytest.mark.parametrize("lease_s", [1.0, pytest.param(LEASE_S, marks=pytest.mark.slow)])
async def test_a_killed_workers_job_is_taken_over_within_thirty_seconds(redis, redis_url, tmp_path, lease_s):
    assert await take_over_s(redis, redis_url, tmp_path, lease_s) < 30


async def test_a_worker_paused_past_its_lease_writes_nothing_when_it_wakes(redis, redis_url, tmp_path):
    rounds = await pause_past_lease(redis, redis_url, tmp_path, 4, "slow")
    assert stale_writes(rounds) == []
    assert all(rounds)


async def test_without_the_fence_the_paused_worker_is_seen_to_write(redis, redis_url, tmp_path):
    rounds = await pause_past_lease(redis, redis_url, tmp_path, 3, "unfenced")
    assert 2 in [len(writes) for writes in rounds]


async def test_a_job_that_kills_its_worker_is_dead_after_three_and_blocks_nobody(redis, redis_url, tmp_path):
    poison, good, killed = await feed_poison(redis, redis_url, tmp_path)
    assert (poison, good) == (JobState.DEAD, JobState.DONE)
    assert killed == 3
