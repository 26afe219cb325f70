"""Holding a conversation with an agent in a test: what was said, and the result of every turn."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from services.agent.core.reading import Reading
from services.agent.core.records import Trigger, TurnResult
from services.agent.core.types import AgentState, Message, Role, Tool, TriggerKind
from services.agent.service import Agent
from services.agent.turn import Chosen, Delta, TurnInput
from services.shared.llm import Calls, Llm
from services.shared.runtime.clock import SystemClock
from tests.fakes.catalogue import FakeCatalogue
from tests.fakes.llm import ScriptedLlm
from tests.fakes.reader import Toy


@dataclass
class Conversation:
    """A person and an agent. `results` holds every turn, `events` the events of the last."""

    state: AgentState = field(default_factory=lambda: AgentState("Policy Analyst"))
    llm: Llm = field(default_factory=ScriptedLlm)
    catalogue: FakeCatalogue = field(default_factory=FakeCatalogue)
    reader: Toy = field(default_factory=Toy)
    calls: Calls = field(default_factory=Calls)
    session_id: str = "s1"
    transcript: list[Message] = field(default_factory=list)
    results: list[TurnResult] = field(default_factory=list)
    events: list[Chosen | Delta | TurnResult] = field(default_factory=list)

    async def start(self, initial_tasks: str = "") -> TurnResult:
        message = Message("u0", Role.USER, initial_tasks) if initial_tasks else None
        return await self._turn(Trigger(TriggerKind.START, message))

    async def say(self, text: str, reading: Reading | None = None) -> TurnResult:
        """Say something; `reading` tells what is read in it."""
        if reading:
            self.reader.told[text] = reading
        return await self._turn(Trigger(TriggerKind.MESSAGE, Message(f"u{len(self.results)}", Role.USER, text)))

    async def correct(self, message_id: str, text: str) -> TurnResult:
        """Give a message other words."""
        told = Message(message_id, Role.USER, text)
        result = await self._turn(Trigger(TriggerKind.CORRECTION, told))
        self.transcript = [told if one.id == message_id else one for one in self.transcript]
        return result

    async def proceed(self) -> TurnResult:
        return await self._turn(Trigger(TriggerKind.PROCEED))

    async def reopen(self) -> TurnResult:
        return await self._turn(Trigger(TriggerKind.REOPEN))

    def select(self, *places: int) -> None:
        """Select cards of the last display by place, from 0."""
        cards = next(result.cards for result in reversed(self.results) if result.cards)
        chosen = [cards[place].id for place in places]
        self.state = replace(self.state, selected_card_ids=(*self.state.selected_card_ids, *chosen))

    @property
    def tools(self) -> list[Tool]:
        return [result.tool for result in self.results]

    @property
    def last(self) -> TurnResult:
        return self.results[-1]

    async def _turn(self, trigger: Trigger) -> TurnResult:
        agent = Agent(self.reader, self.catalogue, self.llm, self.calls, SystemClock())
        given = TurnInput(self.state, tuple(self.transcript), trigger, f"a{len(self.results)}", self.session_id)
        self.events = [event async for event in agent.take_turn(given)]
        result = self.events[-1]
        assert isinstance(result, TurnResult)
        said = None if trigger.kind is TriggerKind.CORRECTION else trigger.message
        self.transcript += [message for message in (said, result.reply) if message]
        self.results.append(result)
        self.state = result.state
        return result
