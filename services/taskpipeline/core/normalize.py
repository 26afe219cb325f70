"""Normalisation by rules: "doing the stock counts" -> "Count stock".

Rules:
- the verb comes first and in its base form; a noun that names the doing of a verb gives that verb back
- fillers, first person and remarks go; pronouns give way to what they stand for
- every other word stays as said, so the lineage explains it (see `lineage.py`)
"""

import re

from services.shared.language import verbs
from services.shared.language.forms import form
from services.shared.language.tables import ADVERBS, DETERMINERS, PREPOSITIONS, SUBORDINATORS
from services.shared.language.words import Token, tokens, word_set
from services.taskpipeline.core.lineage import FIRST_PERSON, MAX_WORDS
from services.taskpipeline.core.types import Statement
from services.taskpipeline.core.verb_table import DEFAULT_VERB, FROM_NOUN, KEEPS, LIGHT, NOUN_VERBS, PHRASAL, PLAIN

Words = tuple[str, ...]
FILLERS = re.compile(
    r"\b(?:basically|actually|usually|mostly|just|really|kind of|sort of|kinda|sorta|like|literally|obviously|honestly|a lot of|"
    r"lots of|a bit of|a bunch of|loads of|tons of|plenty of|and stuff|and things|and so on|and that|or so|stuff like that|etc|"
    r"tbh|lol|you know|i mean|some|any|all the|all my|all our|also|maybe|mainly|often|always|again|of course|myself|ourselves|"
    r"yourself|sometimes|occasionally|normally|generally|typically|as well|too|these|those|certain|everything to do with|anything to do with)\b",
    re.IGNORECASE,
)
POSSESSIVES = re.compile(r"\b(?:my|our|your)\b", re.IGNORECASE)
PRONOUNS = word_set("it them that this those these ones one")
KEPT_CASE = re.compile(r"[A-Z].*[A-Z]|[A-Z]\d|\d")
BREAKS = PREPOSITIONS | SUBORDINATORS | {"and", "or", "to", "which", "who", "that"}


def normalize(statement: Statement) -> str:
    """Return the statement in O*NET's form, "" when nothing of it can be said that way."""
    about = statement.sources[1].raw_phrase if len(statement.sources) > 1 else ""
    spoken = _plain(statement.phrase)
    if not spoken:
        return ""
    verb, rest = _verb_and_rest(spoken)
    rest = _resolve(rest, _plain(about))
    written = _cap((*verb.split(), *rest))
    return _sentence(written)


def shorten(statement: str) -> str:
    """Return a statement that is already in O*NET's form, cut to the greatest length at a boundary."""
    return _sentence(_cap(tuple(word.strip() for word in re.findall(r",|[^\s,]+", statement.strip().rstrip(".")))))


def _plain(phrase: str) -> Words:
    """Return the words of a phrase without fillers, marks and first person."""
    text = POSSESSIVES.sub("the", FILLERS.sub(" ", phrase))
    kept: list[str] = []
    for token in tokens(text):
        word = (
            text[token.start : token.end].strip("\"'") if token.low.isalnum() or token.low[0].isalnum() else token.low
        )
        if token.low in FIRST_PERSON:
            if kept and kept[-1].lower() in SUBORDINATORS | PREPOSITIONS:
                kept.pop()
            if kept:
                break
            continue
        if token.low == "'s" or (kept and token.start < 0):
            continue
        if token.low[0].isalnum() or token.low == ",":
            kept.append(word)
    while kept and (kept[0] == "," or kept[0].lower() in DETERMINERS | ADVERBS - {"well"}):
        kept.pop(0)
    while kept and (kept[-1] == "," or kept[-1].lower() in BREAKS - {"to"} | DETERMINERS - PRONOUNS):
        kept.pop()
    return tuple(kept)


def _verb_and_rest(words: Words) -> tuple[str, Words]:
    """Return the written verb (particle included) and the words after it."""
    first = words[0].lower()
    known = form(first)
    base = known.base or known.ing or known.s
    compound = _from_compound(words)
    if compound is not None and (base is None or not known.ing or len(words) > 1):
        return compound
    if base is None or _names_itself(words):
        return _noun_verb(words), words
    return _written_verb(base, words[1:])


def _names_itself(words: Words) -> bool:
    """Say whether a first word that could be a verb is a noun here ("phone calls", "payroll", "sales")."""
    low = words[0].lower()
    known = form(low)
    if low in NOUN_VERBS or low in FROM_NOUN:
        return len(words) == 1 and not (known.base and known.verb_share > 1 / 2)
    if known.s and not known.base:
        return True
    after = form(words[1].lower()) if len(words) == len(["phone", "calls"]) else None
    return bool(after and known.base and known.verb_share < 1 / 4 and (after.s or after.ing))


def _from_compound(words: Words) -> tuple[str, Words] | None:
    """Turn "hydrant inspections in spring" into ("inspect", "hydrants in spring"), or None when it is no such noun."""
    head = next((at for at, word in enumerate(words) if word.lower() in PREPOSITIONS or word == ","), len(words)) - 1
    if head < 0:
        return None
    noun = words[head].lower()
    known = form(noun)
    base = FROM_NOUN.get(noun) or (known.ing if head > 0 else None)
    first = form(words[0].lower())
    if base is None or (first.base and first.verb_share > 1 / 2 and head > 0) or (first.ing and head > 0):
        return None
    modifiers, after = words[:head], words[head + 1 :]
    if not modifiers and after[:1] and after[0].lower() in {"of", "on"}:
        return base, after[1:]
    if modifiers and not _only_adjectives(modifiers):
        return base, (*modifiers[:-1], _plural(modifiers[-1]), *after)
    return None


def _only_adjectives(words: Words) -> bool:
    """Say whether a modifier is no thing that can be acted on ("weekly", "little")."""
    entry = verbs.lexicon().get(_singular(words[-1].lower()), verbs.NOTHING)
    return entry.noun == 0 and not KEPT_CASE.search(words[-1])


def _singular(low: str) -> str:
    table = verbs.lexicon()
    return next((one for one in (low, low.removesuffix("s"), low.removesuffix("es")) if one in table), low)


def _plural(word: str) -> str:
    """Return the plural where O*NET mostly writes it so ("hydrant": hydrants, "stock": stock)."""
    low = word.lower()
    entry = verbs.lexicon().get(low, verbs.NOTHING)
    if low.endswith("s") or KEPT_CASE.search(word) or entry.plural * 2 < entry.noun or not entry.noun:
        return word
    return verbs.third_person(word)


def _written_verb(base: str, rest: Words) -> tuple[str, Words]:
    """Return the verb O*NET would write, by the tables of `verb_table`."""
    low = [word.lower() for word in rest]
    for size in (3, 2, 1):
        written = PHRASAL.get(" ".join([base, *low[:size]]))
        if written:
            return written, rest[size:]
        if size == 1 and len(low) > 1 and f"{base} {low[-1]}" in PHRASAL:
            return PHRASAL[f"{base} {low[-1]}"], rest[:-1]
    bare = tuple(word for word in rest if word.lower() not in DETERMINERS)
    if base in LIGHT and bare:
        head = next((at for at, word in enumerate(bare) if word.lower() in PREPOSITIONS or word == ","), len(bare)) - 1
        compound = _from_compound(bare)
        if compound is not None:
            return compound
        noun = bare[max(head, 0)].lower()
        if noun in NOUN_VERBS:
            return NOUN_VERBS[noun], rest
        if base == "do" and form(bare[0].lower()).ing:
            return _written_verb(str(form(bare[0].lower()).ing), bare[1:])
    if base in PLAIN and low and low[-1] not in KEEPS.get(base, ()) and low[0] not in KEEPS.get(base, ()):
        return PLAIN[base], rest
    return base, rest


def _noun_verb(words: Words) -> str:
    """Return the verb of a noun that names an activity: its own, or "perform"."""
    head = next((at for at, word in enumerate(words) if word.lower() in PREPOSITIONS or word == ","), len(words)) - 1
    return NOUN_VERBS.get(words[max(head, 0)].lower(), DEFAULT_VERB)


def _resolve(rest: Words, about: Words) -> Words:
    """Put what a pronoun stands for in its place ("check them in" about samples: check samples in)."""
    if not about:
        return tuple(word for at, word in enumerate(rest) if word.lower() not in {"it", "them"} or at > 1)
    for at, word in enumerate(rest):
        if word.lower() in PRONOUNS:
            return (*rest[:at], *about, *rest[at + 1 :])
    return rest


def _cap(words: Words) -> Words:
    """Cut at the last boundary within the greatest length; a statement never ends in a preposition or article."""
    if len([word for word in words if word != ","]) > MAX_WORDS:
        kept = list(words)
        while len([word for word in kept if word != ","]) > MAX_WORDS:
            kept.pop()
        cut = next(
            (at for at in range(len(kept) - 1, MAX_WORDS // 2, -1) if kept[at].lower() in BREAKS or kept[at] == ","),
            None,
        )
        words = tuple(kept[:cut] if cut else kept)
    kept = list(words)
    while len(kept) > 1 and (
        kept[-1] == "," or kept[-1].lower() in (BREAKS - {"in", "on", "off", "up", "out"}) | DETERMINERS
    ):
        kept.pop()
    return tuple(kept)


def _sentence(words: Words) -> str:
    """Join the words: first one capitalised, names and acronyms as said, commas where they were."""
    if not words:
        return ""
    line = " ".join(words).replace(" ,", ",")
    return line[0].upper() + line[1:]


_ = Token
