"""Several Redis primaries as one client: every key of a session lies on the same one, chosen by the session's id.

The part of a key in braces decides, `metier:{id}:...`, or the whole key where there is none, as in a Redis Cluster; so
each queue has one primary too. The choice is the same in every process that names the same primaries in the same order.
A primary that is put at the end takes over its share of the ids: sessions and queues that lay elsewhere are not moved.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final

import redis.asyncio as aioredis
from redis.asyncio.client import Pipeline

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

_EVERYWHERE: Final = frozenset({"SCRIPT LOAD"})
"""Commands for all primaries; the first one's answer is given."""

_KEY_AT: Final = {"EVAL": 3, "EVALSHA": 3}
"""Where a command's first key stands, if not behind its name."""


class Shards(aioredis.Redis):
    """A client that sends each command to the primary of its first key."""

    def __init__(self, primaries: Sequence[aioredis.Redis]) -> None:
        """Take a client for each primary; they are closed with this one."""
        super().__init__(connection_pool=primaries[0].connection_pool)
        self.primaries = tuple(primaries)

    def home(self, key: str) -> aioredis.Redis:
        """Return the primary of a key: the highest hash of place and id (rendezvous hashing)."""
        tag = key.partition("{")[2].partition("}")[0] or key
        weights = [hashlib.sha256(f"{place}/{tag}".encode()).digest() for place in range(len(self.primaries))]
        return self.primaries[weights.index(max(weights))]

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        """Send a command and return its answer.

        Raises:
            ValueError: it has no key, so nobody knows which primary it is for; ask `primaries(client)` in turn.
        """
        if args[0] in _EVERYWHERE:
            answers = [await each.execute_command(*args, **options) for each in self.primaries]  # type: ignore[no-untyped-call]
            return answers[0]
        return await self.home(_first_key(args)).execute_command(*args, **options)  # type: ignore[no-untyped-call]

    def pipeline(self, transaction: bool = True, shard_hint: str | None = None) -> Pipeline:  # noqa: FBT001, FBT002 - as in redis-py
        """Return a pipeline whose commands are all for one primary."""
        return _Pipeline(self, transaction, shard_hint)

    async def scan_iter(self, *args: Any, **options: Any) -> AsyncIterator[Any]:  # type: ignore[override]
        """Yield the keys of all primaries."""
        for each in self.primaries:
            async for key in each.scan_iter(*args, **options):
                yield key

    async def aclose(self, close_connection_pool: bool | None = None) -> None:  # noqa: FBT001 - as in redis-py
        """Close all clients."""
        for each in self.primaries:
            await each.aclose(close_connection_pool)


class _Pipeline(Pipeline):
    """Knows its primary when it is executed."""

    def __init__(self, shards: Shards, transaction: bool, shard_hint: str | None) -> None:  # noqa: FBT001 - as in redis-py
        super().__init__(shards.connection_pool, shards.response_callbacks, transaction, shard_hint)
        self._shards = shards

    async def execute(self, raise_on_error: bool = True) -> list[Any]:  # noqa: FBT001, FBT002 - as in redis-py
        homes = {id(home): home for args, _ in self.command_stack for home in [self._shards.home(_first_key(args))]}
        if len(homes) > 1:
            message = "a pipeline's commands are for one primary"
            raise ValueError(message)
        for home in homes.values():
            self.connection_pool = home.connection_pool
        return await super().execute(raise_on_error)


def primaries(client: aioredis.Redis) -> tuple[aioredis.Redis, ...]:
    """Return a client for each server, for what concerns servers and not keys."""
    return client.primaries if isinstance(client, Shards) else (client,)


def home(client: aioredis.Redis, key: str) -> aioredis.Redis:
    """Return the client of the server that has a key."""
    return client.home(key) if isinstance(client, Shards) else client


def _first_key(args: Sequence[Any]) -> str:
    place = args.index(b"STREAMS") + 1 if args[0] == "XREAD" else _KEY_AT.get(args[0], 1)
    if len(args) <= place:
        message = f"{args[0]} has no key"
        raise ValueError(message)
    return str(args[place])
