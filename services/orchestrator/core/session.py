"""A session and its turns.

Rules
1. A session is the list of its turns; version n is the n-th applied turn, the opening included, with no gap.
2. Only a turn changes the transcript; only a change of the card selection changes `revision`.
   A correction is stored beside what it corrects, so the transcript of any earlier version can still be told.
3. What the agent gave for a turn is `OpaquePayload`: stored as it is and parsed only where a contract is spoken (servicer, adapters).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, NewType

if TYPE_CHECKING:
    from collections.abc import Iterable
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
    CORRECT = "correct"


class Role(StrEnum):
    """Who speaks."""

    USER = "user"
    ASSISTANT = "assistant"


ALLOWED_IN: dict[Trigger, Status] = {
    Trigger.MESSAGE: Status.OPEN,
    Trigger.PROCEED: Status.OPEN,
    Trigger.REOPEN: Status.CLOSED,
    Trigger.CORRECT: Status.OPEN,
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
        earlier: What it said before it was corrected, oldest first.
    """

    id: str
    role: Role
    content: str
    version: int
    earlier: tuple[str, ...] = ()


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
        said_id: The person's message, or the one they corrected; empty where nothing was said or words are not kept.
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
        entries: The transcript as it is stored, oldest first: messages, and corrections under the ids of what they correct.
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
    entries: tuple[Message, ...]
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

    @property
    def messages(self) -> tuple[Message, ...]:
        """All messages as they read now, oldest first."""
        return corrected(self.entries)

    def at_version(self, version: int) -> tuple[Message, ...]:
        """The transcript as it was after a turn."""
        return corrected(entry for entry in self.entries if entry.version <= version)


def status_after(trigger: Trigger, *, closes: bool) -> Status:
    """How far a session is after a turn: only an outcome that closes closes it; reopening never does."""
    return Status.CLOSED if closes and trigger is not Trigger.REOPEN else Status.OPEN


def corrected(entries: Iterable[Message]) -> tuple[Message, ...]:
    """The messages of stored entries, each where it was said and with the words it was last given."""
    found: dict[str, Message] = {}
    for entry in entries:
        if (said := found.get(entry.id)) is not None:
            found[entry.id] = replace(said, content=entry.content, earlier=(*said.earlier, said.content))
        elif entry.id in {said_id(entry.version), reply_id(entry.version)}:  # else of a message before these entries
            found[entry.id] = entry
    return tuple(found.values())


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
