"""What a reply takes back of what is known: "I don't do the payroll any more", "no, my colleague does that".

Rules:
- only a plain denial takes back: what is done rarely, on other days, or not alone is done all the same
- the past tense alone takes back nothing ("I wrote the report"); "used to", "stopped" and "no longer" do
- another's work takes back what is known where the reply corrects itself ("actually", "now", "took over")
- "that" is what the question asked about; in a correction, what the reply itself named last
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from services.nlu.core.rules.noun_phrases import noun_phrase, object_of
from services.nlu.core.rules.segments import segments, sentences
from services.shared.language.forms import form
from services.shared.language.nouns import head
from services.shared.language.tables import DETERMINERS, LIGHT_VERBS
from services.shared.language.words import Words, content_words, line, stem, tokens, word_set

_ADVERB = (
    r"(?:(?:really|actually|personally|now|also|even|currently|probably|mostly|usually|all|just|sorry|no|oh|well|wait|in fact|"
    r"to be honest|honestly|ok|then|so|but|though) )*"
)
_OWN = rf"{_ADVERB}(?:i|we) {_ADVERB}"
_IS = rf"(?:is|are) {_ADVERB}"
_TASK = r"(?:job|work|thing|task|responsibility|area|department|business|duty|role|field|part)"
_WHO = r"(?!.*(?:day|noon|night|end|month|week|year|\d))"  # "done by Friday" is when, not who
_DENIED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_OWN}(?:do not|no longer|never|am not|are not|do no longer) {_ADVERB}(?P<what>.+)",
        rf"{_OWN}(?:have )?(?:used to|stopped|quit|gave up|given up) (?P<what>.+)",
        rf"{_OWN}(?:have )?(?:handed|passed|given|gave|moved) (?P<what>.+?) (?:over|on|off|to|back|away)(?: .*)?",
        rf"{_OWN}(?:have )?(?:handed|passed|given|gave) (?:over|on|off|back|away) (?P<what>.+?)(?: to .*)?",
        rf"{_OWN}(?:have )?outsourced (?P<what>.+)",
        rf"{_OWN}(?:was|were|am|are) (?:wrong|mistaken) about (?P<what>.+)",
        rf"{_ADVERB}(?P<what>.+?) (?:was|were|got|has been|have been|is|are) {_ADVERB}(?:outsourced|taken over|handed over|passed on)(?: .*)?",
        rf"{_ADVERB}(?P<what>.+?) {_IS}(?:done|handled|covered|managed|run|processed|looked after|taken care of) by {_WHO}.+",
        rf"{_ADVERB}(?P<what>.+?) {_IS}(?!not )(?:\w+ )+'s(?: {_TASK}.*)?",
        rf"{_ADVERB}(?P<what>.+?) {_IS}(?:somebody|someone|somebody else|someone else) (?:'s|else 's)(?: {_TASK}.*)?",
        rf"{_ADVERB}(?P<what>.+?) {_IS}not (?:me|mine|us|ours|(?:part of )?(?:my|our) {_TASK})(?: .*)?",
        rf"{_ADVERB}(?P<what>that|it|this|those|these) (?:all )?(?:went|moved|has gone|has moved|was moved) .*?to .+",
        rf"{_ADVERB}(?:forget|scratch|disregard) (?P<what>.+)",
        rf"{_ADVERB}not (?P<what>\w+(?: \w+){{0,3}})",
        rf"{_ADVERB}(?P<what>.+?) (?:does|do) not (?:fall to me|belong to my {_TASK})(?: .*)?",
    )
)
"""What the speaker says of themselves or of the task: a denial, handing on, or whose it is."""
_SUBJECT = rf"{_ADVERB}(?!i |we |it |that |this |there |what )(?:\w+ ){{1,4}}?"
_OTHERS = tuple(
    re.compile(_SUBJECT + verb)
    for verb in (
        r"(?P<what>(?:does|do|did|takes?|took|taken|handles?|manages?|runs?|covers?|looks?|deals?) .+)",
        r"(?P<what>(?!\w+ss )\w+s .+)",
    )
)
"""What somebody else does: verbs that stand for any first, as a subject may end in s, too."""
_TAKEN_OVER = re.compile(r"(?:takes?|took|taken) (?:over|care of|on) ")
_CORRECTS = re.compile(
    r"\b(?:actually|no|not any ?more|any ?more|anymore|no longer|now|these days|nowadays|instead|wait|sorry|correction|in fact|"
    r"wrong|mistaken|scratch|forget|(?:took|taken|takes) over|(?:i|we) (?:said|mentioned|told you))\b"
)
_FADED = re.compile(
    r"\b(?:any ?more|anymore|any longer|at all|now|nowadays|these days|currently|actually|really|today|myself|ourselves|"
    r"either|though|last (?:year|month|week|spring|summer|autumn|winter|fall)|since .*|(?:a|some|\w+) (?:weeks|months|years) ago|ago)\b"
)
"""What a denial may add without saying less."""
_STILL_DONE = re.compile(
    r"\b(?:alone|by myself|on my own|often|much|many|every|all|always|only|just|directly|until|unless|without|before|when|if|"
    r"yet|enough|\w+days?|weekends?|nights?|mind|know|think|remember|mean|want|like|need|have to|help|helps|with me|for me|too)\b"
)
"""What makes a denial, or another's part in it, less than a whole one."""
_LONGEST = 24
"""Words of a clause that are looked at: a longer one says more than a denial, and matching stays quick."""
_OWN_CLAUSE = re.compile(r".*\b(?:i|we) (?P<what>.+)")
_PRONOUNS = word_set("that it this those these them one ones any either")
_LIGHT = LIGHT_VERBS | word_set("look take deal be make work run process care")
"""Verbs that stand for whatever is done with a thing."""


class _Named(NamedTuple):
    """A task by its verb and its object.

    Attributes:
        verb: The base verb; "" where a noun names the task.
        thing: Stem of the object's head noun, "" without an object.
        words: Stems of the whole object.
        rest: All stems but the verb's.
    """

    verb: str
    thing: str
    words: frozenset[str]
    rest: frozenset[str]


def taken_back(known: Sequence[str], message: str, question: str = "") -> tuple[int, ...]:
    """Return the places in `known` of the activities that a reply takes back.

    Args:
        known: activities as they were said, in the order they were.
        message: the reply.
        question: what it answers, for "that"; its last sentence that asks counts.
    """
    corrects = bool(_CORRECTS.search(message.lower()))
    asked = [line(words) for words, mark in sentences(question) if mark == "?"]
    meant = asked[-1] if asked else ""
    found: set[int] = set()
    for sentence, mark in sentences(message):
        for segment in segments(sentence) if mark != "?" else ():
            said = line(segment.words[:_LONGEST])
            denied = _denied(said, corrects=corrects)
            if denied:
                found |= {place for place, phrase in enumerate(known) if _is_same(phrase, denied)}
            elif denied is not None:
                found |= {place for place, phrase in enumerate(known) if _is_named(phrase, meant)}
            elif content_words(said):
                meant = said if corrects else ""
    return tuple(sorted(found))


def _denied(said: str, *, corrects: bool) -> Words | None:
    """Return what a clause denies: words, none for "that", None where it denies nothing wholly."""
    own = _first(_DENIED, said)
    match = own or _first(_OTHERS, said)
    if match is None:
        return None
    what = " ".join(_FADED.sub(" ", _TAKEN_OVER.sub("", match["what"])).split())
    if _STILL_DONE.search(what):
        return None
    words = tokens(what)
    verb = form(words[0].low).any_base if words else None
    thing = object_of(words) if verb else words
    if line(thing) in _PRONOUNS:
        return () if verb is None or verb in _LIGHT else None
    return words if words and (own or corrects) else None


def _first(patterns: Sequence[re.Pattern[str]], said: str) -> re.Match[str] | None:
    return next((match for pattern in patterns if (match := pattern.fullmatch(said))), None)


def _is_same(phrase: str, denied: Words) -> bool:
    """Say whether a denial means a known activity: the same thing, and the same verb or one that stands for any."""
    known, other = _named(tokens(phrase)), _named(denied)
    if not (known.thing and other.thing):
        return frozenset(content_words(phrase)) == frozenset(content_words(line(denied)))
    if {"and", "or"} & set(phrase.split()) and other.words != known.words:
        return False  # one of several things: the rest is still done
    light = {"", *_LIGHT}
    if other.verb in light or known.verb in light:
        return other.thing == known.thing and other.words <= known.words
    return other.verb == known.verb and other.thing == known.thing and other.rest <= known.rest


def _is_named(phrase: str, said: str) -> bool:
    """Say whether a clause names an activity, whole or as "I ..." says it."""
    words = frozenset(content_words(phrase))
    own = _OWN_CLAUSE.search(said)
    return (bool(words) and words <= frozenset(content_words(said))) or (
        own is not None and _is_same(phrase, tokens(own["what"]))
    )


def _named(words: Words) -> _Named:
    verb = form(words[0].low).any_base if words else None
    thing = object_of(words) if verb else words
    phrase = noun_phrase(thing)
    while phrase and phrase[0].low in DETERMINERS:
        phrase = phrase[1:]
    noun = head(phrase)
    rest = frozenset(content_words(line(words[1:] if verb else words)))
    return _Named(verb or "", stem(noun.low) if noun else "", frozenset(content_words(line(phrase))), rest)
