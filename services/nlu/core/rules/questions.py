"""What a question offers for confirmation: "Do you file tax returns or advise clients?" offers two activities."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from services.nlu.core.rules.asked import YES_NO
from services.nlu.core.rules.clauses import Clause, Shape, Status, read
from services.nlu.core.rules.noun_phrases import object_of
from services.nlu.core.rules.segments import segments, sentences
from services.shared.language.forms import form, is_plural
from services.shared.language.nouns import names_activity, names_work
from services.shared.language.tables import DETERMINERS, LIGHT_VERBS, PARTICLES, PREPOSITIONS, STATIVE_VERBS
from services.shared.language.words import Words, line, word_set

_OPEN = re.compile(
    r"^(?:and |so |also |or |ok(?:ay)?,? |then )*(?:what|which|how|when|where|who|why|tell|describe|walk|talk|anything|any)\b"
)
_IF_ANY = re.compile(r" ?,? if any(?:thing|body|one)? ?,?")
_LEADS = (
    re.compile(r"^.*?(?<!\d) ?: "),
    re.compile(r"^.*\b(?:include|includes|including|involve|involves|such as|mean|covers?)\b"),
    re.compile(
        r"^.*\b(?:do|does|would|could|can|are|is|might|may|will|should) (?:you|your (?:\w+ )?(?:job|work|role|day|team))\b"
    ),
    re.compile(
        r"^.*\b(?:that|seems|guess|sounds like|imagine|assume|suppose|so|job|day|also|probably|likely|is) you\b"
    ),
    re.compile(r"^(?:\w+ )?(?:are|is|does|do)\b"),
)
"""What only asks, most telling first; the rest of the sentence is what is offered."""
_AFTER_LEAD = re.compile(
    r"^(?: ?(?:also|ever|mainly|usually|typically|often|sometimes|normally|personally|regularly|yourself|then|still|only|just|actually|"
    r"either|currently|would|could|might|may|will|can|do|involved in|responsible for|in charge of|asked to|expected to|have to|need to|"
    r"get to|help to|help with|handle|take part in|spend time(?: on)?|deal with|involved with|any work around|the one who)\b)*"
)
_TRAIL = re.compile(
    r" (?:(?:a )?part of your (?:job|role|work|day|duties)|(?:something|things?|what) you do|yours|too|as well|yourself)$"
)
_HANDED_ON = re.compile(
    r"(?:and |so )*(?:do you(?: do (?:any|either|both)\b.*)?|which (?:of|ones)\b.*|are (?:any|these|those)\b.*|is (?:that|any)\b.*|"
    r"does (?:any|that)\b.*|any of\b.*|how about you|you too)$"
)
"""A short question about what the sentence before it named."""
_SUGGESTS = re.compile(r"\byou(?:r \w+)? (?:also |probably )?(?:could|might|may|would|do|can|probably)\b")
_ASKS_FOR_TALK = word_set("tell describe explain walk talk say share elaborate think imagine remember")
_TALK_OF = word_set("me us more about a it that what why how")
"""What follows a verb that asks for talk and offers nothing ("can you tell me more")."""
_NO_OFFER = word_set("anything something there does someone somebody others is that not")
"""Words that open no offer ("or does someone else")."""
_PRONOUNS = word_set("it them those that")


class _Offer(NamedTuple):
    """One thing offered: its words, whether a noun names it, and what opened it."""

    words: Words
    is_noun: bool
    opener: str


def candidates(question: str) -> tuple[str, ...]:
    """Return the activities a question offers for confirmation, as they stand in it, in order.

    A shared object is brought to its verb ("write or review code": write code, review code), and so is a shared verb to
    its objects. "What do you do on Mondays?" offers none.
    """
    said = list(sentences(question))
    found: list[str] = []
    for place, (sentence, mark) in enumerate(said):
        asks = mark == "?" or bool(_SUGGESTS.search(line(sentence)))
        handed_on = place + 1 < len(said) and bool(_HANDED_ON.match(line(said[place + 1][0])))
        if not (asks or handed_on) or _is_open(line(sentence)):
            continue
        rest = _after_subject(sentence) if handed_on else _without_lead(sentence)
        found.extend(_named(question, _offers(rest, after_you=len(rest) < len(sentence))))
    return tuple(dict.fromkeys(found))


def _is_open(sentence: str) -> bool:
    """Say whether a sentence asks openly and names nothing to confirm."""
    asked = _IF_ANY.sub("", sentence)
    return bool(_OPEN.match(asked)) and not YES_NO.search(asked) and ":" not in asked


def _after_subject(sentence: Words) -> Words:
    """Return what others are said to do ("Some assistants sterilize instruments": sterilize instruments)."""
    for place in range(1, len(sentence)):
        if form(sentence[place].low).base and is_plural(sentence[place - 1].low):
            return sentence[place:]
    return _without_lead(sentence)


def _without_lead(sentence: Words) -> Words:
    """Drop what only asks at either end ("On the ramp, do you ever ...", "... part of your job")."""
    said = line(sentence)
    lead = next((match for pattern in _LEADS if (match := pattern.match(said))), None)
    rest = sentence[len(lead.group().split()) if lead else 0 :]
    after = _AFTER_LEAD.match(line(rest))
    rest = rest[len(after.group().split()) if after else 0 :]
    trail = _TRAIL.search(line(rest))
    return rest[: len(rest) - len(trail.group().split())] if trail else rest


def _offers(words: Words, *, after_you: bool) -> list[_Offer]:
    """Return the verb, gerund and noun phrases of what is offered; after "do you" comes a verb."""
    found: list[_Offer] = []
    parallel = after_you
    for piece in segments(words):
        clause = read(piece, parallel=parallel)
        core = _core(clause)
        if core and clause.status not in {Status.NEGATED, Status.PAST}:
            is_noun = clause.shape is Shape.NOUN
            parallel = parallel or not is_noun
            found.append(_Offer(core, is_noun, clause.opener))
    return found


def _named(question: str, offers: Sequence[_Offer]) -> Iterator[str]:
    """Yield the offers in words."""
    verb: Words = ()
    for place, offer in enumerate(offers):
        words = offer.words
        if offer.is_noun:
            if verb and offer.opener in {",", "and", "or"} and not names_activity(words):
                yield f"{_said(question, verb[: _verb_size(verb)])} {_said(question, words)}"
            elif names_activity(words) or names_work(words):
                yield _said(question, words)
            continue
        after = offers[place + 1] if place + 1 < len(offers) else None
        shares = after is not None and not after.is_noun and after.opener in {"and", "or"}
        if not object_of(words) and shares and after is not None:
            yield f"{_said(question, words)} {_said(question, object_of(after.words))}".strip()
        elif verb and words[-1].low in _PRONOUNS and verb[0].low != words[0].low:
            yield f"{_said(question, words[:-1])} {_said(question, verb[1:])}".strip()
        else:
            yield _said(question, words)
        verb = verb if words[-1].low in _PRONOUNS else words


def _said(question: str, words: Words) -> str:
    return question[words[0].start : words[-1].end] if words else ""


def _verb_size(verb: Words) -> int:
    """Return how many words the verb and its particle or preposition are ("look after the budget": two)."""
    size = 1
    while size < len(verb) and verb[size].low in PREPOSITIONS | PARTICLES | {"care"}:
        size += 1
    return size


def _core(clause: Clause) -> Words:
    """Return the words of an offered activity: "do" and determiners are not part of it."""
    words = clause.core
    if clause.shape is Shape.NONE or (clause.status is Status.OTHERS and form(words[0].low).s):
        return ()
    while words and (words[0].low in DETERMINERS or words[0].low in LIGHT_VERBS & {"do"}):
        words = words[1:]
    if not words or words[0].low in PREPOSITIONS | _NO_OFFER:
        return ()
    if clause.shape is not Shape.VERB:
        return words
    base, after = form(words[0].low).base, words[1].low if len(words) > 1 else ""
    if base in STATIVE_VERBS or (base in _ASKS_FOR_TALK and (not after or after in _TALK_OF)):
        return ()
    return words
