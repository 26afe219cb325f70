"""Letting a model's reply through sentence by sentence, so that no question is shown before it was checked.

Rules:
1. Text is released in whole sentences; what is not finished is held.
2. A sentence that asks is held for the caller's check; at most one question is let through, none where none is due.
3. Nothing is let through beyond the limit of characters.
"""

from __future__ import annotations

import re

from services.agent.core.similar import split_sentences

_NO_PROSE = re.compile(r"^\s*[{\[<]|```|</?\w+>|\\[nu]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\w{60,}")


def is_prose(sentence: str) -> bool:
    """Whether a sentence can be shown to a person: no markup, no JSON, no control characters."""
    return not _NO_PROSE.search(sentence)


class SentenceGate:
    """Holds the text of one reply back until its sentences are whole."""

    def __init__(self, limit: int) -> None:
        """Let at most `limit` characters through."""
        self._held = ""
        self._left = limit

    def feed(self, text: str) -> tuple[str, ...]:
        """Take a piece of text in and return the sentences it completes, in order."""
        self._held += text
        pieces = split_sentences(self._held)
        if not pieces:
            return ()
        # The last sentence is whole only when something follows its mark.
        whole = pieces if self._held.endswith(("\n", " ")) and self._held.rstrip()[-1:] in ".!?\u2026" else pieces[:-1]
        self._held = self._held[sum(map(len, whole)) :]
        return self._within(whole)

    def end(self) -> tuple[str, ...]:
        """Return what is left when the text has ended."""
        rest, self._held = self._held.strip(), ""
        return self._within((rest,)) if rest else ()

    def _within(self, pieces: tuple[str, ...]) -> tuple[str, ...]:
        kept = []
        for piece in pieces:
            if len(piece) > self._left:
                self._left = 0
                break
            self._left -= len(piece)
            kept.append(piece)
        return tuple(kept)
