"""Clauses: who does it, whether it is so now, and which words name it. One segment is read into one `Clause`."""

import re
from enum import Enum
from typing import NamedTuple

from services.nlu.core.rules.finite import finite_verb
from services.nlu.core.rules.leads import frame, skip_leads
from services.nlu.core.rules.segments import Segment
from services.nlu.core.rules.verb_group import Status, verb_group
from services.shared.language.forms import ATTRIBUTIVE, form, is_past, is_person, names_event, opens_as_verb
from services.shared.language.tables import (
    ADVERBS,
    BE,
    DETERMINERS,
    FEELINGS,
    FIRST_PERSON,
    GENERIC_SUBJECTS,
    LASTING,
    MODALS,
    NEGATIONS,
    OBJECT_PRONOUNS,
    OWN_PREDICATES,
    OWN_WORDS,
    PREPOSITIONS,
    RELATIVES,
    SAYING_VERBS,
    SUBORDINATORS,
    THIRD_PRONOUNS,
    WAS,
)
from services.shared.language.words import Words, line

__all__ = ["Clause", "Shape", "Status", "read"]


class Shape(Enum):
    """What a clause offers as its core."""

    VERB = "verb"
    GERUND = "gerund"
    NOUN = "noun"
    NONE = "none"


class Clause(NamedTuple):
    """One segment, read.

    Attributes:
        opener: What opened the segment.
        status: Whether the speaker does it, now.
        shape: How `core` names it.
        core: The words that may name a task.
        topic: A fronted object ("Linen I count"), or the subject of somebody else's clause.
        has_subject: Whether the clause says itself whose it is; if not, it goes on from the one before.
        has_comma: Whether a comma stands before its conjunction.
    """

    opener: str
    status: Status
    shape: Shape
    core: Words
    topic: Words = ()
    has_subject: bool = False
    has_comma: bool = False


CLOSED = PREPOSITIONS | SUBORDINATORS | RELATIVES | DETERMINERS | NEGATIONS | ADVERBS
MENTIONED = re.compile(r"\b(?:said|mentioned|ticked|listed|covered|described|told you|named|chose|picked|selected)\b")
"""What makes a fronted task a repetition, not the past ("arranging meetings I already ticked")."""
DUTY = re.compile(r"(?:(?:my|our) (?:\w+ )?(?:job|role|task|duty|responsibility) )?to\b")
"""What stands before a task told as a duty ("it is my job to make sure ...")."""
NOT_DONE = re.compile(r"what (?:i|we) (?:do not|never|no longer|hardly ever)(?: \w+ly)? do$")
"""What announces a denial ("what I don't do: paperwork")."""
ASKED_OF_ME = re.compile(
    r"(?:pays?|asks?|expects?|needs?|trusts?|tells?|lets?|requires?|gets?|has|have|allows?|calls?) (?:me|us) (?:in )?(?:to )?"
)
"""What others have the speaker do ("they pay me to find bugs")."""
EVALUATION = re.compile(
    r"(?:a|an|my|our|what|how|where|why|really|very|so|too|pretty|quite|most|half|part|fun|all|another|one|something|always|constant|endless|"
    r"daily|never|mostly|just|also|the (?:main|most|biggest|best|worst|hardest|easiest|bulk|majority|rest|thing|part|bit|first|last)|\d+%?|"
    + "|".join(sorted(FEELINGS))
    + r")\b"
)
"""How a predicate begins that judges a task rather than names who does it."""


def read(segment: Segment, *, parallel: bool = False) -> Clause:
    """Read one segment; `parallel` says that a verb phrase came right before, so that a list of them may go on."""
    return _read(segment, parallel=parallel)._replace(has_comma=segment.has_comma)


def _read(segment: Segment, *, parallel: bool) -> Clause:  # noqa: PLR0911 - a decision list
    opener = segment.opener
    words = skip_leads(segment.words)
    if len(words) > 1 and words[0].low == "like":
        words = skip_leads(words[1:])
    if not words:
        return Clause(opener, Status.OWN, Shape.NONE, ())
    if NOT_DONE.search(line(words)):
        return Clause(opener, Status.NEGATED, Shape.NONE, (), (), has_subject=True)
    complement = frame(segment.words) or frame(words)
    if complement is not None:
        return _complement(opener, complement)
    first = _own_subject(words)
    if first is not None:
        before, after = words[:first], words[first + 1 :]
        if len(before) == 1 and before[0].low in SUBORDINATORS | RELATIVES | {"that"}:
            return Clause(opener, Status.ASIDE, Shape.NONE, ())
        if before and after and after[0].low in MODALS and form(before[-1].low).any_base in SAYING_VERBS:
            return Clause(opener, Status.ASIDE, Shape.NONE, (), (), has_subject=True)  # "they say I should ..."
        return _own_clause(opener, before, after)
    if words[0].low in SUBORDINATORS:
        return Clause(opener, Status.ASIDE, Shape.NONE, ())
    if words[0].low in NEGATIONS or words[0].low == "no":
        shape, core = _core(skip_leads(words[1:]))
        return Clause(opener, Status.NEGATED if core else Status.OWN, shape, core, (), has_subject=bool(core))
    return _subjectless(opener, words, parallel=parallel)


def _own_subject(words: Words) -> int | None:
    """Return the place of the pronoun that is the subject of the main clause, or None."""
    places = [
        place
        for place, word in enumerate(words)
        if word.low in FIRST_PERSON or (word.low == "you" and place == 0 and len(words) > 1)
    ]
    embedding = SUBORDINATORS | RELATIVES | {"that", "than", "to"}
    main = [place for place in places if place == 0 or words[place - 1].low not in embedding]
    if main:
        return main[0]
    return places[0] if places and places[0] == 1 else None


def _own_clause(opener: str, before: Words, after: Words) -> Clause:
    """Read what follows "I": status first, then the main verb, its words and a fronted object."""
    if before and form(before[0].low).ing and MENTIONED.search(line(after)):
        return Clause(opener, Status.OWN, *_core(before), (), has_subject=True)
    status, rest = verb_group(_without_emphasis(after))
    topic = () if not before or before[0].low in PREPOSITIONS | SUBORDINATORS | RELATIVES else before
    if status is Status.OWN and rest and rest[0].low in SAYING_VERBS and len(rest) > 1:
        inner = _own_subject(rest[1:])
        if inner is not None:
            return _own_clause(opener, before, rest[inner + 2 :])
        return Clause(opener, Status.ASIDE, Shape.NONE, (), (), has_subject=True)
    shape, core = _core(rest)
    if shape is Shape.NOUN and rest == skip_leads(after) and core[0].low[0].isalpha() and core[0].low not in CLOSED:
        shape = Shape.VERB  # what follows "I" at once is a verb, listed or not ("I precept new grads")
    return Clause(opener, status, shape, core, topic, has_subject=True)


def _without_emphasis(words: Words) -> Words:
    """Drop the "do" of "I do write the minutes"; that of "I do stock counts" is the verb."""
    size = len(("do", "write", "the"))
    is_emphatic = len(words) >= size and words[0].low == "do" and words[2].low in DETERMINERS | OBJECT_PRONOUNS
    return words[1:] if is_emphatic and form(words[1].low).base else words


def _complement(opener: str, words: Words) -> Clause:
    """Read the complement of a statement about the work ("the rest is reviewing")."""
    duty = DUTY.match(line(words))
    words = skip_leads(words[len(duty.group().split()) :] if duty else words)
    negated = bool(words) and words[0].low in NEGATIONS
    shape, core = _core(skip_leads(words[1:]) if negated else words)
    if not core or core[0].low in FEELINGS:
        return Clause(opener, Status.ASIDE, Shape.NONE, (), (), has_subject=True)
    if shape is Shape.VERB and not opens_as_verb(core):
        shape = Shape.NOUN
    return Clause(opener, Status.NEGATED if negated else Status.OWN, shape, core, (), has_subject=True)


def _core(words: Words) -> tuple[Shape, Words]:
    """Decide whether the words name a task by a verb, a gerund or a noun."""
    words = skip_leads(words)
    if not words:
        return Shape.NONE, ()
    known = form(words[0].low)
    if known.base:
        return Shape.VERB, words
    if known.ing:
        return (Shape.NOUN if words[0].low in ATTRIBUTIVE and names_event(words) else Shape.GERUND), words
    if known.s and len(words) > 1:
        return Shape.VERB, words
    return Shape.NOUN, words


def _subjectless(opener: str, words: Words, *, parallel: bool) -> Clause:
    """Read a segment without "I": another's clause, a statement about a task, a bare verb phrase or a noun phrase."""
    if words[0].low in MODALS | WAS | {"would", "will"} or is_past(words[0].low):
        status, rest = verb_group(words)
        shape, core = _core(rest)
        return Clause(opener, Status.ASIDE if status is Status.OWN else status, shape, core, (), has_subject=True)
    if any(word.low == "did" for word in words):
        return Clause(opener, Status.PAST, Shape.NONE, (), (), has_subject=True)
    is_verb = opens_as_verb(words, parallel=parallel)
    finite = None if parallel and is_verb else finite_verb(words)
    if finite is not None:
        return _others(opener, words[:finite], words[finite:])
    if words[0].low in PREPOSITIONS:
        return Clause(opener, Status.ASIDE, Shape.NONE, words)
    status, rest = verb_group(words) if is_verb or not form(words[0].low).any_base else (Status.OWN, words)
    shape, core = _core(rest)
    if shape is not Shape.GERUND and core:
        shape = Shape.VERB if opens_as_verb(core, parallel=parallel) else Shape.NOUN
    return Clause(opener, status, shape, core, (), has_subject=status is not Status.OWN)


def verb_group_core(words: Words) -> tuple[Status, Shape, Words]:
    """Return the status and core of words that begin where a verb group does."""
    status, rest = verb_group(words)
    return (status, *_core(rest))


def _others(opener: str, subject: Words, rest: Words) -> Clause:
    """Read a clause with another subject: mostly other people's work, except where it says whose or what it is."""
    low = rest[0].low
    if low in BE:
        return _statement(opener, subject, rest[1:])
    if low in WAS:
        return Clause(opener, Status.PAST, Shape.NOUN, subject, (), has_subject=True)
    if subject[0].low in {"it", "there", "this", "that"} or subject[-1].low in {"it", "there", "this", "that"}:
        return Clause(opener, Status.ASIDE, Shape.NONE, (), (), has_subject=True)
    lasts = low in LASTING or (bool(form(subject[0].low).ing) and subject[-1].low in NEGATIONS | ADVERBS)
    is_mine = any(word.low in OWN_WORDS for word in rest) or bool(form(subject[0].low).ing)
    asked = ASKED_OF_ME.match(f"{line(rest)} ")
    if asked:
        return Clause(opener, *verb_group_core(rest[len(asked.group().split()) :]), (), has_subject=True)
    if lasts and is_mine:
        while subject and subject[-1].low in NEGATIONS | ADVERBS:
            subject = subject[:-1]
        return Clause(opener, Status.OWN, *_core(subject), (), has_subject=True)
    return Clause(opener, Status.OTHERS, Shape.VERB, rest, subject, has_subject=True)


def _statement(opener: str, subject: Words, predicate: Words) -> Clause:
    """Read "SUBJECT is PREDICATE": the predicate may be the task ("the rest is reviewing") or say whose it is."""
    predicate = skip_leads(predicate)
    negated = bool(predicate) and predicate[0].low in NEGATIONS
    shape, core = _core(subject)
    if any(word.low in GENERIC_SUBJECTS for word in subject) and shape is not Shape.GERUND:
        if negated or not predicate:
            return Clause(opener, Status.ASIDE, Shape.NONE, (), (), has_subject=True)
        return _complement(opener, predicate)
    if negated:
        return Clause(opener, Status.NEGATED, shape, core, (), has_subject=True)
    lasts = any(word.low in LASTING for word in predicate) and any(word.low in OWN_WORDS for word in predicate)
    mine = lasts or any(word.low in OWN_PREDICATES for word in predicate[:3])
    naming = THIRD_PRONOUNS | {"else", "'s", "his", "her", "their"}
    someone = any(word.low in naming or is_person(word.low) for word in predicate)
    if mine or (shape is Shape.GERUND and EVALUATION.match(line(predicate)) and not someone):
        return Clause(opener, Status.OWN, shape, core, (), has_subject=True)
    return Clause(opener, Status.OTHERS, shape, core, subject, has_subject=True)
