"""Whether a bare word that opens a phrase is a verb or a noun: "check the fridges", "phone calls"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.shared.language.tables import DETERMINERS, PARTICLES, PREPOSITIONS, SPOKEN_VERBS
from services.shared.language.verbs import form
from services.shared.language.words import is_plural, word_set

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.shared.language.words import Token

_OBJECT_PRONOUNS = word_set("it them him her me us that this everyone everything people")
_EVENTS = word_set(
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

_ANY = -1.0
"""Below every share."""


def _names_event(words: Sequence[Token]) -> bool:
    """Say whether two bare words are one noun that ends in an event ("dressing changes", "travel reimbursement")."""
    return len(words) > 1 and words[1].low in _EVENTS and (len(words) == 2 or words[2].low in PREPOSITIONS)  # noqa: PLR2004


def opens_as_verb(words: Sequence[Token]) -> bool:
    """Say whether a bare first word is a verb here: what follows it decides, then how O*NET uses the word."""
    known = form(words[0].low)
    return known.base is not None and known.verb_share > _least_share(words)


def _least_share(words: Sequence[Token]) -> float:
    """Return the share of its uses in O*NET, 0 to 1, in which the first word must be a verb to be one here.

    They are where that share stops being telling: half for a word alone or an event, a third before a noun, a quarter
    before a particle or preposition, three quarters where an -ing noun follows ("travel booking").
    """
    if len(words) == 1:
        return 1 / 2
    after = words[1].low
    if after in DETERMINERS | _OBJECT_PRONOUNS:
        return _ANY
    if after in PARTICLES | PREPOSITIONS:
        return 1 / 4
    if len(words) == 2 and after.endswith(_NOMINAL) and after not in _THINGS:  # noqa: PLR2004
        return 3 / 4
    if _names_event(words):
        return 1 / 2
    is_spoken = is_plural(after) and after not in _EVENTS and words[0].low in SPOKEN_VERBS
    return _ANY if is_spoken else 1 / 3
