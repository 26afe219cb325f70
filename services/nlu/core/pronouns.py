"""Whether an activity has a pronoun for its object: the reader model resolves what it stands for."""

from __future__ import annotations

from services.shared.language.tables import PARTICLES, PREPOSITIONS
from services.shared.language.words import tokens, word_set

ALWAYS = word_set("it them em 'em")
"""Always pronouns."""
SOMETIMES = word_set("that this those these")
"""Pronouns only where no noun follows ("sign that off")."""
_AFTER = PREPOSITIONS | PARTICLES | word_set("and or then again too first")


def pronoun_of(phrase: str) -> str:
    """The pronoun a phrase has as its object, "" without one."""
    words = tokens(phrase.lower())
    for place, word in enumerate(words):
        if place == 0:
            continue
        if word.low in ALWAYS:
            return word.low
        follows = words[place + 1].low if place + 1 < len(words) else ""
        if word.low in SOMETIMES and (not follows or follows in _AFTER):
            return word.low
    return ""
