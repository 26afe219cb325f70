"""Sessions in Redis: one hash, one stream of turns, one transcript, one hash of answers; changed by `session.lua` only."""

from __future__ import annotations

import json
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import NoScriptError
from redis.exceptions import TimeoutError as RedisTimeoutError

from services.orchestrator.adapters.session_codec import (
    as_json,
    message_of,
    packed_title,
    session_of,
    turn_arguments,
    turn_of,
)
from services.orchestrator.core.session import (
    ALLOWED_IN,
    REFUSED_IN,
    Outcome,
    Session,
    Status,
    Trigger,
    Turn,
    corrected,
    said_id,
)
from services.orchestrator.ports import Opening, Started, TurnLease
from services.shared.errors import Conflict, MetierError, NotFound, Unavailable, WrongState
from services.shared.runtime.commits import Steps
from services.shared.runtime.redis import check_room
from services.shared.runtime.sessions import IDLE_TTL_S, UNANSWERED_S, SessionKeys, session_key
from services.shared.runtime.shards import home
from services.shared.runtime.tails import Tails
from services.shared.runtime.vault import NO_KEYS

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterator

    from redis.asyncio import Redis

    from services.shared.runtime.commits import Request
    from services.shared.runtime.vault import Box, Vault

LEASE_S: Final = 20.0
"""A turn's lease ends with the turn's deadline (docs/spec.md 1)."""

TRANSCRIPT_GIVEN: Final = 50
"""Messages the agent is given; its contract says the last 50 are enough."""

_KEPT: Final = ("session", "turns", "transcript", "answers", "answer_order")
"""The keys of a session, in the order of the script's."""

_WAIT_S: Final = 2.0
"""Longest single wait for a turn, so that a deletion is seen."""

_SCRIPT: Final = Path(__file__).with_name("session.lua").read_text()
_DELETING: Final = "metier:orchestrator:deleting"


@dataclass(frozen=True, slots=True)
class RedisSessions:
    """Implements `SessionFactory`, `Turns`, `Records` and `Followed`.

    Attributes:
        redis: Client with `decode_responses=True`.
        instance: Names this process across restarts, for example its address.
        boot: Names this start of the process; a lease of an earlier start is void.
        ttl_s: Idle seconds until a session expires.
        lease_s: Seconds a turn may take.
        vault: Packs what was said.
    """

    redis: Redis
    instance: str
    boot: str
    ttl_s: int = IDLE_TTL_S
    lease_s: float = LEASE_S
    vault: Vault = NO_KEYS
    _tails: Tails = field(init=False, repr=False)
    _steps: Steps = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_tails", Tails(self.redis))
        steps = Steps(self.redis, "orchestrator", _KEPT, _SCRIPT, self.ttl_s)
        object.__setattr__(self, "_steps", steps)

    # --- SessionFactory

    async def started(self, session_id: str, request: Request) -> Started | None:
        """See `ports.SessionFactory`."""
        answer = await self._step(session_id, "start", *request.arguments)
        if not answer:
            with _reachable():
                await check_room(home(self.redis, SessionKeys.key(session_id)))
            return None
        return Started(answer[0], turn_of(await self._box(session_id), answer[1]))

    async def start(self, session_id: str, request: Request, opening: Opening) -> Started:
        """See `ports.SessionFactory`."""
        box = await self._box(session_id)
        answer = await self._step(
            session_id,
            "start",
            *request.arguments,
            opening.token_sha256,
            opening.seed,
            int(not opening.said),
            packed_title(box, opening.job_title),
            opening.occupation_code,
            *turn_arguments(box, 1, Trigger.START, (said_id(1), opening.said), opening.outcome),
            ttl_s=self.ttl_s if opening.said else min(self.ttl_s, UNANSWERED_S),
        )
        return Started(answer[0], turn_of(box, answer[1]))

    # --- Turns

    async def begin(self, session_id: str, request: Request, trigger: Trigger, lease_id: str) -> TurnLease | Turn:
        """See `ports.Turns`."""
        answer = await self._step(
            session_id,
            "begin",
            *request.arguments,
            ALLOWED_IN[trigger],
            self.instance,
            self.boot,
            lease_id,
            int(self.lease_s * 1000),
            TRANSCRIPT_GIVEN,
        )
        box = await self._box(session_id)
        if len(answer) == 1:
            return turn_of(box, answer[0])
        fence, version, selected, previous, transcript = answer
        return TurnLease(
            session_id=session_id,
            fence=int(fence),
            version=int(version),
            transcript=corrected(message_of(box, message) for message in transcript),
            selected_ids=tuple(json.loads(selected)),
            previous=turn_of(box, previous).payload,
        )

    async def commit(self, lease: TurnLease, request: Request, trigger: Trigger, said: str, outcome: Outcome) -> Turn:
        """See `ports.Turns`."""
        box, version = await self._box(lease.session_id), lease.version + 1
        answer = await self._step(
            lease.session_id,
            "commit",
            *request.arguments,
            lease.fence,
            lease.version,
            *turn_arguments(box, version, trigger, (lease.corrects or said_id(version), said), outcome),
        )
        return turn_of(box, answer[0])

    async def release(self, session_id: str, lease_id: str) -> None:
        """See `ports.Turns`."""
        with suppress(NotFound):  # deleted meanwhile, the lease with it
            await self._step(session_id, "release", self.instance, self.boot, lease_id)

    # --- Records

    async def load(self, session_id: str) -> Session:
        """See `ports.Records`."""
        loaded = await self._step(session_id, "load")
        return session_of(await self._box(session_id), session_id, loaded)

    async def select(
        self, session_id: str, request: Request, selected_ids: tuple[str, ...]
    ) -> tuple[tuple[str, ...], int]:
        """See `ports.Records`."""
        answer = await self._step(session_id, "select", *request.arguments, as_json(selected_ids))
        revision, _, selected = answer[0].partition(" ")
        return tuple(json.loads(selected)), int(revision)

    async def remember(self, session_id: str, request: Request, answer: str | None) -> str | None:
        """See `ports.Records`."""
        given = () if answer is None else (answer,)
        found = await self._step(session_id, "remember", *request.arguments, *given)
        return str(found[0]) if found else None

    async def submitted(self, session_id: str) -> None:
        """See `ports.Records`."""
        await self._step(session_id, "submitted")

    # --- Followed

    async def follow(self, session_id: str, after: int) -> AsyncGenerator[Turn, None]:
        """See `ports.Followed`."""
        if after < 1:
            yield turn_of(await self._box(session_id), (await self._step(session_id, "first"))[0])
        stream, place = session_key(session_id, "orchestrator", "turns"), f"{max(after, 1)}-0"
        while True:
            with _reachable():
                found: Any = await self.redis.xread({stream: place}, count=20)
                if not found:
                    await self._tails.grown(stream, place, _WAIT_S)
                    if not await SessionKeys(self.redis).exists(session_id):
                        raise _refusal("GONE", ())
            for entry in found[0][1] if found else ():
                place = entry[0]
                yield turn_of(await self._box(session_id), entry)

    async def _box(self, session_id: str) -> Box:
        with _reachable():
            return await self.vault.box(self.redis, session_id)

    async def _step(self, session_id: str, step: str, *arguments: object, ttl_s: int = 0) -> Any:
        with _reachable():
            code, *answer = await self._steps.run(session_id, step, *arguments, ttl_s=ttl_s)
        if code not in {"OK", "AGAIN", "NONE"}:
            raise _refusal(code, answer)
        return answer


@dataclass(frozen=True, slots=True)
class RedisDeletions:
    """Implements `Deletions`: a set of the sessions whose deletion is under way, and the tombstones."""

    redis: Redis
    sessions: SessionKeys

    async def begin(self, session_id: str) -> None:
        """See `ports.Deletions`."""
        await self.redis.sadd(_DELETING, session_id)
        await self.sessions.tombstone(session_id)

    async def finish(self, session_id: str) -> None:
        """See `ports.Deletions`."""
        await self.sessions.erase(session_id)
        await self.redis.srem(_DELETING, session_id)

    async def unfinished(self) -> tuple[str, ...]:
        """See `ports.Deletions`."""
        return tuple(sorted(map(str, await self.redis.smembers(_DELETING))))


@contextmanager
def _reachable() -> Iterator[None]:
    """Say `Unavailable` where the connection to Redis fails, or Redis started anew between a script and its use."""
    try:
        yield
    except (RedisConnectionError, RedisTimeoutError, NoScriptError, OSError) as error:
        raise Unavailable("REDIS_DOWN", "The session store cannot be reached.", retry_after_s=2) from error


def _refusal(code: str, answer: Any) -> MetierError:
    match code:
        case "GONE":
            return NotFound("SESSION_UNKNOWN", "There is no such session, or the token does not open it.")
        case "WRONG":
            return WrongState(*REFUSED_IN[Status(answer[0])])
        case _:
            text = "Another message is being answered."
            return Conflict("TURN_IN_FLIGHT", text, retry_after_s=max(0.5, min(2.0, int(answer[0]) / 1000)))
