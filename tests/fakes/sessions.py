"""The orchestrator's store in memory: what `session.lua` promises, without Redis; it passes the same tests."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

from services.orchestrator.core.session import (
    ALLOWED_IN,
    REFUSED_IN,
    Message,
    Outcome,
    Role,
    Session,
    Status,
    Trigger,
    Turn,
    corrected,
    reply_id,
    said_id,
    status_after,
)
from services.orchestrator.ports import Opening, Started, TurnLease
from services.shared.errors import Conflict, NotFound, WrongState
from services.shared.runtime.commits import Request, reused
from services.shared.runtime.sessions import IDLE_TTL_S, token_hash

GIVEN = 50
"""Messages a lease comes with."""


@dataclass
class Stored:
    """One session."""

    opening: Opening
    created_at: datetime
    turns: list[Turn] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    status: Status = Status.OPEN
    revision: int = 0
    selected: tuple[str, ...] = ()
    fence: int = 0
    holder: str = ""
    lease_until: float = 0.0
    updated_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    answers: dict[str, tuple[str, Any]] = field(default_factory=dict)

    @property
    def version(self) -> int:
        return len(self.turns)

    @property
    def is_in_flight(self) -> bool:
        return self.lease_until > monotonic()

    def answered(self, request: Request) -> Any:
        """What the same request got before, if it has an id."""
        digest, answer = self.answers.get(request.id, (request.digest, None)) if request.id else ("", None)
        if request.id and digest != request.digest:
            raise reused()
        return answer

    def remember(self, request: Request, answer: Any) -> None:
        if request.id:
            self.answers[request.id] = (request.digest, answer)

    def append(self, trigger: Trigger, said: str, outcome: Outcome, corrects: str = "") -> Turn:
        version, now = self.version + 1, datetime.now(UTC)
        self.status, self.updated_at, self.lease_until = status_after(trigger, closes=outcome.closes), now, 0.0
        name = corrects or said_id(version)
        if said:
            self.messages.append(Message(name, Role.USER, said, version))
        self.messages.append(Message(reply_id(version), Role.ASSISTANT, outcome.reply, version))
        turn = Turn(
            version=version,
            at=now,
            trigger=trigger,
            said_id=name if said else "",
            reply_id=reply_id(version),
            card_ids=outcome.card_ids,
            is_complete=outcome.is_complete,
            status=self.status,
            payload=outcome.payload,
        )
        self.turns.append(turn)
        return turn


@dataclass
class MemorySessions:
    """Implements `SessionFactory`, `Turns`, `Records` and `Followed`."""

    lease_s: float = 20.0
    stored: dict[str, Stored] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def _found(self, session_id: str) -> Stored:
        if session_id in self.deleted or session_id not in self.stored:
            raise NotFound("SESSION_UNKNOWN", "There is no such session, or the token does not open it.")
        return self.stored[session_id]

    async def verify(self, session_id: str, token: str) -> bool:
        """Whether a token opens a session."""
        found = self.stored.get(session_id)
        return found is not None and hmac.compare_digest(found.opening.token_sha256, token_hash(token))

    # --- SessionFactory

    async def started(self, session_id: str, request: Request) -> Started | None:
        if session_id not in self.stored and session_id not in self.deleted:
            return None
        found = self._found(session_id)
        return Started(found.opening.seed, found.turns[0]) if found.answered(request) else None

    async def start(self, session_id: str, request: Request, opening: Opening) -> Started:
        if (earlier := await self.started(session_id, request)) is not None:
            return earlier
        found = self.stored[session_id] = Stored(opening, datetime.now(UTC))
        turn = found.append(Trigger.START, opening.said, opening.outcome)
        found.remember(request, turn)
        return Started(opening.seed, turn)

    # --- Turns

    async def begin(self, session_id: str, request: Request, trigger: Trigger, lease_id: str) -> TurnLease | Turn:
        found = self._found(session_id)
        if (earlier := found.answered(request)) is not None:
            return earlier
        if found.status is not ALLOWED_IN[trigger]:
            raise WrongState(*REFUSED_IN[found.status])
        if not found.is_in_flight or found.holder != lease_id:
            if found.is_in_flight:
                raise _in_flight()
            found.fence += 1
        found.holder, found.lease_until = lease_id, monotonic() + self.lease_s
        messages, previous = corrected(found.messages[-GIVEN:]), found.turns[-1].payload
        return TurnLease(session_id, found.fence, found.version, messages, found.selected, previous)

    async def commit(self, lease: TurnLease, request: Request, trigger: Trigger, said: str, outcome: Outcome) -> Turn:
        found = self._found(lease.session_id)
        if (earlier := found.answered(request)) is not None:
            return earlier
        if found.status is Status.SUBMITTED:
            raise WrongState(*REFUSED_IN[Status.SUBMITTED])
        if (found.fence, found.version) != (lease.fence, lease.version):
            raise _in_flight()
        turn = found.append(trigger, said, outcome, lease.corrects)
        found.remember(request, turn)
        self._tell()
        return turn

    async def release(self, session_id: str, lease_id: str) -> None:
        found = self.stored.get(session_id)
        if found is not None and found.holder == lease_id:
            found.lease_until = 0.0

    # --- Records

    async def load(self, session_id: str) -> Session:
        found, now = self._found(session_id), datetime.now(UTC)
        return Session(
            id=session_id,
            job_title=found.opening.job_title,
            occupation_code=found.opening.occupation_code,
            status=found.status,
            revision=found.revision,
            selected_ids=found.selected,
            turns=tuple(found.turns),
            entries=tuple(found.messages),
            created_at=found.created_at,
            updated_at=found.updated_at,
            expires_at=now + timedelta(seconds=IDLE_TTL_S),
            read_at=now,
        )

    async def select(
        self, session_id: str, request: Request, selected_ids: tuple[str, ...]
    ) -> tuple[tuple[str, ...], int]:
        found = self._found(session_id)
        if (earlier := found.answered(request)) is not None:
            return earlier
        if found.status is Status.SUBMITTED:
            raise WrongState(*REFUSED_IN[Status.SUBMITTED])
        if found.is_in_flight:
            raise _in_flight()
        found.revision += found.selected != selected_ids
        found.selected = selected_ids
        found.remember(request, (selected_ids, found.revision))
        return selected_ids, found.revision

    async def remember(self, session_id: str, request: Request, answer: str | None) -> str | None:
        found = self._found(session_id)
        earlier = found.answered(request)
        if earlier is None and answer is not None:
            found.remember(request, answer)
        return answer if earlier is None else earlier

    async def submitted(self, session_id: str) -> None:
        self._found(session_id).status = Status.SUBMITTED

    # --- Followed

    async def follow(self, session_id: str, after: int) -> AsyncGenerator[Turn, None]:
        while True:
            news = self._news
            for turn in self._found(session_id).turns[after:]:
                after = turn.version
                yield turn
            await news.wait()

    def _tell(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    def delete(self, session_id: str) -> None:
        """Erase a session; from now on it takes no write."""
        self.stored.pop(session_id, None)
        self.deleted.add(session_id)
        self._tell()


@dataclass
class MemoryDeletions:
    """Implements `Deletions`."""

    sessions: MemorySessions
    under_way: set[str] = field(default_factory=set)

    async def begin(self, session_id: str) -> None:
        self.under_way.add(session_id)
        self.sessions.delete(session_id)

    async def finish(self, session_id: str) -> None:
        self.under_way.discard(session_id)

    async def unfinished(self) -> tuple[str, ...]:
        return tuple(sorted(self.under_way))


def _in_flight() -> Conflict:
    return Conflict("TURN_IN_FLIGHT", "Another message is being answered.", retry_after_s=0.5)
