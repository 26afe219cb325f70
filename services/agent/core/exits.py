"""When enough is known (docs/spec.md 2).

`isComplete` is true when one of these holds. Only `proceed` closes the conversation; where another one holds, the turn's
reply is `offer_to_proceed` and the person may go on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.agent.core.types import Exit, Tool

if TYPE_CHECKING:
    from collections.abc import Callable

    from services.agent.core.types import AgentState

ENOUGH_TASKS = 10
ENOUGH_CATEGORIES = 3
LONG_TURNS = 10
LONG_TASKS = 8
LONGEST_TURNS = 12

ENDING = "Ending"
"""The area of the question whether to end, asked where a wish to is likely and not sure."""

CONDITIONS: tuple[tuple[Exit, Callable[[AgentState], bool]], ...] = (
    (Exit.STOP, lambda state: state.wants_to_stop),
    (
        Exit.COVERAGE,
        lambda state: (
            state.estimated_task_count >= ENOUGH_TASKS
            and state.categories_covered >= ENOUGH_CATEGORIES
            and state.has_asked_clarifying_question
        ),
    ),
    (Exit.TURNS, lambda state: state.turn_count >= LONG_TURNS and state.estimated_task_count >= LONG_TASKS),
)


def asks_to_end(state: AgentState) -> bool:
    """Whether the last reply left it to the person to end: by an offer, or by the question."""
    asked = state.asked_questions[-1].area if state.asked_questions else ""
    return state.last_tool is Tool.OFFER_TO_PROCEED or (state.last_tool is Tool.ENCOURAGE_MORE and asked == ENDING)


def exit_condition(state: AgentState) -> Exit | None:
    """The first exit condition that holds, or None."""
    return next((name for name, holds in CONDITIONS if holds(state)), None)
