"""What a correction changes: the message's earlier words go with all they brought, its new ones are read in their place.

Rules:
1. The new words answer the question that the earlier ones answered, and the offer that stood in it.
2. Counts are made anew, so coverage may fall. What the earlier words took off the list stays off it.
3. The conversation goes on where it was: turns, questions, offers and cards stay as they are.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from services.agent.core.counting import applied, counted
from services.agent.core.types import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.agent.core.records import Analysis
    from services.agent.core.types import AgentState, AskedQuestion, Message


def answered(state: AgentState, transcript: Sequence[Message], message_id: str) -> tuple[str, AskedQuestion | None]:
    """The question a message answers, in the words it was asked in, and what is known of it where it was planned."""
    place = next(at for at, message in enumerate(transcript) if message.id == message_id)
    before = next((one for one in reversed(transcript[:place]) if one.role is Role.ASSISTANT), None)
    if before is None:
        return "", None
    asked = next((one for one in reversed(state.asked_questions) if one.message_id == before.id), None)
    return (asked.text if asked else before.content), asked


def without(state: AgentState, message_id: str, asked: AskedQuestion | None) -> AgentState:
    """The state as if the message had not been said; what its question offered is on offer again."""
    gone = {activity.text for activity in state.activities if activity.message_id == message_id}
    return counted(
        replace(
            state,
            activities=tuple(one for one in state.activities if one.message_id != message_id),
            unsure=tuple(one for one in state.unsure if one.message_id != message_id),
            underexplored=tuple(text for text in state.underexplored if text not in gone),
            declined_areas=tuple(area for area in state.declined_areas if asked is None or area != asked.area),
            pending_suggestions=asked.offers if asked else (),
            coverage={},
        )
    )


def corrected(
    state: AgentState, left: AgentState, analysis: Analysis, transcript: Sequence[Message], declined_area: str
) -> AgentState:
    """The state with the new words taken in: `left` is `state` without the earlier ones."""
    said = applied(left, analysis, declined_area=declined_area)
    order = {message.id: place for place, message in enumerate(transcript)}
    return replace(
        said,
        activities=tuple(sorted(said.activities, key=lambda one: order.get(one.message_id, -1))),
        turn_count=state.turn_count,
        engagement=state.engagement,
        wants_to_stop=state.wants_to_stop,
        pending_suggestions=state.pending_suggestions,
    )
