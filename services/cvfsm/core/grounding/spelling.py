"""One spelling for the grounding gate: words, periods, units, plurals, and what a date and a figure look like."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from services.cvfsm.core.document.dates import MONTHS
from services.cvfsm.core.grounding.words import EXPANSIONS, PRODUCTS

WORD: Final = re.compile(r"[^\W_]+(?:['.][^\W_]+)*(?:\+\+|#)?")
_YEAR: Final = r"(?:19[4-9]\d|20\d\d)"
_MONTH_NAME: Final = "|".join(sorted(MONTHS, key=len, reverse=True))
DATE: Final = re.compile(
    rf"\b(?P<iso>{_YEAR})-(?P<m1>0[1-9]|1[0-2])\b|\b(?P<m2>0?[1-9]|1[0-2])[/.](?P<y2>{_YEAR})\b"
    rf"|\b(?P<name>{_MONTH_NAME})\.?,? (?:de |of )?(?P<y3>{_YEAR})\b|(?<![\w,.£$€])(?P<y4>{_YEAR})(?![\w,.]*\d|%)",
    re.IGNORECASE,
)
FIGURE: Final = re.compile(
    r"(?P<money>[£$€])?\s?(?<![\w.])(?P<digits>\d{1,3}(?:[,.\u00a0 ]\d{3})+(?!\d)|\d+(?:[.,]\d+)?)\s?"
    r"(?P<scale>k\b|m\b|thousand\b|million\b)?\s?(?P<unit>%|percent\b|per cent\b|€|£|\$|st\b|nd\b|rd\b|th\b)?(?P<plus>\+)?",
    re.IGNORECASE,
)


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Return the text in one spelling: straight quotes, lower case, "12 months" as "a year"."""
    plain = _LETTER.sub("", text.replace("\u2019", "'").replace("\u2018", "'").casefold())
    for pattern, name in _PERIODS:
        plain = pattern.sub(name, plain)
    for pattern, name in _UNITS:
        plain = pattern.sub(rf"\g<1> {name}", plain)
    return plain


_LETTER: Final = re.compile(r"(?<=\b[a-z])-(?=[a-z]{3})")
"""X-ray and xray, e-mail and email are one word."""
_UNITS: Final = tuple(
    (re.compile(rf"(\d)[ -]?(?:{said})\b"), name)
    for said, name in (
        ("s|secs?|seconds?", "second"),
        ("mins?|minutes?", "minute"),
        ("h|hrs?|hours?", "hour"),
        ("yrs?|years?", "year"),
        ("kgs?|kilos?|kilograms?", "kilogram"),
        ("km|kms|kilomet(?:re|er)s?", "kilometre"),
        ("sqm|sq m|m2|m²|square met(?:re|er)s?", "squaremetre"),
        ("t|tonnes?|tons?", "tonne"),
        ("l|ltrs?|lit(?:re|er)s?", "litre"),
    )
)
_PERIODS: Final = tuple(
    (re.compile(rf"\b(?:{said})\b"), name)
    for said, name in (
        ("(?:12|twelve)[ -]months?|52 weeks", "a year"),
        ("(?:6|six)[ -]months?", "half a year"),
        ("fortnightly|biweekly", "every two weeks"),
        ("fortnight", "two weeks"),
        ("daily", "a day"),
        ("weekly", "a week"),
        ("monthly", "a month"),
        ("nightly", "a night"),
        ("hourly", "an hour"),
        ("quarterly", "a quarter"),
        ("annually|yearly|annual", "a year"),
    )
)


@lru_cache(maxsize=8192)
def words(text: str) -> tuple[str, ...]:
    """The words of a line in lower case, marks left out; possessives lose their ending, abbreviations are spelt out."""
    found: list[str] = []
    for match in WORD.finditer(fold(text)):
        word = match.group().removesuffix("'s").replace(".", "") if not match.group()[0].isdigit() else match.group()
        found.extend(EXPANSIONS.get(word, _british(word)).split())
    return tuple(w for n, w in enumerate(found) if PRODUCTS.get(w, frozenset()).isdisjoint(found[n + 1 : n + 2]))


def _british(word: str) -> str:
    """One spelling of the two: organise, analyse, colour, centre."""
    for pattern, replaced in _SPELLINGS:
        word = pattern.sub(replaced, word)
    return word


_SPELLINGS: Final = (
    (re.compile(r"^(advi|practi|licen|defen|offen)ce(s?)$"), r"\1se\2"),
    (re.compile(r"(\w{4})iz(e[sdr]?|ers|ing|ations?)$"), r"\1is\2"),
    (re.compile(r"(\w{2})yz(e[sdr]?|ers|ing)$"), r"\1ys\2"),
    (re.compile(r"^(col|lab|hon|fav|flav|harb|behavi|neighb)or"), r"\1our"),
    (re.compile(r"^(cen|fib|lit|met|thea)ter(s?|ed)$"), r"\1tre\2"),
)


def singular(word: str) -> str:
    """Return the word without a plural ending; "boss" and "les" stay."""
    word = _GENDERED.sub("man", word)
    return (
        word[:-1] if len(word) > len("gas") and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
    )


_GENDERED: Final = re.compile(r"(?<=\w{4})(?:wom[ae]n|men|persons?|people)$")
"""Salesman, saleswoman and salesperson are one title."""
