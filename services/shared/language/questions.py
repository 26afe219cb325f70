"""What the assistant had just asked: the kind of question, and the activities it named as candidates."""

import re
from collections.abc import Iterator
from enum import Enum

from services.shared.language.clauses import Clause, Shape, Status, read
from services.shared.language.forms import form
from services.shared.language.nouns import names_activity, names_work
from services.shared.language.segments import segments, sentences
from services.shared.language.tables import DETERMINERS, LIGHT_VERBS, PREPOSITIONS, STATIVE_VERBS
from services.shared.language.words import Words, word_set


_TOOLS = re.compile(
    r"\b(?:which|what) (?:\w+ )?(?:tools?|software|systems?|programs?|languages?|technolog\w+|apps?|equipment|machines?|platforms?)"
    r"\b(?! \w+ing)(?: or \w+)? (?:do|are|did|would|you|is)\b|\b(?:tools?|software) (?:do )?you use\b|\bwhat do you use\b"
)
_FACTS = re.compile(
    r"\b(?:how (?:long|many|much|often|old|big|far)|where (?:do|is|are)|when (?:do|did|is) you|who (?:do|is|are)|why|"
    r"how (?:do you feel|are you|is it going|would you rate)|what (?:is|was) your (?:title|name|background|degree|position)|"
    r"after work|free time|hobb\w+|in the evenings?\?|enjoy|like best|like most|favou?rite)\b"
)
_YES_NO = re.compile(
    r"(?:^|[,:] )(?:(?:and|so|also|or|ok(?:ay)?|great|thanks|then|just checking|got it)[,.!:]* )*"
    r"(?:do|does|are|is|would|could|can|have|did|will|shall|should|am|any(?:thing)?)\b"
)
_OPEN = re.compile(
    r"^(?:and |so |also |or |ok(?:ay)?,? |then )*(?:what|which|how|when|where|who|why|tell|describe|walk|talk|anything|any)\b"
)
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
_ASKS_FOR_TALK = word_set("tell describe explain walk talk say share elaborate think imagine remember")
_DUTIES = re.compile(
    r"\b(?:what|which|how)\b.*\b(?:do you (?:actually |mainly |usually |typically |mostly |also |really |\w+ )?(?:do|work on|handle|cover|spend)|"
    r"you do|responsible|takes? up|involve|looks? like|happens?|comes? (?:after|next)|your (?:\w+ )?(?:tasks?|duties|jobs?|work|day|week|shift|"
    r"part|role|time))|\b(?:tell|talk|walk)\b|^(?:your|and|anything|what else|else)\b|\bhow (?:do|would) you\b"
)


class Asked(Enum):
    """What kind of answer a question expects."""

    OPEN = "open"
    """Which tasks there are: a bare noun in the answer is one."""
    ABOUT = "about"
    """Something about a task: a bare noun in the answer is a task only where it names one by itself."""
    YES_NO = "yes_no"
    """Whether named things apply."""
    TOOLS = "tools"
    """What is used: a bare noun in the answer is a tool."""
    FACTS = "facts"
    """How long, where, who, how it feels, leisure: a bare noun in the answer is no task."""


def kind(question: str | None) -> Asked:
    """Return the kind of the last question asked; no question at all counts as an open one."""
    low = (question or "").lower().strip()
    last = re.split(r"(?<=[.!?])\s+", low)[-1] if low else ""
    if _TOOLS.search(low):
        return Asked.TOOLS
    if _FACTS.search(last):
        return Asked.FACTS
    if _YES_NO.search(last):
        return Asked.YES_NO
    return Asked.OPEN if not last or _DUTIES.search(last) else Asked.ABOUT


def candidates(question: str) -> tuple[str, ...]:
    """Return the activities a question offers for confirmation, as they stand in it, in order.

    "Do you file tax returns or advise clients?" offers two; "What do you do on Mondays?" offers none.
    """
    said = list(sentences(question))
    found: list[str] = []
    for place, (sentence, mark) in enumerate(said):
        line = _line(sentence)
        asks = mark == "?" or re.search(
            r"\byou(?:r \w+)? (?:also |probably )?(?:could|might|may|would|do|can|probably)\b", line
        )
        handed_on = place + 1 < len(said) and _HANDED_ON.match(_line(said[place + 1][0]))
        if not (asks or handed_on) or (_OPEN.match(line) and not _YES_NO.search(line) and ":" not in line):
            continue
        rest = _without_lead(sentence)
        found.extend(_offered(question, rest, after_you=len(rest) < len(sentence)))
    return tuple(dict.fromkeys(found))


def _line(words: Words) -> str:
    return " ".join(word.low for word in words)


def _without_lead(sentence: Words) -> Words:
    """Drop what only asks at either end ("On the ramp, do you ever ...", "... part of your job")."""
    line = _line(sentence)
    lead = next((match for pattern in _LEADS if (match := pattern.match(line))), None)
    skip = len(lead.group().split()) if lead else 0
    rest = sentence[skip:]
    after = _AFTER_LEAD.match(_line(rest))
    rest = rest[len(after.group().split()) if after else 0 :]
    trail = _TRAIL.search(_line(rest))
    return rest[: len(rest) - len(trail.group().split())] if trail else rest


def _offered(question: str, words: Words, *, after_you: bool) -> Iterator[str]:
    """Yield the verb, gerund and noun phrases offered; a noun after a verb phrase is one more object of that verb."""
    verb: Words = ()
    parallel = after_you
    for piece in segments(words):
        clause = read(piece, parallel=parallel)
        core = _core(clause)
        if not core or clause.status in {Status.NEGATED, Status.PAST}:
            continue
        said = question[core[0].start : core[-1].end]
        if clause.shape is not Shape.NOUN:
            if verb and core[-1].low in {"it", "them", "those", "that"}:
                rest = verb[1:] if verb[0].low != core[0].low else ()
                said = (
                    " ".join([question[core[0].start : core[-2].end], question[rest[0].start : rest[-1].end]])
                    if rest
                    else said
                )
            else:
                verb = core
            parallel = True
            yield said
        elif verb and clause.opener in {",", "and", "or"} and not names_activity(core):
            yield f"{question[verb[0].start : _verb_end(verb)]} {said}"
        elif names_activity(core) or names_work(core):
            yield said


def _verb_end(verb: Words) -> int:
    """Return where the verb and its particle or preposition end ("look after the budget": look after)."""
    end = verb[0].end
    for word in verb[1:]:
        if (
            word.low not in PREPOSITIONS
            and form(word.low).verb_share == 0
            and word.low not in {"up", "out", "off", "care"}
        ):
            break
        end = word.end
    return end


def _core(clause: Clause) -> Words:
    """Return the words of an offered activity: "do" and determiners are not part of it."""
    words = clause.core
    if clause.shape is Shape.NONE or (clause.status is Status.OTHERS and form(words[0].low).s):
        return ()
    while words and (words[0].low in DETERMINERS or words[0].low in LIGHT_VERBS & {"do"}):
        words = words[1:]
    if not words or words[0].low in PREPOSITIONS | {"anything", "something", "there"}:
        return ()
    if clause.shape is Shape.VERB and form(words[0].low).base in STATIVE_VERBS | _ASKS_FOR_TALK:
        return ()
    return words
