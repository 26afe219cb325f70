"""The state after a turn: what was done, asked, shown and acknowledged."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from services.agent.core.similar import questions_in
from services.agent.core.types import AgentState, AskedQuestion, Card, Message, Tool

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.agent.core.records import Question

MOST_ASKED = 100  # questions kept: several times what a conversation holds, a bound for hostile callers


def state_after(
    state: AgentState, tool: Tool, question: Question | None, cards: Sequence[Card], reply: Message
) -> AgentState:
    """The state once `reply` is sent: the questions that stand in it are asked, the cards are shown.

    Where a turn asks and shows nothing, what was offered before stays offered.
    """
    texts = questions_in(reply.content)
    area = question.area if question else tool.value
    offers = question.offers if question else ()
    asked = tuple(AskedQuestion(text, area, reply.id, offers) for text in texts)
    followed = question.area.removeprefix("Follow-up: ") if question and tool is Tool.FOLLOW_UP else None
    return replace(
        state,
        actions_taken=(*state.actions_taken, tool),
        suggestions_shown=state.suggestions_shown + bool(cards),
        follow_ups_asked=state.follow_ups_asked + (tool is Tool.FOLLOW_UP),
        acknowledged_card_ids=tuple(dict.fromkeys((*state.acknowledged_card_ids, *state.selected_card_ids))),
        shown_cards=(*state.shown_cards, *cards),
        underexplored=tuple(text for text in state.underexplored if text != followed),
        pending_suggestions=offers if texts or cards else state.pending_suggestions,
        has_asked_clarifying_question=state.has_asked_clarifying_question
        or (tool is Tool.CUSTOM_QUESTION and bool(texts)),
        asked_questions=(*state.asked_questions, *asked)[-MOST_ASKED:],
        last_offer_task_count=(
            state.estimated_task_count if tool is Tool.OFFER_TO_PROCEED else state.last_offer_task_count
        ),
    )
