"""An occupation's title as the people who work in it, for use inside a sentence: "registered nurses".

O*NET writes titles in the plural, in capitals, and puts what narrows them down behind a comma ("Bus Drivers, School").
Inside a sentence they are written small, what narrows them down stands before them ("school bus drivers"), and
exceptions stand in brackets.
"""

from __future__ import annotations

import re
from functools import lru_cache

_KEPT = frozenset({"English", "I", "II", "III"})
"""Words of titles that keep their capital; abbreviations do by their form."""
_EXCEPTION = re.compile(r", ((?:Except|Including) .*)$")
_PEOPLE = re.compile(
    r"(?:(?<!fib)[eo]rs|[iy]sts|ians|[ae]nts|clerks|m?ates|athletes|masons|pilots|experts|officials)(?: of .*)?$",
    re.IGNORECASE,
)
"""Endings of what people are called in titles: what follows a comma and ends so is part of a list."""
_HELPERS = "Helpers--"


@lru_cache(maxsize=4096)
def people(title: str) -> str:
    """The people of an occupation title, a plural in small letters."""
    if title.startswith(_HELPERS):
        return f"helpers of {people(title.removeprefix(_HELPERS))}"
    exception = _EXCEPTION.search(title)
    named = title[: exception.start()] if exception else title
    head, narrower = _parted(named.split(", "))
    brackets = [exception[1]] if exception else []
    if narrower and (" of " in head or len(narrower) > 1):
        brackets[:0] = [narrower.pop()]
    parts = [*narrower, head, *(f"({text})" for text in brackets)]
    return " ".join(_small(word) for word in " ".join(parts).split())


def _parted(pieces: list[str]) -> tuple[str, list[str]]:
    """The people of a title split at its commas, and what narrows them down; a list keeps its commas."""
    ends = [place for place, piece in enumerate(pieces) if piece.startswith("and ")]
    last = ends[-1] if ends else 0
    if ends and last == len(pieces) - 1 and not _PEOPLE.search(pieces[-1]):
        return pieces[0], [", ".join(pieces[1:])]
    while last + 1 < len(pieces) and _PEOPLE.search(pieces[last + 1]):
        last += 1
    return ", ".join(pieces[: last + 1]), pieces[last + 1 :]


def _small(word: str) -> str:
    bare = word.strip("(),")
    return word if bare in _KEPT or (len(bare) > 1 and bare.isupper()) else word.lower()
