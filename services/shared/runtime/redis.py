"""Redis client of every service, and the check that acknowledged writes are durable."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar, cast

import redis.asyncio as aioredis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import OutOfMemoryError, ResponseError

from services.shared.errors import Exhausted, Unavailable
from services.shared.runtime import tls, tracing
from services.shared.runtime.shards import Shards, primaries

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from services.shared.runtime.settings import ServiceSettings

CONNECT_TIMEOUT_S = 2.0
"""A Redis beside us answers in milliseconds; two seconds cover a restart of the embedded one (0.1 s) with room."""

CONNECTIONS = 256
"""Most connections a process opens; followers block one each."""


RESERVED = 0.1
"""Share of Redis's memory no new session takes."""

_WAITING = frozenset({"XREAD", "XREADGROUP", "BLPOP", "BRPOP"})

T = TypeVar("T")


class _Retry(Retry):
    """Retries after a lost connection, including losses that uvloop reports as RuntimeError."""

    async def call_with_retry(self, do: Callable[[], Awaitable[T]], *arguments: Any, **options: Any) -> T:
        async def attempt() -> T:
            try:
                return await do()
            except RuntimeError as error:  # uvloop's, when a transport closed between two commands
                if "closed" not in str(error):
                    raise
                raise RedisConnectionError("The connection closed before the command was sent.") from error

        return await super().call_with_retry(attempt, *arguments, **options)


class _Traced(aioredis.Redis):
    """A client that records each command as a span, by name only; blocking commands are not recorded."""

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        """Send one command and return its answer."""
        name = str(args[0])
        if name in _WAITING:
            return await super().execute_command(*args, **options)  # type: ignore[no-untyped-call]
        with tracing.span(name, tracing.CLIENT, {"db.system.name": "redis", "db.operation.name": name}):
            try:
                return await super().execute_command(*args, **options)  # type: ignore[no-untyped-call]
            except OutOfMemoryError as error:
                raise _full() from error


def open_redis(settings: ServiceSettings) -> aioredis.Redis:
    """A client for `settings.redis_url` that speaks text; it connects on first use and again after a break.

    Several addresses, comma separated, are primaries that share the sessions (`shards`).
    """
    clients = [
        _Traced.from_url(
            url.strip(),
            decode_responses=True,
            socket_connect_timeout=CONNECT_TIMEOUT_S,
            retry=_Retry(ExponentialBackoff(cap=0.5, base=0.05), retries=3),
            retry_on_error=[RedisConnectionError],
            max_connections=CONNECTIONS,
            **tls.redis_options(settings),
        )
        for url in settings.redis_url.split(",")
    ]
    return clients[0] if len(clients) == 1 else Shards(clients)


async def check_room(client: aioredis.Redis) -> None:
    """Let a new session in while a tenth of its primary's memory is free, which those that are there need to go on.

    Raises:
        Exhausted: STORE_FULL.
    """
    memory = await client.info("memory")
    limit = int(memory.get("maxmemory", 0))
    if limit and int(memory["used_memory"]) > limit * (1 - RESERVED):
        raise _full()


def _full() -> Exhausted:
    return Exhausted("STORE_FULL", "There is no room for more sessions now; please come back later.", retry_after_s=60)


async def check_durable(client: aioredis.Redis) -> bool:
    """Whether Redis writes each acknowledged change to disk (`appendfsync always`, docs/reliability.md A3).

    A managed Redis that hides CONFIG is trusted to do as its operator promised. Of several primaries one that does not
    answer stops its own sessions only.

    Raises:
        Unavailable: REDIS_DOWN.
    """
    answers = [await _is_durable(each) for each in primaries(client)]
    if all(answer is None for answer in answers):
        raise Unavailable("REDIS_DOWN", "The session store cannot be reached.", retry_after_s=2)
    return False not in answers


async def _is_durable(client: aioredis.Redis) -> bool | None:
    """Of one server; None where it does not answer."""
    try:
        config = cast("dict[str, str]", await client.config_get("append*"))
    except ResponseError:
        return True
    except RedisConnectionError:
        return None
    return config.get("appendonly") == "yes" and config.get("appendfsync") == "always"


async def is_up(client: aioredis.Redis) -> bool:
    """Whether Redis answers, of several primaries at least one; for readiness."""
    for each in primaries(client):
        with suppress(RedisConnectionError, TimeoutError, OSError):
            if await each.ping():
                return True
    return False
