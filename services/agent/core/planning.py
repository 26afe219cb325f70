"""Which question a turn asks: candidates by tool, best first; the first that was not asked before is taken.

`candidates` proposes, the caller measures how close each is to the questions asked, `first_new` decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from services.agent.core import wording
from services.agent.core.mention import mention
from services.agent.core.replies import pick
from services.agent.core.similar import is_repeat, questions_in
from services.agent.core.streaming import is_prose
from services.agent.core.types import AgentState, Analysis, Author, Engagement, Question, Tool

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.agent.core.areas import Area

# Candidates measured in one turn: the repeats of a conversation of 12 turns can at worst stand before the first new one.
MOST_CANDIDATES = 14
TERSE_WORDS = 5  # an answer this short asks for a question that can be answered with yes or no


class Planned(NamedTuple):
    """The question to ask, if any, and what was left aside on the way."""

    question: Question | None
    left_aside: tuple[str, ...] = ()


def is_terse(analysis: Analysis | None, message: str) -> bool:
    """Whether the person answers in few words, so that a closed question suits them better."""
    return analysis is not None and (
        analysis.engagement is Engagement.LOW or len(message.split()) <= TERSE_WORDS or bool(analysis.confirmed)
    )


def opening(session_id: str) -> tuple[Question, ...]:
    """The opening questions, the session's own first."""
    first = pick(range(len(wording.OPENING_QUESTIONS)), session_id, 0)
    texts = [*wording.OPENING_QUESTIONS[first:], *wording.OPENING_QUESTIONS[:first]]
    return tuple(Question(text, "Opening") for text in texts)


def about_areas(areas: Sequence[Area], *, terse: bool) -> tuple[Question, ...]:
    """A question for each area."""
    return tuple(Question(area.closed_question if terse else area.open_question, area.title) for area in areas)


def beside_cards(areas: Sequence[Area], session_id: str, turn: int) -> tuple[Question, ...]:
    """A broad question for each area, asked beside newly selected cards (seed 001, encourage_more, variant 1)."""
    table = wording.GAP_QUESTIONS
    return tuple(
        Question(pick(table, session_id, turn + i).format(side=area.side), area.title) for i, area in enumerate(areas)
    )


def anything_else(session_id: str, state: AgentState) -> tuple[Question, ...]:
    """Questions for anything else, each from another angle; plain "anything else" first."""
    done = {asked.area for asked in state.asked_questions}
    plain, *angles = wording.MORE_QUESTIONS
    first = pick(range(len(angles)), session_id, 0)
    return tuple(Question(text, area) for area, text in (plain, *angles[first:], *angles[:first]) if area not in done)


def follow_ups(state: AgentState, session_id: str) -> tuple[Question, ...]:
    """Questions about activities that were named and not described, newest first."""
    template = pick(wording.FOLLOW_UPS, session_id, state.follow_ups_asked)
    told = [(phrase, mention(phrase)) for phrase in reversed(state.underexplored)]
    return tuple(Question(template.format(it=text), f"Follow-up: {phrase}") for phrase, text in told if text)


def candidates(
    tool: Tool, state: AgentState, areas: Sequence[Area], session_id: str, *, terse: bool
) -> tuple[Question, ...]:
    """The questions a tool may ask, best first; none for the tools that ask nothing."""
    if tool is Tool.OPEN_ENDED_PROMPT:
        return opening(session_id)
    if tool is Tool.CUSTOM_QUESTION:
        return about_areas(areas, terse=terse)[:MOST_CANDIDATES]
    if tool is Tool.FOLLOW_UP:
        return (*follow_ups(state, session_id), *about_areas(areas, terse=terse))[:MOST_CANDIDATES]
    if tool is Tool.ENCOURAGE_MORE and state.new_card_ids:
        return (*beside_cards(areas, session_id, state.turn_count), *anything_else(session_id, state))[:MOST_CANDIDATES]
    if tool is Tool.ENCOURAGE_MORE:
        return anything_else(session_id, state)
    return ()


def first_new(
    questions: Sequence[Question], asked: Sequence[str], meanings: Sequence[Sequence[float]], embedder: str
) -> Planned:
    """The first question that was not asked before, in these words or others.

    Args:
        questions: candidates, best first.
        asked: the questions asked so far.
        meanings: for each candidate the similarity to each asked question; empty when nothing was asked.
        embedder: name of the embedder that measured.
    """
    left: list[str] = []
    for index, question in enumerate(questions):
        if not is_repeat(question.text, asked, meanings[index] if meanings else (), embedder):
            return Planned(question, tuple(left))
        left.append(question.text)
    return Planned(None, tuple(left))


def from_model(text: str, area: str, author: Author) -> Question | None:
    """A model's question, cut to the sentence that asks; None where it asks nothing a person could be shown."""
    found = [sentence for sentence in questions_in(text) if is_prose(sentence)]
    return Question(found[-1], area or "A model's own", author) if found else None
