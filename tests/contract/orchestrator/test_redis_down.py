"""The store goes away and comes back: callers are told to wait, and nothing is lost."""

import asyncio

import pytest

from services.shared import errors
from services.shared.runtime.redis import open_redis
from services.shared.runtime.settings import ServiceSettings
from tests.fakes.house import open_house
from tests.soak.nemesis import RedisServer


async def test_while_redis_is_down_calls_are_unavailable_and_afterwards_the_session_is_intact(tmp_path):
    server = RedisServer(tmp_path)
    await server.start()
    async with open_redis(ServiceSettings(redis_url=server.url)) as redis, open_house(redis) as house:
        client = house.client
        await client.start()
        await client.say("I write briefs")
        slow = asyncio.create_task(client.say("slow one", "m-1"))
        await house.agent.waiting.wait()
        await server.kill()
        house.agent.gate.set()
        for call in (slow, client.say("one more"), client.call("GetSession"), client.call("SelectSuggestions")):
            with pytest.raises(errors.Unavailable) as raised:
                await call
            assert raised.value.reason == "REDIS_DOWN"
            assert raised.value.retry_after_s is not None
        await server.start()
        for _ in range(50):  # the lease of the message that failed is given back as soon as the store answers
            try:
                reply = await client.say("slow one", "m-1")
                break
            except errors.Conflict:
                await asyncio.sleep(0.05)
        assert reply.version == 3
        session = (await client.call("GetSession")).session
        assert [each.message.id for each in session.messages] == ["a1", "u2", "a2", "u3", "a3"]
    await server.stop()
