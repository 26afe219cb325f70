"""Parts of a verb phrase: its object, its noun phrase, where it should end."""

from services.shared.language.tables import (
    ADVERBS,
    BE,
    DETERMINERS,
    FIRST_PERSON,
    OBJECT_PRONOUNS,
    PARTICLES,
    SUBORDINATORS,
    WAS,
)
from services.shared.language.words import Words, content_words, line

MAX_WORDS = 16
"""A phrase stops here: a task statement has at most 20 words, and normalising may add some."""
MAX_CONDITION = 6
"""Words of a condition that stays with its task ("call the physician when somebody gets worse")."""
MIN_CONDITION = 2
"""Content words a condition needs to say something ("when it comes to it" says nothing)."""
CONDITIONS = frozenset({"if", "when", "whenever", "while"})


def object_of(words: Words) -> Words:
    """Return what follows the verb and its particle."""
    rest = words[1:]
    while rest and (rest[0].low in PARTICLES or rest[0].low in ADVERBS):
        rest = rest[1:]
    return rest


def trim(words: Words) -> Words:
    """Cut a phrase before a remark or an empty condition, and at its greatest length."""
    kept = words
    for position, word in enumerate(words):
        if position and _ends(words[position:], word.low, words[position - 1].low):
            kept = words[:position]
            break
    kept = kept[:MAX_WORDS]
    while kept and (kept[-1].low in ADVERBS or kept[-1].low in DETERMINERS - {"all", "both", "that", "this"}):
        kept = kept[:-1]
    return kept


def _ends(rest: Words, low: str, before: str) -> bool:
    """Say whether a phrase ends before the words from here on."""
    if low == "which":
        return before not in OBJECT_PRONOUNS
    if low == "who":
        return len(rest) > MAX_CONDITION
    if low in CONDITIONS:
        says = len(content_words(line(rest[1:]))) >= MIN_CONDITION
        mine = any(word.low in FIRST_PERSON for word in rest)
        return mine or not says or len(rest) > MAX_CONDITION
    if low in {"until", "till", "after", "before", "as", "once"}:
        return any(word.low in BE | WAS | FIRST_PERSON for word in rest)
    return low in SUBORDINATORS
