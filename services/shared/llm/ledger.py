"""Spending caps: cost is reserved before a call and settled after it, so that caps hold under concurrency.

Rules:
1. Nothing is sent without a reservation that covers the most the call can cost.
2. A reservation that is never settled (crash, cancel, unknown cost) stays counted as spent: caps err on the safe side.
3. Amounts are whole micro-dollars; counters are per session and per UTC day, and expire.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from redis.exceptions import RedisError

from services.shared.llm.types import ModelUnavailable, Reason
from services.shared.runtime.sessions import IDLE_TTL_S, SessionKeys, session_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from redis.asyncio import Redis

_MICRO = 1_000_000
_DAY_TTL_S = 48 * 3600  # the day's counter is read on its day only

# KEYS[1] counter, and for a session its guard [2] and the names of its keys [3]; ARGV amount, cap, TTL in s. One script
# per counter, as the two live in different hash slots. A deleted session spends nothing and gets no key back.
_RESERVE = """
if KEYS[2] and redis.call('HGET', KEYS[2], 'deleted') == '1' then return 0 end
local spent = tonumber(redis.call('GET', KEYS[1]) or '0')
if spent + tonumber(ARGV[1]) > tonumber(ARGV[2]) then return 0 end
redis.call('INCRBY', KEYS[1], ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[3])
if KEYS[3] then
  redis.call('SADD', KEYS[3], string.sub(KEYS[1], #KEYS[3] - 3))
  redis.call('EXPIRE', KEYS[3], ARGV[3])
end
return 1
"""
# KEYS[1] counter; ARGV[1] amount to give back. A counter that has expired or was erased stays gone.
_RELEASE = """
if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('DECRBY', KEYS[1], ARGV[1]) end
return 1
"""


@dataclass(frozen=True, slots=True)
class Reservation:
    """Micro-dollars reserved in these counters."""

    amount: int
    keys: tuple[str, ...]


class Ledger(Protocol):
    """Spending counters, shared by all processes."""

    async def reserve(self, session_id: str | None, amount: int) -> Reservation:
        """Put `amount` micro-dollars aside, in the day's counter and, if there is one, the session's.

        Raises:
            ModelUnavailable: BUDGET_DAY, BUDGET_SESSION, or LEDGER_DOWN.
        """
        ...

    async def settle(self, reservation: Reservation, spent: int) -> None:
        """Give back what was not spent; `spent` above the reservation is counted too. Never raises."""
        ...


class RedisLedger:
    """Counters in Redis, changed by Lua only."""

    def __init__(self, redis: Redis, session_cap_usd: float, day_cap_usd: float, now: Callable[[], datetime]) -> None:
        """Use `now` (aware) to know the day."""
        self._redis = redis
        self._session_cap = round(session_cap_usd * _MICRO)
        self._day_cap = round(day_cap_usd * _MICRO)
        self._now = now
        self._reserve = redis.register_script(_RESERVE)
        self._release = redis.register_script(_RELEASE)

    async def reserve(self, session_id: str | None, amount: int) -> Reservation:
        """Day first: its refusal is the commoner one under load and leaves nothing to undo."""
        day = f"metier:llm:spent:{self._now().astimezone(UTC):%Y-%m-%d}"
        rows = [([day], self._day_cap, _DAY_TTL_S, Reason.BUDGET_DAY)]
        if session_id:
            keys = [spent_key(session_id), SessionKeys.key(session_id), SessionKeys.registry(session_id)]
            rows.append((keys, self._session_cap, IDLE_TTL_S, Reason.BUDGET_SESSION))
        held: tuple[str, ...] = ()
        try:
            for keys, cap, ttl_s, refusal in rows:
                if not await self._reserve(keys=keys, args=[amount, cap, ttl_s]):
                    await self.settle(Reservation(amount, held), 0)
                    raise ModelUnavailable(refusal)
                held += (keys[0],)
        except RedisError:
            raise ModelUnavailable(Reason.LEDGER_DOWN) from None
        return Reservation(amount, held)

    async def settle(self, reservation: Reservation, spent: int) -> None:
        """A lost connection leaves the reservation counted (rule 2)."""
        try:
            for key in reservation.keys:
                await self._release(keys=[key], args=[reservation.amount - spent])
        except RedisError:
            return


class Purse:
    """A ledger of one process, for evaluations: what it holds is spent and no more."""

    def __init__(self, usd: float) -> None:
        """Hold `usd` dollars."""
        self._left = int(usd * _MICRO)

    async def reserve(self, session_id: str | None, amount: int) -> Reservation:  # noqa: ARG002 - one purse for all
        """Take `amount` out; BUDGET_DAY where it is not there."""
        if amount > self._left:
            raise ModelUnavailable(Reason.BUDGET_DAY)
        self._left -= amount
        return Reservation(amount, ())

    async def settle(self, reservation: Reservation, spent: int) -> None:
        """Put back what was not spent."""
        self._left += reservation.amount - spent


class NothingToSpend:
    """A ledger without budget, for a suite without a model."""

    async def reserve(self, session_id: str | None, amount: int) -> Reservation:  # noqa: ARG002 - it never matters
        """Refuse."""
        raise ModelUnavailable(Reason.BUDGET_DAY)

    async def settle(self, reservation: Reservation, spent: int) -> None:
        """Nothing was reserved."""


def spent_key(session_id: str) -> str:
    """The session's counter; it is registered, so that erasing the session erases it."""
    return session_key(session_id, "llm", "spent")
