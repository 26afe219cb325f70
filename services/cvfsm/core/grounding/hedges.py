"""What a sentence says less than a deed of one's own: a plan, a denial, another's deed, a try, something begun.

A sentence with a hedge is a source only for a line that keeps it: "I was shortlisted for the prize" carries "Shortlisted for
the prize" and no prize, "I stood in as manager" carries "Stood in as manager" and no manager.
"""

from __future__ import annotations

import re
from typing import Final

from services.cvfsm.core.grounding import text as read

_SENTENCE: Final = read.pattern("sentence")

_HEDGES: Final = {name: read.pattern(name, "hedges") for name in read.TABLES["hedges"]}
_SELF: Final = re.compile(r"\b(?:i|i'm|i've|i'd|we|we've|we're|my own)\b", re.IGNORECASE)
_MADE_ME: Final = read.pattern("made_me")
_TURN: Final = read.pattern("turn")
ALWAYS: Final = frozenset({"plan", "denial", "other"})
"""Hedges that leave nothing of a deed; what is unfinished matters to degrees, certificates, awards and skills."""


def hedges(text: str) -> frozenset[str]:
    """The names of the hedges in a sentence."""
    plain = text.replace("\u2019", "'")
    found = {name for name, said in _HEDGES.items() if said.search(plain)}
    if "other" in found and (_SELF.search(plain) or _MADE_ME.search(plain)):
        found.discard("other")
    return frozenset(found)


def assertions(statement: str) -> tuple[str, ...]:
    """The parts of a statement that each say one thing of one person: "the chef cooks and I bake" are two."""
    parts = [part for sentence in _SENTENCE.split(statement) for part in _TURN.split(sentence)]
    return tuple(part.strip(" ,") for part in parts if part.strip(" ,"))
