"""The CV service behind a real local channel."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from tests.fakes.cvfsm import Suite, suite


@pytest.fixture
async def cvs(redis: Redis, tmp_path: Path) -> AsyncIterator[Suite]:
    async with suite(redis, tmp_path) as made:
        yield made
