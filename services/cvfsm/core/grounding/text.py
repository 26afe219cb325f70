"""Reading a line the way the grounding gate needs it: its words, their stems, and which word explains which."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from services.cvfsm.core.grounding.groups import PARTNERS
from services.cvfsm.core.grounding.lexicon import IRREGULAR_PLURALS, NUMBER_SCALES, NUMBER_WORDS, PRESENT_WORDS
from services.cvfsm.core.grounding.spelling import DATE, FIGURE, fold, singular, words
from services.cvfsm.core.grounding.words import NEUTRAL, NOT_MANNER, STOP
from services.shared.language.tables import IRREGULAR
from services.shared.language.verbs import base_of_ing, base_of_past, base_of_s, base_verb
from services.shared.language.words import stem

_FRAMES: Final = re.compile(
    r"\b(?:team|group|range|number|variety|series|set|total|pair)s? of\b|\b(?:in (?:line|accordance|keeping|agreement) with|"
    r"according to|on behalf of|by means of|with the (?:help|aid) of|in the (?:form|course|case) of|in terms of|"
    r"with (?:regard|respect) to|in (?:relation|response|addition) to|on a \w+ basis|as part of|when it comes to)\b"
)
"""Phrases that count or join and say nothing of their own."""
CLAUSE: Final = re.compile(r"[,;:()/]|\s[-\u2013\u2014]\s|\band\b|&|\bplus\b|\bwhile\b", re.IGNORECASE)
_BASES: Final = {form: base for base, forms in IRREGULAR.items() for form in forms}


@lru_cache(maxsize=4096)
def content(text: str) -> tuple[str, ...]:
    """Stems of the words that carry a claim: no stop words, figures, dates or frame words."""
    plain = FIGURE.sub(" ", DATE.sub(" ", _FRAMES.sub(" ", fold(text))))
    found = []
    for word in words(plain):
        found_root = root(word)
        if word in STOP or word in NUMBER_WORDS or word in NUMBER_SCALES or found_root in NEUTRAL or is_manner(word):
            continue
        if word not in PRESENT_WORDS:
            found.append(found_root)
    return tuple(dict.fromkeys(found))


def is_manner(word: str) -> bool:
    """Whether a word is an adverb that only says how ("carefully"); "nationally" and "solely" say more."""
    return word.endswith("ly") and len(word) > len("early") and word not in NOT_MANNER


@lru_cache(maxsize=65536)
def root(word: str) -> str:
    """The stem of a word, irregular past forms included ("wrote" -> "write")."""
    return stem(_BASES.get(word) or IRREGULAR_PLURALS.get(word, word))


@lru_cache(maxsize=4096)
def roots(text: str) -> frozenset[str]:
    """Stems of all words of a source, frame words and stop words included: what a source may explain."""
    return frozenset(root(word) for word in words(text))


def is_verb(word: str) -> bool:
    """Whether a word may be a verb in any of its forms."""
    return bool(base_verb(word) or base_of_past(word) or base_of_ing(word) or base_of_s(word))


def names(text: str) -> tuple[str, ...]:
    """Words of a name or title, plural and case apart; nothing is neutral here but stop words."""
    plain = FIGURE.sub(" ", DATE.sub(" ", fold(text)))
    kept = (w for w in words(plain) if w not in STOP and w not in NUMBER_WORDS and w not in {"level", "qualification"})
    return tuple(dict.fromkeys(singular(word) for word in kept))


def clauses(text: str) -> tuple[str, ...]:
    """Parts of a line that each say one thing."""
    return tuple(part.strip() for part in CLAUSE.split(text) if part.strip())


def explains(known: frozenset[str], wanted: str) -> bool:
    """Whether a stem is explained by stems of the source: itself, a word for the same thing, or its own root."""
    return bool(_partners(wanted) & known) or is_same_root(wanted, known)


def is_same_root(wanted: str, known: frozenset[str]) -> bool:
    """Whether a stem, or another form of it, is among the stems of the source."""
    return wanted in known or any(_is_derived(wanted, word) for word in known)


_MIN_ROOT: Final = 5
_ROOT_SHARE: Final = 0.6
"""A shared beginning of 5 letters that is 60 % of the longer word is one root: stock, stocktake."""
_ENDING: Final = re.compile(r"e?rs?|or|ings?|e?d|ment|ance|ist|y|ery|able|al")
"""A root of 4 letters, or a verb of 3, may take an ending of English word formation: weld, welder; pay, payer."""
_SUFFIX: Final = re.compile(
    r"(?:istic|ism|ist|ical|ic|al|ity|ation|ion|ment|ance|ence|ive|able|ous|ness|ary|ery|age|i)$"
)


def _bare(stem_: str) -> str:
    """A stem without one more ending of word formation: "chemic", "chemistri"; "diagnosis" and "diagnostic" meet."""
    return _GREEK.sub("s", _SUFFIX.sub("", stem_))


_GREEK: Final = re.compile(r"(?<=\w{3}[eoy])(?:si?|ti?c?|sia)$")


@lru_cache(maxsize=65536)
def _is_derived(a: str, b: str) -> bool:
    short, long = sorted((a, b), key=len)
    if len(bare := _bare(short)) >= _MIN_ROOT - 1 and bare == _bare(long):
        return True
    if not long.startswith(short):
        return False
    is_whole = len(short) >= _MIN_ROOT - 1 or (len(short) >= len("pay") and is_verb(short))
    return (is_whole and bool(_ENDING.fullmatch(long[len(short) :]))) or (
        len(short) >= _MIN_ROOT and len(short) >= _ROOT_SHARE * len(long)
    )


@lru_cache(maxsize=65536)
def _partners(wanted: str) -> frozenset[str]:
    """The words that stand for the same thing, found over the root where the word itself has no row ("production")."""
    if wanted in PARTNERS:
        return PARTNERS[wanted]
    return frozenset().union(*(mates for word, mates in PARTNERS.items() if _is_derived(wanted, word)))
