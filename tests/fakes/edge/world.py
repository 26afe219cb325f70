"""What the fakes remember, and the faults a test can ask for."""

import asyncio
import itertools
from collections import defaultdict
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from google.protobuf.message import Message

from metier.agent.v1 import agent_state_pb2 as agent
from services.orchestrator.ports import OwnerEvent
from services.shared.errors import InvalidInput, MetierError
from tests.fakes.sessions import MemorySessions


@dataclass
class Log:
    """Events of an owner by session, to be followed; ids grow with time, as those of a stream of Redis."""

    owner: str
    events: dict[str, list[OwnerEvent]] = field(default_factory=lambda: defaultdict(list))
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def add(self, session_id: str, event: Any) -> None:
        """Append an event and wake who follows."""
        events, at = self.events[session_id], datetime.now(UTC)
        event.event_id = f"{round(at.timestamp() * 1000)}-{len(events)}"
        event.at.FromDatetime(at)
        events.append(OwnerEvent(self.owner, event.event_id, at, event))
        self._news.set()
        self._news = asyncio.Event()

    async def follow(self, session_id: str, after: str) -> AsyncGenerator[OwnerEvent, None]:
        """The events after one, then each new one."""
        while True:
            news = self._news
            for event in list(self.events[session_id]):
                if _place(event.id) > _place(after):
                    after = event.id
                    yield event
            await news.wait()


def _place(event_id: str) -> tuple[int, ...]:
    return tuple(map(int, event_id.split("-"))) if event_id else ()


@dataclass
class World:
    """Everything the fake services share."""

    sessions: MemorySessions = field(default_factory=MemorySessions)
    tasks: dict[str, Any] = field(default_factory=dict)
    actions: dict[str, Any] = field(default_factory=dict)
    task_events: Log = field(default_factory=lambda: Log("taskpipeline"))
    action_events: Log = field(default_factory=lambda: Log("actions"))
    cvs: dict[str, tuple[str, Any]] = field(default_factory=dict)
    photos: dict[str, bytes] = field(default_factory=dict)
    answered: dict[str, tuple[bytes, Message]] = field(default_factory=dict)
    faults: dict[str, MetierError] = field(default_factory=dict)
    """Method name -> what it fails with until the test takes it out."""
    readers: list[str] = field(default_factory=list)
    """Providers that read what is written."""
    reply: str = ""
    """What the agent answers; empty for the fake's own questions."""
    said: list[agent.Sentence] = field(default_factory=list)
    """Sentences of tables that replies are made of; empty for text that nobody can put into other words."""
    pace_s: float = 0.0
    """Pause between pieces of a reply."""
    numbers: Any = field(default_factory=lambda: itertools.count(1))

    def check(self, method: str) -> None:
        """Fail as the test asked for."""
        if fault := self.faults.get(method):
            raise fault

    async def verify(self, session_id: str, token: str) -> bool:
        """Whether the token opens the session."""
        if session_id in self.sessions.stored:
            return await self.sessions.verify(session_id, token)
        return session_id in self.cvs and self.cvs[session_id][0] == token

    def repeated(self, request_id: str, request: Message) -> Any:
        """The first answer of a request id, if it was used before.

        Raises:
            InvalidInput: IDEMPOTENCY_KEY_REUSED, with another payload.
        """
        if request_id not in self.answered:
            return None
        payload, answer = self.answered[request_id]
        if payload != request.SerializeToString(deterministic=True):
            raise InvalidInput("IDEMPOTENCY_KEY_REUSED", "This request id was used with another payload.")
        return answer

    def keep(self, request_id: str, request: Message, answer: Message) -> None:
        """Remember the answer of a request id."""
        self.answered[request_id] = (request.SerializeToString(deterministic=True), answer)
