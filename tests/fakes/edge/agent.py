"""An agent for the page: it counts every part of a sentence as an activity and shows cards when a message is short."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Iterable, Iterator
from dataclasses import dataclass

from metier.agent.v1 import agent_service_pb2 as pb
from metier.agent.v1 import agent_state_pb2 as state_pb
from metier.agent.v1.reader_pb2 import Reader
from metier.onet_match.v1 import catalogue_pb2 as onet
from services.orchestrator.core.session import OpaquePayload, Outcome, Trigger
from services.orchestrator.ports import TurnAsked
from tests.fakes.edge.world import World

CARDS = (
    ("Compile statistics and other figures for quarterly reports.", onet.WORK_CATEGORY_INFORMATION_INPUT),
    ("Analyze policy proposals to estimate their effect on the budget.", onet.WORK_CATEGORY_MENTAL_PROCESSES),
    ("Draft briefing papers for senior officials.", onet.WORK_CATEGORY_WORK_OUTPUT),
    ("Present findings to committees or working groups.", onet.WORK_CATEGORY_INTERACTING_WITH_OTHERS),
    ("Monitor legislation for changes that concern the department.", onet.WORK_CATEGORY_INFORMATION_INPUT),
)
QUESTIONS = (
    "Thank you, that is a clear picture. How do you find the information that goes into this work?",
    "That helps. Which decisions or judgements are yours to make, and what do they rest on?",
    "Good. Who do you work with inside and outside your organisation, and on what?",
    "Is there anything that happens only now and then, such as a yearly review?",
)
SHORT, DISPLAYS, ENOUGH = 20, 3, 10
"""Characters of a message that is answered by cards, how often, and activities that are enough."""


@dataclass
class PageAgent:
    """Implements `AgentClient`."""

    world: World

    async def take_turn(
        self, asked: TurnAsked, timeout_s: float
    ) -> AsyncGenerator[pb.TakeTurnResponse | Outcome, None]:
        """The tool, the reply at the world's pace, and the outcome."""
        await asyncio.sleep(self.world.pace_s)
        result = self._result(asked)
        yield pb.TakeTurnResponse(tool=pb.ToolChosen(tool=result.tool))
        for delta in _pieces(result.reply):
            await asyncio.sleep(self.world.pace_s)
            yield pb.TakeTurnResponse(delta=delta)
        yield Outcome(
            reply=result.reply.content,
            card_ids=tuple(card.id for card in result.suggestions),
            is_complete=result.is_complete,
            closes=result.should_proceed,
            payload=OpaquePayload(result.SerializeToString(deterministic=True)),
        )

    async def readers(self) -> Iterable[Reader]:
        """Whom the test named."""
        return [Reader(provider=name, models=["a-model"], region="EU") for name in self.world.readers]

    def _result(self, asked: TurnAsked) -> pb.TurnResult:
        state = pb.TurnResult.FromString(asked.previous).state
        if asked.trigger is Trigger.START:
            state.job_title, state.occupation_code = asked.job_title, asked.occupation_code
        state.selected_suggestion_ids[:] = asked.selected_ids
        tool, text = _chosen(asked, state)
        is_closing = tool == state_pb.TOOL_PROCEED
        learnt = _learn(state, asked) if asked.said and not is_closing else []
        cards = _cards(state) if tool == state_pb.TOOL_SHOW_SUGGESTIONS else []
        _count(state)
        said = list(self.world.said)
        content = " ".join(one.text for one in said) or (text if is_closing else self.world.reply or text)
        return pb.TurnResult(
            state=state,
            reply=state_pb.Message(id=asked.reply_id, role=state_pb.ROLE_ASSISTANT, content=content, sentences=said),
            suggestions=cards,
            tool=tool,
            is_complete=is_closing or state.estimated_task_count >= ENOUGH,
            should_proceed=is_closing,
            record=pb.TurnRecord(new_activities=learnt, tool=tool),
            written_by=onet.WRITTEN_BY_RULES,
        )


def _chosen(asked: TurnAsked, state: state_pb.AgentState) -> tuple[state_pb.Tool, str]:
    if asked.trigger is Trigger.START:
        title = state.job_title
        text = f"I would love to hear what you really do as a {title}. What does a usual week look like?"
        return (state_pb.TOOL_CUSTOM_QUESTION, QUESTIONS[0]) if asked.said else (state_pb.TOOL_OPEN_ENDED_PROMPT, text)
    if asked.trigger is Trigger.CORRECT:
        return state_pb.TOOL_ENCOURAGE_MORE, "Thanks, that is changed."
    if asked.trigger is Trigger.REOPEN:
        return state_pb.TOOL_ENCOURAGE_MORE, "What would you like to add?"
    is_over = asked.said.strip().lower().rstrip(".!") in {"done", "that's all", "finished"}
    if asked.trigger is Trigger.PROCEED or is_over:
        return state_pb.TOOL_PROCEED, "Thank you! Your tasks are ready to be looked at."
    if len(asked.said) < SHORT and state.suggestions_shown < DISPLAYS:
        text = "Here are some tasks that are common in this kind of work. Tap those that are part of yours."
        return state_pb.TOOL_SHOW_SUGGESTIONS, text
    return state_pb.TOOL_CUSTOM_QUESTION, QUESTIONS[(state.turn_count + 1) % len(QUESTIONS)]


def _learn(state: state_pb.AgentState, asked: TurnAsked) -> list[state_pb.MentionedActivity]:
    if asked.trigger is Trigger.CORRECT:
        kept = [row for row in state.mentioned_activities if row.message_id != asked.said_id]
        del state.mentioned_activities[:]
        state.mentioned_activities.extend(kept)
    state.turn_count += asked.trigger is not Trigger.CORRECT
    state.user_engagement = state_pb.ENGAGEMENT_MEDIUM
    parts = [part.strip() for part in re.split(r"[,.;\n]| and ", asked.said) if len(part.split()) > 1]
    first = len(state.mentioned_activities)
    learnt = [
        state_pb.MentionedActivity(text=part, message_id=asked.said_id, category=1 + (first + index) % 4)
        for index, part in enumerate(parts)
    ]
    state.mentioned_activities.extend(learnt)
    return learnt


def _cards(state: state_pb.AgentState) -> list[state_pb.Suggestion]:
    first = len(state.shown_suggestions) + 1
    cards = [
        state_pb.Suggestion(id=f"card{first + index}", statement=statement, category=category)
        for index, (statement, category) in enumerate(CARDS)
    ]
    state.shown_suggestions.extend(cards)
    state.suggestions_shown += 1
    return cards


def _count(state: state_pb.AgentState) -> None:
    selected = [card for card in state.shown_suggestions if card.id in state.selected_suggestion_ids]
    categories = [row.category for row in [*state.mentioned_activities, *selected]]
    state.estimated_task_count = len(categories)
    names = ("information_input", "mental_processes", "work_output", "interacting_with_others")
    for number, name in enumerate(names, 1):
        setattr(state.gwa_coverage, name, _coverage(categories.count(number)))


def _coverage(activities: int) -> state_pb.CoverageLevel:
    """The level of a number of activities: 1, 2, 4."""
    levels = ((4, state_pb.COVERAGE_LEVEL_HIGH), (2, state_pb.COVERAGE_LEVEL_MEDIUM), (1, state_pb.COVERAGE_LEVEL_LOW))
    return next((level for least, level in levels if activities >= least), state_pb.COVERAGE_LEVEL_NONE)


def _pieces(reply: state_pb.Message) -> Iterator[pb.ReplyDelta]:
    """Sentence by sentence where tables wrote them, else word by word."""
    if reply.sentences:
        return (pb.ReplyDelta(attempt=1, text=f"{one.text} ", sentence=one) for one in reply.sentences)
    return (pb.ReplyDelta(attempt=1, text=word) for word in re.findall(r"\S+\s*", reply.content))
