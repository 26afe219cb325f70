"""A worker process whose handlers store results idempotently, with the fence checked where they are stored.

Kinds: `work` takes a few milliseconds; `slow` takes `seconds`; `poison` kills the worker itself;
two are controls: `unfenced` stores without asking for the fence, `early` acknowledges before it has worked.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time

from services.shared.runtime import serve, telemetry
from services.shared.runtime.job_worker import JobRun, run_jobs
from services.shared.runtime.jobs import Jobs
from services.shared.runtime.redis import open_redis
from services.shared.runtime.settings import ServiceSettings

OWNER = "soak"
RESULTS, TRIES, ORDER, HOLDER = "soak:results", "soak:tries", "soak:order", "soak:holder"

# KEYS results, tries, order; ARGV job key, fence, worker: a result is written by the greatest fence seen, and once.
STORE = """
redis.call('HINCRBY', KEYS[2], ARGV[1], 1)
local seen = redis.call('HGET', KEYS[1], ARGV[1])
if ARGV[2] ~= '' and seen and tonumber(ARGV[2]) <= tonumber(seen) then return 'STALE' end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] ~= '' and ARGV[2] or '0')
redis.call('RPUSH', KEYS[3], ARGV[1] .. ' ' .. ARGV[2] .. ' ' .. ARGV[3])
return 'OK'
"""


async def work(url: str, lease_s: float, attempts: int) -> None:
    settings = ServiceSettings(redis_url=url)
    async with open_redis(settings) as redis:
        jobs = Jobs(redis, OWNER, lease_s=lease_s, max_attempts=attempts, retry_s=0.05)

        async def store(run: JobRun, fence: str) -> None:
            key = str(run.payload["key"])
            await redis.eval(STORE, 3, RESULTS, TRIES, ORDER, key, fence, str(os.getpid()))

        async def quick(run: JobRun) -> None:
            await asyncio.sleep(0.005)
            await store(run, str(run.fence))

        async def slow(run: JobRun) -> None:
            await redis.hset(HOLDER, run.payload["key"], os.getpid())
            time.sleep(run.payload["seconds"])  # noqa: ASYNC251 - blocks on purpose, as computing does
            await store(run, str(run.fence))

        async def unfenced(run: JobRun) -> None:
            await redis.hset(HOLDER, run.payload["key"], os.getpid())
            time.sleep(run.payload["seconds"])  # noqa: ASYNC251
            await store(run, "")

        async def early(run: JobRun) -> None:
            await jobs.complete(run.job)
            await quick(run)

        async def poison(_run: JobRun) -> None:
            os.kill(os.getpid(), signal.SIGKILL)

        handlers = {"work": quick, "slow": slow, "unfenced": unfenced, "early": early, "poison": poison}
        await run_jobs(jobs, handlers, serve.stop_event(), concurrency=2)


if __name__ == "__main__":
    telemetry.configure("soak", "error")
    serve.run(work(sys.argv[1], float(sys.argv[2]), int(sys.argv[3])))
