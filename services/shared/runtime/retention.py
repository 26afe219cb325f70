"""Deleted and expired data leaves the append-only file too: whoever erases notes it, and the file is rewritten.

Redis appends; what was deleted stays in the file until it is rewritten. A rewrite follows an erasure within
`CHECK_S + AFTER_ERASE_S`, and every `AFTER_EXPIRY_S` for what expired meanwhile. Several processes may watch: marks in
Redis keep them from rewriting more often. A managed Redis that refuses BGREWRITEAOF keeps its files as its operator says.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from redis.exceptions import RedisError, ResponseError

from services.shared.runtime import telemetry
from services.shared.runtime.sessions import ERASED
from services.shared.runtime.shards import primaries

if TYPE_CHECKING:
    from redis.asyncio import Redis

CHECK_S: Final = 30.0
AFTER_ERASE_S: Final = 120
"""Least time between two rewrites for erasures: deletions under load cost one rewrite in two minutes."""

AFTER_EXPIRY_S: Final = 3600
"""Time between two rewrites for what expired."""

_JUST_REWRITTEN, _REWRITTEN_FOR_EXPIRY = "metier:aof:erased_at", "metier:aof:expired_at"

log = telemetry.get_logger()


async def rewrite_if_due(redis: Redis) -> bool:
    """Start a rewrite of a server's append-only file if one is due, and return whether it was started."""
    is_due = await redis.exists(ERASED) and await redis.set(_JUST_REWRITTEN, "", nx=True, ex=AFTER_ERASE_S)
    expired = int((await redis.info("stats")).get("expired_keys", 0))
    is_due = is_due or bool(expired and await redis.set(_REWRITTEN_FOR_EXPIRY, "", nx=True, ex=AFTER_EXPIRY_S))
    if not is_due:
        return False
    await redis.delete(ERASED)  # before the rewrite begins, so that an erasure during it is noted anew
    try:
        await redis.bgrewriteaof()
    except ResponseError as error:  # one is under way, or the command is not ours to give
        await redis.set(ERASED, "")
        log.warning("the append-only file was not rewritten", kind=type(error).__name__)
        return False
    return True


async def keep_rewriting(redis: Redis) -> None:
    """Rewrite for ever, whatever happens; runs beside the server."""
    while True:
        for each in primaries(redis):
            try:
                await rewrite_if_due(each)
            except (RedisError, OSError) as error:
                log.warning("rewriting waits", kind=type(error).__name__)
        await asyncio.sleep(CHECK_S)
