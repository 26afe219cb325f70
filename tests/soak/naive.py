"""Control: a session store as it is often written, read, change, write back; the harness must see it fail."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from redis.asyncio import Redis

from services.orchestrator.core.session import Message, Outcome, Role, Status, Trigger, Turn
from services.orchestrator.ports import Opening, Started, TurnLease
from services.shared.runtime.commits import Request


@dataclass(frozen=True, slots=True)
class NaiveSessions:
    redis: Redis

    async def started(self, session_id: str, request: Request) -> None:
        return None

    async def start(self, session_id: str, request: Request, opening: Opening) -> Started:
        await self.redis.set(session_id, json.dumps([]))
        return Started(opening.seed, _turn(1, ""))

    async def begin(self, session_id: str, request: Request, trigger: Trigger, lease_id: str) -> TurnLease | Turn:
        said = json.loads(await self.redis.get(session_id))
        if request.id in said:
            return _turn(said.index(request.id) + 2, request.id)
        return TurnLease(session_id, 0, len(said) + 1, (), (), b"")

    async def commit(self, lease: TurnLease, request: Request, trigger: Trigger, said: str, outcome: Outcome) -> Turn:
        all_said = [*json.loads(await self.redis.get(lease.session_id)), said]
        await self.redis.set(lease.session_id, json.dumps(all_said))
        return _turn(len(all_said) + 1, said)

    async def release(self, session_id: str, lease_id: str) -> None:
        pass

    async def load(self, session_id: str) -> Any:
        said = json.loads(await self.redis.get(session_id))
        return SimpleNamespace(
            turns=[_turn(1, ""), *(_turn(n + 2, each) for n, each in enumerate(said))],
            messages=[Message(each, Role.USER, each, n + 2) for n, each in enumerate(said)],
        )


def _turn(version: int, said: str) -> Turn:
    at = datetime.fromtimestamp(0, UTC)
    return Turn(version, at, Trigger.MESSAGE, said, "", (), False, Status.OPEN, b"")
