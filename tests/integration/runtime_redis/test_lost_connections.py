"""A connection to Redis that is lost, however the event loop says so, is tried again and then is a lost connection."""

import pytest
from redis.exceptions import ConnectionError as RedisConnectionError

from services.shared.runtime.redis import open_redis
from services.shared.runtime.settings import ServiceSettings
from tests.fakes.proxy import Proxy

UVLOOP_SAYS = "unable to perform operation on <TCPTransport closed=True reading=False>; the handler is closed"


def failing(times: int, error: Exception):
    tries = []

    async def do() -> str:
        tries.append(1)
        if len(tries) <= times:
            raise error
        return "done"

    return do


async def nothing(*_: object) -> None:
    """The connection is dropped here."""


async def test_a_transport_that_closed_between_two_commands_is_tried_again():
    async with open_redis(ServiceSettings()) as redis:
        do = failing(2, RuntimeError(UVLOOP_SAYS))
        assert await redis.get_retry().call_with_retry(do, nothing) == "done"


async def test_a_transport_that_stays_closed_is_a_lost_connection():
    async with open_redis(ServiceSettings()) as redis:
        with pytest.raises(RedisConnectionError):
            await redis.get_retry().call_with_retry(failing(9, RuntimeError(UVLOOP_SAYS)), nothing)


async def test_a_bug_is_no_lost_connection():
    async with open_redis(ServiceSettings()) as redis:
        with pytest.raises(RuntimeError, match="bug"):
            await redis.get_retry().call_with_retry(failing(1, RuntimeError("a bug")), nothing)


async def test_a_reset_connection_is_opened_again(redis, redis_url):
    async with (
        Proxy(redis_url.removeprefix("unix://")) as proxy,
        open_redis(ServiceSettings(redis_url=f"redis://{proxy.address}/0")) as client,
    ):
        await client.set("a", "1")
        proxy.reset()
        assert await client.get("a") == "1"
