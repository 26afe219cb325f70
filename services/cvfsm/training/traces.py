"""Where the texts of a content stand in what was read of its page: exact places in the lines, without case, marks and spaces."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.document.lines import Zone
from services.cvfsm.core.ingest.contact_fields import EMAIL, LINK

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from services.cvfsm.core.document.lines import Line

_WORD: Final = re.compile(r"[^\W_]+")
LOOSE: Final = 9
"""Letters of a text that may stand inside of a longer word: a space was lost."""
WRAPPED: Final = 6
"""Lines over which one text may run."""


def squeeze(text: str) -> str:
    """Return the letters and digits of a text, without case, accents and ligatures apart."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(c for c in plain if c.isalnum())


@dataclass(frozen=True, slots=True)
class Trace:
    """A stretch of the page: offsets of its first letter and of the one after its last, and its lines."""

    start: int
    end: int
    first: int
    last: int


class Traces:
    """The letters of a page in reading order."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        letters: list[str] = []
        self._places: list[tuple[int, int]] = []
        """Line and character of each letter."""
        self._begins: set[int] = set()
        self._ends: set[int] = set()
        self.linked: set[int] = set()
        """Letters of addresses."""
        for number, line in enumerate(lines):
            addresses = [m.span() for pattern in (EMAIL, LINK) for m in pattern.finditer(line.text)]
            for word in _WORD.finditer(line.text):
                self._begins.add(len(letters))
                for at in range(*word.span()):
                    for letter in squeeze(line.text[at]):
                        if any(a <= at < b for a, b in addresses):
                            self.linked.add(len(letters))
                        letters.append(letter)
                        self._places.append((number, at))
                self._ends.add(len(letters))
        self._whole = "".join(letters)
        self._offsets = [number for number, _ in self._places]

    def find(self, text: str, taken: Iterable[int] = ()) -> list[Trace]:
        """Return where a text stands outside of taken letters, whole words first; in reading order."""
        needle = squeeze(text)
        if len(needle) < 2 and not needle.isdigit():
            return []
        taken = set(taken)
        spans = []
        at = self._whole.find(needle)
        while at >= 0:
            if not taken.intersection(range(at, at + len(needle))):
                spans.append((at, at + len(needle)))
            at = self._whole.find(needle, at + 1)
        whole = [(a, b) for a, b in spans if a in self._begins and b in self._ends]
        chosen = whole or (spans if len(needle) >= LOOSE else [])
        traces = [Trace(a, b, self._offsets[a], self._offsets[b - 1]) for a, b in chosen]
        good = [t for t in traces if t.last - t.first < WRAPPED and self._lines[t.first].zone is not Zone.FOOTER]
        return good or traces[:1]

    def at(self, line: int, span: tuple[int, int]) -> Trace | None:
        """Return the trace of characters of a line."""
        first = bisect_right(self._offsets, line - 1)
        inside = [i for i in range(first, bisect_right(self._offsets, line)) if span[0] <= self._places[i][1] < span[1]]
        return Trace(inside[0], inside[-1] + 1, line, line) if inside else None

    def characters(self, trace: Trace) -> Iterable[tuple[int, int]]:
        """Return line and character of each letter of a trace."""
        return self._places[trace.start : trace.end]
