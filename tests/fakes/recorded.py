"""Sessions as an earlier release stored them: what is kept of each, and what it must still read as.

`python -m tests.fakes.recorded FILE` records fifty of this release's, from seeded histories against the fake agent.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
import random
import sys
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from redis.asyncio import Redis

from services.cli import embedded_redis
from services.shared.errors import MetierError
from tests.fakes.house import Client, open_house

SESSIONS = 50
WORDS = ("I write briefs", "cards please", "done", "I meet people", "down now", "ünïcode 😀 tasks")


async def keys_of(redis: Redis, session_id: str) -> dict[str, Any]:
    """What the orchestrator stores of a session, by the end of the key."""
    base = f"metier:{{{session_id}}}"
    return {
        "session": await redis.hgetall(f"{base}:session"),
        "orchestrator:session": await redis.hgetall(f"{base}:orchestrator:session"),
        "orchestrator:turns": await redis.xrange(f"{base}:orchestrator:turns"),
        "orchestrator:transcript": await redis.lrange(f"{base}:orchestrator:transcript", 0, -1),
        "orchestrator:answers": await redis.hgetall(f"{base}:orchestrator:answers"),
    }


async def restore(redis: Redis, session_id: str, keys: dict[str, Any]) -> None:
    """Write them again."""
    base = f"metier:{{{session_id}}}"
    for what in ("session", "orchestrator:session", "orchestrator:answers"):
        await redis.hset(f"{base}:{what}", mapping=keys[what])
    await redis.expire(f"{base}:session", 10_000)
    for entry_id, fields in keys["orchestrator:turns"]:
        await redis.xadd(f"{base}:orchestrator:turns", fields, entry_id)
    await redis.rpush(f"{base}:orchestrator:transcript", *keys["orchestrator:transcript"])


async def digest(client: Client) -> str:
    """A hash over all a client can read of its session, the expiry and the reading time apart."""
    session = (await client.call("GetSession")).session
    session.ClearField("expires_at")
    session.ClearField("last_event_id")
    explained = await client.call("ExplainSession")
    whole = session.SerializeToString(deterministic=True) + explained.SerializeToString(deterministic=True)
    return hashlib.sha256(whole).hexdigest()


async def _live(client: Client, random_: random.Random, number: int) -> tuple[str, str]:
    """A history of a few calls; the last applied message and its request id."""
    await client.start(
        "Nurse", request_id=f"recorded-{number}", initial_tasks=random_.choice(["", "I give medication"])
    )
    last = "", ""
    for step in range(random_.randrange(1, 7)):
        word, request = random_.choice(WORDS), f"{number}-{step}"
        try:
            await client.say(word, request)
            last = word, request
            if word.startswith("cards"):
                await client.call("SelectSuggestions", selected_suggestion_ids=["c1"], request_id=f"s-{request}")
        except MetierError:
            continue
    if random_.random() < 0.2:
        await client.say("cards please", "tasks") if last[0] != "done" else None
        await client.call("ProcessTasks")
        await client.call("SubmitSurvey")
    return last


async def record(path: Path) -> None:
    """Record this release."""
    lines = []
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        url = await stack.enter_async_context(embedded_redis.running(Path(folder)))
        redis = await stack.enter_async_context(Redis.from_url(url, decode_responses=True))
        house = await stack.enter_async_context(open_house(redis))
        for number in range(SESSIONS):
            client = house.other_client()
            try:
                message, request = await _live(client, random.Random(number), number)
            except MetierError:
                message = request = ""
            lines.append(
                {
                    "session": client.session_id,
                    "token": client.token,
                    "keys": await keys_of(redis, client.session_id),
                    "digest": await digest(client),
                    "message": message,
                    "request": request,
                }
            )
    with gzip.GzipFile(path, "wb", mtime=0) as file:
        file.write("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode())


if __name__ == "__main__":
    asyncio.run(record(Path(sys.argv[1])))
