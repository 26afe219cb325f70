"""Waits for many Redis streams over one connection: all followers of a process share one blocking read.

A stream that joins is looked at within `ROUND_S`; one that is being waited on wakes its followers at once. One `XREAD`
names streams of many sessions: one for each primary there is (`shards`), where a Redis Cluster asks for one a slot.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from redis.exceptions import RedisError

from services.shared.runtime.shards import home

if TYPE_CHECKING:
    from redis.asyncio import Redis

ROUND_S: Final = 0.1
"""Longest single read: what a follower that joins may wait for an event, and 10 reads a second when nothing happens."""


class Tails:
    """Notifies followers when a stream grows."""

    def __init__(self, redis: Redis) -> None:
        """Read with `redis` (`decode_responses=True`); nothing is read while no one waits."""
        self._redis = redis
        self._tails: dict[int, _Tail] = {}

    async def grown(self, stream: str, after: str, timeout_s: float) -> None:
        """Return when the stream has an entry after an id, or when the time is over.

        Raises:
            RedisError: the store went away meanwhile.
        """
        primary = home(self._redis, stream)
        await self._tails.setdefault(id(primary), _Tail(primary)).grown(stream, after, timeout_s)


class _Tail:
    """The streams of one primary."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._waiting: dict[str, dict[asyncio.Future[None], str]] = defaultdict(dict)
        self._reading: asyncio.Task[None] | None = None

    async def grown(self, stream: str, after: str, timeout_s: float) -> None:
        grown = asyncio.get_running_loop().create_future()
        self._waiting[stream][grown] = after
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._read())
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(timeout_s):
                    await grown
        finally:
            del self._waiting[stream][grown]
            if not self._waiting[stream]:
                del self._waiting[stream]

    async def _read(self) -> None:
        while places := self._places():
            try:
                found: Any = await self._redis.xread(places, count=1, block=int(ROUND_S * 1000))  # type: ignore[arg-type]
            except (RedisError, OSError) as error:
                self._wake(list(places), error)
                return
            self._wake([stream for stream, _ in found], None)
            await asyncio.sleep(0)  # those woken read and come back before the next round

    def _places(self) -> dict[str, str]:
        """For each stream the earliest id that a follower waits after."""
        open_waits = {
            stream: [after for grown, after in waits.items() if not grown.done()]
            for stream, waits in self._waiting.items()
        }
        return {stream: min(afters, key=_order) for stream, afters in open_waits.items() if afters}

    def _wake(self, streams: list[str], error: Exception | None) -> None:
        for stream in streams:
            for grown in self._waiting.get(stream, {}):
                if not grown.done():
                    grown.set_exception(error) if error else grown.set_result(None)


def _order(entry_id: str) -> tuple[int, ...]:
    return tuple(int(part) for part in entry_id.split("-"))
