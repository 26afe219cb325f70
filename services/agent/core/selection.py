"""Which tool a turn uses (docs/spec.md 2): fixed rules first, then a model's choice or the table below.

`decided` gives what no model is asked about. `by_rules` is the table of the decision guidelines; it
answers where there is no model. Both only propose: the guardrails have the last word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from services.agent.core import care
from services.agent.core.exits import ENOUGH_CATEGORIES, ENOUGH_TASKS
from services.agent.core.guardrails import MOST_CARD_DISPLAYS, is_offer_early, is_offer_recent
from services.agent.core.reading import Act
from services.agent.core.records import Analysis, Selection, Trigger
from services.agent.core.types import AgentState, Engagement, Tool, TriggerKind

if TYPE_CHECKING:
    from collections.abc import Callable

CARDS_FOR_OFFER = 3  # with 10 or more tasks (docs/spec.md 2)
MOST_FOLLOW_UPS = (
    3  # an interview that keeps asking about one thing feels like an interrogation; as many as card displays
)

SLOW_FROM = 3  # turns before the pace is judged: ten tasks in ten turns is a task a turn
FOLLOW_UP_PAUSE = 2  # turns between two follow-ups, so that the talk moves on

CHOICES = (
    Tool.CUSTOM_QUESTION,
    Tool.FOLLOW_UP,
    Tool.SHOW_SUGGESTIONS,
    Tool.ENCOURAGE_MORE,
    Tool.OFFER_TO_PROCEED,
)
"""What a model may choose from."""


def may_end(trigger: Trigger, analysis: Analysis) -> bool:
    """Whether the person asked to end: by words, by assent to an offer, or by the button."""
    return trigger.kind is TriggerKind.PROCEED or analysis.wants_to_stop or analysis.assents


def decided(trigger: Trigger, state: AgentState, analysis: Analysis) -> Selection | None:
    """What is fixed whatever a model would say, first that applies; None when there is a choice."""
    is_start, has_cards = trigger.kind is TriggerKind.START, bool(state.new_card_ids)
    has_many = len(state.selected_card_ids) >= CARDS_FOR_OFFER and state.estimated_task_count >= ENOUGH_TASKS
    rows = (
        (trigger.kind is TriggerKind.REOPEN, Tool.ENCOURAGE_MORE, "The person came back to add something."),
        (
            trigger.kind is TriggerKind.CORRECTION,
            Tool.ENCOURAGE_MORE,
            "The person corrected a message; nothing is asked.",
        ),
        (is_start and trigger.message is None, Tool.OPEN_ENDED_PROMPT, "Nothing has been said yet."),
        (is_start, Tool.CUSTOM_QUESTION, "Initial tasks were given; a clarifying question follows."),
        (may_end(trigger, analysis), Tool.PROCEED, "The person asked to go on."),
        (analysis.does(*care.ACTS), Tool.ENCOURAGE_MORE, "The person needs care; nothing is asked."),
        (analysis.may_want_to_stop, Tool.ENCOURAGE_MORE, "The person may want to end; they are asked whether they do."),
        (has_cards and has_many, Tool.OFFER_TO_PROCEED, "Three or more cards are selected and ten tasks are known."),
        (has_cards, Tool.ENCOURAGE_MORE, "New cards were selected; the question goes to a gap beside them."),
    )
    return next((Selection(tool, reason) for applies, tool, reason in rows if applies), None)


WAITS = (Act.PAUSE, Act.QUESTION_MEANING, Act.DELETION_REQUEST)
"""Acts after which nothing new is asked."""
_ASIDES = (
    *(Act.INJECTION, Act.COMPLAINT, Act.NONSENSE, Act.OFF_TOPIC, Act.GREETING, Act.PRIVACY_REQUEST, Act.PASTED),
    *(Act.QUESTION_BOT, Act.QUESTION_LENGTH, Act.QUESTION_PURPOSE, Act.QUESTION_DATA, Act.QUESTION_OTHER),
    *(Act.HOSTILE, *WAITS),
)


def is_aside(analysis: Analysis) -> bool:
    """Whether the message is about something else than the work; no model is asked what to make of it."""
    return bool(analysis.language) or (not analysis.activities and analysis.does(*_ASIDES)) or analysis.does(*WAITS)


def _has_no_words(analysis: Analysis) -> bool:
    is_stuck = analysis.does(Act.HOSTILE, Act.DONT_KNOW) and not analysis.activities
    return is_stuck or bool(analysis.language)


class Rule(NamedTuple):
    """One row: when it applies, what it gives, and why."""

    applies: Callable[[AgentState, Analysis], bool]
    tool: Tool
    reason: str


def _cards_help(state: AgentState) -> bool:
    return state.suggestions_shown < MOST_CARD_DISPLAYS and state.last_tool is not Tool.SHOW_SUGGESTIONS


def _is_slow(state: AgentState, analysis: Analysis) -> bool:
    """Whether the talk is behind a task a turn, or a second area in a row of two was declined."""
    is_behind = (
        state.turn_count >= SLOW_FROM * (state.suggestions_shown + 1) and state.estimated_task_count < state.turn_count
    )
    return is_behind or (analysis.declines and len(state.declined_areas) >= 2 * (state.suggestions_shown + 1))


def _is_covered(state: AgentState) -> bool:
    return state.estimated_task_count >= ENOUGH_TASKS and state.categories_covered >= ENOUGH_CATEGORIES


RULES: tuple[Rule, ...] = (
    Rule(
        lambda _, analysis: analysis.does(*WAITS),
        Tool.ENCOURAGE_MORE,
        "The person needs a moment, an explanation or a page; nothing new is asked.",
    ),
    Rule(
        lambda state, analysis: _has_no_words(analysis) and _cards_help(state),
        Tool.SHOW_SUGGESTIONS,
        "Typing is a burden or words are missing; cards can be tapped.",
    ),
    Rule(
        lambda _, analysis: is_aside(analysis),
        Tool.CUSTOM_QUESTION,
        "The message was about something else; the next question leads back to the work.",
    ),
    Rule(
        lambda state, _: _is_covered(state) and not is_offer_early(state) and not is_offer_recent(state),
        Tool.OFFER_TO_PROCEED,
        "Ten or more tasks with good coverage.",
    ),
    Rule(
        lambda state, analysis: analysis.engagement is Engagement.LOW and _cards_help(state),
        Tool.SHOW_SUGGESTIONS,
        "The answer was vague; cards give something to tap.",
    ),
    Rule(
        lambda state, analysis: _is_slow(state, analysis) and _cards_help(state),
        Tool.SHOW_SUGGESTIONS,
        "Question after question brought little; cards bring more at once.",
    ),
    Rule(
        lambda state, _: (
            bool(state.underexplored)
            and state.follow_ups_asked < MOST_FOLLOW_UPS
            and Tool.FOLLOW_UP not in state.actions_taken[-FOLLOW_UP_PAUSE:]
            and state.has_asked_clarifying_question
        ),
        Tool.FOLLOW_UP,
        "An activity was named but not described.",
    ),
    Rule(
        lambda state, _: state.categories_covered == len(state.coverage) and state.last_tool is not Tool.ENCOURAGE_MORE,
        Tool.ENCOURAGE_MORE,
        "All categories are covered; anything may be added.",
    ),
    Rule(lambda _, __: True, Tool.CUSTOM_QUESTION, "Typical areas of the work have not been mentioned."),
)


def by_rules(state: AgentState, analysis: Analysis) -> Selection:
    """The first row that applies."""
    rule = next(rule for rule in RULES if rule.applies(state, analysis))
    return Selection(rule.tool, rule.reason)
