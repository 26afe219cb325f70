"""One turn in the making: what it was given, and what it gathers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from services.agent.core import care
from services.agent.core.gaps import is_known
from services.agent.core.records import Analysis, ModelCall, Trigger
from services.agent.core.similar import split_sentences
from services.agent.core.types import AgentState, Author, Message, Role, Tool, TypicalTask, WrittenBy
from services.agent.ports import Occupations
from services.shared.llm import CallSettings, Llm, ModelUnavailable, Usage

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from pydantic import BaseModel

    from services.agent.core.areas import Area
    from services.agent.core.planning import Planned
    from services.shared.language.sentences import Sentence
    from services.shared.runtime.clock import Clock

CARDS_ASK = "Which of these are yours?"
"""What cards ask without saying it; a message that follows them answers this."""
M = TypeVar("M", bound="BaseModel")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class TurnInput:
    """What one turn is given."""

    state: AgentState
    transcript: tuple[Message, ...]
    trigger: Trigger
    reply_message_id: str
    session_id: str

    @property
    def question(self) -> str:
        """The question a message answers: the last one asked, unless cards, an offer or words of care came after it."""
        state = self.state
        said = [line.content for line in self.transcript if line.role is Role.ASSISTANT]
        if state.last_tool is Tool.SHOW_SUGGESTIONS:
            return CARDS_ASK
        if said and care.is_reply(said[-1]):
            return split_sentences(said[-1])[-1]
        if state.last_tool is Tool.OFFER_TO_PROCEED or not state.asked_questions:
            return said[-1] if said else ""
        return state.asked_questions[-1].text


@dataclass(frozen=True, slots=True)
class Chosen:
    """The tool of the turn; told first."""

    tool: Tool


@dataclass(frozen=True, slots=True)
class Delta:
    """A piece of the reply, and the sentence of a table it is; a higher attempt replaces all text of lower ones."""

    attempt: int
    text: str
    sentence: Sentence | None = None


@dataclass(slots=True)
class TurnContext:
    """What one turn gathers on its way; it lives for the turn only."""

    given: TurnInput
    state: AgentState
    clock: Clock
    llm: Llm
    analysis: Analysis | None = None
    occupations: Occupations = field(default_factory=Occupations)
    typical: tuple[TypicalTask, ...] = ()
    areas: tuple[Area, ...] = ()
    planned: Planned | None = None
    left_aside: list[str] = field(default_factory=list)
    model_calls: list[ModelCall] = field(default_factory=list)
    matching_s: float = 0.0
    embedding_s: list[float] = field(default_factory=list)

    @property
    def is_known(self) -> bool:
        """Whether enough is known of the occupation for cards and for questions about what is typical."""
        return is_known(self.occupations.guesses, peaked=self.occupations.peaked)

    @property
    def needs_care(self) -> bool:
        """Whether the message speaks of despair, danger or harm."""
        return self.analysis is not None and self.analysis.does(*care.ACTS)

    @property
    def message(self) -> str:
        """What the person said, "" where nothing was."""
        return self.given.trigger.message.content if self.given.trigger.message else ""

    async def matching(self, answer: Awaitable[T]) -> T:
        """Await an answer of the matcher and count its time."""
        started = self.clock.monotonic()
        try:
            return await answer
        finally:
            self.matching_s += self.clock.monotonic() - started

    async def ask(self, call: CallSettings, system: str, prompt: str, form: type[M]) -> tuple[M, Author] | None:
        """Ask a model; None when rules must answer. Either way the call is recorded."""
        started = self.clock.monotonic()
        try:
            reply = await self.llm.complete_json(call, system, prompt, form)
        except ModelUnavailable as error:
            self.failed(call, started, error)
            return None
        self.record(call, started, reply.usage, model=reply.model)
        return reply.value, Author(WrittenBy.MODEL, reply.model)

    def failed(self, call: CallSettings, started: float, error: ModelUnavailable) -> None:
        """Keep what a model call took that failed, and why."""
        self.record(call, started, error.usage, reason=error.reason.value)

    def record(self, call: CallSettings, started: float, usage: Usage, *, model: str = "", reason: str = "") -> None:
        """Keep what a model call took; `model` is the one that answered, "" the one that was asked."""
        took = self.clock.monotonic() - started
        tokens = (usage.input_tokens, usage.output_tokens)
        self.model_calls.append(ModelCall(call.name, model or call.model, took, *tokens, reason))
