"""What one message says, as far as it counts: a pure function from a reading and the state to an analysis.

Rules:
1. Every decision is a probability against a cut (`cuts.py`) and leaves a trace: what, how probable, which cut, where.
2. Counted is what is the person's own and present and has no open pronoun; what may be is unsure; the rest is neither.
3. Of a message that needs care (`care.py`), in another language, or without words nothing counts; pasted text is unsure.
4. A model's analysis is kept to what the message bears out, by the spans of the reading (`model_analysis.py`).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from services.agent.core import care, cuts
from services.agent.core.exits import asks_to_end
from services.agent.core.reading import Act
from services.agent.core.records import Analysis, Decision
from services.agent.core.types import Activity, AgentState, Engagement, Message
from services.shared.language.words import content_words, is_plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from services.agent.core.reading import Named, Reading, Span

# A phrase of one or two telling words names an activity without describing it ("meetings", "do payroll").
DESCRIBED_WORDS = 3
MOST_NEW_ACTIVITIES = 40  # of one message; 16 KiB of list items must not flood the state
HANGING = (
    4  # words of a phrase that its pronoun leaves empty ("scan every one"; not "work out whether it's the network")
)
BARE_RETRACTION = 3  # telling words of "no wait, scratch that, that was my old job"
SAME_WORDS = 0.5  # share of a retracted phrase's words that name a known activity

# First the acts that change what the reply is, then those it answers.
ORDER = (*care.ACTS, *(act for act in Act if act not in care.ACTS))
_PRONOUN = re.compile(r"\b(it|this|that|them|these|those)\b", re.IGNORECASE)
_DETERMINED = re.compile(
    r"(?:the|a|an|my|our|your|his|her|their|this|that|these|those|all|every|each|some|any)\b", re.IGNORECASE
)
# An act that says more than another about the same thing; the other is then not answered apart.
IMPLIED = (
    (Act.DELETION_REQUEST, Act.PRIVACY_REQUEST),
    (Act.DELETION_REQUEST, Act.QUESTION_DATA),
    (Act.PRIVACY_REQUEST, Act.QUESTION_DATA),
    *((act, Act.QUESTION_OTHER) for act in Act if act.value.startswith("question_") and act is not Act.QUESTION_OTHER),
    (Act.RETRACTION, Act.STOP),  # "no wait, I don't do that any more" ends the task and not the talk
    (Act.COMPLAINT, Act.QUESTION_MEANING),
    (Act.COMPLAINT, Act.QUESTION_OTHER),
)
COUNTED, UNSURE = "counted", "unsure"
# What a phrase cannot end in; particles can ("check them in").
_LOOSE_END = re.compile(
    r"(?:[\s,;]+(?:and|or|but|then|so|when|while|if|because|where|who|which|that|with|of|for|from|to|the|a|an|my|our))*[\s,;.]*$",
    re.IGNORECASE,
)
_NO_WORK = frozenset({Act.NONSENSE, *care.ACTS})


def analysed(reading: Reading, message: Message, state: AgentState) -> Analysis:
    """The analysis of a message, given the state before it."""
    done = {act.act for act in reading.acts if act.probability >= _cut_of(act.act, reading)}
    done -= {lesser for act, lesser in IMPLIED if act in done}
    acts = tuple(act for act in ORDER if act in done)
    language = _language(reading)
    needs_care = any(act in acts for act in care.ACTS)
    is_told = not (language or _NO_WORK & set(acts))
    named = tuple(_activity(found, message) for found in reading.activities)
    cut = _cut(acts)
    verdicts = [_verdict(found, is_told, cut) for found in reading.activities]
    own = [activity for activity, verdict in zip(named, verdicts, strict=True) if verdict == COUNTED]
    unsure = [activity for activity, verdict in zip(named, verdicts, strict=True) if verdict == UNSURE]
    # A goodbye ("no, that's all") sounds like a yes to everything; without a yes it confirms nothing.
    is_goodbye = Act.STOP in acts and Act.ASSENT not in acts
    offered = [
        (found, is_told and not is_goodbye and found.probability >= cuts.CONFIRMED) for found in reading.confirmations
    ]
    confirmed = [found for found, is_yes in offered if is_yes]
    unsure += [
        Activity(found.candidate, message.id, confirmed=True, probability=found.probability)
        for found, is_yes in offered
        if is_told and not is_yes and found.probability >= (cuts.CONFIRMED if is_goodbye else cuts.UNSURE)
    ]
    activities = [
        *(Activity(one.candidate, message.id, confirmed=True, probability=one.probability) for one in confirmed),
        *own,
    ][:MOST_NEW_ACTIVITIES]
    if own or confirmed:  # whoever answers has understood the question
        acts = tuple(act for act in acts if act is not Act.QUESTION_MEANING)
    engagement = reading.engagement if is_told else Engagement.LOW
    is_asked = asks_to_end(state)  # a likely wish is then answer enough
    may_stop = _may_stop(reading) and not {Act.INJECTION, Act.RETRACTION} & set(acts)
    stops = may_stop and (Act.STOP in acts or (is_asked and not own))
    analysis = Analysis(
        activities=tuple(activities),
        unsure=tuple(unsure[:MOST_NEW_ACTIVITIES]),
        confirmed=tuple(one.candidate for one in confirmed),
        withdrawn=_withdrawn(reading, acts, message, state) if is_told else (),
        underexplored=_bare(own, engagement),
        engagement=engagement,
        wants_to_stop=stops,
        may_want_to_stop=may_stop and not stops and not needs_care,
        assents=is_asked and Act.ASSENT in acts and not own and not language,
        declines=Act.DECLINE in acts and not activities,
        others=any(found.owner == "other" and found.probability >= cuts.COUNTED for found in reading.activities),
        acts=acts,
        language=language,
    )
    return replace(analysis, decisions=_decisions(reading, verdicts, analysis, cut, needs_care=needs_care))


def _cut_of(act: Act, reading: Reading) -> float:
    """The cut of an act; to end needs more where work is told, which may only sound like an end."""
    is_telling = any(_verdict(found, is_told=True) == COUNTED for found in reading.activities)
    return cuts.STOP_AMID_WORK if act is Act.STOP and is_telling else cuts.ACTS[act]


def _cut(acts: Sequence[Act]) -> float:
    """The cut of activities: orders to the program read much like work, and what was pasted is at most unsure."""
    if Act.PASTED in acts:
        return NEVER
    return cuts.QUOTED if Act.INJECTION in acts else cuts.COUNTED


def _may_stop(reading: Reading) -> bool:
    """Whether a wish to end is likely, sure or not."""
    return any(done.act is Act.STOP and done.probability >= cuts.PERHAPS_STOP for done in reading.acts)


def _language(reading: Reading) -> str:
    """The tag of another language than English where the message surely is in one."""
    first = next(iter(reading.tongues), None)
    if first is None or first.tag in {"en", "und"} or first.probability < cuts.FOREIGN:
        return ""
    return first.tag.split("-")[0].lower()


_ORDER = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,20}\b(?:rules?|instructions?|prompts?|guidelines)\b", re.IGNORECASE
)
"""An order to the program, whatever the reader takes it for ("ignore all rules"; not "ignore false alarms", "write instructions")."""
NEVER = 2.0
"""A cut that no probability reaches: what was pasted is at most unsure."""


def _verdict(found: Named, is_told: bool, cut: float = cuts.COUNTED) -> str:  # noqa: FBT001 - one fact of the message
    """What an activity counts as, in words for the record."""
    rows = (
        (not is_told, "nothing of this message counts"),
        (_ORDER.search(found.phrase) is not None, "an order to the program"),
        (hangs(found) or not agrees(found), "what its pronoun means is not known"),
        (found.is_vague, "too vague to count"),
        (found.is_not_theirs, "not the person's present work"),
        (found.own_present < cuts.UNSURE, "below the cut"),
        (found.own_present < cut, UNSURE),
    )
    return next((verdict for applies, verdict in rows if applies), COUNTED)


def _activity(found: Named, message: Message) -> Activity:
    return Activity(_LOOSE_END.sub("", resolved(found)), message.id, verb=found.verb, probability=found.own_present)


def hangs(found: Named) -> bool:
    """Whether a phrase is nothing without what its pronoun stands for: a longer one says enough beside it."""
    return found.is_unresolved and len(found.phrase.split()) <= HANGING


def agrees(found: Named) -> bool:
    """Whether what a pronoun is said to stand for can be it: "them" is no single thing, and "it" no several ones."""
    pronoun = _PRONOUN.search(found.phrase)
    if pronoun is None or not found.refers_to.strip():
        return True
    return is_plural(found.refers_to.split()[-1].lower()) == (pronoun[1].lower() in {"them", "these", "those"})


def resolved(found: Named) -> str:
    """The phrase with what its pronoun stands for in its place ("check them" about samples: check samples)."""
    thing = found.refers_to.strip()
    if not thing:
        return found.phrase
    pronoun = _PRONOUN.search(found.phrase)
    if pronoun is None:
        return found.phrase
    is_one = pronoun[1].lower() in {"it", "this", "that"}
    named = f"the {thing}" if is_one and not _DETERMINED.match(thing) else thing
    return f"{found.phrase[: pronoun.start()]}{named}{found.phrase[pronoun.end() :]}"


def _bare(own: Sequence[Activity], engagement: Engagement) -> tuple[str, ...]:
    """Activities that were named and no more; where anything of a message is told, nothing of it is asked again.

    Whoever says what they do and to what ("chase the invoices") has told it; a name alone ("meetings") has not.
    """
    if engagement is Engagement.HIGH or any(is_described(activity) for activity in own):
        return ()
    return tuple(
        activity.text for activity in own if activity.probability >= cuts.QUOTED and not _lacks_object(activity)
    )


def _lacks_object(activity: Activity) -> bool:
    """Whether a phrase is a verb with a particle and nothing it is done to ("write down"): there is nothing to ask."""
    return len(activity.text.split()) > 1 and set(content_words(activity.text)) <= set(content_words(activity.verb))


def is_described(activity: Activity) -> bool:
    """Whether a phrase tells more than the name of an activity."""
    return len(content_words(activity.text)) >= (2 if activity.verb else DESCRIBED_WORDS)


def _withdrawn(reading: Reading, acts: Sequence[Act], message: Message, state: AgentState) -> tuple[str, ...]:
    """Known activities that the message takes back, by the words of what it takes back or says it is not theirs."""
    known = [activity.text for activity in (*state.activities, *state.unsure)]
    gone = [_words(message.content, span) for span in reading.retracted]
    gone += [
        content_words(resolved(found))
        for found in reading.activities
        if (found.is_denied or found.owner == "other") and 1 - found.own_present >= cuts.GIVEN_UP
    ]
    kept = {resolved(found) for found in reading.activities if _verdict(found, is_told=True) == COUNTED}
    named = tuple(text for text in known if text not in kept and any(_names(words, text) for words in gone))
    if named or Act.RETRACTION not in acts:
        return named
    said = set(content_words(message.content))
    meant = tuple(text for text in known if text not in kept and said & set(content_words(text)))
    if meant or len(said) > BARE_RETRACTION:
        return meant
    # "Scratch that" names nothing: it takes back what was said last, where that was one thing.
    newest = state.activities[-1].message_id if state.activities else ""
    last = [activity.text for activity in state.activities if activity.message_id == newest]
    return tuple(last) if len(last) == 1 else ()


def _words(text: str, span: Span) -> tuple[str, ...]:
    return content_words(text[span.start : span.end])


def _names(words: Sequence[str], known: str) -> bool:
    """Whether the words of a retraction name a known activity: all of them stand in it, or most words are shared."""
    said, theirs = set(words), set(content_words(known))
    shared = len(said & theirs)
    return bool(shared) and (said <= theirs or theirs <= said or shared / len(said | theirs) > SAME_WORDS)


def _decisions(
    reading: Reading, verdicts: Iterable[str], analysis: Analysis, cut: float, *, needs_care: bool
) -> tuple[Decision, ...]:
    """The trace of an analysis; where care is needed, it holds acts and no words."""
    acts = [
        Decision(
            "act",
            done.act.value,
            "applied" if done.act.value in analysis.acts else "below the cut",
            done.probability,
            _cut_of(done.act, reading),
            done.evidence,
        )
        for done in reading.acts
    ]
    if needs_care:
        return tuple(acts)
    activities = [
        Decision(
            "activity", found.phrase, verdict, found.own_present, min(cut, 1.0), (), found.span.start, found.span.end
        )
        for found, verdict in zip(reading.activities, verdicts, strict=True)
    ]
    confirmations = [
        Decision(
            "confirmation",
            found.candidate,
            "confirmed" if found.candidate in analysis.confirmed else "not confirmed",
            found.probability,
            cuts.CONFIRMED,
        )
        for found in reading.confirmations
    ]
    engagement = Decision("engagement", analysis.engagement.value, "", reading.engagement_probability, 0.0)
    tongue = next(iter(reading.tongues), None)
    language = [
        Decision("language", tongue.tag, analysis.language or "read as English", tongue.probability, cuts.FOREIGN)
        for tongue in [tongue]
        if tongue
    ]
    return (*acts, *activities, *confirmations, engagement, *language)
