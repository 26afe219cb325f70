"""The guardrails: rules that no model and no rule table can break (docs/spec.md 2).

Read the table from top to bottom. Each row says when it applies, which tool it then gives, and why. A row that changes
nothing leaves no trace; every change is recorded with its reason. After a row marked `final` nothing below is asked.

| rule | when | then |
|---|---|---|
| stop_is_final | the person wants to end | proceed, whatever else |
| question_first | an offer is due or proposed, no clarifying question asked yet, one can be asked | custom_question |
| enough_said | an exit condition holds | offer_to_proceed |
| safety_valve | 10 turns and 8 tasks, or 12 turns, or no new question left | offer_to_proceed |
| many_tasks | 15 tasks, or 10 tasks and 6 turns; at most once per 5 further tasks | offer_to_proceed |
| too_early | an offer below 10 tasks, or below 4 turns without good coverage | custom_question |
| offered_already | an offer within 5 tasks of the last one, no new cards | custom_question |
| card_fatigue | cards were shown 3 times | encourage_more |
| nothing_to_ask | a question is wanted and none is left | encourage_more |
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from services.agent.core.exits import (
    ENOUGH_CATEGORIES,
    ENOUGH_TASKS,
    LONG_TASKS,
    LONG_TURNS,
    LONGEST_TURNS,
    exit_condition,
)
from services.agent.core.records import Override
from services.agent.core.types import AgentState, Tool

if TYPE_CHECKING:
    from collections.abc import Callable

MANY_TASKS = 15
MANY_TURNS = 6
LEAST_TURNS = 4
LEAST_TURNS_COVERED = 2
FURTHER_TASKS = 5
MOST_CARD_DISPLAYS = 3

OFFER, ASK, MORE, CARDS, END = (
    Tool.OFFER_TO_PROCEED,
    Tool.CUSTOM_QUESTION,
    Tool.ENCOURAGE_MORE,
    Tool.SHOW_SUGGESTIONS,
    Tool.PROCEED,
)


@dataclass(frozen=True, slots=True)
class Situation:
    """What the guardrails look at.

    Attributes:
        state: the state after the message was analysed.
        can_ask: whether a question is left that was not asked before.
        may_end: whether the person asked to end (stop, assent to an offer, or the button).
    """

    state: AgentState
    can_ask: bool = True
    may_end: bool = False


class Guardrail(NamedTuple):
    """One row of the table."""

    name: str
    applies: Callable[[Situation, Tool], bool]
    tool: Tool
    reason: str
    final: bool = False


def is_valve_open(situation: Situation) -> bool:
    """Whether the person would be trapped by another question."""
    state = situation.state
    return (
        (state.turn_count >= LONG_TURNS and state.estimated_task_count >= LONG_TASKS)
        or state.turn_count >= LONGEST_TURNS
        or not situation.can_ask
    )


def has_many_tasks(state: AgentState) -> bool:
    """Whether an offer is due by the number of tasks, and the last one is 5 tasks ago."""
    tasks = state.estimated_task_count
    due = tasks >= MANY_TASKS or (tasks >= ENOUGH_TASKS and state.turn_count >= MANY_TURNS)
    return due and not is_offer_recent(state)


def is_offer_early(state: AgentState) -> bool:
    """Whether too little is known for an offer."""
    tasks, turns = state.estimated_task_count, state.turn_count
    is_covered = state.categories_covered >= ENOUGH_CATEGORIES and turns >= LEAST_TURNS_COVERED
    return tasks < ENOUGH_TASKS or (turns < LEAST_TURNS and not is_covered)


def is_offer_recent(state: AgentState) -> bool:
    """Whether fewer than five tasks came since the last offer."""
    last = state.last_offer_task_count
    return last > 0 and state.estimated_task_count < last + FURTHER_TASKS


def _is_offer_wanted(situation: Situation, tool: Tool) -> bool:
    state = situation.state
    return tool is OFFER or is_valve_open(situation) or has_many_tasks(state) or exit_condition(state) is not None


GUARDRAILS: tuple[Guardrail, ...] = (
    Guardrail(
        "stop_is_final",
        lambda now, _: now.may_end,
        END,
        "The person asked to end; that is never overridden.",
        final=True,
    ),
    Guardrail(
        "stop_is_final",
        lambda _, tool: tool is END,
        ASK,
        "Only the person can end the conversation.",
    ),
    Guardrail(
        "question_first",
        lambda now, tool: not now.state.has_asked_clarifying_question and now.can_ask and _is_offer_wanted(now, tool),
        ASK,
        "No clarifying question has been asked yet; one comes before any offer.",
        final=True,
    ),
    Guardrail(
        "enough_said",
        lambda now, _: exit_condition(now.state) is not None,
        OFFER,
        "Enough is known by an exit condition; the person may go on or add more.",
        final=True,
    ),
    Guardrail(
        "safety_valve",
        lambda now, _: is_valve_open(now),
        OFFER,
        "The conversation is long, or nothing new is left to ask; nobody is trapped.",
        final=True,
    ),
    Guardrail(
        "many_tasks",
        lambda now, _: has_many_tasks(now.state),
        OFFER,
        "Many tasks are known and no offer was made in the last five.",
        final=True,
    ),
    Guardrail(
        "too_early",
        lambda now, tool: tool is OFFER and is_offer_early(now.state),
        ASK,
        "Fewer than 10 tasks, or fewer than 4 turns without good coverage; the picture is not complete.",
    ),
    Guardrail(
        "offered_already",
        lambda now, tool: tool is OFFER and is_offer_recent(now.state) and not now.state.new_card_ids,
        ASK,
        "An offer was made within the last five tasks; another would nag.",
    ),
    Guardrail(
        "card_fatigue",
        lambda now, tool: tool is CARDS and now.state.suggestions_shown >= MOST_CARD_DISPLAYS,
        MORE,
        "Cards were shown three times; more would tire.",
    ),
    Guardrail(
        "nothing_to_ask",
        lambda now, tool: tool is ASK and not now.can_ask,
        MORE,
        "Every question that could be planned has been asked.",
    ),
)


def guarded(tool: Tool, situation: Situation) -> tuple[Tool, tuple[Override, ...]]:
    """The tool after the guardrails, and every change they made, in order."""
    overrides: list[Override] = []
    for rule in GUARDRAILS:
        if not rule.applies(situation, tool):
            continue
        if rule.tool is not tool:
            overrides.append(Override(rule.name, tool, rule.tool, rule.reason))
            tool = rule.tool
        if rule.final:
            break
    return tool, tuple(overrides)
