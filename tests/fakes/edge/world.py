"""What the fakes remember, and the faults a test can ask for."""

import asyncio
import itertools
from dataclasses import dataclass, field
from typing import Any

from google.protobuf.message import Message

from metier.agent.v1 import agent_state_pb2 as agent
from metier.orchestrator.v1 import chat_service_pb2 as chat
from metier.orchestrator.v1 import session_pb2
from services.shared.errors import InvalidInput, MetierError


@dataclass
class Chat:
    """One conversation."""

    token: str
    session: session_pb2.Session
    events: list[chat.SubscribeResponse] = field(default_factory=list)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def publish(self, event: chat.SubscribeResponse) -> str:
        """Append an event to the log and wake who follows it."""
        event.event_id = str(len(self.events) + 1)
        self.events.append(event)
        self.session.last_event_id = event.event_id
        async with self.changed:
            self.changed.notify_all()
        return event.event_id


@dataclass
class World:
    """Everything the fake services share."""

    chats: dict[str, Chat] = field(default_factory=dict)
    tasks: dict[str, Any] = field(default_factory=dict)
    actions: dict[str, Any] = field(default_factory=dict)
    cvs: dict[str, tuple[str, Any]] = field(default_factory=dict)
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
        known = self.chats.get(session_id)
        if known is not None:
            return known.token == token
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


def coverage(activities: int) -> agent.CoverageLevel:
    """The level of a number of activities: 1, 2, 4."""
    levels = ((4, agent.COVERAGE_LEVEL_HIGH), (2, agent.COVERAGE_LEVEL_MEDIUM), (1, agent.COVERAGE_LEVEL_LOW))
    return next((level for least, level in levels if activities >= least), agent.COVERAGE_LEVEL_NONE)
