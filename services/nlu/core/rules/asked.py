"""What kind of answer a question expects."""

import re
from enum import Enum

_TOOLS = re.compile(
    r"\b(?:which|what) (?:\w+ )?(?:tools?|software|systems?|programs?|languages?|technolog\w+|apps?|equipment|machines?|platforms?)"
    r"\b(?! \w+ing)(?: or \w+)? (?:do|are|did|would|you|is)\b|\b(?:tools?|software) (?:do )?you use\b|\bwhat do you use\b"
)
_FACTS = re.compile(
    r"\b(?:how (?:long|many|much|often|old|big|far)|where (?:do|is|are)|when (?:do|did|is) you|who (?:do|is|are)|why|"
    r"how (?:do you feel|are you|is it going|would you rate)|what (?:is|was) your (?:title|name|background|degree|position)|"
    r"after work|free time|hobb\w+|in the evenings?\?|enjoy|like best|like most|favou?rite)\b"
)
YES_NO = re.compile(
    r"(?:^|[,:] )(?:(?:and|so|also|or|ok(?:ay)?|great|thanks|then|just checking|got it)[,.!:]* )*"
    r"(?:do|does|are|is|would|could|can|have|did|will|shall|should|am|any(?:thing)?)\b"
)
_DUTIES = re.compile(
    r"\b(?:what|which|how)\b.*\b(?:do you (?:actually |mainly |usually |typically |mostly |also |really |\w+ )?(?:do|work on|handle|cover|spend)|"
    r"you do|responsible|takes? up|involve|looks? like|happens?|comes? (?:after|next)|your (?:\w+ )?(?:tasks?|duties|jobs?|work|day|week|shift|"
    r"part|role|time))|\b(?:tell|talk|walk)\b|^(?:your|and|anything|what else|else)\b|\bhow (?:do|would) you (?:spend|help|support|contribute|describe|fill)\b"
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
    """How long, where, who, how it feels: a bare noun in the answer is no task."""


def kind(question: str | None) -> Asked:
    """Return the kind of the last question asked; no question at all counts as an open one."""
    low = (question or "").lower().strip()
    last = re.split(r"(?<=[.!?])\s+", low)[-1] if low else ""
    if _TOOLS.search(low):
        return Asked.TOOLS
    if _FACTS.search(last):
        return Asked.FACTS
    if YES_NO.search(last):
        return Asked.YES_NO
    return Asked.OPEN if not last or _DUTIES.search(last) else Asked.ABOUT
