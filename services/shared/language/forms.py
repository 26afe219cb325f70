"""Which verb forms a word may be, and when a bare word is a verb rather than a noun."""

from functools import lru_cache
from typing import NamedTuple

from services.shared.language import verbs
from services.shared.language.tables import DETERMINERS, OBJECT_PRONOUNS, PARTICLES, PREPOSITIONS, SPOKEN_VERBS
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


def is_plural(low: str) -> bool:
    """Say whether a noun looks plural ("nurses", "staff", not "boss")."""
    return low in COLLECTIVES or (low.endswith("s") and not low.endswith(("ss", "us", "is", "'s")))


COLLECTIVES = word_set("people staff police children kids men women others folks guys")


EVENTS = word_set(
    """
    change changes check checks count counts charge drop repair repairs review reviews visit visits order orders update
    updates run runs search searches test tests call calls move moves pickup wash refill install installs backup backups
    transfer transfers exchange return returns audit audits patrol patrols walk walks feed swap swaps load loads cut cuts
    clean session sessions meeting meetings class classes round rounds drill drills interview interviews paperwork
    inspection inspections assessment assessments delivery deliveries campaign campaigns event events program programs
    close closes closing release releases build builds design designs report reports plan plans
    """
)
"""Nouns that name an event of work; after another noun they make it one ("stock counts", "dressing changes")."""
_NOMINAL = ("tion", "sion", "ment", "ance", "ysis", "ing")
_THINGS = word_set(
    "equipment document payment garment instrument location station insurance furnace medication information"
)
"""Words that end like the name of a doing and are things."""
_CLOSED = (
    DETERMINERS | PREPOSITIONS | PARTICLES | OBJECT_PRONOUNS | word_set("and or but so not no also all both only just")
)


def _may_be_verb(low: str) -> bool:
    """Say whether a word nobody listed may be a verb: it is no word of a closed class ("centrifuge the tubes")."""
    return low.isalpha() and low not in _CLOSED


def names_event(words: Words) -> bool:
    """Say whether two bare words are one noun that ends in an event ("dressing changes", "travel reimbursement")."""
    return len(words) > 1 and words[1].low in EVENTS and (len(words) == 2 or words[2].low in PREPOSITIONS)  # noqa: PLR2004


def opens_as_verb(words: Words, *, parallel: bool = False) -> bool:  # noqa: PLR0911 - a decision list
    """Say whether a bare first word is a verb here: what follows it decides, then how O*NET uses the word.

    In a list of verb phrases ("trim hedges, plant trees") any known verb before a noun is taken for one. The shares
    are where O*NET's use of a word as verb or noun stops being telling: half for a word alone, a third before a noun, a
    quarter before a particle or preposition, three quarters where an -ing noun follows ("travel booking").
    """
    known = form(words[0].low)
    if parallel and known.s and not known.base and len(words) > 1:
        return words[1].low in DETERMINERS | PARTICLES | OBJECT_PRONOUNS
    if not known.base:
        takes_object = len(words) > 1 and words[1].low in DETERMINERS | {"it", "them"}
        return parallel and takes_object and _may_be_verb(words[0].low)
    if len(words) == 1:
        return known.verb_share > (1 / 5 if parallel else 1 / 2)
    after = words[1].low
    if after in DETERMINERS or after in OBJECT_PRONOUNS:
        return True
    if after in PARTICLES or after in PREPOSITIONS:
        return known.verb_share > (0 if parallel and after not in PREPOSITIONS - PARTICLES else 1 / 4)
    if parallel:
        return not (form(after).s and known.verb_share < 1 / 4)
    if len(words) == len(["travel", "booking"]) and after.endswith(_NOMINAL) and after not in _THINGS:
        return known.verb_share > 3 / 4
    if names_event(words):
        return known.verb_share > 1 / 2
    if is_plural(after) and after not in EVENTS and words[0].low in SPOKEN_VERBS:
        return True
    return known.verb_share > 1 / 3
