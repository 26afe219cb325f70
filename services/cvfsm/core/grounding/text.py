"""Reading a line the way the gate needs it: one spelling, its words, their roots, and which word another one is a form of."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from services.cvfsm.core.document.dates import MONTHS
from services.shared.language.tables import IRREGULAR
from services.shared.language.verbs import base_of_ing, base_of_past, base_of_s, base_verb
from services.shared.language.words import STOP_WORDS, stem

TABLES: Final[dict[str, Any]] = tomllib.loads((files(__package__) / "tables.toml").read_text(encoding="utf-8"))
_WORD: Final = re.compile(r"[^\W_]+(?:['.][^\W_]+)*(?:\+\+|#)?")
_YEAR: Final = r"(?:19[4-9]\d|20\d\d)"
DATE: Final = re.compile(
    rf"\b(?P<iso>{_YEAR})-(?P<m1>0[1-9]|1[0-2])\b|\b(?P<m2>0?[1-9]|1[0-2])[/.](?P<y2>{_YEAR})\b"
    rf"|\b(?P<name>{'|'.join(sorted(MONTHS, key=len, reverse=True))})\.?,? (?:de |of )?(?P<y3>{_YEAR})\b"
    rf"|(?<![\w,.£$€])(?P<y4>{_YEAR})(?![\w,.]*\d|%)",
    re.IGNORECASE,
)
FIGURE: Final = re.compile(
    r"(?P<money>[£$€])?\s?(?<![\w.])(?P<digits>\d{1,3}(?:[,.\u00a0 ]\d{3})+(?!\d)|\d+(?:[.,]\d+)?)\s?"
    r"(?P<scale>k\b|m\b|thousand\b|million\b)?\s?(?P<unit>%|percent\b|per cent\b|€|£|\$|st\b|nd\b|rd\b|th\b)?(?P<plus>\+)?",
    re.IGNORECASE,
)
CLAUSE: Final = re.compile(r"[,;:()/]|\s[-\u2013\u2014]\s|\band\b|&|\bplus\b|\bwhile\b", re.IGNORECASE)

_SAME: Final = tuple((re.compile(said), name) for said, name in TABLES["spelling"]["same"])
_LONG: Final = {short: tuple(name.split()) for short, name in TABLES["spelling"]["long"].items()}
_STOP: Final = STOP_WORDS | frozenset(TABLES["spelling"]["stop"].split())
_BASES: Final = {form: base for base, forms in IRREGULAR.items() for form in forms}
_BASES.update(children="child", people="person", men="man", women="woman")


def pattern(name: str, table: str = "patterns") -> re.Pattern[str]:
    """A pattern of the tables."""
    return re.compile(TABLES[table][name].replace("\n", ""), re.IGNORECASE)


@lru_cache(maxsize=8192)
def one_spelling(text: str) -> str:
    """Return the text in one spelling: straight quotes, lower case, "12 months" as "a year"."""
    plain = text.replace("\u2019", "'").replace("\u2018", "'").casefold()
    for pattern, name in _SAME:
        plain = pattern.sub(name, plain)
    return plain


@lru_cache(maxsize=8192)
def spelt_out(text: str) -> tuple[str, ...]:
    """The words of a line in lower case, marks left out; possessives lose their ending, abbreviations are spelt out."""
    found: list[str] = []
    for match in _WORD.finditer(one_spelling(text)):
        word = match.group().removesuffix("'s")
        word = word if word[0].isdigit() else word.replace(".", "")
        found.extend(_LONG.get(word, (word,)))
    return tuple(found)


@lru_cache(maxsize=4096)
def content(text: str) -> tuple[str, ...]:
    """Stems of the words that carry a claim: no stop words, figures, dates and adverbs of manner."""
    found = (word for word in spelt_out(_plain(text)) if word not in _STOP and word not in NUMBER_WORDS)
    return tuple(dict.fromkeys(root(w) for w in found if not (w.endswith("ly") and len(w) > len("family"))))


def names(text: str) -> tuple[str, ...]:
    """Words of a name or title, plural and case apart; nothing is left out but stop words."""
    kept = (w for w in spelt_out(_plain(text)) if w not in _STOP and w not in NUMBER_WORDS and w != "level")
    return tuple(dict.fromkeys(singular(word) for word in kept))


def _plain(text: str) -> str:
    return FIGURE.sub(" ", DATE.sub(" ", one_spelling(text)))


def singular(word: str) -> str:
    """Return the word without a plural ending; "boss" stays."""
    is_plural = len(word) > len("gas") and word.endswith("s") and not word.endswith(("ss", "us", "is"))
    return word[:-1] if is_plural else word


@lru_cache(maxsize=65536)
def root(word: str) -> str:
    """The stem of a word, irregular past forms included ("wrote" -> "write")."""
    return stem(_BASES.get(word, word))


@lru_cache(maxsize=4096)
def roots(text: str) -> frozenset[str]:
    """Stems of all words of a source: what it may explain."""
    return frozenset(root(word) for word in spelt_out(text))


def is_verb(word: str) -> bool:
    """Whether a word may be a verb in any of its forms."""
    return bool(base_verb(word) or base_of_past(word) or base_of_ing(word) or base_of_s(word))


def clauses(text: str) -> tuple[str, ...]:
    """Parts of a line that each say one thing."""
    return tuple(part.strip() for part in CLAUSE.split(text) if part.strip())


def explains(known: frozenset[str], wanted: str) -> bool:
    """Whether a stem, or another form of it, is among the stems of a source."""
    return wanted in known or any(_is_derived(wanted, word) for word in known)


def is_short_for(word: str, text: str, known: str) -> bool:
    """Whether a word abbreviates words of a source, or is spelt out in `text` from an abbreviation there (BLS, basic life support)."""
    given = names(known)
    return any(word == _initials(phrase) for phrase in _ngrams(known)) or any(
        word in {*phrase, *map(singular, phrase)} and _initials(phrase) in given for phrase in _ngrams(text)
    )


def _initials(phrase: tuple[str, ...]) -> str:
    return singular("".join(word[0] for word in phrase))


@lru_cache(maxsize=4096)
def _ngrams(text: str) -> tuple[tuple[str, ...], ...]:
    full = spelt_out(text)
    short = [word for word in full if word not in {"of", "the", "and", "for", "in", "to"}]
    return tuple(tuple(row[i : i + n]) for row in (full, short) for n in range(2, 6) for i in range(len(row) - n + 1))


_MIN_ROOT: Final = 5
_ROOT_SHARE: Final = 0.6
"""A shared beginning of 5 letters that is 60 % of the longer word is one root: stock, stocktake."""
_ENDING: Final = re.compile(r"e?rs?|or|ings?|e?d|ment|ance|ist|y|ery|able|al")
"""A root of 4 letters, or a verb of 3, may take an ending of word formation: weld, welder; pay, payer."""


@lru_cache(maxsize=65536)
def _is_derived(a: str, b: str) -> bool:
    short, long = sorted((a, b), key=len)
    same = next((n for n, (one, other) in enumerate(zip(short, long, strict=False)) if one != other), len(short))
    is_whole = same == len(short) >= _MIN_ROOT - 1 or (same == len(short) == len("pay") and is_verb(short))
    return (is_whole and bool(_ENDING.fullmatch(long[same:]))) or same >= max(_MIN_ROOT, _ROOT_SHARE * len(long))


NUMBER_WORDS: Final = {word: int(value) for value, row in TABLES["numbers"].items() for word in row.split()}
