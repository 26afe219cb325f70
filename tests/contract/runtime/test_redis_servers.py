"""What the suite needs of a Redis, on every server there is: the embedded one, `REDIS_URL`, and one in a container."""

import asyncio
import os
import shutil
import subprocess
from collections.abc import AsyncIterator

import pytest
import redis.asyncio as aioredis
from redis import Redis

from services.shared.runtime.clock import SystemClock
from services.shared.runtime.events import EventLog
from services.shared.runtime.job_worker import JobRun, run_jobs
from services.shared.runtime.jobs import Jobs, JobState
from services.shared.runtime.redis import check_durable, is_up
from services.shared.runtime.sessions import SessionKeys


def docker_answers() -> bool:
    command = shutil.which("docker")
    return command is not None and subprocess.run([command, "info"], capture_output=True, check=False).returncode == 0


def empty_server(url: str) -> str:
    """The address, if nobody keeps anything there: these tests empty their database."""
    with Redis.from_url(url) as client:
        return url if client.dbsize() == 0 else pytest.skip("REDIS_URL holds data; name an empty database")


@pytest.fixture(scope="module", params=["embedded", "REDIS_URL", "container"])
def server(request, redis_url):
    match request.param:
        case "embedded":
            yield redis_url
        case "REDIS_URL":
            yield empty_server(os.environ.get("REDIS_URL") or pytest.skip("REDIS_URL is not set"))
        case "container":
            if not docker_answers():
                pytest.skip("no Docker engine answers here")
            from testcontainers.redis import RedisContainer

            durable = "redis-server --appendonly yes --appendfsync always"
            with RedisContainer("redis:7.4-alpine").with_command(durable) as container:
                yield f"redis://{container.get_container_host_ip()}:{container.get_exposed_port(6379)}/0"


@pytest.fixture
async def client(server: str) -> AsyncIterator[aioredis.Redis]:
    client = aioredis.Redis.from_url(server, decode_responses=True)
    await client.flushdb()
    yield client
    await client.aclose()


async def test_it_is_up_and_writes_what_it_acknowledges(client):
    assert await is_up(client)
    assert await check_durable(client)


async def test_a_token_opens_its_own_session_until_the_session_is_deleted(client):
    keys = SessionKeys(client)
    token = await keys.issue("s1", "chat")
    await keys.issue("s2", "chat")
    assert await keys.verify("s1", token)
    assert not await keys.verify("s2", token)
    await keys.tombstone("s1")
    assert not await keys.verify("s1", token)


async def test_events_are_read_in_order_from_any_cursor(client):
    await SessionKeys(client).issue("s1", "chat")
    log = EventLog(client, "orchestrator")
    ids = [await log.append("s1", "turn", {"number": number}) for number in range(5)]
    assert [event.payload["number"] for event in await log.read("s1")] == [0, 1, 2, 3, 4]
    assert [event.payload["number"] for event in await log.read("s1", after=ids[2])] == [3, 4]


async def test_a_job_is_done_once_and_tells_how_far_it_is(client):
    await SessionKeys(client).issue("s1", "chat")
    jobs, stop, seen = Jobs(client, "taskpipeline"), asyncio.Event(), []

    async def handle(run: JobRun) -> None:
        await run.progress(1, 2)
        seen.append(run.payload["revision"])

    working = asyncio.create_task(run_jobs(jobs, {"match": handle}, stop))
    job = await jobs.submit("match", "s1", {"revision": 7}, key="7")
    assert (await jobs.submit("match", "s1", {"revision": 7}, key="7")).id == job.id
    ended = await jobs.wait(job.id, 10.0)
    stop.set()
    await working
    assert (ended.state, ended.done, ended.total, seen) == (JobState.DONE, 1, 2, [7])
    assert SystemClock().now() >= ended.created_at
