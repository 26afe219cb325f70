"""Extraction: from readings of the person's messages to statements with lineage, a pure function.

Rules:
- only what the person says or confirms is a task; each keeps the message and the words it came from
- what may be theirs and is not sure is kept apart; what is vague, or has a pronoun nobody can resolve, is dropped
- what is hardly an activity by itself ("the milking, as I said") is faint: it never becomes a task, and may repeat one
- what a later message takes back or gives to somebody else goes, said surely or not
- of a message that speaks of despair, danger or harm, or is in another language, nothing becomes a task; pasted text is unsure
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum, auto
from typing import NamedTuple

from services.shared.language.words import content_words, is_plural
from services.taskpipeline.core import cuts
from services.taskpipeline.core.reading import Named, Reading
from services.taskpipeline.core.types import Conversation, Message, Speaker, Spoken, Statement

PRONOUN = re.compile(r"\b(?:it|this|that|them|these|those)\b", re.IGNORECASE)
SENTENCE = re.compile(r"[^.!?]*[.!?]+|[^.!?]+$")
HANGING = 4
"""Words of a phrase that its pronoun leaves empty ("scan every one"; not "work out whether it's the network")."""
SHARED = 0.5
"""Share of words from which words that are taken back mean a known statement."""


class Certainty(Enum):
    """How sure it is that a statement is the person's own present work."""

    SURE = auto()
    UNSURE = auto()
    FAINT = auto()


class Extracted(NamedTuple):
    """What the person says they do, in the order said; repeats stay, deduplication merges them."""

    sure: tuple[Statement, ...] = ()
    unsure: tuple[Statement, ...] = ()
    faint: tuple[Statement, ...] = ()


class Exchange(NamedTuple):
    """A message of the person, and the assistant's message it answers."""

    message: Message
    question: Message | None


def exchanges(conversation: Conversation) -> Iterator[Exchange]:
    """Yield what the person said, each with what it answers."""
    question: Message | None = None
    for message in conversation.messages:
        if message.speaker is Speaker.ASSISTANT:
            question = message
        elif message.content.strip():
            yield Exchange(message, question)


def asked_in(said: str) -> str:
    """Return the sentences that ask something; all of what the assistant said where none does."""
    asking = [sentence for sentence in SENTENCE.findall(said) if "?" in sentence]
    return " ".join(sentence.strip() for sentence in asking) or said


def extract(conversation: Conversation, readings: Mapping[str, Reading]) -> Extracted:
    """Return the statements of a conversation, given the reading of each message of the person by its id."""
    found: list[tuple[Statement, Certainty]] = []
    for message, question in exchanges(conversation):
        reading = readings.get(message.id, Reading())
        if not is_told(reading):
            continue
        named = [*_confirmed(message, question, reading), *_named(message, reading)]
        gone = taken_back([statement.phrase for statement, _ in found], reading, message.content)
        found = [one for place, one in enumerate(found) if place not in gone] + named
    return Extracted(*(tuple(statement for statement, one in found if one is certainty) for certainty in Certainty))


def is_told(reading: Reading) -> bool:
    """Say whether anything of a message may become a task."""
    tag, probability = reading.language
    is_foreign = tag not in {"en", "und"} and probability >= cuts.FOREIGN
    acts = {act for act, probability in reading.acts.items() if probability >= cuts.ACTS.get(act, 2.0)}
    return not (is_foreign or acts - {"pasted"})


def _named(message: Message, reading: Reading) -> Iterator[tuple[Statement, Certainty]]:
    is_pasted = reading.acts.get("pasted", 0.0) >= cuts.ACTS["pasted"]
    for found in reading.activities:
        if found.is_given_up or hangs(found) or not agrees(found):
            continue
        sources = [Spoken(message.id, found.phrase)]
        if found.refers_to:
            sources.append(Spoken(message.id, found.refers_to))
        yield Statement(found.phrase, tuple(sources), verb=found.verb), _certainty(found, is_pasted=is_pasted)


def _certainty(found: Named, *, is_pasted: bool) -> Certainty:
    if not found.is_theirs or found.is_vague or found.own_present < cuts.UNSURE:
        return Certainty.FAINT
    return Certainty.SURE if found.own_present >= cuts.SURE and not is_pasted else Certainty.UNSURE


def _confirmed(message: Message, question: Message | None, reading: Reading) -> Iterator[tuple[Statement, Certainty]]:
    if question is None or not ("?" in question.content or question.candidates):
        return
    for phrase, probability in reading.confirmed.items():
        if probability >= cuts.UNSURE:
            source = Spoken(message.id, phrase, confirmed_in=question.id)
            yield Statement(phrase, (source,)), Certainty.SURE if probability >= cuts.CONFIRMED else Certainty.UNSURE


def hangs(found: Named) -> bool:
    """Say whether a phrase is nothing without what its pronoun stands for: a longer one says enough beside it."""
    return found.is_open and len(found.phrase.split()) <= HANGING


def agrees(found: Named) -> bool:
    """Say whether what a pronoun is said to stand for can be it: "them" is no single thing, and "it" no several ones."""
    pronoun = PRONOUN.search(found.phrase)
    if pronoun is None or not found.refers_to.strip():
        return True
    return is_plural(found.refers_to.split()[-1].lower()) == (pronoun[0].lower() in {"them", "these", "those"})


def taken_back(phrases: Sequence[str], reading: Reading, said: str) -> set[int]:
    """Return the places of the phrases that a message takes back, or says are not the person's.

    Where it takes something back ("actually scrap the payroll"), each of the words it marks, or of its own, tells what.
    """
    own = [set(content_words(found.phrase)) for found in reading.activities if is_counted(found)]
    gone = [set(content_words(words)) for words in reading.retracted]
    gone += [
        set(content_words(found.phrase))
        for found in reading.activities
        if found.is_given_up and 1 - found.own_present >= cuts.GIVEN_UP
    ]
    if reading.acts.get("retraction", 0.0) >= cuts.RETRACTED:
        gone += [{word} for word in content_words(" ".join(reading.retracted) or said)]
    known = {place: set(content_words(phrase)) for place, phrase in enumerate(phrases)}
    return {
        place
        for place, words in known.items()
        if any(_name_the_same(words, said) for said in gone) and not any(_name_the_same(words, said) for said in own)
    }


def is_counted(found: Named) -> bool:
    """Say whether an activity is surely the person's own and present."""
    return found.is_theirs and found.own_present >= cuts.SURE


def _name_the_same(words: set[str], said: set[str]) -> bool:
    shared = len(words & said)
    return bool(shared) and (said <= words or words <= said or shared / len(words | said) > SHARED)
