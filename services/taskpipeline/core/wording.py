"""Plain wording: a phrase as said without fillers, first person and needless articles."""

import re

from services.shared.language import verbs
from services.shared.language.tables import ADVERBS, DETERMINERS, PREPOSITIONS
from services.shared.language.verbs import form
from services.shared.language.words import is_plural, tokens, word_set
from services.taskpipeline.core.lineage import FIRST_PERSON, MAX_WORDS

Words = tuple[str, ...]
FILLERS = re.compile(
    r"\b(?:basically|actually|usually|mostly|just|really|kind of|sort of|kinda|sorta|literally|obviously|honestly|a lot of|"
    r"lots of|a bit of|a bunch of|loads of|tons of|plenty of|and (?:stuff|things|so on|that|more)|or so|stuff like that|etc|tbh|lol|"
    r"you know|i mean|some|any|also|maybe|mainly|often|always|again|of course|myself|ourselves|yourself|sometimes|occasionally|"
    r"normally|generally|typically|as well|too|certain|(?:everything|anything) to do with|(?:all|most) (?:the|my|our|of the|of my))\b",
    re.IGNORECASE,
)
POSSESSIVES = re.compile(r"\b(?:my|our|your)\b(?: own\b)?", re.IGNORECASE)
NAME = re.compile(r"[A-Z].*[A-Z]|[A-Z]\d|\d")
"""Words whose case is kept wherever they stand: acronyms, product names, numbers."""
SUBORDINATORS = word_set("because since when if while as once until unless where after before whenever in_case")
BREAKS = PREPOSITIONS | SUBORDINATORS | {"and", "or", "to", "which", "who", "that"}
NO_END = (BREAKS | DETERMINERS) - {"in", "on", "off", "up", "out", "over", "down", "away"}
"""Words no statement ends in; particles may stand last ("check samples in")."""
PRONOUNS = frozenset({"this", "that", "these", "those"})


def plain(phrase: str) -> Words:
    """Return the words of a phrase; it ends before a second "I", and never in an article or a preposition."""
    text = POSSESSIVES.sub("the", FILLERS.sub(" ", phrase.replace("\u2019", "'")))
    kept: list[str] = []
    last_end = -1
    for token in tokens(text):
        if token.low in FIRST_PERSON:
            if kept and kept[-1].lower() in SUBORDINATORS | PREPOSITIONS:
                kept.pop()
            if kept:
                break
            continue
        if token.start < last_end:  # the second half of a contraction: "somebody's" stays one word
            continue
        last_end = token.end
        if token.low[0].isalnum() or token.low == ",":
            kept.append(text[token.start : token.end])
    return _bounded(kept)


def _bounded(words: list[str]) -> Words:
    while words and (words[0] == "," or words[0].lower() in DETERMINERS | ADVERBS - {"well"}):
        words = words[1:]
    while words and (words[-1] == "," or words[-1].lower() in NO_END - PRONOUNS):
        words = words[:-1]
    return tuple(words)


def without_articles(words: Words) -> Words:
    """Drop "the" before a plural or a name, as O*NET writes ("count the tills": count tills)."""
    kept: list[str] = []
    for at, word in enumerate(words):
        if word.lower() in {"the", "those", "these"} and _opens_plural(words[at + 1 :]):
            continue
        kept.append(word)
    return tuple(kept)


def _opens_plural(words: Words) -> bool:
    """Say whether a noun phrase whose article was read ends in a plural noun."""
    for at, word in enumerate(words):
        after = words[at + 1].lower() if at + 1 < len(words) else ""
        if not after or after in BREAKS or after == "," or after in DETERMINERS:
            return is_plural(word.lower())
    return False


def shorten(words: Words) -> Words:
    """Cut at the last boundary within the greatest length; never end in a preposition or article."""
    if _count(words) > MAX_WORDS:
        while _count(words) > MAX_WORDS:
            words = words[:-1]
        cuts = [at for at in range(MAX_WORDS // 2, len(words)) if words[at].lower() in BREAKS or words[at] == ","]
        words = words[: cuts[-1]] if cuts else words
    while len(words) > 1 and (words[-1] == "," or words[-1].lower() in NO_END):
        words = words[:-1]
    return words


def _count(words: Words) -> int:
    return sum(word != "," for word in words)


def sentence(words: Words) -> str:
    """Join the words: the first one capitalised, names and acronyms as said, words that began a sentence in lower case."""
    if not words:
        return ""
    line = " ".join(_lowered(word) for word in words).replace(" ,", ",")
    return line[0].upper() + line[1:]


def _lowered(word: str) -> str:
    """Return a capitalised everyday word in lower case; what no dictionary of ours knows is a name."""
    low = word.lower()
    known = form(low)
    is_everyday = bool(known.any_base or known.past) or known.verb_share > 0 or _is_noun(low)
    return low if word[:1].isupper() and not NAME.search(word) and is_everyday else word


def _is_noun(low: str) -> bool:
    table = verbs.lexicon()
    return any(one in table and table[one].noun > 0 for one in (low, low.removesuffix("s"), low.removesuffix("es")))
