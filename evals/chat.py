"""Simulated conversations: seeded people talk to the real agent with the real matcher, and what came of it is counted.

Everything is judged from outside: messages, tools, cards and states, by rules written here and not by the agent's own.
The agent runs in this process on rules, so that two hundred conversations take minutes.
"""

from __future__ import annotations

import asyncio
import re
import statistics
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from random import Random
from typing import TYPE_CHECKING

import numpy as np

from evals.personas import COOPERATIVE, KINDS, Persona, spoken
from metier.onet_match.v1 import onet_match_service_pb2 as pb
from services.agent.adapters.nlu import NluReader
from services.agent.adapters.onet_match import OnetMatchCatalogue
from services.agent.core.records import Trigger, TurnResult
from services.agent.core.types import AgentState, Level, Message, Role, Tool, TriggerKind
from services.agent.service import Agent
from services.agent.turn import TurnInput
from services.shared.language.words import content_words, jaccard
from services.shared.llm import Calls, no_llm
from services.shared.runtime.clock import SystemClock

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from evals.served import Served
    from metier.onet_match.v1.onet_match_service_pb2_grpc import OnetMatchServiceAsyncStub

AT_ONCE = 4  # conversations at the same time; the matcher's two workers stay busy
LONGEST_TURNS = 16  # the agent must have offered by turn 12; whoever is still talking then is counted as trapped
COMPLETE_BY = 10  # turns within which a cooperative person gets through (the figure of the issue)
ENOUGH = 10
KNOWN_TASKS = (14, 22)  # an O*NET occupation has 20 tasks at the median
ANSWERS = 0.30  # cosine from which a task answers a question about its area, by eye on twenty questions
RECOGNISED = 0.55  # cosine from which a person recognises a card as theirs
SAME_QUESTION = 0.70  # cosine of whole questions: of two areas none reach .69, of 48 reworded 22 do
CAPTURED = 0.5  # word overlap of a spoken task and a noted activity, as in the labelled sets


@dataclass
class Talk:
    """One conversation and what came of it."""

    persona: Persona
    results: list[TurnResult] = field(default_factory=list)
    lines: list[tuple[str, str]] = field(default_factory=list)
    stops: int = 0
    stops_obeyed: int = 0
    false_stops: int = 0
    breaches: list[str] = field(default_factory=list)

    @property
    def turns(self) -> int:
        """Applied user messages."""
        return self.results[-1].state.turn_count

    @property
    def completed_at(self) -> int | None:
        """The turn in which enough was known."""
        return next((result.state.turn_count for result in self.results if result.is_complete), None)


class Meaning:
    """Closeness of texts, by the matcher's embedder, each text embedded once."""

    def __init__(self, onet: OnetMatchServiceAsyncStub) -> None:
        """Ask `onet`."""
        self._onet = onet
        self._kept: dict[str, np.ndarray] = {}

    async def close(self, texts: Sequence[str], others: Sequence[str]) -> np.ndarray:
        """Cosines, (len(texts), len(others))."""
        missing = [text for text in dict.fromkeys((*texts, *others)) if text not in self._kept]
        for start in range(0, len(missing), 128):
            batch = missing[start : start + 128]
            answer = await self._onet.EmbedTexts(pb.EmbedTextsRequest(texts=batch))
            self._kept |= {
                text: np.asarray(item.values, np.float32) for text, item in zip(batch, answer.embeddings, strict=True)
            }
        left, right = (np.stack([self._kept[text] for text in side]) for side in (texts, others))
        close: np.ndarray = left @ right.T
        return close


def question_of(text: str) -> str:
    """The question of a reply, or the whole reply."""
    asked = [part.strip() for part in re.split(r"(?<=[.!?])\s+", text) if part.rstrip().endswith("?")]
    return asked[-1] if asked else text


async def draw(onet: OnetMatchServiceAsyncStub, count: int, seed: int) -> list[Persona]:
    """People of random occupations, kinds in turn."""
    random = Random(seed)
    letters = "abcdefghijklmnoprstuvw"
    hits: dict[str, str] = {}
    for first in letters:
        for second in "aeiouhlr":
            answer = await onet.SearchTitles(pb.SearchTitlesRequest(query=first + second, limit=50))
            hits |= {hit.soc_code: hit.occupation_title for hit in answer.titles}
    people: list[Persona] = []
    kinds, codes = list(KINDS), sorted(hits)
    while len(people) < count and codes:
        code = random.choice(codes)
        listed = await onet.ListTypicalTasks(pb.ListTypicalTasksRequest(soc_codes=[code], limit=100))
        statements = [task.statement for task in listed.tasks]
        if len(statements) < KNOWN_TASKS[0]:
            continue
        known = random.sample(statements, min(len(statements), random.randint(*KNOWN_TASKS)))
        title = re.sub(r"(?<=[a-z]{3})s\b(?=$| and\b)", "", hits[code].split(",")[0])
        persona = Persona(kinds[len(people) % len(kinds)], title, known, Random(random.random()))
        persona.patience = persona.random.randint(2, 4)
        people.append(persona)
    return people


async def converse(agent: Agent, meaning: Meaning, persona: Persona, session_id: str) -> Talk:
    """Hold one conversation to its end."""
    talk = Talk(persona)
    state = AgentState(persona.job_title)
    transcript: list[Message] = []

    async def turn(trigger: Trigger) -> TurnResult:
        given = TurnInput(state, tuple(transcript[-50:]), trigger, f"a{len(talk.results)}", session_id)
        events = [event async for event in agent.take_turn(given)]
        result = events[-1]
        assert isinstance(result, TurnResult)  # noqa: S101 - the contract: the result comes last
        talk.breaches += breaches(state, trigger, result)
        talk.results.append(result)
        transcript.extend(message for message in (trigger.message, result.reply) if message)
        talk.lines.append(("agent", result.reply.content))
        return result

    result = await turn(Trigger(TriggerKind.START))
    state = result.state
    while result.tool is not Tool.PROCEED and state.turn_count < LONGEST_TURNS:
        if result.cards:
            cards = [card.statement for card in result.cards]
            known = (await meaning.close(cards, list(persona.tasks))).max(axis=1)
            chosen = [result.cards[index].id for index in persona.picks(known.tolist(), RECOGNISED)]
            state = replace(state, selected_card_ids=(*state.selected_card_ids, *chosen))
        relevance = (await meaning.close([question_of(result.reply.content)], list(persona.tasks)))[0].tolist()
        is_offer, is_open = (
            result.tool is Tool.OFFER_TO_PROCEED,
            result.tool in {Tool.OPEN_ENDED_PROMPT, Tool.ENCOURAGE_MORE},
        )
        text, stops = persona.answer(relevance, is_opening=is_open, is_offer=is_offer, threshold=ANSWERS)
        talk.lines.append(("person", text))
        result = await turn(Trigger(TriggerKind.MESSAGE, Message(f"u{persona.messages}", Role.USER, text)))
        state = result.state
        talk.stops += stops
        talk.stops_obeyed += stops and result.tool is Tool.PROCEED
        talk.false_stops += result.tool is Tool.PROCEED and not stops
    return talk


def breaches(before: AgentState, trigger: Trigger, result: TurnResult) -> list[str]:
    """The guardrails this turn broke, judged from its result alone (docs/spec.md 2)."""
    after, tool = result.state, result.tool
    tasks, turns = after.estimated_task_count, after.turn_count
    covered = sum(level >= Level.MEDIUM for level in after.coverage.values())
    is_valve = (turns >= 10 and tasks >= 8) or turns >= 12
    is_early = tasks < ENOUGH or (turns < 4 and tasks < 15 and not (covered >= 3 and turns >= 2))
    # Without a clarifying question yet, the question comes first, whatever else is due.
    is_question_first = tool is Tool.CUSTOM_QUESTION and not before.has_asked_clarifying_question
    is_forced = any(override.rule == "safety_valve" for override in result.record.overrides)
    rules = {
        "offer without a clarifying question": tool is Tool.OFFER_TO_PROCEED
        and not before.has_asked_clarifying_question,
        "offer too early": tool is Tool.OFFER_TO_PROCEED and is_early and not is_valve and not is_forced,
        "cards a fourth time": tool is Tool.SHOW_SUGGESTIONS and before.suggestions_shown >= 3,
        "a card twice": bool({c.statement for c in result.cards} & {c.statement for c in before.shown_cards}),
        "not five cards at most": len(result.cards) > 5 or (tool is Tool.SHOW_SUGGESTIONS and not result.cards),
        "coverage fell": any(after.coverage[key] < level for key, level in before.coverage.items()),
        "a turn not counted once": turns != before.turn_count + (trigger.message is not None),
        "complete without offer or end": result.is_complete
        and tool not in {Tool.OFFER_TO_PROCEED, Tool.PROCEED}
        and not is_question_first,
        "two questions in one reply": result.reply.content.count("?") > 1,
        "an empty reply": not result.reply.content.strip(),
        "cards not acknowledged": bool(before.new_card_ids) and "task" not in result.reply.content[:80],
        "trapped past turn 12": turns >= 12
        and tool not in {Tool.OFFER_TO_PROCEED, Tool.PROCEED}
        and not is_question_first,
    }
    return [name for name, is_broken in rules.items() if is_broken]


async def repeated(talk: Talk, meaning: Meaning) -> int:
    """Questions of a conversation that a reader would call asked before."""
    asked = [question_of(text) for who, text in talk.lines if who == "agent" and "?" in text]
    if len(asked) < 2:
        return 0
    close = await meaning.close(asked, asked)
    return sum(bool((close[index, :index] >= SAME_QUESTION).any()) for index in range(1, len(asked)))


def captured(talk: Talk) -> float:
    """Share of the tasks the person knows that ended up as an activity or a selected card."""
    state = talk.results[-1].state
    cards = {card.statement for card in state.selected_cards}
    noted = [content_words(activity.text) for activity in state.activities]
    found = sum(
        statement in cards
        or (
            index in talk.persona.said
            and any(jaccard(content_words(spoken(statement)), words) >= CAPTURED for words in noted)
        )
        for index, statement in enumerate(talk.persona.tasks)
    )
    return found / len(talk.persona.tasks)


async def simulate(
    served: Served, conversations: int = 200, seed: int = 1, tell: Callable[[Talk], None] | None = None
) -> dict[str, float]:
    """Hold `conversations` seeded conversations and count what came of them.

    Args:
        served: the real matcher and reader.
        conversations: how many; kinds of people take turns.
        seed: same seed, same people and same words.
        tell: gets each conversation when it has ended.
    """
    begun = time.monotonic()
    onet = served.onet
    agent = Agent(NluReader(served.nlu), OnetMatchCatalogue(onet), no_llm(), Calls(), SystemClock())
    meaning, gate = Meaning(onet), asyncio.Semaphore(AT_ONCE)

    async def one(number: int, persona: Persona) -> Talk:
        async with gate:
            talk = await converse(agent, meaning, persona, f"simulated-{seed}-{number}")
        if tell:
            tell(talk)
        return talk

    people = await draw(onet, conversations, seed)
    talks = await asyncio.gather(*(one(number, persona) for number, persona in enumerate(people)))
    willing = [talk for talk in talks if talk.persona.kind in COOPERATIVE]
    in_time = [talk for talk in willing if (talk.completed_at or LONGEST_TURNS) <= COMPLETE_BY]
    to_ten = [
        next((r.state.turn_count for r in talk.results if r.state.estimated_task_count >= ENOUGH), LONGEST_TURNS)
        for talk in willing
    ]
    covered = [sum(level >= Level.MEDIUM for level in talk.results[-1].state.coverage.values()) for talk in willing]
    broken = Counter(name for talk in talks for name in talk.breaches)
    return {
        "conversations": len(talks),
        "completed": len(in_time) / max(1, len(willing)),
        "median_turns": statistics.median(talk.turns for talk in talks),
        "repeated_questions": sum([await repeated(talk, meaning) for talk in talks]),
        "stop_obeyed": sum(talk.stops_obeyed for talk in talks) / max(1, sum(talk.stops for talk in talks)),
        "false_stops": sum(talk.false_stops for talk in talks),
        "guardrail_breaches": sum(broken.values()),
        "tasks_recalled": statistics.mean(captured(talk) for talk in willing),
        "median_turns_to_10_tasks": statistics.median(to_ten),
        "categories_covered": statistics.mean(covered),
        "seconds": round(time.monotonic() - begun, 1),
    }
