"""What the rule-based interviewer says: an echo of what was just said, then what the tool of the turn says.

Rules:
1. The echo fits the message: what was named, a yes, a no, little, or something beside the point.
2. At most one question a reply, the planned one; offers and closings ask nothing, so that they cannot repeat.
3. Variety without chance: the session picks where each table starts, the turn moves on by one.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from services.agent.core import wording
from services.agent.core.areas import area_titled
from services.agent.core.engagement import OTHERS_DO
from services.agent.core.exits import ENOUGH_TASKS
from services.agent.core.manner import Manner, question_topic
from services.agent.core.mention import heard, mention
from services.agent.core.roles import roles
from services.agent.core.types import Analysis, Engagement, Level, Question, Tool

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.agent.core.types import AgentState
    from services.agent.core.wording import Heard

T = TypeVar("T")

_OTHERS = re.compile(
    r"\b(?:(?:some|any)(?:one|body) else|others?|my (?:boss|manager|colleagues?|team|supervisor)|they|he|she|a different)\b",
    re.IGNORECASE,
)
_ABOUT_AREAS = (Tool.CUSTOM_QUESTION, Tool.ENCOURAGE_MORE)  # a "no" to these declines an area
_SAYABLE_TITLE = re.compile(r"[^\W_][\w&/+,.'’\- ()#]{1,59}")
_SPELLED_WITH_VOWEL = "AEFHILMNORSX"  # letters whose names begin with a vowel: "an HR manager"
_AN_U = re.compile(r"u(?!ni|se|rol|ti)")  # "an usher", "a university teacher"


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a reply is made of.

    Attributes:
        tool: the tool of the turn.
        state: the state after the message was analysed.
        analysis: what the message said; None at the start without initial tasks, and for a wish.
        message: the message itself, "" where there is none.
        question: the planned question, if the tool asks one.
        session_id: for variety.
        is_return: whether the person came back after the end.
    """

    tool: Tool
    state: AgentState
    analysis: Analysis | None = None
    message: str = ""
    question: Question | None = None
    session_id: str = ""
    is_return: bool = False


def pick(table: Sequence[T], session_id: str, turn: int) -> T:
    """The entry of this turn: the session says where the table starts, each turn moves on by one."""
    return table[(zlib.crc32(session_id.encode()) + turn) % len(table)]


def card_acknowledgement(state: AgentState) -> str:
    """The prefix for cards selected since the last reply, "" when there are none (SPEC section 2, acknowledgement)."""
    new = len(state.new_card_ids)
    if new >= wording.MANY_CARDS:
        return wording.CARDS_MANY.format(n=new)
    if new == 1:
        return wording.CARDS_ONE
    return wording.CARDS_TWO.format(n=new) if new else ""


def reply(occasion: Occasion) -> str:
    """The whole reply of a turn, card acknowledgement apart."""
    parts = _PARTS[occasion.tool](occasion)
    return " ".join(part for part in parts if part)


def a_job(job_title: str) -> str:
    """The job title with its article, in lower case where it is written as a name ("Policy Analyst": a policy analyst).

    What cannot be said in a sentence (markup, a question, a whole story) is "someone in your position".
    """
    title = " ".join(job_title.split())
    if not _SAYABLE_TITLE.fullmatch(title):
        return "someone in your position"
    words = [word if word.isupper() or any(c.isdigit() for c in word) else word.lower() for word in title.split(" ")]
    text = " ".join(words)
    first = words[0]
    is_vowel = first[:1] in _SPELLED_WITH_VOWEL if first.isupper() else first[:1] in "aeio" or _AN_U.match(first)
    article = "an" if first and is_vowel else "a"
    return f"{article} {text}"


def echo(occasion: Occasion) -> str:
    """The sentence that answers what was just said; "" where nothing was."""
    analysis = occasion.analysis
    if analysis is None:
        return ""
    if analysis.manner is Manner.QUESTION:
        return wording.ANSWERS[question_topic(occasion.message)]
    if analysis.withdrawn:
        off = mention(analysis.withdrawn[0]) or "that"
        return pick(wording.HEARD_TAKEN_BACK, occasion.session_id, occasion.state.turn_count).format(it=off)
    told, named = heard(analysis.activities, occasion.message), roles((occasion.message,))
    if named and not analysis.activities:
        both = " and ".join(a_job(role) for role in named[:2])
        return pick(wording.HEARD_ROLES, occasion.session_id, occasion.state.turn_count).format(role=both)
    table = _heard_table(occasion, analysis, told)
    if told is None or analysis.manner is not Manner.PLAIN:
        return pick(table, occasion.session_id, occasion.state.turn_count)
    return pick(table, occasion.session_id, occasion.state.turn_count).format(
        it=told.first, It=_capital(told.first), first=told.first, First=_capital(told.first), second=told.second
    )


def _heard_table(occasion: Occasion, analysis: Analysis, told: Heard | None) -> Sequence[str]:
    """The sentences that suit what was said, first that applies."""
    rows: tuple[tuple[bool, Sequence[str]], ...] = (
        (analysis.manner in wording.MANNERS, wording.MANNERS.get(Manner(analysis.manner), ())),
        (told is not None and bool(told.second), wording.HEARD_MANY),
        (told is not None, wording.HEARD_ONE),
        (bool(analysis.confirmed), wording.HEARD_YES),
        (analysis.engagement is not Engagement.LOW and bool(OTHERS_DO.search(occasion.message)), wording.HEARD_OTHERS),
        (analysis.declines and bool(_OTHERS.search(occasion.message)), wording.HEARD_OTHERS),
        (analysis.declines and occasion.state.last_tool is Tool.OFFER_TO_PROCEED, wording.HEARD_NO_MORE),
        (analysis.declines and occasion.state.last_tool in _ABOUT_AREAS, wording.HEARD_NO),
        (analysis.declines, wording.HEARD_ENOUGH),
        (analysis.engagement is Engagement.LOW, wording.HEARD_LITTLE),
        (True, wording.HEARD_CLEAR),
    )
    return next(table for applies, table in rows if applies)


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _asked(occasion: Occasion) -> str:
    return occasion.question.text if occasion.question else _statement(occasion)


def _statement(occasion: Occasion) -> str:
    return pick(wording.MORE_STATEMENTS, occasion.session_id, occasion.state.turn_count)


def _opening(occasion: Occasion) -> tuple[str, ...]:
    # Read backwards, the id starts this table elsewhere than the table of opening questions.
    opening = pick(wording.OPENINGS, occasion.session_id[::-1], 0).format(a_job=a_job(occasion.state.job_title))
    return opening, _asked(occasion)


def _question(occasion: Occasion) -> tuple[str, ...]:
    area = area_titled(occasion.question.area) if occasion.question else None
    # A bridge at every other turn: always would sound like a form, never like jumping.
    bridge = ""
    if area and occasion.state.turn_count % 2 == 0:
        bridge = pick(wording.BRIDGES, occasion.session_id, occasion.state.turn_count // 2).format(side=area.side)
    return echo(occasion), bridge, _asked(occasion)


def _more(occasion: Occasion) -> tuple[str, ...]:
    if occasion.is_return:
        return (wording.WELCOME_BACK,)
    if occasion.analysis and occasion.analysis.manner is Manner.PAUSE:
        return (echo(occasion),)
    if occasion.state.new_card_ids and occasion.question:
        return _beside(occasion), _asked(occasion)
    return echo(occasion), _asked(occasion)


def _beside(occasion: Occasion) -> str:
    """What the person has covered well, to set a gap beside it; "" when nothing is."""
    covered = max(occasion.state.coverage.items(), key=lambda item: item[1])
    if covered[1] < Level.MEDIUM:
        return ""
    side = {
        "informationInput": "how you gather and check information",
        "mentalProcesses": "the thinking and planning",
        "workOutput": "the hands-on work",
        "interactingWithOthers": "the work with people",
    }[covered[0]]
    table = wording.GAP_BESIDE
    return pick(table, occasion.session_id, occasion.state.turn_count).format(covered=side)


def _cards(occasion: Occasion) -> tuple[str, ...]:
    return echo(occasion), pick(wording.CARD_INTROS, occasion.session_id, occasion.state.suggestions_shown)


def _offer(occasion: Occasion) -> tuple[str, ...]:
    is_said = occasion.analysis is not None and occasion.analysis.engagement is not Engagement.LOW
    said = echo(occasion) if is_said and not occasion.state.new_card_ids else ""
    offers = sum(tool is Tool.OFFER_TO_PROCEED for tool in occasion.state.actions_taken)
    first = wording.OFFERS if occasion.state.estimated_task_count >= ENOUGH_TASKS else wording.OFFERS_FEW
    # Whoever goes on after an offer knows the way; the whole of it again at each turn would nag.
    table = wording.OFFERS_AGAIN if occasion.state.last_tool is Tool.OFFER_TO_PROCEED else first
    return said, pick(table, occasion.session_id, offers)


def _closing(occasion: Occasion) -> tuple[str, ...]:
    table = wording.CLOSINGS if occasion.state.estimated_task_count else wording.CLOSINGS_EMPTY
    return (pick(table, occasion.session_id, 0),)


_PARTS = {
    Tool.OPEN_ENDED_PROMPT: _opening,
    Tool.CUSTOM_QUESTION: _question,
    Tool.FOLLOW_UP: lambda occasion: (echo_unless_named(occasion), _asked(occasion)),
    Tool.ENCOURAGE_MORE: _more,
    Tool.SHOW_SUGGESTIONS: _cards,
    Tool.OFFER_TO_PROCEED: _offer,
    Tool.PROCEED: _closing,
}


def echo_unless_named(occasion: Occasion) -> str:
    """The echo, save where the question itself names what was said."""
    said = echo(occasion)
    told = heard(occasion.analysis.activities, occasion.message) if occasion.analysis else None
    question = occasion.question.text if occasion.question else ""
    return "" if told and (told.first in question or (told.second and told.second in question)) else said
