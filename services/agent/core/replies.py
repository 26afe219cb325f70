"""What the rule-based interviewer says: an answer to what was just said, then what the tool of the turn says.

Rules:
1. Care comes first and alone: where a message speaks of despair, danger or harm, nothing else is said (`care.py`).
2. Every question of the person is answered, two with two answers; then comes the echo of what was told.
3. At most one question a reply, the planned one; offers and closings ask nothing, so that they cannot repeat.
4. Variety without chance: the session picks where each table starts, the turn moves on by one.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from services.agent.core import care, languages, wording
from services.agent.core.exits import ENDING, ENOUGH_TASKS, asks_to_end
from services.agent.core.mention import heard, mention
from services.agent.core.reading import Act
from services.agent.core.types import RULES, Engagement, Tool
from services.shared.language.sentences import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from services.agent.core.records import Analysis, Question
    from services.agent.core.types import AgentState
    from services.shared.language.sentences import Template

T = TypeVar("T")

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
        is_correction: whether the message replaces an earlier one.
        before: the state before the message.
        is_known: whether enough is known of the person's occupation.
    """

    tool: Tool
    state: AgentState
    analysis: Analysis | None = None
    message: str = ""
    question: Question | None = None
    session_id: str = ""
    is_return: bool = False
    is_correction: bool = False
    before: AgentState | None = None
    is_known: bool = True

    def pick(self, table: Sequence[T]) -> T:
        """The entry of a table that is due in this turn."""
        return pick(table, self.session_id, self.state.turn_count)


def pick(table: Sequence[T], session_id: str, turn: int) -> T:
    """The entry of this turn: the session says where the table starts, each turn moves on by one."""
    return table[(zlib.crc32(session_id.encode()) + turn) % len(table)]


def card_acknowledgement(state: AgentState) -> tuple[Sentence, ...]:
    """The sentence for cards selected since the last reply, none when there are none (docs/spec.md 2)."""
    new = len(state.new_card_ids)
    if not new:
        return ()
    if new == 1:
        return (wording.CARDS_ONE.say(),)
    return ((wording.CARDS_MANY if new >= wording.MANY_CARDS else wording.CARDS_TWO).say(n=new),)


def reply(occasion: Occasion) -> tuple[Sentence, ...]:
    """The sentences of a turn's reply, card acknowledgement apart."""
    cared = tuple(_care(occasion))
    if cared and occasion.tool is not Tool.PROCEED:
        return cared
    return (*cared, *_PARTS[occasion.tool](occasion))


def _care(occasion: Occasion) -> Iterator[Sentence]:
    acts = occasion.analysis.acts if occasion.analysis else ()
    for act in care.ACTS:
        if act in acts:
            yield occasion.pick(care.REPLIES[act]).say()
            return


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


def answer(occasion: Occasion) -> tuple[Sentence, ...]:
    """What answers the message: the language it came in, its questions, and what it told; nothing where nothing was said."""
    analysis = occasion.analysis
    if analysis is None:
        return ()
    if analysis.language and analysis.author == RULES:
        return tuple(template.say() for template in languages.notice(analysis.language))
    answers = tuple(_answers(occasion, analysis))
    aside = next((table for act, table in wording.ASIDES.items() if analysis.does(act)), None)
    is_aside = aside is not None and (not analysis.activities or analysis.does(Act.INJECTION))
    if is_aside and aside is not None and not answers:
        return (occasion.pick(aside).say(),)
    told = _heard(occasion, analysis, is_answered=bool(answers))
    return (*answers, *told)


def _answers(occasion: Occasion, analysis: Analysis) -> Iterator[Sentence]:
    yield from (template.say() for act, template in wording.ANSWERS.items() if analysis.does(act))
    if analysis.does(Act.QUESTION_MEANING):
        if occasion.before and asks_to_end(occasion.before):
            yield wording.MEANING_END.say()
            return
        example = " or ".join(occasion.before.pending_suggestions if occasion.before else ())
        yield wording.MEANING_EXAMPLE.say(example=example) if example else wording.MEANING.say()


def _heard(occasion: Occasion, analysis: Analysis, *, is_answered: bool) -> Iterator[Sentence]:
    """What takes up what was told; nothing more where a question was answered and nothing was told."""
    if analysis.does(Act.PAUSE):
        yield occasion.pick(wording.WAITING).say()
    elif analysis.does(Act.PASTED):
        yield occasion.pick(wording.HEARD_PASTED).say()
    elif analysis.withdrawn:
        known = (*occasion.before.activities, *occasion.before.unsure) if occasion.before else ()
        verbs = {activity.text: activity.verb for activity in known}
        off = mention(analysis.withdrawn[0], verbs.get(analysis.withdrawn[0], "")) or "that"
        yield occasion.pick(wording.HEARD_TAKEN_BACK).say(it=off)
    elif told := heard(analysis.activities, occasion.message):
        table = wording.HEARD_MANY if told.second else wording.HEARD_ONE
        yield occasion.pick(table).say(it=told.first, first=told.first, second=told.second)
    elif not is_answered or analysis.activities:
        yield occasion.pick(_plain(occasion, analysis)).say()


def _plain(occasion: Occasion, analysis: Analysis) -> Sequence[Template]:
    """The sentences that suit what was said where nothing of it is quoted, first that applies."""
    last = occasion.state.last_tool
    rows: tuple[tuple[bool, Sequence[Template]], ...] = (
        (analysis.does(Act.RETRACTION), wording.HEARD_WHICH),
        (analysis.does(Act.CORRECTION), wording.HEARD_CORRECTED),
        (bool(analysis.confirmed), wording.HEARD_YES),
        (bool(analysis.activities), wording.HEARD_CLEAR),
        (analysis.others, wording.HEARD_OTHERS),
        (analysis.declines and last is Tool.OFFER_TO_PROCEED, wording.HEARD_NO_MORE),
        (analysis.declines and asks_to_end(occasion.state), wording.HEARD_GO_ON),
        (analysis.declines and last in _ABOUT_AREAS, wording.HEARD_NO),
        (analysis.declines, wording.HEARD_ENOUGH),
        (analysis.engagement is Engagement.LOW and not analysis.unsure, wording.HEARD_LITTLE),
        (True, wording.HEARD_CLEAR),
    )
    return next(table for applies, table in rows if applies)


def _asked(occasion: Occasion) -> Sentence:
    question = occasion.question
    if question is None:
        return occasion.pick(wording.MORE_STATEMENTS).say()
    return question.sentence or Sentence("", question.text)


def _opening(occasion: Occasion) -> tuple[Sentence, ...]:
    # Read backwards, the id starts this table elsewhere than the table of opening questions.
    opening = pick(wording.OPENINGS, occasion.session_id[::-1], 0).say(a_job=a_job(occasion.state.job_title))
    return opening, _asked(occasion)


def _question(occasion: Occasion) -> tuple[Sentence, ...]:
    return (*answer(occasion), *_not_known(occasion), _asked(occasion))


def _not_known(occasion: Occasion) -> Iterator[Sentence]:
    """That nothing is known of such a job, said once: where the first question about an unknown one is asked."""
    first = wording.UNKNOWN_QUESTIONS[0][0]
    if occasion.question and occasion.question.area == first:
        yield occasion.pick(wording.UNKNOWN_TITLE).say(a_job=a_job(occasion.state.job_title))


def _more(occasion: Occasion) -> tuple[Sentence, ...]:
    if occasion.is_return:
        return (wording.WELCOME_BACK.say(),)
    if occasion.is_correction:
        is_foreign = occasion.analysis is not None and bool(occasion.analysis.language)
        return answer(occasion) if is_foreign else (wording.CORRECTED.say(),)
    is_ending = occasion.question is not None and occasion.question.area == ENDING
    if is_ending and occasion.analysis and not occasion.analysis.activities:
        return (_asked(occasion),)
    told = answer(occasion)
    if waits(occasion.analysis) and told:
        return told
    if occasion.state.new_card_ids and occasion.question:
        return (_asked(occasion),)
    return (*told, _asked(occasion))


def waits(analysis: Analysis | None) -> bool:
    """Whether a turn only answers and waits for what the person does next."""
    return analysis is not None and analysis.does(Act.PAUSE, Act.QUESTION_MEANING, Act.DELETION_REQUEST, *care.ACTS)


def _cards(occasion: Occasion) -> tuple[Sentence, ...]:
    return *answer(occasion), pick(wording.CARD_INTROS, occasion.session_id, occasion.state.suggestions_shown).say()


def _offer(occasion: Occasion) -> tuple[Sentence, ...]:
    analysis = occasion.analysis
    is_said = analysis is not None and (analysis.engagement is not Engagement.LOW or bool(analysis.acts))
    said = answer(occasion) if is_said and not occasion.state.new_card_ids else ()
    offers = sum(tool is Tool.OFFER_TO_PROCEED for tool in occasion.state.actions_taken)
    first = wording.OFFERS if occasion.state.estimated_task_count >= ENOUGH_TASKS else wording.OFFERS_FEW
    # Whoever goes on after an offer knows the way; the whole of it again at each turn would nag.
    table = wording.OFFERS_AGAIN if occasion.state.last_tool is Tool.OFFER_TO_PROCEED else first
    return (*said, pick(table, occasion.session_id, offers).say())


def _closing(occasion: Occasion) -> tuple[Sentence, ...]:
    table = wording.CLOSINGS if occasion.state.estimated_task_count else wording.CLOSINGS_EMPTY
    answers = _answers(occasion, occasion.analysis) if occasion.analysis else ()
    return (*answers, pick(table, occasion.session_id, 0).say())


def _follow_up(occasion: Occasion) -> tuple[Sentence, ...]:
    """The answer and the question, save where the question itself names what was said."""
    told = heard(occasion.analysis.activities, occasion.message) if occasion.analysis else None
    text = occasion.question.text if occasion.question else ""
    is_named = told is not None and (told.first in text or (bool(told.second) and told.second in text))
    return (*(() if is_named else answer(occasion)), *_not_known(occasion), _asked(occasion))


_PARTS = {
    Tool.OPEN_ENDED_PROMPT: _opening,
    Tool.CUSTOM_QUESTION: _question,
    Tool.FOLLOW_UP: _follow_up,
    Tool.ENCOURAGE_MORE: _more,
    Tool.SHOW_SUGGESTIONS: _cards,
    Tool.OFFER_TO_PROCEED: _offer,
    Tool.PROCEED: _closing,
}
