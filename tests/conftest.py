"""Fixtures every test may use: a real Redis-compatible server, as an address and as a clean client."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import redis.asyncio as aioredis
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from services.cli import embedded_redis
from services.nlu import wiring as nlu_wiring
from services.onet_match import wiring as onet_wiring
from tests.examples import SHARE
from tests.fakes.loops import loop_beside
from tests.paths import ROOT

for key in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "PINECONE_API_KEY"):
    os.environ.pop(key, None)  # no test calls a provider, nor does a process that it starts

settings.register_profile("short", derandomize=True, database=None)
settings.load_profile("short" if SHARE < 1 else "default")


class ByModule(LoadFileScheduling):
    """A module's tests share a worker (of `pytest -n`), and so do all that start a whole suite: it is costly, and has its ports."""

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.partition("::")[0]
        return "suite" if module.startswith(("tests/e2e/test_", "tests/integration/cli/")) else module


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByModule:
    return ByModule(config, log)


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
    with loop_beside() as run:
        process, url = run(embedded_redis.start(folder))
        yield url
        run(embedded_redis.stop(process))


@pytest.fixture(scope="session")
def nlu_target() -> Iterator[str]:
    """The real language reader on a local port, loaded once for this test run; `connect(nlu_target, settings)` reaches it."""
    with loop_beside() as run:
        serving = nlu_wiring.listening()
        yield run(serving.__aenter__())
        run(serving.__aexit__(None, None, None))


@pytest.fixture(scope="session")
def onet_target(onet_home: Path) -> Iterator[str]:
    """The real matcher on a local port, loaded once for this test run."""
    with pytest.MonkeyPatch.context() as environment, loop_beside() as run:
        environment.setenv("METIER_HOME", str(onet_home))
        serving = onet_wiring.listening("127.0.0.1:0")
        yield run(serving.__aenter__())
        run(serving.__aexit__(None, None, None))


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[aioredis.Redis]:
    """A client whose server is empty."""
    client = aioredis.Redis.from_url(redis_url, decode_responses=True)
    await client.flushall()
    yield client
    await client.aclose()
