"""A house with a session in it."""

from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from tests.fakes.house import Client, House, open_house


@pytest.fixture
async def house(redis: Redis) -> AsyncIterator[House]:
    async with open_house(redis, erase_every_s=0.05) as opened:
        yield opened


@pytest.fixture
async def client(house: House) -> Client:
    await house.client.start(request_id="start-1")
    return house.client
