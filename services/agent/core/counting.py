"""What code counts: distinct activities, tasks and coverage. A model's numbers are advice and are not used.

Rules:
1. Tasks are distinct activities plus selected cards. What is unsure is never counted; said again surely, it is.
2. 1, 2 and 4 activities of a category make low, medium and high; a category's coverage never falls.
3. An activity is distinct when it shares at most 60 % of its words with each one known, and adds to the one it contains.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from services.agent.core import care
from services.agent.core.reading import Act
from services.agent.core.types import Activity, AgentState, Level
from services.shared.language.words import content_words, jaccard
from services.shared.onet import CATEGORIES, WorkCategory

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from services.agent.core.records import Analysis

# Word overlap from which two phrases of one person mean the same activity. The seed merges tasks above 0.5 and cards
# above 0.8 (docs/spec.md 3); in between, since phrases are shorter than statements and longer than single words.
SAME_ACTIVITY = 0.6

LEVEL_FROM = ((4, Level.HIGH), (2, Level.MEDIUM), (1, Level.LOW))

NOTED = frozenset({*care.ACTS, Act.DELETION_REQUEST, Act.PRIVACY_REQUEST, Act.PASTED, Act.INJECTION})
"""Acts that whoever looks at a conversation later should know of; they are kept without words."""

# Activities kept per session; a conversation of 12 turns names far fewer, and a flood must not grow the state.
MOST_ACTIVITIES = 200


def is_same_activity(one: str, other: str) -> bool:
    """Whether two phrases name one activity, by the words that carry meaning."""
    left, right = content_words(one), content_words(other)
    if not left or not right:
        return one.casefold().split() == other.casefold().split()
    return jaccard(left, right) > SAME_ACTIVITY or set(left) == set(right)


def distinct(known: Iterable[Activity], new: Iterable[Activity]) -> tuple[Activity, ...]:
    """The new activities that are neither among the known ones nor said twice, in order."""
    kept: list[Activity] = []
    seen = [activity.text for activity in known]
    for activity in new:
        if content_words(activity.text) and not any(is_same_activity(activity.text, text) for text in seen):
            kept.append(activity)
            seen.append(activity.text)
    return tuple(kept)


def level_of(count: int) -> Level:
    """The coverage that a number of activities makes."""
    return next((level for least, level in LEVEL_FROM if count >= least), Level.NONE)


def task_count(state: AgentState) -> int:
    """Distinct activities plus the selected cards that are not among them."""
    cards = [
        card
        for card in state.selected_cards
        if not any(is_same_activity(card.statement, activity.text) for activity in state.activities)
    ]
    return len(state.activities) + len(cards)


def coverage(state: AgentState) -> Mapping[WorkCategory, Level]:
    """Coverage by the activities and selected cards, never lower than it was."""
    counts = dict.fromkeys(CATEGORIES, 0)
    for category in [*(a.category for a in state.activities), *(c.category for c in state.selected_cards)]:
        if category is not None:
            counts[category] += 1
    return {
        category: max(state.coverage.get(category, Level.NONE), level_of(counts[category])) for category in CATEGORIES
    }


def counted(state: AgentState) -> AgentState:
    """The state with its counts brought up to date."""
    return replace(state, estimated_task_count=task_count(state), coverage=coverage(state))


def applied(state: AgentState, analysis: Analysis, *, declined_area: str = "") -> AgentState:
    """The state after a message was analysed: one turn more, activities taken in or off, engagement, stop, language."""
    kept = tuple(activity for activity in state.activities if activity.text not in analysis.withdrawn)
    fresh = distinct(kept, analysis.activities)
    room = max(0, MOST_ACTIVITIES - len(kept))
    known = [activity.text for activity in fresh]
    open_ends = [text for text in analysis.underexplored if any(is_same_activity(text, other) for other in known)]
    told = {word for activity in analysis.activities for word in content_words(activity.text)}
    # What was named before and is spoken of now needs no question any more.
    still_open = [
        text for text in state.underexplored if text not in analysis.withdrawn and not set(content_words(text)) <= told
    ]
    doubted = [one for one in (*state.unsure, *analysis.unsure) if one.text not in analysis.withdrawn]
    counted_now = (*kept, *fresh[:room])
    declined = (*state.declined_areas, declined_area) if declined_area else state.declined_areas
    return counted(
        replace(
            state,
            turn_count=state.turn_count + 1,
            activities=counted_now,
            unsure=distinct(counted_now, doubted)[:MOST_ACTIVITIES],
            underexplored=tuple(dict.fromkeys((*still_open, *open_ends))),
            engagement=analysis.engagement,
            wants_to_stop=analysis.wants_to_stop,
            declined_areas=tuple(dict.fromkeys(declined)),
            language=analysis.language or ("" if analysis.activities else state.language),
            noted_acts=tuple(dict.fromkeys((*state.noted_acts, *(act for act in analysis.acts if act in NOTED)))),
        )
    )
