"""Which words of a reply name which of the things that were offered: by their own words, or by their place in the list.

Matching words is exact where a small encoder is vague: it reads the reply to an offer with these marks in it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from services.shared.language.words import STOP_WORDS, content_words, stem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

THIS, OTHER = "#", "@"
"""What stands before a word that names the candidate that is asked about, or another one."""
ORDINALS = {
    "first": 0, "1st": 0, "1": 0, "former": 0, "second": 1, "2nd": 1, "2": 1, "third": 2, "3rd": 2, "3": 2,
    "fourth": 3, "4th": 3, "4": 3, "fifth": 4, "5th": 4, "5": 4, "sixth": 5, "6th": 5, "6": 5, "last": -1, "latter": -1, "final": -1,
}  # fmt: skip
NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_NO_PLACE = frozenset({"time", "thing", "week", "month", "year", "person", "line", "day", "hour", "hours", "am", "pm"})
"""What an ordinal before it counts instead of a place in the list."""
_MIN_PREFIX = 4
"""Letters two words must share from the start to count as one ("promos", "promotions")."""
_TO = frozenset({"to", "till", "through", "-", "\u2013"})
_WORD = re.compile(r"[\w']+|[-\u2013](?=\s*\d)")
_ANSWERS = frozenset(
    ["yes", "y", "yep", "yeah", "yup", "aye", "true", "own", "no", "n", "nope", "nah", "naw", "not", "false"]
)
"""Words that answer one candidate after the other ("y n y")."""
_YES, _NO = "\U0001f44d\u2705\u2714\U0001f44c", "\U0001f44e\u274c\u2718"
_SIGNS = str.maketrans({**dict.fromkeys(_YES, " yes "), **dict.fromkeys(_NO, " no ")})


class Naming(NamedTuple):
    """A word of the reply and the candidates it names, by their numbers; an empty one stands before an answer to them."""

    start: int
    end: int
    candidates: frozenset[int]


def named(reply: str, candidates: Sequence[str]) -> list[Naming]:
    """The words that name candidates, in order."""
    keys = _keys(candidates)
    words = list(_WORD.finditer(reply.lower()))
    said = [word.group() for word in words]
    if len(said) == len(candidates) > 1 and _ANSWERS.issuperset(said):
        return [Naming(word.start(), word.start(), frozenset({place})) for place, word in enumerate(words)]
    found = []
    for place, word in enumerate(words):
        after = said[place + 1 : place + 3]
        if which := frozenset(_by_word(said[place], keys)) | frozenset(_by_place(said[place], after, len(candidates))):
            found.append(Naming(word.start(), word.end(), which))
    return found


def marked(reply: str, namings: Sequence[Naming], place: int) -> str:
    """The reply with a mark before each word that names this candidate, or others and not this one."""
    made, at = "", 0
    for naming in namings:
        made += f"{reply[at : naming.start]}{THIS if place in naming.candidates else OTHER} "
        at = naming.start
    return made + reply[at:]


def spelled(reply: str) -> str:
    """The reply with thumbs and ticks as words."""
    return reply.translate(_SIGNS)


def _keys(candidates: Sequence[str]) -> list[frozenset[str]]:
    """The stems that single out each candidate; what all share singles out none."""
    stems = [frozenset(content_words(candidate)) for candidate in candidates]
    shared = frozenset.intersection(*stems) if len(stems) > 1 else frozenset()
    return [words - shared or words for words in stems]


def _by_word(word: str, keys: Sequence[frozenset[str]]) -> Iterator[int]:
    if len(word) > 1 and word.isalpha() and word not in STOP_WORDS:
        said = stem(word)
        for number, key in enumerate(keys):
            if any(_is_same(said, other) for other in key):
                yield number


def _by_place(word: str, after: Sequence[str], count: int) -> Iterator[int]:
    """By its number, by a run of them ("first two", "1 to 3", "2-4")."""
    first, *then = [*after, ""]
    if word in {"first", "last"} and first in NUMBERS:
        size = min(NUMBERS[first], count)
        yield from range(size) if word == "first" else range(count - size, count)
    elif word in ORDINALS and first not in _NO_PLACE and -count <= ORDINALS[word] < count:
        last = then[0] if first in _TO and then else ""
        yield from range(ORDINALS[word] % count, min(ORDINALS.get(last, ORDINALS[word]) % count + 1, count))


def _is_same(said: str, key: str) -> bool:
    short = min(len(said), len(key))
    return said == key or (
        short >= _MIN_PREFIX
        and (said[:short] == key[:short] or (said[: short - 1] == key[: short - 1] and short > _MIN_PREFIX + 1))
    )
