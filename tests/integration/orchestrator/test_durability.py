"""The service is ready only on a Redis that keeps what it acknowledged."""

from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from services.orchestrator.adapters.durability import Durability
from services.shared.runtime.redis import check_durable


@pytest.fixture
async def volatile(redis) -> AsyncIterator[Redis]:
    """A server that keeps nothing, as a stock one is; it is put right at the end."""
    await redis.config_set("appendonly", "no")
    await redis.config_set("appendfsync", "everysec")
    yield redis
    await redis.config_set("appendfsync", "always")
    await redis.config_set("appendonly", "yes")


async def test_a_server_that_keeps_what_it_acknowledged_is_left_alone(redis):
    assert await Durability(redis, may_switch=False).is_given()


async def test_a_volatile_server_is_switched(volatile):
    assert await Durability(volatile, may_switch=True).is_given()
    assert await check_durable(volatile)


async def test_a_volatile_server_that_may_not_be_switched_is_refused(volatile):
    assert not await Durability(volatile, may_switch=False).is_given()
    assert not await check_durable(volatile)
