"""Sees to it that Redis keeps what it acknowledged.

`appendfsync everysec` loses acknowledged turns on a plain kill (docs/reliability.md A3), and a stock Redis writes no log
at all. The embedded server is started right; a Redis of the operator's own is switched at start, or refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from redis.exceptions import ResponseError

from services.shared.runtime import telemetry
from services.shared.runtime.redis import check_durable
from services.shared.runtime.shards import primaries

if TYPE_CHECKING:
    from redis.asyncio import Redis

log = telemetry.get_logger()


@dataclass(frozen=True, slots=True)
class Durability:
    """A readiness check.

    Attributes:
        redis: The store.
        may_switch: Whether a server that would lose turns may be switched by CONFIG SET.
    """

    redis: Redis
    may_switch: bool

    async def is_given(self) -> bool:
        """Whether every primary writes each change to disk before it acknowledges it."""
        if await check_durable(self.redis):
            return True
        if not self.may_switch:
            log.warning("redis would lose acknowledged turns", needed="appendonly yes, appendfsync always")
            return False
        try:
            for each in primaries(self.redis):
                await each.config_set("appendfsync", "always")
                await each.config_set("appendonly", "yes")
        except ResponseError:
            log.warning("redis would lose acknowledged turns and cannot be switched")
            return False
        log.warning("redis was switched", appendonly="yes", appendfsync="always")
        return await check_durable(self.redis)
