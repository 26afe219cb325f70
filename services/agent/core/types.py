"""The words of the conversation as values: the state and what it is made of; what one turn adds is in `records.py`.

They mirror the contract `metier.agent.v1`; only the servicer translates. Everything is frozen: a turn makes a new state.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING

from services.shared.onet import CATEGORIES, WorkCategory

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.shared.language.sentences import Sentence


class Tool(StrEnum):
    """What the agent does in a turn; exactly one each turn (docs/spec.md 2)."""

    OPEN_ENDED_PROMPT = "open_ended_prompt"
    FOLLOW_UP = "follow_up"
    CUSTOM_QUESTION = "custom_question"
    SHOW_SUGGESTIONS = "show_suggestions"
    ENCOURAGE_MORE = "encourage_more"
    OFFER_TO_PROCEED = "offer_to_proceed"
    PROCEED = "proceed"


class Level(IntEnum):
    """How well a category is covered."""

    NONE = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3


class Engagement(StrEnum):
    """Quality of a message, never its length."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Role(StrEnum):
    """Who speaks."""

    USER = "user"
    ASSISTANT = "assistant"


class WrittenBy(StrEnum):
    """Who wrote a text or took a decision."""

    MODEL = "model"
    RULES = "rules"


class Exit(StrEnum):
    """Why enough is known."""

    STOP = "stop"
    PROCEED = "proceed"
    COVERAGE = "coverage"
    TURNS = "turns"


class TriggerKind(StrEnum):
    """What starts a turn."""

    START = "start"
    MESSAGE = "message"
    PROCEED = "proceed"
    REOPEN = "reopen"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote something; `model` is empty for rules."""

    written_by: WrittenBy = WrittenBy.RULES
    model: str = ""


RULES = Author()


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the transcript; `sentences` are what the agent's tables wrote of it."""

    id: str
    role: Role
    content: str
    sentences: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Activity:
    """An activity the person named, and where.

    Attributes:
        verb: its base verb as the message was read, "" for a noun.
        probability: that it is the person's own present work; 0 where nobody measured it.
    """

    text: str
    message_id: str
    category: WorkCategory | None = None
    confirmed: bool = False
    author: Author = RULES
    verb: str = field(default="", compare=False)
    probability: float = field(default=0.0, compare=False)


@dataclass(frozen=True, slots=True)
class Card:
    """A task card."""

    id: str
    statement: str
    category: WorkCategory | None
    onet_task_id: str = ""
    author: Author = RULES


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question that was asked."""

    text: str
    area: str
    message_id: str
    offers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AgentState:
    """What is known of a conversation, with where each part came from."""

    job_title: str
    occupation_code: str = ""
    turn_count: int = 0
    estimated_task_count: int = 0
    activities: tuple[Activity, ...] = ()
    underexplored: tuple[str, ...] = ()
    coverage: Mapping[WorkCategory, Level] = field(default_factory=lambda: dict.fromkeys(CATEGORIES, Level.NONE))
    engagement: Engagement | None = None
    wants_to_stop: bool = False
    actions_taken: tuple[Tool, ...] = ()
    suggestions_shown: int = 0
    follow_ups_asked: int = 0
    selected_card_ids: tuple[str, ...] = ()
    acknowledged_card_ids: tuple[str, ...] = ()
    shown_cards: tuple[Card, ...] = ()
    pending_suggestions: tuple[str, ...] = ()
    has_asked_clarifying_question: bool = False
    asked_questions: tuple[AskedQuestion, ...] = ()
    last_offer_task_count: int = 0
    declined_areas: tuple[str, ...] = ()
    unsure: tuple[Activity, ...] = ()
    language: str = ""
    noted_acts: tuple[str, ...] = ()

    @property
    def selected_cards(self) -> tuple[Card, ...]:
        """The cards selected now, in the order they were shown."""
        return tuple(card for card in self.shown_cards if card.id in self.selected_card_ids)

    @property
    def new_card_ids(self) -> tuple[str, ...]:
        """Selected cards that no reply has acknowledged yet."""
        return tuple(id_ for id_ in dict.fromkeys(self.selected_card_ids) if id_ not in self.acknowledged_card_ids)

    @property
    def last_tool(self) -> Tool | None:
        """The tool of the turn before."""
        return self.actions_taken[-1] if self.actions_taken else None

    @property
    def categories_covered(self) -> int:
        """Categories at medium or high."""
        return sum(level >= Level.MEDIUM for level in self.coverage.values())


@dataclass(frozen=True, slots=True)
class OccupationGuess:
    """An occupation with its posterior probability."""

    soc_code: str
    title: str
    probability: float


@dataclass(frozen=True, slots=True)
class TypicalTask:
    """An O*NET task of an occupation.

    Attributes:
        activity_ids: the work activities it belongs to, detailed ones ("4.A.2.a.4.I01.D03") where it has them.
        rank: by importance within its occupation, 1 is the most important.
    """

    task_id: str
    statement: str
    soc_code: str
    category: WorkCategory | None
    activity_ids: tuple[str, ...]
    rank: int


@dataclass(frozen=True, slots=True)
class Classified:
    """What O*NET says an activity is: its category and the work activities of its nearest tasks, commonest first."""

    category: WorkCategory | None
    activity_ids: tuple[str, ...]
