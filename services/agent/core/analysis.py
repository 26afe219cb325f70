"""What one message says, by rules: activities, confirmations, engagement, stop intent, manner.

The reading itself is shared with the task pipeline (`services.shared.language`), so that what the chat counts is what the
pipeline will extract. A model's analysis is taken through `from_model`, which keeps only what the message bears out.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from services.agent.core import phrases
from services.agent.core.engagement import engagement_of, is_vague, is_vague_part, is_vague_talk
from services.agent.core.manner import Manner, manner_of
from services.agent.core.manner_phrases import HOSTILE, INJECTION
from services.agent.core.stop_intent import stop_intent
from services.agent.core.types import Activity, AgentState, Analysis, Author, Engagement, Message, Tool
from services.agent.core.wording import ANYTHING_ELSE
from services.shared.language.activities import Activity as Found
from services.shared.language.activities import read_reply
from services.shared.language.forms import is_person, is_plural
from services.shared.language.withdrawal import taken_back
from services.shared.language.words import content_words

if TYPE_CHECKING:
    from services.agent.core.model_replies import AnalysisReply

# A phrase of one or two telling words names an activity without describing it ("meetings", "do payroll").
DESCRIBED_WORDS = 3
MOST_NEW_ACTIVITIES = 40  # of one message; 16 KiB of list items must not flood the state
MOST_READ = 8192  # characters read for activities; what is said beyond is kept in the transcript, not analysed

_TO_AGENT = re.compile(
    r"(?:tell|show|give|ask|let|write|sing|send) (?:me|us)\b|let'?s\b|(?:ignore|disregard|forget|override|bypass|reveal)\b|"
    r"(?:stop|quit) asking|go (?:ahead|on)\b|mark (?:this|the chat|it) |act as\b|pretend\b|you\b",
    re.IGNORECASE,
)
_SINGULAR, _PLURAL = re.compile(r"\bit\b"), re.compile(r"\b(?:them|those|these)\b(?! \w+s\b)")
_TO_PEOPLE = phrases.word_set(
    "tell show help teach brief train ask advise remind call meet inform guide coach support email"
)
_CODE = re.compile(r"<[^<>]*>|\b\w+\([^()]*\)")  # markup and calls are nobody's work
_YES = re.compile(
    r"\W*(?:oh |well |um )?(?:yes|yeah|yea|yep|yup|sure|definitely|absolutely|both|all of)\b", re.IGNORECASE
)
_NO_PROSE = re.compile(r"[<>{}\[\]()=\\|^~]|\w{30,}")
_ASSENT = """
    yes | yes please | sure | ok | alright | right | fine | go ahead | go for it | let us go [on] | let us do (it | that | this) |
    sounds (good | great | fine | perfect) | looks (good | great | fine | right) | please do | proceed | ready | i am ready |
    great | perfect | good | of course | definitely | absolutely | agreed | works for me | that works | why not | continue |
    go on | let us (continue | see | proceed) | (that is | i am) (fine | good | ok | great) | happy to | next | done | yes (i am | we can)
"""
_DECLINE = """
    no [i (do not | never) [really] (do | handle | have | touch) (that | it | those | any of (that | those) | either | much of that)] |
    not (me | really | at all | my (job | thing | area | department | role)) | never | i (do not | never) [really]
    (do | handle | have | touch | use) (that | it | those | any of (that | those) | any | either) | none [of (that | those | them)] |
    neither | no not (me | really) | (that is | it is) not (me | my (job | thing | area | role | department)) |
    (someone | somebody) else does (that | it) | not (part of | in) my (job | role | work) | nothing like that
"""


def _is_work(phrase: str) -> bool:
    """Whether a phrase may be the person's work: it says something, in prose, and it is no command to the agent."""
    return not (is_vague(phrase) or _TO_AGENT.match(phrase) or _NO_PROSE.search(phrase) or HOSTILE.search(phrase))


def _prose(text: str) -> str:
    """The text without markup and without sentences that give the agent orders, whose verbs are nobody's work."""
    text = _CODE.sub(" ", text)
    if not INJECTION.search(text):
        return text
    return " ".join(sentence for sentence in re.split(r"(?<=[.!?\n])\s*", text) if not INJECTION.search(sentence))


def is_assent(message: str) -> bool:
    """Whether the whole message says yes to an offer, and nothing else."""
    text = phrases.normalise(message)
    return bool(text) and text.count(" ") <= phrases.LONGEST_CLAUSE and bool(_says_yes().fullmatch(text))


def is_decline(message: str) -> bool:
    """Whether the message says no to what was asked, and names nothing instead."""
    return any(_says_no().fullmatch(clause.text) for clause in phrases.clauses(message)[:4])


@cache
def _says_yes() -> re.Pattern[str]:
    return phrases.compile_phrase(f"(({_ASSENT}) (thanks | thank you | please | then | now | lol)*)*")


@cache
def _says_no() -> re.Pattern[str]:
    hedges = "no | oh | well | sorry | hmm | honestly | actually"
    return phrases.compile_phrase(f"({hedges})* ({_DECLINE}) (sorry | thanks | really)*")


def is_described(phrase: str) -> bool:
    """Whether a phrase tells more than the name of an activity."""
    return len(content_words(phrase)) >= DESCRIBED_WORDS


def _resolved(found: Found) -> str:
    """A phrase with the thing its pronoun stands for ("I maintain it" about a model: "maintain the model").

    "Them" after a verb of talking is people, whatever plural was named last; a plural pronoun is no single thing.
    """
    thing = found.about
    if not thing:
        return found.phrase
    noun = thing.lower().split()[-1]
    if is_plural(noun) and (found.verb not in _TO_PEOPLE or is_person(noun.removesuffix("s"))):
        return _PLURAL.sub(thing, found.phrase, count=1)
    return found.phrase if is_plural(noun) else _SINGULAR.sub(f"the {thing}", found.phrase, count=1)


def _is_bare(phrase: str, message: str) -> bool:
    """Whether a phrase was named and no more: few words, its clause ends with it, and its sentence does not go on to tell."""
    said = re.search(
        rf"(?<!\bor ){re.escape(phrase)}(?=\s*(?:$|[.,;:!?\n)]|(?:and|plus|but|then|too|as well)\b))"
        rf"(?!,[^.!?\n]*\b(?:I|we)\b)",
        message,
    )
    return said is not None and not is_described(phrase)


def analysed(message: Message, state: AgentState, *, question: str = "", area: str = "") -> Analysis:
    """Analyse one message, given the state before it, the question it answers, and what that was about."""
    text = message.content[:MOST_READ]
    reading = read_reply(_prose(text), question or None, state.job_title)
    verbs = {_resolved(found): found.verb for found in reading.activities}
    named = [phrase for phrase in verbs if _is_work(phrase) and not is_vague_part(phrase, text)]
    known = [activity.text for activity in state.activities]
    gone = taken_back([*known, *named], text, question)
    named = [phrase for place, phrase in enumerate(named, start=len(known)) if place not in gone]
    stops = stop_intent(text, asked_for_more=area == ANYTHING_ELSE and not named) is not None
    manner = manner_of(text, has_activities=bool(named))
    if manner in {Manner.FOREIGN, Manner.WORDLESS, Manner.PAUSE}:
        named = []
    # "A bit of everything" is no yes to what was asked.
    is_answer = manner in {Manner.PLAIN, Manner.HOSTILE} and not (is_vague_talk(text) and not _YES.match(text))
    confirmed = tuple(filter(_is_work, reading.confirmed)) if is_answer else ()
    activities = [
        *(Activity(phrase, message.id, confirmed=True) for phrase in confirmed),
        *(Activity(phrase, message.id, verb=verbs[phrase]) for phrase in named),
    ][:MOST_NEW_ACTIVITIES]
    return Analysis(
        activities=tuple(activities),
        confirmed=confirmed,
        withdrawn=tuple(known[place] for place in gone if place < len(known)),
        underexplored=tuple(a.text for a in activities if not a.confirmed and _is_bare(a.text, text)),
        engagement=_engagement(text, named, confirmed, manner),
        wants_to_stop=stops and manner is not Manner.INJECTION,
        assents=state.last_tool is Tool.OFFER_TO_PROCEED and not named and is_assent(text),
        declines=not activities and is_decline(text),
        manner=manner,
    )


def _engagement(text: str, named: list[str], confirmed: tuple[str, ...], manner: Manner) -> Engagement:
    if manner in {Manner.QUESTION, Manner.REPEATED, Manner.PAUSE}:
        return Engagement.MEDIUM
    if manner not in {Manner.PLAIN, Manner.INJECTION, Manner.HOSTILE}:
        return Engagement.LOW
    return engagement_of(text, named, confirmed)


def _is_grounded(text: str, said: set[str], asked: set[str]) -> bool:
    """Whether an activity a model names was spoken of: a telling word of it in the message, half of them there or asked."""
    words = set(content_words(text))
    return bool(words & said) and 2 * len(words & (said | asked)) >= len(words)


def from_model(
    reply: AnalysisReply, message: Message, rules: Analysis, author: Author, *, question: str = ""
) -> Analysis:
    """A model's analysis, kept to what the message bears out; rules decide an explicit stop.

    An activity must be in the words of the message and the question, or be a candidate the rules saw confirmed: what
    nobody said is not counted, nor what the message takes back. Numbers and coverage of the reply are not used.
    """
    if rules.manner in {Manner.FOREIGN, Manner.WORDLESS}:
        return rules
    said, asked = set(content_words(message.content)), set(content_words(question))
    grounded = [
        Activity(item.text, message.id, item.category, author=author)
        for item in reply.activities
        if not is_vague(item.text)
        and _is_grounded(item.text, said, asked)
        and not taken_back([item.text], message.content)
    ]
    confirmed = [activity for activity in rules.activities if activity.confirmed]
    if not grounded and rules.activities:
        return rules
    texts = {activity.text for activity in grounded}
    return Analysis(
        activities=tuple([*confirmed, *grounded][:MOST_NEW_ACTIVITIES]),
        confirmed=rules.confirmed,
        withdrawn=rules.withdrawn,
        underexplored=tuple(text for text in reply.underexplored if text in texts),
        engagement=Engagement(reply.engagement),
        wants_to_stop=rules.wants_to_stop or (reply.wants_to_stop and not grounded and rules.manner is Manner.PLAIN),
        assents=rules.assents,
        declines=rules.declines,
        manner=rules.manner,
        author=author,
    )
