"""Which question a turn asks: candidates by tool, best first; the first that was not asked before is taken.

`candidates` proposes, the caller measures how close each is to the questions asked, `first_new` decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from services.agent.core import wording
from services.agent.core.exits import ENDING
from services.agent.core.mention import mention
from services.agent.core.records import Analysis, Question
from services.agent.core.replies import pick
from services.agent.core.similar import is_repeat, questions_in
from services.agent.core.streaming import is_prose
from services.agent.core.types import RULES, AgentState, Author, Engagement, Tool
from services.shared.language.sentences import Template

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.agent.core.areas import Area
    from services.shared.language.sentences import Sentence

# Candidates measured in one turn: the repeats of a conversation of 12 turns can at worst stand before the first new one.
MOST_CANDIDATES = 14
TERSE_WORDS = 5  # an answer this short asks for a question that can be answered with yes or no


class Planned(NamedTuple):
    """The question to ask, if any, and what was left aside on the way."""

    question: Question | None
    left_aside: tuple[str, ...] = ()


class Talk(NamedTuple):
    """What suits a conversation: its id for variety, and whether the person says little, is of a known occupation, may end."""

    session_id: str
    is_terse: bool = False
    is_known: bool = True
    may_end: bool = False


def is_terse(analysis: Analysis | None, message: str) -> bool:
    """Whether the person answers in few words, so that a closed question suits them better."""
    return analysis is not None and (
        analysis.engagement is Engagement.LOW or len(message.split()) <= TERSE_WORDS or bool(analysis.confirmed)
    )


def _asks(sentence: Sentence, area: str, offers: tuple[str, ...] = ()) -> Question:
    return Question(sentence.text, area, RULES, offers, sentence)


def opening(session_id: str) -> tuple[Question, ...]:
    """The opening questions, the session's own first."""
    first = pick(range(len(wording.OPENING_QUESTIONS)), session_id, 0)
    texts = [*wording.OPENING_QUESTIONS[first:], *wording.OPENING_QUESTIONS[:first]]
    return tuple(_asks(text.say(), "Opening") for text in texts)


def about_areas(areas: Sequence[Area], *, terse: bool) -> tuple[Question, ...]:
    """A question for each area."""
    return tuple(
        _asks(Template(f"area.{area.id}.closed", area.closed_question).say(), area.title, area.offers)
        if terse
        else _asks(Template(f"area.{area.id}.open", area.open_question).say(), area.title)
        for area in areas
    )


def anything_else(session_id: str, state: AgentState) -> tuple[Question, ...]:
    """Questions for anything else, each from another angle; plain "anything else" first."""
    done = {asked.area for asked in state.asked_questions}
    plain, *angles = wording.MORE_QUESTIONS
    first = pick(range(len(angles)), session_id, 0)
    left = [(area, text) for area, text in (plain, *angles[first:], *angles[:first]) if area not in done]
    return tuple(_asks(text.say(), area) for area, text in left)


def about_ending() -> tuple[Question, ...]:
    """Questions to somebody who may want to end."""
    return tuple(_asks(text.say(), ENDING) for text in wording.END_QUESTIONS)


def about_unknown(state: AgentState) -> tuple[Question, ...]:
    """Questions to somebody whose occupation is not known: what they do, never what others might do."""
    done = {asked.area for asked in state.asked_questions}
    return tuple(_asks(text.say(), area) for area, text in wording.UNKNOWN_QUESTIONS if area not in done)


def follow_ups(state: AgentState, session_id: str) -> tuple[Question, ...]:
    """Questions about activities that were named and not described, newest first."""
    template = pick(wording.FOLLOW_UPS, session_id, state.follow_ups_asked)
    verbs = {activity.text: activity.verb for activity in state.activities}
    told = [(phrase, mention(phrase, verbs.get(phrase, ""))) for phrase in reversed(state.underexplored)]
    return tuple(_asks(template.say(it=text), f"Follow-up: {phrase}") for phrase, text in told if text)


def candidates(tool: Tool, state: AgentState, areas: Sequence[Area], talk: Talk) -> tuple[Question, ...]:
    """The questions a tool may ask, best first; none for the tools that ask nothing."""
    if tool is Tool.OPEN_ENDED_PROMPT:
        return opening(talk.session_id)
    first = () if talk.is_known else about_unknown(state)
    if tool is Tool.CUSTOM_QUESTION:
        return (*first, *about_areas(areas, terse=talk.is_terse))[:MOST_CANDIDATES]
    if tool is Tool.FOLLOW_UP:
        return (*follow_ups(state, talk.session_id), *first, *about_areas(areas, terse=talk.is_terse))[:MOST_CANDIDATES]
    if tool is Tool.ENCOURAGE_MORE and state.new_card_ids and not talk.may_end:
        return (*first, *about_areas(areas, terse=talk.is_terse), *anything_else(talk.session_id, state))[
            :MOST_CANDIDATES
        ]
    if tool is Tool.ENCOURAGE_MORE:
        return (*(about_ending() if talk.may_end else ()), *anything_else(talk.session_id, state))
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
