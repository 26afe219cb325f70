"""Which verb forms a word may be, and when a bare word is a verb rather than a noun."""

from functools import lru_cache
from typing import NamedTuple

from services.shared.language import verbs
from services.shared.language.tables import DETERMINERS, OBJECT_PRONOUNS, PARTICLES, PREPOSITIONS
from services.shared.language.words import Words, word_set


class Form(NamedTuple):
    """The verbs a word may be a form of, and the share of verb uses of its base in O*NET, 0 to 1."""

    base: str | None
    s: str | None
    ing: str | None
    past: str | None
    verb_share: float

    @property
    def any_base(self) -> str | None:
        """The base verb of whichever present form the word is."""
        return self.base or self.ing or self.s


@lru_cache(maxsize=16384)
def form(low: str) -> Form:
    """Return which verb forms a lower-case word may be."""
    base, s = verbs.base_verb(low), verbs.base_of_s(low)
    entry = verbs.lexicon().get(base or s or low, verbs.NOTHING)
    share = entry.verb / (entry.verb + entry.noun) if entry.verb else 0.0
    return Form(base, s, verbs.base_of_ing(low), verbs.base_of_past(low), share)


def is_past(low: str) -> bool:
    """Say whether a word is a past form and nothing else ("gave", not "put")."""
    known = form(low)
    return known.past is not None and known.base is None and known.ing is None


def is_plural(low: str) -> bool:
    """Say whether a noun looks plural ("nurses", "staff", not "boss")."""
    return low in COLLECTIVES or (low.endswith("s") and not low.endswith(("ss", "us", "is", "'s")))


COLLECTIVES = word_set("people staff police children kids men women others folks guys")


def opens_as_verb(words: Words, *, parallel: bool = False) -> bool:
    """Say whether a bare first word is a verb here: what follows it decides, then how O*NET uses the word.

    In a list of verb phrases ("trim hedges, plant trees") any known verb before a noun is taken for one. The shares
    are where O*NET's use of a word as verb or noun stops being telling: half for a word alone, a third before a noun, a
    quarter before a particle or preposition, three quarters where an -ing noun follows ("travel booking").
    """
    known = form(words[0].low)
    if not known.base:
        return False
    if len(words) == 1:
        return known.verb_share > (1 / 5 if parallel else 1 / 2)
    after = words[1].low
    if after in DETERMINERS or after in OBJECT_PRONOUNS:
        return True
    if after in PARTICLES or after in PREPOSITIONS:
        return known.verb_share > 1 / 4
    if len(words) == len("travel booking".split()) and form(after).ing:
        return known.verb_share > 3 / 4
    if parallel:
        return not (form(after).s and known.verb_share < 1 / 4)
    return known.verb_share > 1 / 3
