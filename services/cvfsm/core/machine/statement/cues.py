"""What kind of thing a sentence about a CV wants: the reader's probabilities, raised by what cues in English see."""

from __future__ import annotations

import math
import re
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.machine.statement.places import SECTION_WORDS, plain_words
from services.cvfsm.core.machine.statement.styles import TOLD, is_style, names_setting

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
    r"remove|delete|erase|drop|omit|hide|skip|strike|lose|cut|scrap|bin|ditch|leave out|leave off|take (?:out|off|away)|get rid of|"
    r"don'?t (?:show|list|include|mention|print)|do not (?:show|list|include|mention|print)|no need (?:to (?:list|show|mention)|for)"
)


_BY_HOW_MUCH: Final = r"\bby (?:an?|half|one|two|over|about|nearly|\d)"

LEAD_OUT: Final = re.compile(rf"^{ASK}(?:{_OUT})\s+(?!.*{_BY_HOW_MUCH})", re.IGNORECASE)
"""A command to take out; what is cut by a third tells of work."""


AROUND_OUT: Final = re.compile(
    r"^(?:.*[,;] )?(?:please |pls |can you |just )*(?:take|leave|get)\s+(?P<t1>.+?)\s+(?:out|off|away)(?:\s+(?:of|from) .*|[,;.] .*| (?:the|my|this) (?:list|cv|page|section))?[.!]?$"
    r"|^i (?:don'?t|do not) (?:want|need)\s+(?P<t2>.+?)(?:\s+(?:on (?:there|it|here|my cv)|in there|shown|listed|any ?more))?[.!]?$"
    r"|^i (?:want|would like)\s+(?P<t3>.+?)\s+(?:gone|removed|deleted|out)[.!]?$"
    r"|^(?P<t4>.+?)[,;:-]? (?:and |so )?(?:please |pls )?(?:remove|delete|take|drop) (?:it|that|them|this)(?: (?:off|out|away))?[.!]?$"
    r"|^no (?!more|idea|thanks?|changes?|problem|need|further|other|experience)(?P<t5>\w+(?: \w+)?)(?: please)?[.!]?$"
    r"|^i (?:no longer|don'?t|do not|never) (?:use|do|speak|play|hold|practi[sc]e)\s+(?P<t6>.+?)(?: any ?more| now)?[.!]?$"
    r"|^(?:nobody|no one) (?:needs|wants|reads|cares about)\s+(?P<t7>.+?)[.!]?$"
    r"|^(?P<t8>.+?) (?:can|should|must|may) (?:go|be (?:removed|deleted|dropped|left out))[.!]?$",
    re.IGNORECASE,
)


ORDER: Final = re.compile(
    rf"^{ASK}(?:put|move|list|show|bring|start with|have)?\s*(?:my |the )?(?P<what>.+?)\s+"
    r"(?:(?:should |must |needs to |to )?(?:come|comes|go|goes|be|is)\s+)?"
    r"(?:(?P<first>(?:to |at |on )?(?:the )?(?:very )?(?:top|first|up|beginning|start))|(?P<last>(?:to |at )?(?:the )?(?:very )?(?:end|bottom|last))"
    r"|(?:right |straight |directly |just )?(?P<before>before|above|ahead of)\s+(?:my |the )?(?P<other>.+?)|(?:right |straight |directly |just )?(?P<after>after|below|under)\s+(?:my |the )?(?P<another>.+?))(?: please)?[.!]?$",
    re.IGNORECASE,
)


NOTHING: Final = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|hm+|um+|well|so|cool|great|yes|yeah|no|nope)\b\W*)*"
    r"(?:thanks?\b.*|thank you.*|nothing(?: (?:else|more|to (?:add|change)))?|none|n/?a|all (?:good|fine)|looks? (?:good|fine).*|hello|hi|i'?m not sure\b.*|"
    r"(?:not sure|no idea|up to you|same as before|everything is fine)\b.*|i (?:don'?t|do not|can'?t|cannot) (?:know|remember|recall)\b.*|"
    r"(?:what|why|who|how|is|are|can|will|do|does)\b[^.]*\?|(?:who|what|why|how|when|where)(?: (?:long|much|many|soon|often))? (?:are|is|do|does|can|will)\b.*|)\W*$",
    re.IGNORECASE,
)


_WRONG: Final = re.compile(
    r"\b(?:wrong|mistake|incorrect|typo|misspel\w*|spelling|out of date|outdated|should (?:be|say|read|have been)|instead of|is now|are now|has changed|changed to|"
    r"no longer|it says|you wrote|you(?:'ve| have)? put|better now|old number|is missing|is called|not any ?more|any ?more|actually)\b|\bnot (?:\w+ ){0,3}[\w%:]+\W*$|->|→|^\W*(?:please )?(?:change|replace|update|correct|fix|rename)\b|"
    r"\bmy (?:new )?(?:name|surname|phone|number|mobile|e-?mail|address|postcode|title|linkedin)\b.*\b(?:is|changed|are)\b|"
    r"\bi(?:'ve| have)? (?:moved to|moved house|live in|left|finished (?:at|in|college|school|the course)|graduated in|started (?:at|in))\b|^(?:started|joined|finished|left) (?:at|in)\b.*\b(?:19|20)\d\d\W*$|\btitle\b.*\b(?:is|was)\b|"
    r"\b(?:is|am|are)\b.*\b(?:now|by now|these days)\W*$|\bwe(?:'ve)? moved\b|"
    r"\b(?:job|work|post|role|contract|degree|course)\b.*\b(?:ended|was \d{4}|finished)\b|\bmy role is\b|\bnow runs until\b|\brather than\b|\bis spel\w+\b|"
    r"\b(?:company|employer|firm|school|college|university)\b(?: \w+){0,2} (?:is|was) (?:called |named )?(?-i:[A-Z])|"
    r"\b(?:was|were|is|ran) (?:from |between )?(?:[a-z]{3,9} )?(?:19|20)\d\d (?:to|until|till|and|-|–) |"
    r"^(?:new )?(?:phone|mobile|e-?mail|address|old number)\b|\bstill work",
    re.IGNORECASE,
)


_ORDERS: Final = re.compile(
    rf"^{ASK}(?:put|move|list|show|bring|start with|have)\b|\b(?:come|comes|go|goes|should|must|first|top|bottom|last|end)\b",
    re.IGNORECASE,
)


def _is_order(text: str) -> bool:
    match = ORDER.match(text)
    return match is not None and bool(_ORDERS.search(text) or plain_words(match["what"]) in SECTION_WORDS)


_ASKS: Final = re.compile(
    r"^\W*(?:why|who|what (?:does|do|would|is|are)|how (?:do|does|can|much|many)|is (?:it|there)|are (?:they|there|you)|do (?:they|you|we|i)|"
    r"does|did|should (?:i|we)|would)\b",
    re.IGNORECASE,
)

_COMMAND: Final = re.compile(
    rf"^{ASK}(?:change|replace|rename|swap|correct)\b.+\b(?:to|with|by|for|into)\b|->|→", re.IGNORECASE
)

_PUT_RIGHT: Final = re.compile(
    r"\bshould (?:say|read|have been)\b|\bshould be (?!at|first|last|on|before|after|above|below|in|the|moved|removed|left|shown)\b|"
    r"\bi(?:'ve| have)? moved to \d|\bis now \S+\.\w+/|\bis my (?:mother tongue|first language|native)|\b(?:i|we) (?:now )?live (?:at|in)\b|^at .{2,40}?,? i was (?:an?|the) (?-i:[A-Z])|"
    r"\b(?:use|now|new|my|mobile|phone|e-?mail)\b.*(?:\S@\S+\.\w|\b0\d{3,4} ?\d{3} ?\d{3})|^\S+ (?:0|\+)\d{2,4} ?\d{3,} ?\d{3}",
    re.IGNORECASE,
)
"""What is true, in a form that adds nothing to a CV: it takes the place of something."""

_CUT_BY: Final = re.compile(rf"^(?:cut|drop|lost?|trim)\b.*{_BY_HOW_MUCH}", re.IGNORECASE)
"""What was cut, and by how much: a deed, no command."""

_CERTAIN, _TELLING, _SURE, _UNSURE = 8.0, 7.0, 3.0, 2.5
"""What a cue adds to the logarithm of a probability: a setting or a new value that is named stands against any reader, a deed
told in the past against most; a correction shows less clearly than the others (docs/quality.md)."""

CUES: Final[Sequence[tuple[Kind, Callable[[str], object], float]]] = (
    (Kind.STYLE, names_setting, _CERTAIN),
    (Kind.OTHER, NOTHING.match, _SURE),
    (Kind.CORRECTION, lambda text: _COMMAND.search(text) or _PUT_RIGHT.search(text), _CERTAIN),
    (Kind.CONTENT, _CUT_BY.match, _CERTAIN),
    (Kind.REMOVAL, lambda text: LEAD_OUT.match(text) or AROUND_OUT.match(text), _SURE),
    (Kind.STYLE, is_style, _SURE),
    (Kind.CORRECTION, _WRONG.search, _UNSURE),
    (Kind.REORDERING, _is_order, _SURE),
    (Kind.OTHER, _ASKS.match, _SURE),
    (Kind.CONTENT, TOLD.match, _TELLING),
)
"""How kinds look in English, the surest first, and how much each counts beside a reader of language."""

_LEAST: Final = 1e-3


def kind_of(text: str, probabilities: Mapping[str, float]) -> Kind:
    """What a statement wants: the reader's answer, raised by the first cue; without a reader the cue, else content."""
    seen, weight = next(((kind, weight) for kind, sees, weight in CUES if sees(text)), (Kind.CONTENT, 0.0))
    if not probabilities:
        return seen
    scores = {Kind(kind): math.log(max(share, _LEAST)) for kind, share in probabilities.items()}
    scores[seen] = scores.get(seen, math.log(_LEAST)) + weight
    return max(scores, key=lambda kind: scores[kind])
