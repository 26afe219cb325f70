"""A session and its turns.

Rules
1. A session is the list of its turns; version n is the n-th applied turn, the opening included, with no gap.
2. Only a turn changes the transcript; only a change of the card selection changes `revision`.
3. What the agent gave for a turn is `OpaquePayload`: stored as it is and parsed only where a contract is spoken (servicer, adapters).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NewType

if TYPE_CHECKING:
    from datetime import datetime

OpaquePayload = NewType("OpaquePayload", bytes)
"""A message of another owner's contract, serialized: stored and passed on, not read."""


class Status(StrEnum):
    """How far a session is."""

    OPEN = "open"
    CLOSED = "closed"
    SUBMITTED = "submitted"


class Trigger(StrEnum):
    """What causes a turn."""

    START = "start"
    MESSAGE = "message"
    PROCEED = "proceed"
    REOPEN = "reopen"


class Role(StrEnum):
    """Who speaks."""

    USER = "user"
    ASSISTANT = "assistant"


ALLOWED_IN: dict[Trigger, Status] = {
    Trigger.MESSAGE: Status.OPEN,
    Trigger.PROCEED: Status.OPEN,
    Trigger.REOPEN: Status.CLOSED,
}
"""The only status in which a trigger is taken; START creates the session."""

REFUSED_IN: dict[Status, tuple[str, str]] = {
    Status.OPEN: ("SESSION_OPEN", "The conversation is open already."),
    Status.CLOSED: ("SESSION_CLOSED", "The conversation is closed; reopen it to add something."),
    Status.SUBMITTED: ("SURVEY_SUBMITTED", "The survey was submitted; nothing changes any more."),
}
"""Reason and sentence for a call that came in this status and is not taken in it."""


@dataclass(frozen=True, slots=True)
class Message:
    """What was said.

    Attributes:
        id: Unique in the session.
        role: Who says it.
        content: The text.
        version: The turn it was applied in.
    """

    id: str
    role: Role
    content: str
    version: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the agent gave for a turn, as far as the session needs to know.

    Attributes:
        reply: The reply's text.
        card_ids: Cards shown with it, in order.
        is_complete: Whether enough is known.
        closes: Whether the conversation is closed by it.
        withholds: Whether the person's words must not be kept: the turn then has no message of theirs.
        payload: All of it (`metier.agent.v1.TurnResult`).
    """

    reply: str
    card_ids: tuple[str, ...]
    is_complete: bool
    closes: bool
    payload: OpaquePayload = field(repr=False)
    withholds: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """An applied turn.

    Attributes:
        version: Its number, from 1.
        at: When it was applied, by the store's clock.
        trigger: What caused it.
        said_id: The person's message, empty where they said nothing or their words are not kept.
        reply_id: The assistant's message.
        card_ids: Cards shown with the reply, in order.
        is_complete: Whether enough was known after it.
        status: How far the session was after it.
        payload: What the agent gave (`metier.agent.v1.TurnResult`).
    """

    version: int
    at: datetime
    trigger: Trigger
    said_id: str
    reply_id: str
    card_ids: tuple[str, ...]
    is_complete: bool
    status: Status
    payload: OpaquePayload = field(repr=False)


@dataclass(frozen=True, slots=True)
class Session:
    """A whole session as it is now.

    Attributes:
        id: No secret.
        job_title: In the person's words.
        occupation_code: O*NET-SOC code given at the start; may be empty.
        status: How far it is.
        revision: Counts changes of the card selection.
        selected_ids: Selected cards, in the order they were shown.
        turns: All turns, oldest first; at least the opening.
        messages: All messages, oldest first.
        created_at: When it began.
        updated_at: When it last changed.
        expires_at: When it will be erased unless it is used.
        read_at: When it was read, by the store's clock.
    """

    id: str
    job_title: str
    occupation_code: str
    status: Status
    revision: int
    selected_ids: tuple[str, ...]
    turns: tuple[Turn, ...]
    messages: tuple[Message, ...]
    created_at: datetime
    updated_at: datetime
    expires_at: datetime
    read_at: datetime

    @property
    def version(self) -> int:
        """Counts applied turns."""
        return self.turns[-1].version

    @property
    def shown_ids(self) -> tuple[str, ...]:
        """Every card shown so far, in order."""
        return tuple(card_id for turn in self.turns for card_id in turn.card_ids)

    def at_version(self, version: int) -> tuple[Message, ...]:
        """The transcript as it was after a turn."""
        return tuple(message for message in self.messages if message.version <= version)


def status_after(trigger: Trigger, *, closes: bool) -> Status:
    """How far a session is after a turn: only an outcome that closes closes it; reopening never does."""
    return Status.CLOSED if closes and trigger is not Trigger.REOPEN else Status.OPEN


def in_shown_order(selected: tuple[str, ...], shown: tuple[str, ...]) -> tuple[str, ...]:
    """The selected cards without repetition, in the order they were shown; unknown ones are left out."""
    wanted = set(selected)
    return tuple(dict.fromkeys(card_id for card_id in shown if card_id in wanted))


def said_id(version: int) -> str:
    """Id of the person's message in a turn; ids follow from the version, so a turn run again names nothing new."""
    return f"u{version}"


def reply_id(version: int) -> str:
    """Id of the assistant's message in a turn."""
    return f"a{version}"
