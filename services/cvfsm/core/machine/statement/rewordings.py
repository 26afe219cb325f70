"""Corrections that name what they change: a title, an employer, a wording that stands in the CV."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.machine.statement.places import (
    entry_named,
    find,
    has,
    lines_of,
    only_one,
    plain_words,
    section_of,
)
from services.cvfsm.core.machine.statement.values import exchange
from services.cvfsm.core.machine.updates import Change, Operation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from services.cvfsm.core.document.cv import CvData

_CALLED: Final = (
    (
        re.compile(
            r"\b(?:my |the )?(?:job )?(?:title|role|position)\b(?P<where>.*?)\b(?:is|was|should be|should say|has changed to)\s+(?P<new>.+?)(?:\s+now)?[.!]?$",
            re.IGNORECASE,
        ),
        "work_experience",
        "title",
    ),
    (
        re.compile(r"\b(?:since \w+ )?my (?:role|job) (?:is|was)\s+(?P<new>.+?)[.!]?$(?P<where>)", re.IGNORECASE),
        "work_experience",
        "title",
    ),
    (
        re.compile(r"^at (?P<where>.{2,40}?),? i was (?:an?|the) (?P<new>(?-i:[A-Z]).+?)[.!]?$", re.IGNORECASE),
        "work_experience",
        "title",
    ),
    (
        re.compile(r"\bupdate my (?:job )?title(?P<where>.*?)\bto\s+(?P<new>.+?)[.!]?$", re.IGNORECASE),
        "work_experience",
        "title",
    ),
    (
        re.compile(
            r"\b(?:company|employer|firm)\b(?P<where>.*?)\b(?:is called|was called|is|was|should be)\s+(?P<new>(?!wrong).+?)[.!]?$",
            re.IGNORECASE,
        ),
        "work_experience",
        "employer",
    ),
    (
        re.compile(
            r"\b(?:school|university|college)\b(?P<where>.*?)\b(?:is called|is|was|should be)\s+(?P<new>(?!wrong).+?)[.!]?$",
            re.IGNORECASE,
        ),
        "education",
        "institution",
    ),
)


def renamed(text: str, section: str, data: CvData) -> list[Change]:
    """A new title, employer or school: "my title at Costa was Senior Barista"."""
    if re.search(r"\bnot\b|\binstead of\b", text):
        return []
    for pattern, name, leaf in _CALLED:
        match = pattern.search(text)
        if match and section in {"", name}:
            entry = (
                entry_named(match["where"], data, name, (name,))
                or _spelt_like(match["new"], data, name, leaf)
                or only_one(data, (name,), ends=True)
            )
            if entry:
                return [Change(Operation.SET, f"{entry}.{leaf}", match["new"].strip(" \"'“”"))]
    return []


def _spelt_like(new: str, data: CvData, name: str, leaf: str) -> str:
    """The entry whose name is nearly the new one: "the firm is Haldane Rail" is about "Halden Rail"; empty for none."""
    scored = [
        (SequenceMatcher(None, plain_words(new), plain_words(getattr(row, leaf))).ratio(), f"{name}[{index}]")
        for index, row in enumerate(getattr(data, name))
    ]
    best = max(scored, default=(0.0, ""))
    return best[1] if best[0] >= _SPELT_LIKE else ""


_SPELT_LIKE: Final = 0.75
"""Share of letters in common: "Northgte" and "Northgate" have .94, two names of one trade rarely .6."""


def exchanged(text: str, section: str, data: CvData) -> list[Change]:
    """One wording for another: "it is Northgate, not Northgte"."""
    found = exchange(text)
    if not found:
        return []
    old, new = found
    for candidate_old, candidate_new in _alignments(old, new):
        rows = [(path, line) for path, line in lines_of(data, section) if find(line, candidate_old)]
        own = [row for row in rows if not section or section_of(row[0]) == section] or rows
        if own:
            said = set(plain_words(text).split())
            whole = [row for row in own if plain_words(row[1]) == plain_words(candidate_old)]
            best = max(whole or own, key=lambda row: len(said & set(plain_words(row[1]).split())))
            path, line = best
            return [Change(Operation.SET, path, _find_and_replace(line, candidate_old, candidate_new))]
    return []


def _alignments(old: str, new: str) -> Iterable[tuple[str, str]]:
    """The part of what was said that stands for `old`, the likeliest first: "a team of 12 packers" for "14" is "12"."""
    words, size = new.split(), len(old.split())
    numbers = _NUMBER.findall(new)
    if _NUMBER.fullmatch(old) and len(numbers) == 1:
        yield old, numbers[0]
    tail = " ".join(words[-size:])
    starts_alike = plain_words(words[0]) == plain_words(old.split(maxsplit=1)[0])  # then all of it is the new name
    if (
        len(words) > size
        and not starts_alike
        and not has(new, old)
        and set(plain_words(tail).split()) & set(plain_words(old).split())
    ):
        yield old, tail
    yield old, new


_NUMBER: Final = re.compile(r"\d[\d.,]*%?")


def _find_and_replace(line: str, old: str, new: str) -> str:
    match = find(line, old)
    return f"{line[: match.start()]}{new}{line[match.end() :]}" if match else line
