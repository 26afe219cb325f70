"""The CV being read: values with their sources, and an account of which words of which line are used.

Rule: a word of the document ends in a value, in the quote of a source (a heading, a label, a written date) or in
`unsorted`. `Draft.leftovers` makes that so, whatever the rules before it did.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.document.cv import Source, SourceKind
from services.cvfsm.core.document.text import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.cvfsm.core.document.lines import Line

# A quote is shown beside its value; a paragraph's beginning is enough to find it (proto FieldSource.quote).
MAX_QUOTE_CHARS: Final = 300


class Draft:
    """Collects what the rules find."""

    def __init__(self, lines: Sequence[Line]) -> None:
        """Start with no word used."""
        self.lines = tuple(lines)
        self.sources: dict[str, Source] = {}
        self._used: dict[int, list[str]] = {}

    def use(self, line: Line, *texts: str) -> None:
        """Note that these parts of the line are understood."""
        self._used.setdefault(id(line), []).extend(text for text in texts if text)

    def cite(self, path: str, line: Line, quote: str, sure: float = 1.0) -> None:
        """Note where a value comes from, how sure it is, and that its words are used. The first source of a path stands."""
        self.use(line, quote)
        source = Source(SourceKind.DOCUMENT, line.ref, quote[:MAX_QUOTE_CHARS], round(sure, 2))
        self.sources.setdefault(path, source)

    def cite_more(self, path: str, line: Line, quote: str, sure: float = 1.0) -> None:
        """Note further words for a path that may have a source: a heading, a label."""
        self.use(line, quote)
        before = self.sources.pop(path, None)
        whole = quote if before is None else f"{before.quote} / {quote}"
        self.cite(path, line, whole, sure if before is None else min(sure, before.confidence))

    def is_used(self, line: Line) -> bool:
        """Tell whether any part of the line is understood."""
        return id(line) in self._used

    def rest(self, line: Line) -> str:
        """Return what of the line is not used yet, in order."""
        taken = self._used.get(id(line))
        if not taken:
            return line.text
        missing = Counter(words(line.text))
        missing.subtract(Counter(words(" ".join(taken))))
        if not any(count > 0 for count in missing.values()):
            return ""
        left = line.text
        for text in sorted(taken, key=len, reverse=True):
            left = left.replace(text, "\x00", 1)
        pieces = (piece.strip(" \t,;:|·•-–—()/") for piece in left.split("\x00"))
        return " ".join(piece for piece in pieces if words(piece))

    def leftovers(self) -> list[tuple[Line, str]]:
        """Return the unused text of every line, in reading order."""
        return [(line, text) for line in self.lines if (text := self.rest(line).replace("\t", " "))]
