"""Many writers of one session at once: exactly one turn is applied, the others are told so."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

from redis.asyncio import Redis

from services.orchestrator.adapters.sessions_redis import RedisSessions
from services.orchestrator.core.session import Trigger
from services.orchestrator.ports import Opening, TurnLease
from services.shared.runtime.commits import Request
from tests.soak.store import outcome_of

WRITERS = 50
SAID = Trigger.MESSAGE


async def opened(redis: Redis, **options: Any) -> RedisSessions:
    """A store with a session `s1` in it."""
    store = RedisSessions(redis, "test", "1", **options)
    opening = Opening("hash", "00", "Nurse", "", "", outcome_of("welcome"))
    await store.start("s1", Request("start", "p"), opening)
    return store


async def begun(store: RedisSessions, name: str) -> TurnLease:
    found = await store.begin("s1", Request(name, name), SAID, name)
    assert isinstance(found, TurnLease)
    return found


async def race_commits(redis: Redis, rounds: int) -> list[str]:
    """Fifty commits at once on one version, round after round: rounds without exactly one winner, and gaps."""
    store, wrong = await opened(redis), []
    for round_ in range(rounds):
        lease = await begun(store, f"lease-{round_}")
        names = [f"{round_}-{n}" for n in range(WRITERS)]
        tries = [store.commit(lease, Request(name, name), SAID, name, outcome_of(name)) for name in names]
        found = Counter(type(each).__name__ for each in await asyncio.gather(*tries, return_exceptions=True))
        if found != {"Turn": 1, "Conflict": WRITERS - 1}:
            wrong.append(f"round {round_}: {dict(found)}")
    versions = [turn.version for turn in (await store.load("s1")).turns]
    return wrong if versions == list(range(1, rounds + 2)) else [*wrong, "the versions have a gap"]
