"""Jobs while their workers are killed, paused and poisoned."""

from services.shared.runtime.jobs import JobState
from tests.soak.jobs import feed_poison, pause_past_lease, stale_writes, take_over_s, torture_workers


async def test_jobs_survive_workers_that_are_killed_every_half_second(redis, redis_url, tmp_path):
    outcome = await torture_workers(redis, redis_url, tmp_path, 300, seed=1)
    assert outcome.states == {JobState.DONE: 300}
    assert outcome.results == 300
    assert outcome.twice == []
    assert (outcome.pending, outcome.waiting) == (0, 0)
    assert outcome.kills > 0


async def test_a_killed_workers_job_is_taken_over_within_thirty_seconds(redis, redis_url, tmp_path):
    assert await take_over_s(redis, redis_url, tmp_path) < 30


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
