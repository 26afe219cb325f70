"""Whole conversations to be read line by line: what is said, what is answered, why, and which tasks come of it.

`talks.txt` holds twenty people of twenty trades who are tired, chatty, hostile, in despair or not at home in the language.
What they say is fixed, whatever they are asked: a reader sees whether the answers suit. Nothing is scored.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from itertools import count
from typing import TYPE_CHECKING

from services.agent.adapters.nlu import NluReader
from services.agent.adapters.onet_match import OnetMatchCatalogue
from services.agent.core.records import Trigger, TurnResult
from services.agent.core.types import AgentState, Message, Role, Tool, TriggerKind
from services.agent.service import Agent
from services.agent.turn import TurnInput
from services.shared.llm import Calls, no_llm
from services.shared.runtime.clock import SystemClock
from services.taskpipeline.adapters import catalogue, nlu
from services.taskpipeline.core import types as tasks
from services.taskpipeline.core.deduplicate import THRESHOLDS
from services.taskpipeline.pipeline import Pipeline
from services.taskpipeline.settings import TaskPipelineSettings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from evals.served import Served

TIMEOUT_S = 60.0


@dataclass(frozen=True, slots=True)
class Script:
    """A person: their job title, who they are, and what they say."""

    job_title: str
    who: str
    messages: tuple[str, ...]


def scripts() -> Iterator[Script]:
    """The people of `talks.txt`."""
    text = resources.files(__package__).joinpath("talks.txt").read_text("utf-8")
    for block in text.split("\n= ")[1:]:
        head, *messages = [line for line in block.splitlines() if line.strip()]
        title, _, who = head.partition(" | ")
        yield Script(title, who, tuple(messages))


async def talk(served: Served, script: Script) -> AsyncIterator[str]:
    """Hold one conversation; yields what a reader sees of it, line by line."""
    agent = Agent(NluReader(served.nlu), OnetMatchCatalogue(served.onet), no_llm(), Calls(), SystemClock())
    state, transcript = AgentState(script.job_title), list[Message]()
    offered: dict[str, tuple[str, ...]] = {}
    yield f"=== {script.job_title} ({script.who})"
    for number, text in enumerate(("", *script.messages)):
        said = Message(f"u{number}", Role.USER, text) if text else None
        trigger = Trigger(TriggerKind.MESSAGE if said else TriggerKind.START, said)
        given = TurnInput(state, tuple(transcript), trigger, f"a{number}", script.job_title)
        result = [event async for event in agent.take_turn(given)][-1]
        assert isinstance(result, TurnResult)  # noqa: S101 - the contract: the result comes last
        state = result.state
        kept = None if result.withhold_message else said
        transcript += [message for message in (kept, result.reply) if message]
        offered[result.reply.id] = state.pending_suggestions
        for line in _told(text, result):
            yield line
        if result.tool is Tool.PROCEED:
            break
    async for line in _tasks(served, script, transcript, offered):
        yield line


def _told(text: str, result: TurnResult) -> Iterator[str]:
    analysis = result.record.analysis
    if text:
        yield f"person  {text}"
        read = [f"{one.text} ({one.probability:.2f})" for one in analysis.activities]
        read += [f"?{one.text} ({one.probability:.2f})" for one in analysis.unsure]
        read += [f"-{one}" for one in analysis.withdrawn]
        acts = ", ".join((*analysis.acts, *([f"language {analysis.language}"] if analysis.language else [])))
        yield f"        [{acts}] {analysis.engagement.value}; {'; '.join(read)}"
    yield f"agent   {result.reply.content}"
    yield from (f"        * {card.statement}" for card in result.cards)
    yield f"        [{result.tool.value}{', ' + result.record.gap_area if result.record.gap_area else ''}]"


async def _tasks(
    served: Served, script: Script, transcript: list[Message], offered: dict[str, tuple[str, ...]]
) -> AsyncIterator[str]:
    knobs = TaskPipelineSettings()
    meaning = catalogue.Catalogue(served.onet, knobs.dedup_embedder, TIMEOUT_S)
    thresholds = THRESHOLDS[knobs.dedup_embedder]
    pipeline = Pipeline(nlu.NluReader(served.nlu), no_llm(), Calls(), meaning, thresholds)
    messages = tuple(
        tasks.Message(one.id, tasks.Speaker(one.role.value), one.content, offered.get(one.id, ())) for one in transcript
    )
    numbers = count(1)
    found = await pipeline.run(
        tasks.Conversation(job_title=script.job_title, messages=messages), lambda: f"t{next(numbers)}"
    )
    yield "tasks   " + "; ".join(task.normalized_description for task in found.tasks)
    yield "unsure  " + "; ".join(task.normalized_description for task in found.unsure)
