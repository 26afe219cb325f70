"""The job tests: workers are killed or paused while they work."""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path

from redis.asyncio import Redis

from services.shared.runtime.jobs import LEASE_S, MAX_ATTEMPTS, Jobs, JobState
from tests.soak import worker
from tests.soak.nemesis import Python

PAUSED_LEASE_S = 0.8
"""Short, so that many rounds fit; long enough for a busy machine to beat in time."""


A_KILL = 20
"""Jobs submitted before each kill: three workers take about 0.1 s for them, so that they are killed while they work."""


async def at_once() -> None:
    """A worker serves nothing, so nothing is waited for."""


def worker_process(url: str, lease_s: float, log: Path, attempts: int = MAX_ATTEMPTS) -> Python:
    return Python("tests.soak.worker", {}, at_once, (url, str(lease_s), str(attempts)), log)


async def kill_workers(redis: Redis, url: str, folder: Path, kills: int, seed: int) -> tuple[int, list[str]]:
    """Kill one of three workers `kills` times while jobs keep coming; how many jobs ended, and what is wrong with them.

    A job may be met by more kills than make one dead in production, so it may be taken more often here.
    """
    jobs, random_, made = Jobs(redis, worker.OWNER), random.Random(seed), 0
    async with AsyncExitStack() as stack:
        workers = [worker_process(url, 1.0, folder / "workers.log", attempts=50) for _ in range(3)]
        for each in workers:
            await each.start()
            stack.push_async_callback(each.stop)
        for _ in range(kills):
            for _ in range(A_KILL):
                await jobs.submit("work", f"s{made % 50}", {"key": f"job-{made}"}, key=f"job-{made}")
                made += 1
            await asyncio.sleep(random_.uniform(0.05, 0.3))
            victim = random_.choice(workers)
            await victim.kill()
            await victim.start()
        async with asyncio.timeout(120):
            while not await _all_ended(jobs):
                await asyncio.sleep(0.1)
    return made, await job_violations(redis, jobs, made)


async def job_violations(redis: Redis, jobs: Jobs, count: int) -> list[str]:
    """Jobs that did not end well, results that are missing or were written twice, queue entries that are left."""
    states = await jobs.counts()
    results = await redis.hlen(worker.RESULTS)
    pending = (await redis.xpending(jobs.stream, "workers"))["pending"]
    waiting = await redis.xlen(jobs.stream)
    writes = Counter(await redis.lrange(worker.ORDER, 0, -1))
    return [
        *(f"{many} jobs are {state}" for state, many in states.items() if many and state is not JobState.DONE),
        *([f"{count - results} results of {count} are missing"] if results != count else []),
        *(f"{write} {times} times" for write, times in writes.items() if times > 1),
        *([f"{pending + waiting} entries are left in the queue"] if pending + waiting else []),
    ]


async def _all_ended(jobs: Jobs) -> bool:
    counts = await jobs.counts()
    return not any(count for state, count in counts.items() if not state.is_final)


async def take_over_s(redis: Redis, url: str, folder: Path, lease_s: float = LEASE_S) -> float:
    """Kill a worker in the middle of a job; seconds until another one is at it."""
    jobs = Jobs(redis, worker.OWNER, lease_s=lease_s)
    async with AsyncExitStack() as stack:
        first, second = (worker_process(url, jobs.lease_s, folder / "workers.log") for _ in range(2))
        await first.start()
        stack.push_async_callback(first.stop)
        job = await jobs.submit("slow", "s1", {"key": "k", "seconds": 1})
        while await redis.hget(worker.HOLDER, "k") is None:
            await asyncio.sleep(0.01)
        await second.start()
        stack.push_async_callback(second.stop)
        await first.kill()
        killed_at = asyncio.get_running_loop().time()
        async with asyncio.timeout(60):
            while (await jobs.get(job.id)).fence < 2:
                await asyncio.sleep(0.05)
    return asyncio.get_running_loop().time() - killed_at


async def pause_past_lease(redis: Redis, url: str, folder: Path, rounds: int, kind: str) -> list[list[str]]:
    """Stop a worker in the middle of a job until another has done it, then wake it; the writes of each round, in order."""
    jobs, found = Jobs(redis, worker.OWNER), []
    async with AsyncExitStack() as stack:
        for _ in range(2):
            process = worker_process(url, PAUSED_LEASE_S, folder / "workers.log")
            await process.start()
            stack.push_async_callback(process.stop)
        for n in range(rounds):
            key = f"{kind}-{n}"
            job = await jobs.submit(kind, "s1", {"key": key, "seconds": 0.15})
            found.append(await _pause_holder(redis, jobs, job.id, key))
    return found


async def _pause_holder(redis: Redis, jobs: Jobs, job_id: str, key: str) -> list[str]:
    async with asyncio.timeout(20):
        while (holder := await redis.hget(worker.HOLDER, key)) is None:
            await asyncio.sleep(0.002)
        os.kill(int(holder), signal.SIGSTOP)
        while (await jobs.get(job_id)).state is not JobState.DONE:
            await asyncio.sleep(0.01)
        os.kill(int(holder), signal.SIGCONT)
    for _ in range(100):  # awake, it tries to write, or its next heartbeat tells it first that the job is lost
        if int(await redis.hget(worker.TRIES, key) or 0) > 1:
            break
        await asyncio.sleep(0.01)
    return [line for line in await redis.lrange(worker.ORDER, 0, -1) if line.split()[0] == key]


def stale_writes(rounds: list[list[str]]) -> list[list[str]]:
    """Rounds in which a smaller fence wrote after a greater one; a greater one after a smaller one is a job run again."""
    fences = [[int(write.split()[1]) for write in writes] for writes in rounds]
    return [writes for writes, each in zip(rounds, fences, strict=True) if each != sorted(set(each))]


async def feed_poison(redis: Redis, url: str, folder: Path) -> tuple[JobState, JobState, int]:
    """A job that kills its worker beside one that does not: how both end, and how many workers the first one killed."""
    jobs, killed = Jobs(redis, worker.OWNER), 0
    poison = await jobs.submit("poison", "s1", {})
    good = await jobs.submit("work", "s1", {"key": "good"})
    process = worker_process(url, PAUSED_LEASE_S, folder / "workers.log")
    await process.start()
    try:
        async with asyncio.timeout(60):
            while not (await jobs.get(poison.id)).state.is_final or not (await jobs.get(good.id)).state.is_final:
                if not process.is_alive:
                    killed += 1
                    await process.start()
                await asyncio.sleep(0.02)
    finally:
        await process.stop()
    return (await jobs.get(poison.id)).state, (await jobs.get(good.id)).state, killed
