"""A worker tells whether its queue answers."""

import asyncio
import urllib.error
import urllib.request

from services.cli import embedded_redis
from services.cli.processes import free_port
from services.shared.runtime.job_metrics import QueueWatch
from services.shared.runtime.job_worker import run_jobs
from services.shared.runtime.jobs import Jobs
from services.shared.runtime.redis import open_redis
from services.shared.runtime.settings import ServiceSettings


def status(port: int, path: str) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


async def becomes(port: int, wanted: int) -> None:
    async with asyncio.timeout(30):
        while await asyncio.to_thread(status, port, "/readyz") != wanted:
            await asyncio.sleep(0.2)


async def test_a_worker_without_redis_is_not_ready_and_alive_and_comes_back(tmp_path):
    process, url = await embedded_redis.start(tmp_path)
    port, stop = free_port(0), asyncio.Event()
    async with open_redis(ServiceSettings(redis_url=url)) as redis:
        jobs = Jobs(redis, "test")
        async with QueueWatch(jobs, every_s=0.2, silent_s=1.0).served(port):
            working = asyncio.create_task(run_jobs(jobs, {}, stop))
            await becomes(port, 200)
            await embedded_redis.stop(process)
            await becomes(port, 503)
            assert await asyncio.to_thread(status, port, "/metrics") == 200
            process, _ = await embedded_redis.start(tmp_path)
            await becomes(port, 200)
            stop.set()
            await working
    await embedded_redis.stop(process)
