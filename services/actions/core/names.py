"""Whether a text names something the profile does not hold: a course, a book, a company, an address, a person.

A name is found by its form, so that no list has to know it. Outside of the profile's own words these are names:
1. addresses: anything with `://`, `www.`, `@`, or a dot between letters ("example.com"), and long runs of digits
2. capitalized words, but for ordinary ones at the start of a sentence; so titles have to be in sentence case
3. abbreviations in capitals, and words with capitals or digits inside ("PMP", "YouTube", "C++", "Web3")
4. phrases in quotation marks, and markup
5. the handful of names people write in lower case ("coursera")
Anything found is enough to refuse a text: a false alarm costs one rule-based action, a miss costs the person's trust.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from services.shared.language.words import STOP_WORDS, stem

if TYPE_CHECKING:
    from collections.abc import Iterable

WORDS_FILE = Path(__file__).with_name("words.txt")

_ADDRESS = re.compile(
    r"\S*(?:://|\bwww\b|@)\S*"
    r"|\b(?!(?:e\.g|i\.e|a\.m|p\.m)\b)[\w-]+(?:\.[a-z][a-z-]+)+\b"
    r"|\b\w+ ?[\[(]?\bdot\b[\])]? ?(?:com|org|net|io)\b"
    r"|\d[\d ().-]{6,}\d",
    re.IGNORECASE,
)
_MARKUP = re.compile(
    r"<[a-z!/]|```|\]\(|[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", re.IGNORECASE
)
_QUOTED = re.compile(r"[\"\u201c\u201d\u00ab\u00bb]([^\"\u201c\u201d\u00ab\u00bb]+)[\"\u201c\u201d\u00ab\u00bb]")
_WORD = re.compile(r"[^\W_]+(?:['\u2019&+#-][^\W_]+)*[+#]*")
_OPENS = re.compile(
    r"(?:^|[.!?:;\u2022]|\n)[\s\"'(\u201c\u2018*\u2022\d.-]*$"
)  # what stands before a sentence's first word

# Ordinary words of advice that O*NET's statements do not happen to use in lower case, and abbreviations that name a
# kind of thing rather than a thing.
_ADVICE = frozenset(
    [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "brainstorm",
        "mentor",
        "volunteer",
        "shadow",
        "network",
        "reflect",
        "spend",
        "pick",
        "ask",
        "offer",
        "reach",
        "aim",
        "begin",
        "start",
        "try",
        "share",
        "tell",
        "write",
        "read",
        "block",
        "two",
        "three",
        "four",
        "five",
        "once",
        "twice",
        "this",
        "that",
        "these",
        "those",
        "your",
    ]
)
_ABBREVIATIONS = frozenset(
    [
        "AI",
        "API",
        "CAD",
        "CRM",
        "CV",
        "ERP",
        "EU",
        "FAQ",
        "GIS",
        "HR",
        "I",
        "IT",
        "KPI",
        "OK",
        "PDF",
        "Q&A",
        "QA",
        "R&D",
        "SQL",
        "TV",
        "UK",
        "US",
        "USA",
    ]
)
# Names of learning sellers, networks and publishers as often written without a capital; a last net, not the check.
_LOWER_NAMES = frozenset(
    [
        "coursera",
        "udemy",
        "edx",
        "udacity",
        "pluralsight",
        "linkedin",
        "youtube",
        "google",
        "microsoft",
        "amazon",
        "aws",
        "facebook",
        "meta",
        "github",
        "gitlab",
        "skillshare",
        "codecademy",
        "datacamp",
        "khan",
        "futurelearn",
        "toastmasters",
        "meetup",
        "slack",
        "discord",
        "reddit",
        "quora",
        "medium",
        "oracle",
        "salesforce",
        "hubspot",
        "sap",
        "ibm",
        "cisco",
        "comptia",
        "harvard",
        "stanford",
        "wharton",
        "chatgpt",
        "openai",
        "anthropic",
        "kaggle",
        "glassdoor",
        "o'reilly",
        "mckinsey",
        "deloitte",
        "accenture",
    ]
)
_ORDINARY_HOMONYMS = frozenset({"khan", "meta", "medium", "slack", "oracle", "meetup", "discord"})


@lru_cache(maxsize=1)
def ordinary_stems() -> frozenset[str]:
    """Stems of words that are no names; see `build_words`."""
    return frozenset(WORDS_FILE.read_text(encoding="utf-8").split())


@dataclass(frozen=True, slots=True)
class Known:
    """What a profile holds and an action may therefore name: its words and its whole text, in lower case."""

    words: frozenset[str]
    text: str


def known_of(texts: Iterable[str]) -> Known:
    """What a profile of these texts holds."""
    text = "\n".join(texts).lower()
    return Known(frozenset(_WORD.findall(text)), text)


def names_in(text: str, known: Known) -> tuple[str, ...]:
    """What `text` names beyond the profile, each once, in no promised order; empty when nothing."""
    found = [match.group() for match in _ADDRESS.finditer(text) if match.group().lower() not in known.text]
    found += [match.group() for match in _MARKUP.finditer(text)]
    found += [quoted for quoted in _QUOTED.findall(text) if not set(_WORD.findall(quoted.lower())) <= known.words]
    for match in _WORD.finditer(text):
        word = match.group()
        if word.lower() not in known.words and not _is_ordinary(word, text[: match.start()]):
            found.append(word)
    return tuple(dict.fromkeys(found))


def _is_ordinary(word: str, before: str) -> bool:
    if word in _ABBREVIATIONS or word.isdigit():
        return True
    low = word.lower().replace("\u2019", "'")
    if low in _LOWER_NAMES - _ORDINARY_HOMONYMS:
        return False
    is_plain = word[1:].replace("\u2019", "'") == low[1:] and not any(sign.isdigit() or sign in "+#&" for sign in word)
    if not is_plain:
        return "-" in word and all(_is_ordinary(part, before) for part in word.split("-") if part)
    return word[0].islower() or (_OPENS.search(before) is not None and _is_word(low))


def _is_word(low: str) -> bool:
    """Whether a word is an ordinary one."""
    return all(
        part in STOP_WORDS or part in _ADVICE or stem(part) in ordinary_stems()
        for part in low.removesuffix("'s").split("-")
        if part
    )
