"""Words: tokens with their place in the text, stop words, stems and word overlap."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from snowballstemmer import stemmer

_STEMMER = stemmer("english")


def word_set(words: str) -> frozenset[str]:
    """Return the words of a text as a set: how the tables of this package are written."""
    return frozenset(words.split())


STOP_WORDS = word_set(
    """
    a about all also always am an and any anything are as at be been being but by can could did do does doing done down
    each either else etc every everything for from get gets getting go going got had has have having he her here hers
    him his how i if in into is it its just kind lot lots many may me might mine more most mostly much my myself never
    no none nor not of off often on one only onto or other others our ours out over own per really same she should so
    some someone something sometimes sort such than that the their theirs them then there these they thing things this
    those through to too up us usually very was we were what when where which while who whoever why will with would yes
    you your yours
    """
)

CONTRACTIONS = {
    "i'm": ("i", "am"),
    "im": ("i", "am"),
    "i've": ("i", "have"),
    "ive": ("i", "have"),
    "i'll": ("i", "will"),
    "i'd": ("i", "would"),
    "you're": ("you", "are"),
    "we're": ("we", "are"),
    "we've": ("we", "have"),
    "we'll": ("we", "will"),
    "we'd": ("we", "would"),
    "they're": ("they", "are"),
    "they've": ("they", "have"),
    "they'll": ("they", "will"),
    "it's": ("it", "is"),
    "he's": ("he", "is"),
    "she's": ("she", "is"),
    "that's": ("that", "is"),
    "thats": ("that", "is"),
    "there's": ("there", "is"),
    "theres": ("there", "is"),
    "what's": ("what", "is"),
    "whats": ("what", "is"),
    "who's": ("who", "is"),
    "where's": ("where", "is"),
    "let's": ("let", "us"),
    "gonna": ("going", "to"),
    "wanna": ("want", "to"),
    "gotta": ("have", "to"),
    "cannot": ("can", "not"),
    "can't": ("can", "not"),
    "cant": ("can", "not"),
    "won't": ("will", "not"),
    "wont": ("will", "not"),
    "ain't": ("is", "not"),
    "aint": ("is", "not"),
    "n": ("and",),
    "n'": ("and",),
    "&": ("and",),
    "+": ("and",),
    "w": ("with",),
    "w/": ("with",),
    "u": ("you",),
    "ya": ("you",),
    "dunno": ("do", "not", "know"),
    "cos": ("because",),
    "cuz": ("because",),
    "coz": ("because",),
    "tho": ("though",),
    "thru": ("through",),
}
_NEGATED = [
    "do",
    "does",
    "did",
    "is",
    "are",
    "was",
    "were",
    "have",
    "has",
    "had",
    "would",
    "could",
    "should",
    "must",
    "need",
    "might",
]
CONTRACTIONS |= {f"{aux}n't": (aux, "not") for aux in _NEGATED}
CONTRACTIONS |= {f"{aux}nt": (aux, "not") for aux in _NEGATED}

_TOKEN = re.compile(
    r"[^\W_]+(?:['.\-/&:][^\W_]+)*(?:/(?!\w))?%?|\n+|[-\u2013\u2014]+|\.{2,}|[.,;:!?()\"&+]|[^\w\s]", re.UNICODE
)


_BRITISH_IS = re.compile(r"(?<=\w{3})is(?=(?:e|ed|es|ing|er|ers|ation|ations)$)")
_BRITISH_YS = re.compile(r"(?<=\w{2})ys(?=(?:e|ed|es|ing|er|ers)$)")
_BRITISH_OUR = re.compile(r"(?<=\w{2})our(?=(?:s|ed|ing|ings|er|ers|able|ful|less)?$)")


class Token(NamedTuple):
    """One word or mark: `low` is what the rules read, `start` and `end` are its place in the text it came from."""

    low: str
    start: int
    end: int


def tokens(text: str) -> tuple[Token, ...]:
    """Split text into words and marks; contractions become two tokens that share one place ("don't": do, not)."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text.replace("\u2019", "'").replace("\u2018", "'")):
        low = match.group().lower()
        parts = CONTRACTIONS.get(low)
        if parts is None and low.endswith("'s") and len(low) > len("'s"):
            parts = (low[:-2], "'s")
        found.extend(Token(part, match.start(), match.end()) for part in parts or (low,))
    return tuple(found)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return the Snowball stem of one lower-case word ("inspections" -> "inspect"), British spelling as American."""
    return str(_STEMMER.stemWord(_BRITISH_OUR.sub("or", _BRITISH_YS.sub("yz", _BRITISH_IS.sub("iz", word)))))


@lru_cache(maxsize=4096)
def content_words(text: str) -> tuple[str, ...]:
    """Return the stems of the words that carry meaning, in order, each once; stop words and bare marks left out."""
    stems = (
        stem(token.low)
        for token in tokens(text)
        if token.low not in STOP_WORDS and token.low[0].isalnum() and len(token.low) > 1
    )
    return tuple(dict.fromkeys(stems))


_COLLECTIVES = word_set("people children men women staff police kids folks cattle teeth feet mice data media")
"""Plurals without an s."""


def is_plural(noun: str) -> bool:
    """Say whether a lower-case noun looks plural ("invoices", "people"; not "bus", "analysis", "nurse's")."""
    return noun in _COLLECTIVES or (noun.endswith("s") and not noun.endswith(("ss", "us", "is", "'s")))


def jaccard(a: Iterable[str], b: Iterable[str]) -> float:
    """Return shared words over all words, 0 to 1; two empty sets share nothing (0)."""
    left, right = frozenset(a), frozenset(b)
    union = len(left | right)
    return len(left & right) / union if union else 0.0
