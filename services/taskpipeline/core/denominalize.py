"""From a noun that names the doing to its verb: "hydrant inspections in spring" -> inspect, "hydrants in spring"."""

import re

from services.shared.language import verbs
from services.shared.language.tables import PREPOSITIONS
from services.shared.language.verbs import form
from services.shared.language.words import word_set
from services.taskpipeline.core.doings import FROM_NOUN, THINGS
from services.taskpipeline.core.wording import NAME, SUBORDINATORS, Words

RELATIVES = word_set("which who that whom whose what whatever whoever how why whether")
ADJECTIVE = re.compile(
    r"(?:ly|al|ic|ive|ous|ary|able|ible|ful|less|ish|ed|ior)$|^(?:new|old|big|small|little|daily|weekly|monthly|good|bad|basic|main|"
    r"extra|other|early|late|quick|deep|light|heavy|full|spot|random|routine|regular|general|various|different|several|first|last|final|"
    r"in-house|one-to-one|online|bedside|public|internal|external|head-to-toe)$"
)
"""Modifiers that are no thing one can act on."""
MASS = word_set(
    "stock cash soil water mail food blood paper equipment inventory data code software staff content traffic waste"
)
"""Nouns without a plural that O*NET counts often enough in the plural to mislead."""


def from_compound(words: Words) -> tuple[str, Words] | None:
    """Return the verb and its object of a noun compound, None where it is no doing of a verb."""
    end = noun_end(words)
    if not end:
        return None
    modifiers, noun, after = words[: end - 1], words[end - 1].lower(), words[end:]
    base = FROM_NOUN.get(noun) or _of_gerund(noun)
    if base is None:
        return None
    if modifiers and not ADJECTIVE.search(modifiers[-1].lower()):
        return base, (*modifiers[:-1], _plural(modifiers[-1]), *after)
    if after[:1] and after[0].lower() == "of":
        return base, after[1:]
    return None


def noun_end(words: Words) -> int:
    """Return where the first noun phrase ends: before a preposition, a clause or a comma."""
    ends = PREPOSITIONS | SUBORDINATORS | RELATIVES | {","}
    return next((at for at, word in enumerate(words) if word.lower() in ends), len(words))


def _of_gerund(noun: str) -> str | None:
    """Return the verb of a gerund, a plural one too ("viewings"), unless it is a thing by itself ("meetings")."""
    if noun in THINGS:
        return None
    return form(noun).ing or form(noun.removesuffix("s")).ing


def _plural(word: str) -> str:
    """Return the plural where O*NET mostly writes it so ("hydrant": hydrants, "stock": stock)."""
    low = word.lower()
    entry = verbs.lexicon().get(low, verbs.NOTHING)
    if low in MASS or low.endswith("s") or NAME.search(word) or (entry.noun and entry.plural * 3 < entry.noun):
        return word
    return verbs.third_person(word)
