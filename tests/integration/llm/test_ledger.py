"""The spending ledger on a real Redis (docs/reliability.md C5)."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import redis.asyncio as aioredis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from services.shared.llm import ModelUnavailable, Reason
from services.shared.llm.ledger import RedisLedger, spent_key
from services.shared.runtime.sessions import SessionKeys

DAY = datetime(2026, 11, 21, 23, 59, tzinfo=UTC)
CENT = 10_000


def ledger(redis, session_usd=1.0, day_usd=1.0, now=DAY) -> RedisLedger:
    return RedisLedger(redis, session_usd, day_usd, lambda: now)


async def day_spent(redis, now=DAY) -> int:
    return int(await redis.get(f"metier:llm:spent:{now:%Y-%m-%d}") or 0)


async def test_of_a_hundred_parallel_reservations_exactly_those_that_fit_are_granted(redis):
    shops = [ledger(redis, session_usd=9, day_usd=0.50) for _ in range(4)]
    tries = [shops[i % 4].reserve(f"s{i}", 3 * CENT) for i in range(100)]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    granted = [one for one in outcomes if not isinstance(one, Exception)]
    refused = {one.reason for one in outcomes if isinstance(one, ModelUnavailable)}
    assert (len(granted), refused, await day_spent(redis)) == (16, {Reason.BUDGET_DAY}, 48 * CENT)


async def test_a_sessions_cap_refuses_and_gives_the_day_its_money_back(redis):
    shop = ledger(redis, session_usd=0.10, day_usd=9)
    outcomes = await asyncio.gather(*(shop.reserve("one", 4 * CENT) for _ in range(100)), return_exceptions=True)
    assert sum(isinstance(one, ModelUnavailable) and one.reason is Reason.BUDGET_SESSION for one in outcomes) == 98
    assert int(await redis.get(spent_key("one"))) == await day_spent(redis) == 8 * CENT


async def test_what_was_not_spent_can_be_spent_again(redis):
    shop = ledger(redis, session_usd=0.10)
    for _ in range(50):
        await shop.settle(await shop.reserve("one", 9 * CENT), 0)
    await shop.settle(await shop.reserve("one", 9 * CENT), CENT)
    assert int(await redis.get(spent_key("one"))) == await day_spent(redis) == CENT


async def test_a_reservation_nobody_settles_stays_spent(redis):
    shop = ledger(redis, session_usd=0.10)
    await shop.reserve("one", 6 * CENT)
    with pytest.raises(ModelUnavailable, match="BUDGET_SESSION"):
        await shop.reserve("one", 6 * CENT)


async def test_a_new_day_has_its_own_money(redis):
    await ledger(redis, day_usd=0.05).reserve(None, 5 * CENT)
    with pytest.raises(ModelUnavailable, match="BUDGET_DAY"):
        await ledger(redis, day_usd=0.05).reserve(None, 1)
    tomorrow = DAY + timedelta(minutes=1)
    await ledger(redis, day_usd=0.05, now=tomorrow).reserve(None, 5 * CENT)
    assert await day_spent(redis, tomorrow) == 5 * CENT


async def test_settling_after_the_session_was_erased_does_not_bring_its_key_back(redis):
    shop = ledger(redis)
    held = await shop.reserve("gone", CENT)
    await redis.delete(spent_key("gone"))
    await shop.settle(held, 0)
    assert not await redis.exists(spent_key("gone"))


async def test_a_deleted_session_spends_nothing_and_erasing_it_leaves_no_counter(redis):
    sessions = SessionKeys(redis)
    shop = ledger(redis)
    await shop.reserve("gone", CENT)
    await sessions.tombstone("gone")
    await sessions.erase("gone")
    with pytest.raises(ModelUnavailable):
        await shop.reserve("gone", CENT)
    assert not await redis.exists(spent_key("gone"))


async def test_every_counter_expires(redis):
    await ledger(redis).reserve("one", CENT)
    assert all([await redis.ttl(key) > 0 for key in await redis.keys("*")])


async def test_nothing_is_spent_that_cannot_be_counted():
    shop = ledger(aioredis.Redis(port=1, retry=Retry(NoBackoff(), 0)))
    with pytest.raises(ModelUnavailable, match="LEDGER_DOWN"):
        await shop.reserve("one", CENT)
