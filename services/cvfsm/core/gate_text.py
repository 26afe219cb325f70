"""Reading a line the way the grounding gate needs it: words, figures, dates, language levels, and what was asserted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from services.cvfsm.core.dates import MONTHS
from services.cvfsm.core.gate_lexicon import (
    IRREGULAR_PLURALS,
    LEVEL_CLASSES,
    LEVEL_WORDS,
    MORE_THAN,
    NOT_ONLY,
    NUMBER_SCALES,
    NUMBER_WORDS,
    OTHERS,
    PRESENT_WORDS,
    SELF,
    SINCE_WORDS,
    WISHES,
)
from services.cvfsm.core.gate_words import EXPANSIONS, NEUTRAL, PARTNERS, STOP
from services.shared.language.tables import IRREGULAR
from services.shared.language.verbs import base_of_ing, base_of_past, base_of_s, base_verb
from services.shared.language.words import stem

PRESENT: Final = (9999, 0)
"""The date "present"; dates are ``(year, month)`` with month 0 where only the year is known."""

_WORD: Final = re.compile(r"[^\W_]+(?:['.][^\W_]+)*(?:\+\+|#)?")
_YEAR: Final = r"(?:19[4-9]\d|20\d\d)"
_MONTH_NAME: Final = "|".join(sorted(MONTHS, key=len, reverse=True))
_DATE: Final = re.compile(
    rf"\b(?P<iso>{_YEAR})-(?P<m1>0[1-9]|1[0-2])\b|\b(?P<m2>0?[1-9]|1[0-2])[/.](?P<y2>{_YEAR})\b"
    rf"|\b(?P<name>{_MONTH_NAME})\.?,? (?:de |of )?(?P<y3>{_YEAR})\b|(?<![\w,.£$€])(?P<y4>{_YEAR})(?![\w,.]*\d|%)",
    re.IGNORECASE,
)
_FIGURE: Final = re.compile(
    r"(?P<money>[£$€])?\s?(?<![\w.])(?P<digits>\d{1,3}(?:[,.\u00a0 ]\d{3})+(?!\d)|\d+(?:[.,]\d+)?)\s?"
    r"(?P<scale>k\b|m\b|thousand\b|million\b)?\s?(?P<unit>%|percent\b|per cent\b|€|£|\$|st\b|nd\b|rd\b|th\b)?(?P<plus>\+)?",
    re.IGNORECASE,
)
_COLLECTIVE: Final = re.compile(r"\b(?:team|group|range|number|variety|series|set|total|pair)s? of\b")
_SEGMENT: Final = re.compile(r"(?<=[.!?])\s+|[;\n]+|,?\s+(?:but|although|though|however|whereas)\s+", re.IGNORECASE)
_CLAUSE: Final = re.compile(r"[,;:()/]|\s[-\u2013\u2014]\s|\band\b|&|\bplus\b|\bwhile\b", re.IGNORECASE)
_WISHES: Final = re.compile(WISHES, re.IGNORECASE)
_IN_MAY: Final = re.compile(r"\b(?:in|since|last|of|from|until|till|early|late|mid|this) May\b|\bMay \d")
_NOT_ONLY: Final = re.compile(NOT_ONLY, re.IGNORECASE)
_OTHERS: Final = re.compile(OTHERS, re.IGNORECASE)
_SELF: Final = re.compile(SELF, re.IGNORECASE)
_APPROXIMATE: Final = 1e-9
_BASES: Final = {form: base for base, forms in IRREGULAR.items() for form in forms}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a line: its value, its unit, whether it says "more than", and the words it counts."""

    value: float
    unit: str
    is_more_than: bool
    counts: tuple[str, ...]
    text: str


def fold(text: str) -> str:
    """Return the text in one spelling: straight quotes, lower case."""
    return text.replace("\u2019", "'").replace("\u2018", "'").casefold()


def words(text: str) -> tuple[str, ...]:
    """The words of a line in lower case, marks left out; possessives lose their ending, abbreviations are spelt out."""
    found: list[str] = []
    for match in _WORD.finditer(fold(text)):
        word = match.group().removesuffix("'s").replace(".", "") if not match.group()[0].isdigit() else match.group()
        found.extend(EXPANSIONS.get(word, word).split())
    return tuple(found)


@lru_cache(maxsize=4096)
def content(text: str) -> tuple[str, ...]:
    """Stems of the words that carry a claim: no stop words, figures, dates or frame words."""
    plain = _FIGURE.sub(" ", _DATE.sub(" ", _COLLECTIVE.sub(" ", fold(text))))
    found = []
    for word in words(plain):
        found_root = root(word)
        if word in STOP or word in NUMBER_WORDS or word in NUMBER_SCALES or found_root in NEUTRAL:
            continue
        if word not in PRESENT_WORDS:
            found.append(found_root)
    return tuple(dict.fromkeys(found))


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
    plain = _FIGURE.sub(" ", _DATE.sub(" ", fold(text)))
    return tuple(dict.fromkeys(singular(w) for w in words(plain) if w not in STOP and w not in NUMBER_WORDS))


def singular(word: str) -> str:
    """Return the word without a plural ending; "boss" and "les" stay."""
    return (
        word[:-1] if len(word) > len("gas") and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
    )


def dates(text: str) -> tuple[tuple[int, int], ...]:
    """Every date of a line as ``(year, month)``; month 0 where only the year is given; `PRESENT` for "present"."""
    found = []
    for match in _DATE.finditer(fold(text)):
        year = match["iso"] or match["y2"] or match["y3"] or match["y4"]
        month = match["m1"] or match["m2"] or (MONTHS[match["name"]] if match["name"] else 0)
        found.append((int(year), int(month)))
    said = set(words(text))
    if PRESENT_WORDS & said or (len(found) == 1 and SINCE_WORDS & said):
        found.append(PRESENT)
    return tuple(found)


def covers(source: tuple[int, int], claimed: tuple[int, int]) -> bool:
    """Whether a source date supports a claimed one: the same month, or its year alone."""
    return source == claimed or (claimed[1] == 0 and source[0] == claimed[0])


def figures(text: str) -> tuple[Figure, ...]:
    """Every figure of a line, in digits or in words; dates are no figures, and "one" is an article."""
    plain = _DATE.sub(lambda m: " " * len(m.group()), fold(text))
    found = [_figure(plain, m) for m in _FIGURE.finditer(plain) if m["unit"] not in {"st", "nd", "rd", "th"}]
    return (*found, *_spelt(plain))


def _figure(plain: str, match: re.Match[str]) -> Figure:
    digits = match["digits"]
    grouped = re.fullmatch(r"\d{1,3}(?:[,.\u00a0 ]\d{3})+", digits)
    value = float(re.sub(r"\D", "", digits)) if grouped else float(digits.replace(",", "."))
    scale = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6}.get((match["scale"] or "").strip(), 1)
    unit = {"percent": "%", "per cent": "%"}.get(match["unit"] or "", match["unit"] or match["money"] or "")
    more = bool(match["plus"]) or plain[: match.start()].rstrip().endswith(MORE_THAN)
    return Figure(value * scale, unit, more, _counted(plain[match.end() :]), match.group().strip())


def _counted(after: str) -> tuple[str, ...]:
    """What a figure counts: the words after it in its own clause."""
    head = _CLAUSE.split(after, maxsplit=1)[0]
    return content(head)[:2]


def _spelt(plain: str) -> list[Figure]:
    found: list[Figure] = []
    matches = list(_WORD.finditer(plain))
    index = 0
    while index < len(matches):
        start, value = index, 0.0
        while index < len(matches) and matches[index].group() in NUMBER_WORDS:
            value += NUMBER_WORDS[matches[index].group()]
            index += 1
        while index < len(matches) and matches[index].group() in NUMBER_SCALES:
            value = (value or 1) * NUMBER_SCALES[matches[index].group()]
            index += 1
        if index == start:
            index += 1
            continue
        before, after = plain[: matches[start].start()].rstrip(), plain[matches[index - 1].end() :]
        text = plain[matches[start].start() : matches[index - 1].end()]
        unit = "%" if re.match(r"\s*per ?cent", after) else ""
        found.append(Figure(value, unit, before.endswith(MORE_THAN), _counted(after), text))
    return found


def same_value(a: Figure, b: Figure) -> bool:
    """Whether two figures say the same; a unit that only one of them names does not part them."""
    return abs(a.value - b.value) < _APPROXIMATE and (not a.unit or not b.unit or a.unit == b.unit)


def clauses(text: str) -> tuple[str, ...]:
    """Parts of a line that each say one thing."""
    return tuple(part.strip() for part in _CLAUSE.split(text) if part.strip())


def asserted(statement: str) -> tuple[str, ...]:
    """The parts of a statement in which the person says something about what is or was so.

    Wishes, plans, denials, attempts and other people's deeds are left out: they are no source.
    """
    found = []
    for part in _SEGMENT.split(statement.replace("\u2019", "'")):
        plain = _IN_MAY.sub(" ", _NOT_ONLY.sub(" ", part))
        about_others = _OTHERS.search(plain) and not _SELF.search(plain)
        if part.strip() and not _WISHES.search(plain) and not about_others:
            found.append(part.strip())
    return tuple(found)


def levels(text: str) -> tuple[frozenset[str], bool]:
    """The level classes a text may mean, and whether it names a class (B2, native) and not only a word for one."""
    tokens = re.findall(r"[^\W_]+(?:-[^\W_]+)*", fold(text))
    named = LEVEL_CLASSES.intersection(tokens)
    if named:
        return frozenset(named), True
    meant = [LEVEL_WORDS[token] for token in tokens if token in LEVEL_WORDS]
    exact = any(classes == {"native"} for classes in meant)
    return frozenset().union(*meant), exact


def explains(known: frozenset[str], wanted: str) -> bool:
    """Whether a stem is explained by stems of the source: itself, a word for the same thing, or its own root."""
    if wanted in known or _partners(wanted) & known:
        return True
    return any(_is_derived(wanted, word) for word in known)


_MIN_ROOT: Final = 5
_ROOT_SHARE: Final = 0.6
"""A shared beginning of 5 letters that is 60 % of the longer word is one root: stock, stocktake."""


@lru_cache(maxsize=65536)
def _is_derived(a: str, b: str) -> bool:
    short, long = sorted((a, b), key=len)
    return len(short) >= _MIN_ROOT and long.startswith(short) and len(short) >= _ROOT_SHARE * len(long)


@lru_cache(maxsize=65536)
def _partners(wanted: str) -> frozenset[str]:
    """The words that stand for the same thing, found over the root where the word itself has no row ("production")."""
    if wanted in PARTNERS:
        return PARTNERS[wanted]
    return frozenset().union(*(mates for word, mates in PARTNERS.items() if _is_derived(wanted, word)))
