"""Fixtures every test may use: a real Redis-compatible server, as an address and as a clean client."""

import asyncio
import os
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import redis.asyncio as aioredis
from hypothesis import settings

from services.cli import embedded_redis
from services.nlu import wiring as nlu_wiring
from tests.examples import SHARE
from tests.paths import ROOT

settings.register_profile("short", derandomize=True, database=None)
settings.load_profile("short" if SHARE < 1 else "default")


@pytest.fixture(scope="session")
def onet_home() -> Path:
    """A data folder whose O*NET index is built; kept between runs, since its name holds a hash of what it is made of."""
    home = ROOT / ".metier" / "tests"
    command = [sys.executable, "-m", "services.onet_match", "build"]
    subprocess.run(command, env={**os.environ, "METIER_HOME": str(home)}, check=True, timeout=300)
    return home


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An embedded server for this test run; tests empty it at will."""
    folder: Path = tmp_path_factory.mktemp("redis")
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, daemon=True).start()
    process, url = asyncio.run_coroutine_threadsafe(embedded_redis.start(folder), loop).result()
    yield url
    asyncio.run_coroutine_threadsafe(embedded_redis.stop(process), loop).result()
    loop.call_soon_threadsafe(loop.stop)


@pytest.fixture(scope="session")
def nlu_target() -> Iterator[str]:
    """The real language reader on a local port, loaded once for this test run; `connect(nlu_target, settings)` reaches it."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, daemon=True).start()
    serving = nlu_wiring.listening()
    yield asyncio.run_coroutine_threadsafe(serving.__aenter__(), loop).result()
    asyncio.run_coroutine_threadsafe(serving.__aexit__(None, None, None), loop).result()
    loop.call_soon_threadsafe(loop.stop)


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[aioredis.Redis]:
    """A client whose server is empty."""
    client = aioredis.Redis.from_url(redis_url, decode_responses=True)
    await client.flushall()
    yield client
    await client.aclose()
