"""What kind of thing a sentence about a CV wants: the reader's probabilities, raised by what cues in English see."""

from __future__ import annotations

import math
import re
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.machine.statement.places import SECTION_WORDS, plain_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


class Kind(StrEnum):
    """What a statement wants."""

    CONTENT = "content"
    CORRECTION = "correction"
    REMOVAL = "removal"
    REORDERING = "reordering"
    STYLE = "style"
    OTHER = "other"


ASK: Final = r"(?:(?:please|pls|can you|could you|would you|you can|also|and|just|then|i(?:'d| would) like to|i want to|let's)[ ,]+)*"


_OUT: Final = (
    r"remove|delete|erase|drop|omit|hide|skip|strike|lose|cut|leave out|leave off|take (?:out|off|away)|get rid of|"
    r"don'?t (?:show|list|include|mention|print)|do not (?:show|list|include|mention|print)|no need (?:to (?:list|show|mention)|for)"
)


LEAD_OUT: Final = re.compile(rf"^{ASK}(?:{_OUT})\s+", re.IGNORECASE)


AROUND_OUT: Final = re.compile(
    r"^(?:.*[,;] )?(?:please |pls |can you |just )*(?:take|leave|get)\s+(?P<t1>.+?)\s+(?:out|off|away)(?:\s+(?:of|from) .*|[,;.] .*)?[.!]?$"
    r"|^i (?:don'?t|do not) (?:want|need)\s+(?P<t2>.+?)(?:\s+(?:on (?:there|it|here|my cv)|in there|shown|listed|any ?more))?[.!]?$"
    r"|^i (?:want|would like)\s+(?P<t3>.+?)\s+(?:gone|removed|deleted|out)[.!]?$"
    r"|^(?P<t4>.+?)[,;:-]? (?:and |so )?(?:please |pls )?(?:remove|delete|take|drop) (?:it|that|them|this)(?: (?:off|out|away))?[.!]?$"
    r"|^no (?P<t5>\w+) please[.!]?$",
    re.IGNORECASE,
)


ORDER: Final = re.compile(
    rf"^{ASK}(?:put|move|list|show|bring|start with|have)?\s*(?:my |the )?(?P<what>.+?)\s+"
    r"(?:(?:should |must |needs to |to )?(?:come|comes|go|goes|be|is)\s+)?"
    r"(?:(?P<first>(?:to |at |on )?(?:the )?(?:very )?(?:top|first|up|beginning|start))|(?P<last>(?:to |at )?(?:the )?(?:very )?(?:end|bottom|last))"
    r"|(?P<before>before|above|ahead of)\s+(?:my |the )?(?P<other>.+?)|(?P<after>after|below|under)\s+(?:my |the )?(?P<another>.+?))(?: please)?[.!]?$",
    re.IGNORECASE,
)


_LANGUAGE_WORDS: Final = {
    "de": r"german|deutsch|niemiecku",
    "en": r"english|englisch|angielsku|anglais",
    "fr": r"french|fran[cç]ais\w*|französisch|francusku",
    "pl": r"polish|polsku|polski|polnisch",
    "es": r"spanish|espa[nñ]ol|spanisch|hiszpańsku",
}


_STYLES: Final[Sequence[tuple[re.Pattern[str], str, str | int]]] = (
    *(
        (
            re.compile(
                rf"\b(?:in|auf|po|en|into|to)\s+(?:{words})\b|^(?:{words}) (?:version|cv|please|bitte)\b", re.IGNORECASE
            ),
            "language",
            code,
        )
        for code, words in _LANGUAGE_WORDS.items()
    ),
    (re.compile(r"\b(?:one|1|single)[ -]page\b|\bone side\b", re.IGNORECASE), "pages", 1),
    (re.compile(r"\b(?:two|2)[ -]pages?\b", re.IGNORECASE), "pages", 2),
    (
        re.compile(r"\b(?:us )?letter(?: (?:paper|size|format)| please|$)|\bamerican (?:letter|paper)", re.IGNORECASE),
        "paper",
        "letter",
    ),
    (re.compile(r"\ba4\b", re.IGNORECASE), "paper", "a4"),
)


_TEMPLATE: Final = re.compile(
    r"\b(?P<name>modern|classic|tabular|banner)\b.*\b(?:template|layout|design|look|style)\b", re.IGNORECASE
)


_WORDING: Final = re.compile(
    r"\b(?:make (?:it|this|them|these)|shorten|shorter|rewrite|rephrase|reword|polish (?:it|this|the)|tailor|emphasi[sz]e|highlight|improve|tidy|tone|"
    r"more (?:professional|concise|confident|formal)|stronger|third person|first person|waffle|template|layout|font|letters?\b|bitte|proszę|por favor|s'il vous plaît)\b"
    r"|^(?:more|less|bigger|smaller|a more|keep it) ",
    re.IGNORECASE,
)


NOTHING: Final = re.compile(
    r"^\W*(?:thanks?\b.*|thank you.*|nothing(?: to (?:add|change))?|none|n/?a|all (?:good|fine)|looks? (?:good|fine).*|ok(?:ay)?|yes|no|hello|hi|"
    r"(?:not sure|no idea|up to you|same as before|everything is fine)\b.*|i (?:don'?t|do not|can'?t|cannot) (?:know|remember|recall)\b.*|"
    r"(?:what|why|who|how|is|are|can|will|do|does)\b[^.]*\?|(?:who|what|why|how) (?:are|is|do|does|can)\b.*)\W*$",
    re.IGNORECASE,
)


_WRONG: Final = re.compile(
    r"\b(?:wrong|mistake|incorrect|typo|misspel\w*|spelling|out of date|outdated|should (?:be|say|read|have been)|instead of|is now|are now|has changed|changed to|"
    r"no longer|it says|you wrote|you(?:'ve| have)? put|better now|old number|is missing|is called|not any ?more|any ?more|actually)\b|\bnot (?:\w+ ){0,3}[\w%:]+\W*$|->|→|^\W*(?:please )?(?:change|replace|update|correct|fix|rename)\b|"
    r"\bmy (?:new )?(?:name|surname|phone|number|mobile|e-?mail|address|postcode|title|linkedin)\b.*\b(?:is|changed|are)\b|"
    r"\bi(?:'ve| have)? (?:moved to|moved house|live in|left|finished (?:at|in|college|school|the course)|graduated in|started (?:at|in))\b|^(?:started|joined|finished|left) (?:at|in)\b.*\b(?:19|20)\d\d\W*$|\btitle\b.*\b(?:is|was)\b|"
    r"\b(?:is|am|are)\b.*\b(?:now|by now|these days)\W*$|\bwe(?:'ve)? moved\b|"
    r"\b(?:job|work|post|role|contract|degree|course)\b.*\b(?:ended|was \d{4}|finished)\b|\bmy role is\b|\bnow runs until\b|^(?:new )?(?:phone|mobile|e-?mail|address|old number)\b|\bstill work",
    re.IGNORECASE,
)


_SHORT: Final = 8
"""Words of the longest wish about style: more tell of the work."""


_OF_ONESELF: Final = re.compile(r"^(?:i|my)\b(?!'d like)", re.IGNORECASE)


_TOLD: Final = re.compile(
    r"^(?:\w+ed|made|wrote|led|ran|kept|built|taught|put|set)\b(?! (?:it|this|them|my|the|in)\b)", re.IGNORECASE
)
"""How a line about work begins: it tells a deed, "Translated leaflets into German" is no wish."""


_ORDERS: Final = re.compile(
    rf"^{ASK}(?:put|move|list|show|bring|start with|have)\b|\b(?:come|comes|go|goes|should|must|first|top|bottom|last|end)\b",
    re.IGNORECASE,
)


def is_style(text: str) -> bool:
    """Whether a text reads as a short wish about how the CV looks or is worded."""
    is_wish = len(text.split()) <= _SHORT and not (_OF_ONESELF.match(text) or _TOLD.match(text))
    return is_wish and bool(settings(text) or _WORDING.search(text))


def _is_order(text: str) -> bool:
    match = ORDER.match(text)
    return match is not None and bool(_ORDERS.search(text) or plain_words(match["what"]) in SECTION_WORDS)


_ASKS: Final = re.compile(
    r"^\W*(?:why|who|what (?:does|do|would|is|are)|how (?:do|does|can|much|many)|is (?:it|there)|are (?:they|there|you)|do (?:they|you|we|i)|"
    r"does|did|should (?:i|we)|would)\b",
    re.IGNORECASE,
)

CUES: Final[Sequence[tuple[Kind, Callable[[str], object]]]] = (
    (Kind.OTHER, NOTHING.match),
    (Kind.REMOVAL, lambda text: LEAD_OUT.match(text) or AROUND_OUT.match(text)),
    (Kind.STYLE, is_style),
    (Kind.CORRECTION, _WRONG.search),
    (Kind.REORDERING, _is_order),
    (Kind.OTHER, _ASKS.match),
)
"""How kinds look in English, the surest first."""

_SURE_CUE: Final = 3.0
_UNSURE_CUE: Final = 2.5
"""What a cue adds to the logarithm of a probability: a correction shows less clearly than the others (docs/quality.md)."""

_LEAST: Final = 1e-3


def kind_of(text: str, probabilities: Mapping[str, float]) -> Kind:
    """What a statement wants: the reader's answer, raised by the first cue; without a reader the cue, else content."""
    seen = next((kind for kind, sees in CUES if sees(text)), None)
    if not probabilities:
        return seen or Kind.CONTENT
    scores = {Kind(kind): math.log(max(share, _LEAST)) for kind, share in probabilities.items()}
    if seen:
        scores[seen] = scores.get(seen, math.log(_LEAST)) + (_UNSURE_CUE if seen is Kind.CORRECTION else _SURE_CUE)
    return max(scores, key=lambda kind: scores[kind])


def settings(text: str) -> dict[str, str | int]:
    """The settings of the output a text names."""
    found: dict[str, str | int] = {}
    for pattern, name, value in _STYLES:
        if pattern.search(text):
            found.setdefault(name, value)
    if match := _TEMPLATE.search(text):
        found["template"] = match["name"].lower()
    return found
