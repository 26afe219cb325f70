"""What one turn is about as values: what happened, what was read, chosen and overruled, and what came of it.

They mirror the contract `metier.agent.v1`, as `types.py` does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.agent.core.types import (
    RULES,
    Activity,
    AgentState,
    Author,
    Card,
    Engagement,
    Exit,
    Message,
    OccupationGuess,
    Tool,
    TriggerKind,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.shared.language.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Trigger:
    """What happened: a start (with what was written before the first question, if anything), a message, or a wish."""

    kind: TriggerKind
    message: Message | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing that was read in a message, and what was made of it (see the contract)."""

    about: str
    name: str
    outcome: str
    probability: float
    cut: float
    evidence: tuple[str, ...] = ()
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Analysis:
    """What one message says, as far as it counts.

    Attributes:
        activities: the person's own present work, sure.
        unsure: what may be; kept apart.
        confirmed: offered activities the message confirmed.
        withdrawn: known activities the message takes back.
        underexplored: those of `activities` that were named and not described.
        may_want_to_stop: whether it is likely, and not sure, that it wants to end.
        others: whether it tells of somebody else's work.
        acts: names of the acts (`reading.Act`) that reach their cut, most urgent first.
        language: BCP 47 tag where the message is in another language than English, else "".
        decisions: how each of these came about.
    """

    activities: tuple[Activity, ...] = ()
    unsure: tuple[Activity, ...] = ()
    confirmed: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    underexplored: tuple[str, ...] = ()
    engagement: Engagement = Engagement.LOW
    wants_to_stop: bool = False
    may_want_to_stop: bool = False
    assents: bool = False
    declines: bool = False
    others: bool = False
    acts: tuple[str, ...] = ()
    language: str = ""
    decisions: tuple[Decision, ...] = ()
    author: Author = RULES

    def does(self, *acts: str) -> bool:
        """Whether the message does one of these acts."""
        return any(act in self.acts for act in acts)


@dataclass(frozen=True, slots=True)
class Selection:
    """A tool and why, before the guardrails; `question` is a model's wish and may be left aside."""

    tool: Tool
    reason: str
    question: str = ""
    area: str = ""
    author: Author = RULES


@dataclass(frozen=True, slots=True)
class Override:
    """A guardrail that changed the tool."""

    rule: str
    from_tool: Tool
    to_tool: Tool
    reason: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question to ask, the area it is about, the activities it offers, and the sentence it is where a table has it."""

    text: str
    area: str
    author: Author = RULES
    offers: tuple[str, ...] = ()
    sentence: Sentence | None = None


@dataclass(frozen=True, slots=True)
class ModelCall:
    """A call to a model, answered or not."""

    name: str
    model: str
    took_s: float
    input_tokens: int = 0
    output_tokens: int = 0
    fallback_reason: str = ""


@dataclass(frozen=True, slots=True)
class TurnRecord:
    """Why a turn did what it did."""

    analysis: Analysis
    proposed: Selection
    overrides: tuple[Override, ...]
    tool: Tool
    gap_area: str = ""
    occupations: tuple[OccupationGuess, ...] = ()
    questions_left_aside: tuple[str, ...] = ()
    exit: Exit | None = None
    model_calls: tuple[ModelCall, ...] = ()
    matching_s: float = 0.0
    embedding_s: float = 0.0
    took_s: float = 0.0


@dataclass(frozen=True, slots=True)
class TurnResult:
    """The end of a turn."""

    state: AgentState
    reply: Message
    cards: Sequence[Card]
    tool: Tool
    is_complete: bool
    should_proceed: bool
    record: TurnRecord
    author: Author = RULES
    withhold_message: bool = False
