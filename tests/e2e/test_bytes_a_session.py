"""What a session takes of Redis's memory, encrypted, as `docs/scaling.md` says."""

from redis.asyncio import Redis

from bench.conversations import CONVERSATIONS
from services.cli.edge_client import EdgeClient

TURNS = 10
OPENED_BYTES, TALKED_BYTES = 2 * 1024, 40 * 1024


async def test_a_session_of_ten_turns_takes_at_most_40_kib(suite):
    async with EdgeClient(suite.addresses.url) as edge, Redis.from_url(suite.addresses.redis_url) as redis:

        async def taken() -> int:
            keys = await redis.keys(f"*{{{conversation.session_id}}}*")
            return sum([await redis.memory_usage(key, samples=0) for key in keys])

        said = [message for _, messages in CONVERSATIONS for message in messages][:TURNS]
        conversation = await edge.start(CONVERSATIONS[0][0])
        opened = await taken()
        for message in said:
            body = {"action": "message", "sessionId": conversation.session_id, "message": message}
            await conversation.json("POST", "/api/chat", json=body)
        talked = await taken()
    assert (opened <= OPENED_BYTES, talked <= TALKED_BYTES) == (True, True), (opened, talked)
