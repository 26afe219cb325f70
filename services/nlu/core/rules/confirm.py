"""Which of the things the assistant named does a reply confirm?

Rules:
- a reply is read piece by piece; each piece says yes or no, to what it names, to all, or to the rest
- what is named beats "all", "all" beats a bare "yes"; what nobody spoke of stays unconfirmed
- "sometimes" confirms; the past ("used to"), a wish and other people's work do not
- asked "A or B?", "yes, I order paper" answers with what it names and confirms neither
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from services.nlu.core.rules.clauses import Shape, Status, read
from services.nlu.core.rules.noun_phrases import object_of
from services.nlu.core.rules.segments import Segment, segments, sentences
from services.shared.language.forms import form
from services.shared.language.tables import EMPTY_OBJECTS, FIRST_PERSON, STATIVE_VERBS
from services.shared.language.words import content_words, stem

YES = re.compile(
    r"\b(?:yes|yeah|yea|yep|yup|yas|ya|sure|correct|right|exactly|absolutely|definitely|indeed|of course|certainly|totally|"
    r"guilty|mhm|uh huh|aye|affirmative|true|ok|okay|sometimes|occasionally|now and (?:then|again)|"
    r"from time to time|every (?:now|so)|at times|when needed|if needed|a bit|a little|once in a while|you got it|spot on|"
    r"that is (?:me|right|correct|us)|that too|me|mine|often|always|daily|regularly|most days|pretty much)\b|\b(?:i|we) (?:\w+ )?do(?= (?:that|those|both|all|it|them|this|so|too|these|indeed|sometimes)\b|$)"
)
NO = re.compile(
    r"\b(?:no|not|nope|nah|never|none|neither|nothing|without|hardly|stopped|gave up|used to|no longer|nor|negative|"
    r"i wish|would love|wish i|not yet|in the past|previously|formerly|will be|going to)\b"
)
SOFT_NO = re.compile(
    r"\bnever (?:ends?|stops?)\b|\bnot (?:only|just|always|every \w+|often|that often|daily)\b|\bno (?:problem|doubt|worries)\b"
)
ALL = re.compile(
    r"(?<!about )(?<!that is )(?<!is )(?<!one of )(?<!two of )(?<!some of )(?<!few of )(?<!three of )(?<!with )\b(?:(?:all|both|everything|every one|the (?:whole )?lot|the above)\b(?! more| day| the time| year| night| week| over)"
    r"|(?:each|either|any|these|those)\b(?=$| (?:of|one|too|as well|yes|really|sometimes|regularly|daily|often|and|but)\b))"
)
"""What speaks of all that was named; "each month" and "those machines" do not."""
REST = re.compile(
    r"\b(?:the rest|others|the others?|other (?:one|ones|two|three|four)|everything else|anything else|otherwise|remaining|"
    r"all the other)\b"
)
ONLY = re.compile(r"\b(?:only|just|solely|exclusively|nothing but)\b")
CONDITION = re.compile(r"(?:only |but only |yes )?(?:if|when|whenever|in an emergency|at (?:peak|busy) times)\b")
"""A reply that only says when ("when the gardener is away") says that it happens."""
ESPECIALLY = re.compile(r"\b(?:especially|particularly|mainly|mostly|above all|primarily)\b")
EXCEPT = re.compile(
    r"\b(?:apart from|aside from|other than|except for|besides|minus|excluding|save for|bar)\b", re.IGNORECASE
)
OTHERS = re.compile(
    r"\b(?:some(?:one|body) else|some(?:one|body)|colleagues?|my (?:boss|manager|team)|a separate|a different|another|"
    r"an? (?:agency|contractor|vendor|specialist)|outsourced|they|he|she|external|contractors?|dedicated)\b"
)
ALTERNATIVES = re.compile(r"\bor\b", re.IGNORECASE)
ADDS = re.compile(r"\b(?:also|too|as well|plus|besides|additionally)\b")
PRONOUN = re.compile(r"\b(?:it|that|them|those|this|one|ones)\b")
ORDINALS = {
    "first": 0, "1st": 0, "1": 0, "former": 0, "second": 1, "2nd": 1, "2": 1, "third": 2, "3rd": 2, "3": 2,
    "fourth": 3, "4th": 3, "4": 3, "fifth": 4, "5th": 4, "5": 4, "last": -1, "latter": -1, "final": -1,
}  # fmt: skip
NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4}
SHORT = {
    "meds": "medication", "med": "medication", "docs": "document", "pts": "patient", "appts": "appointment",
    "pics": "picture", "photos": "photograph", "ads": "advertisement", "vids": "video", "specs": "specification",
    "calcs": "calculation", "admin": "administration", "reqs": "requirement", "devs": "developer", "stats": "statistics",
    "apps": "application", "refs": "reference", "certs": "certificate", "temps": "temperature", "vitals": "vital",
}  # fmt: skip
"""Shortenings that share too few letters with the long word to be found by their beginning."""
MIN_PREFIX = 4
"""Letters two words must share from the start to count as one ("promos", "promotions")."""
THUMBS = {"\U0001f44d": " yes ", "\u2705": " yes ", "\u2714": " yes ", "\U0001f44c": " yes ", "\U0001f44e": " no "}


@dataclass
class _Verdicts:
    """What the reply has said so far: of each candidate, of all, of the rest, and at large."""

    named: dict[int, bool] = field(default_factory=dict)
    everything: bool | None = None
    rest: bool | None = None
    general: bool | None = None
    exclusive: bool = False
    emphasised: bool = False
    instead: bool = False
    """Whether it named something of its own that the assistant had not named."""


def confirmed_candidates(assistant: str, candidates: Sequence[str], reply: str) -> tuple[str, ...]:
    """Return the candidates, in their order, that the reply confirms as the speaker's present work.

    `candidates` are phrases that stand in `assistant`. A reply that speaks of something else confirms nothing.
    """
    for thumb, word in THUMBS.items():
        reply = reply.replace(thumb, word)
    keys = _keys(candidates)
    verdicts = _Verdicts()
    for sentence, mark in sentences(EXCEPT.sub("except", reply)):
        if mark != "?":
            _read_sentence(segments(sentence), keys, verdicts)
    if verdicts == _Verdicts() and CONDITION.match(reply.strip().lower()):
        verdicts.general = True
    if verdicts.instead and len(candidates) > 1 and ALTERNATIVES.search(assistant):
        verdicts.general = None
    return tuple(phrase for index, phrase in enumerate(candidates) if _is_confirmed(index, verdicts))


def _is_confirmed(index: int, verdicts: _Verdicts) -> bool:
    if index in verdicts.named:
        return verdicts.named[index]
    if verdicts.rest is not None:
        return verdicts.rest
    if verdicts.everything is not None:
        return verdicts.everything
    if verdicts.exclusive:
        return False
    if any(verdicts.named.values()) and not verdicts.emphasised:
        return False
    return verdicts.general is True


def _keys(candidates: Sequence[str]) -> list[frozenset[str]]:
    """Return the stems that single out each candidate; what all share singles out none."""
    stems = [frozenset(content_words(candidate)) for candidate in candidates]
    shared = frozenset.intersection(*stems) if len(stems) > 1 else frozenset()
    return [words - shared or words for words in stems]


def _same_word(said: str, key: str) -> bool:
    if said == key:
        return True
    short = min(len(said), len(key))
    return short >= MIN_PREFIX and (
        said[:short] == key[:short] or (said[: short - 1] == key[: short - 1] and short > MIN_PREFIX + 1)
    )


def _named(words: Sequence[str], keys: list[frozenset[str]]) -> set[int]:
    """Return the candidates a piece names, by their words or by their place ("the second", "first two")."""
    count = len(keys)
    found: set[int] = set()
    said = {stem(word) for word in words if len(word) > 1} | {stem(SHORT[word]) for word in words if word in SHORT}
    for index, key in enumerate(keys):
        if any(_same_word(word, other) for word in said for other in key):
            found.add(index)
    for place, word in enumerate(words):
        after = words[place + 1] if place + 1 < len(words) else ""
        if word in {"first", "last"} and after in NUMBERS:
            size = NUMBERS[after]
            found |= set(range(size)) if word == "first" else set(range(count - size, count))
        elif word in ORDINALS and after not in {"time", "thing", "week", "month", "year", "person", "line"}:
            index = ORDINALS[word]
            if -count <= index < count:
                found.add(index % count)
    return found


def _read_sentence(pieces: Sequence[Segment], keys: list[frozenset[str]], verdicts: _Verdicts) -> None:
    before: tuple[set[int], bool, bool] | None = None
    """What the piece before named, what it said, and whether it said so outright."""
    quantified = is_own = False
    for place, piece in enumerate(pieces):
        words = [word.low for word in piece.words]
        line = " ".join(words)
        named = _named(words, keys)
        said = _polarity(piece, line, named)
        others = said is False and not NO.search(line)
        is_own = is_own or any(word in FIRST_PERSON for word in words)
        verdicts.instead |= is_own and not named and _names_other(piece, line)
        if before and before[0] and not before[2] and others and not named and PRONOUN.search(line):
            verdicts.named.update(dict.fromkeys(before[0], False))
            continue
        only_said = said is not None and not named and len(words) <= len(["oh", "yes", "I", "do"])
        if only_said and before and before[0] and not before[2] and piece.opener == "," and place == len(pieces) - 1:
            verdicts.named.update(dict.fromkeys(before[0], bool(said)))
            before = (before[0], bool(said), True)
            continue
        if REST.search(line):
            verdicts.rest = True if said is None else said
            continue
        if ALL.search(line) and not named:
            if verdicts.everything is None or not others:
                verdicts.everything = True if said is None else said
            before, quantified = (set(), bool(verdicts.everything), True), True
            continue
        if named:
            positive = _inherit(piece, before, words, said=said, quantified=quantified)
            if not positive and others:
                named = {index for index in named if not (verdicts.named.get(index) or verdicts.everything)}
            verdicts.named.update(dict.fromkeys(named, positive))
            verdicts.exclusive |= positive and bool(ONLY.search(line))
            verdicts.emphasised |= bool(ESPECIALLY.search(line))
            before = (named, positive, said is not None)
        elif said is not None and verdicts.general is None:
            verdicts.general = said
            before = (set(), said, True)


def _names_other(piece: Segment, line: str) -> bool:
    """Say whether a piece that names no candidate tells work of the speaker's own instead ("yes I order paper")."""
    clause = read(piece)
    if clause.status is not Status.OWN or clause.shape is not Shape.VERB or ADDS.search(line):
        return False
    base, thing = form(clause.core[0].low).any_base, object_of(clause.core)
    return base not in STATIVE_VERBS | {"do"} and bool(thing) and thing[0].low not in EMPTY_OBJECTS


def _inherit(
    piece: Segment,
    before: tuple[set[int], bool, bool] | None,
    words: Sequence[str],
    *,
    said: bool | None,
    quantified: bool,
) -> bool:
    """Return what a piece that names something says of it; a bare noun leans on the piece before."""
    if said is not None:
        return said
    if before is None or any(word in FIRST_PERSON for word in words):
        return True
    if piece.opener in {"but", "except"}:
        return not before[1]
    if piece.opener in {"and", "or"} and not quantified:
        return before[1]
    return True


def _polarity(piece: Segment, line: str, named: set[int]) -> bool | None:
    """Return whether a piece says yes or no, None when it says neither."""
    clause = read(piece)
    if SOFT_NO.search(line):
        return True
    if NO.search(line) or clause.status in {Status.NEGATED, Status.PAST, Status.WISHED}:
        return False
    own = any(word.low in FIRST_PERSON for word in piece.words)
    if (clause.status is Status.OTHERS or OTHERS.search(line)) and not own and not line.endswith((" me", " mine")):
        return False if named or REST.search(line) or ALL.search(line) or PRONOUN.search(line) else None
    if "there is a" in line or "we have a" in line:
        return False if named else None
    if own and clause.status is Status.OWN and named:
        return True
    if own and named and clause.status is Status.ASIDE and clause.has_subject:
        named.clear()
    return True if YES.search(line) else None
