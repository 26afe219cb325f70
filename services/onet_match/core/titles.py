"""Type-ahead over occupation titles and alternate titles."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from string import ascii_lowercase
from typing import TYPE_CHECKING

from services.shared.language.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from services.onet_match.core.catalogue import Catalogue, Occupation

_LEAST_FIXED = 4
"""Letters a word has before a slip is looked for: of shorter ones too many are one slip apart."""

_WORD = re.compile(r"[a-z0-9+#]+")


@dataclass(frozen=True, slots=True)
class TitleHit:
    """A title and the occupation it belongs to."""

    title: str
    occupation: Occupation


def title_words(text: str) -> tuple[str, ...]:
    """The words of a text, case folded and without accents, as O*NET writes: "Maître d'hôtel" is "maitre", "d", "hotel"."""
    return tuple(_WORD.findall(fold(text)))


class TitleIndex:
    """Finds titles by the words typed so far; the last word may be unfinished."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Index every title of the catalogue."""
        self._entries = list(_entries(catalogue))
        self._words = [title_words(hit.title) for hit in self._entries]
        self._postings: dict[str, list[int]] = {}
        for position, words in enumerate(self._words):
            for word in dict.fromkeys(words):
                self._postings.setdefault(word, []).append(position)
        self._vocabulary = sorted(self._postings)
        self.alternate_count = len(self._entries) - len(catalogue.occupations)

    def search(self, query: str, limit: int) -> list[TitleHit]:
        """The best `limit` titles that hold every word typed, each title once.

        Order: exact title, title that starts so, own titles before alternate ones, shorter titles, alphabet.
        """
        typed = title_words(query)
        if not typed:
            return []
        found = self._holding(typed)
        if not found:
            typed = self._spelt_out(typed)
            found = self._holding(typed)
        ranked = sorted(found, key=lambda position: self._rank(typed, position))
        unique = {self._words[position]: self._entries[position] for position in reversed(ranked)}
        return list(reversed(unique.values()))[:limit]

    def _holding(self, typed: tuple[str, ...]) -> set[int]:
        """The titles that hold every word, the last one perhaps unfinished."""
        found = self._with_prefix(typed[-1])
        for word in typed[:-1]:
            found &= set(self._postings.get(word, ()))
        return found

    def _spelt_out(self, typed: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(self._spelt(word, is_last=at == len(typed) - 1) for at, word in enumerate(typed))

    def _spelt(self, word: str, *, is_last: bool) -> str:
        """The word itself where titles have it, else the commonest one that is one slip of the hand away, else the word."""
        if word in self._postings or len(word) < _LEAST_FIXED or (is_last and self._with_prefix(word)):
            return word
        near = [other for other in _slips(word) if other in self._postings]
        return max(near, key=lambda other: (len(self._postings[other]), -len(other), other), default=word)

    def spelt(self, query: str) -> str:
        """What was typed, with slips of the hand put right where titles have the word; unchanged where there is none."""
        typed = title_words(query)
        spelt = self._spelt_out(typed)
        return query if spelt == typed else " ".join(spelt)

    def exact(self, title: str) -> list[Occupation]:
        """The occupations that carry this very title, after case folding."""
        words = title_words(title)
        if not words:
            return []
        rarest = min((self._postings.get(word, []) for word in words), key=len)
        return [self._entries[position].occupation for position in rarest if self._words[position] == words]

    def _with_prefix(self, prefix: str) -> set[int]:
        start = bisect_left(self._vocabulary, prefix)
        found: set[int] = set()
        for word in self._vocabulary[start:]:
            if not word.startswith(prefix):
                break
            found.update(self._postings[word])
        return found

    def _rank(self, typed: tuple[str, ...], position: int) -> tuple[bool, bool, bool, int, str]:
        hit, words = self._entries[position], self._words[position]
        starts = " ".join(words).startswith(" ".join(typed))
        return (words != typed, not starts, hit.title != hit.occupation.title, len(words), hit.title)


def _slips(word: str) -> set[str]:
    """Every word one slip away: a letter too many, missing, wrong, or two changed over."""
    parts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    return (
        {head + tail[1:] for head, tail in parts if tail}
        | {head + tail[1] + tail[0] + tail[2:] for head, tail in parts if len(tail) > 1}
        | {head + letter + tail[1:] for head, tail in parts if tail for letter in ascii_lowercase}
        | {head + letter + tail for head, tail in parts for letter in ascii_lowercase}
    )


def _entries(catalogue: Catalogue) -> Iterable[TitleHit]:
    for occupation in catalogue.occupations:
        yield TitleHit(occupation.title, occupation)
        for title in occupation.alternate_titles:
            yield TitleHit(title, occupation)
