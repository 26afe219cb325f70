"""Where the finite verb of somebody else's clause stands ("the residents place the orders": place)."""

from services.shared.language.forms import form, is_person, is_plural, opens_as_verb
from services.shared.language.tables import (
    BE,
    DETERMINERS,
    LASTING,
    MODALS,
    OBJECT_PRONOUNS,
    PARTICLES,
    PREPOSITIONS,
    RELATIVES,
    SUBORDINATORS,
    THIRD_PRONOUNS,
    WAS,
)
from services.shared.language.words import Words, word_set

AUXILIARIES = BE | WAS | MODALS | word_set("will would do does has have")
DEMONSTRATIVES = word_set("it there this that these those")
NEAR = 3
"""Words after a pronoun within which its verb stands ("they usually also check")."""


def finite_verb(words: Words) -> int | None:  # noqa: PLR0911 - a decision list
    """Return the place of the finite verb of a clause whose subject is not "I", None when there is no such clause."""
    first = words[0].low
    if first in THIRD_PRONOUNS | DEMONSTRATIVES:
        return _after_pronoun(words)
    if form(first).ing and not is_plural(first):
        return 1 if len(words) > 1 and words[1].low in {"does", "do", "has"} else _later(words, BE | WAS | LASTING)
    if opens_as_verb(words):
        return None
    determined = first in DETERMINERS
    for place in range(1, len(words)):
        low = words[place].low
        if low in SUBORDINATORS | RELATIVES:
            return None
        if low in PREPOSITIONS and not determined and place > 1:
            return _later(words[place:], BE | WAS, place)
        if _is_finite(words, place, determined=determined):
            return place
    return None


def _after_pronoun(words: Words) -> int | None:
    for place in range(1, min(len(words), NEAR + 1)):
        known = form(words[place].low)
        if words[place].low in AUXILIARIES or known.s or known.base or known.past:
            return place
    return 1 if len(words) > 1 and words[0].low in THIRD_PRONOUNS else None


def _is_finite(words: Words, place: int, *, determined: bool) -> bool:
    """Say whether the word at a place agrees with the noun before it and is followed as a verb is."""
    low, before = words[place].low, words[place - 1].low
    after = words[place + 1].low if place + 1 < len(words) else ""
    if low in AUXILIARIES:
        return True
    if before in DETERMINERS | PREPOSITIONS:
        return False
    known, plural = form(low), is_plural(before)
    takes_object = after in DETERMINERS | OBJECT_PRONOUNS
    takes_phrase = takes_object or after in PREPOSITIONS | PARTICLES
    if known.s and is_person(before):
        return True
    if known.s and not plural:
        sure = known.verb_share > 4 / 5 or determined
        return (
            takes_object
            or (takes_phrase and sure)
            or (determined and (known.verb_share > 1 / 2 or len(words) > place + 2))
        )
    if known.base and plural:
        return takes_phrase or (determined and bool(after))
    return bool(known.past and not known.base and not plural and takes_phrase and determined)


def _later(words: Words, wanted: frozenset[str], offset: int = 0) -> int | None:
    """Return the place of the first of the wanted words in the main clause."""
    for place in range(1, len(words)):
        if words[place].low in SUBORDINATORS | RELATIVES:
            return None
        if words[place].low in wanted:
            return place + offset
    return None
