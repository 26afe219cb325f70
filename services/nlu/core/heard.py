"""The output of the reader model for a reply, before any decision: scores of pieces, spans, acts and candidates."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from services.nlu.core.reading import Owner, Span, Time

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from services.nlu.core.reading import Act, Engagement

LEAST_INSIDE = 0.3
"""Probability of being inside a span from which a piece belongs to one; the layer of activities weighs what is found."""

_EDGES = re.compile(
    r"^(?:[^\w&]+|(?:and|or|but|then|also|i|we|to)\b(?=\W))|(?:[^\w%)]+|(?<!\w)(?:and|or|but|then|also|because|the|a|an|my|our|their|i|we|"
    r"which|who|whose|that\s+(?:the|other|we|i|my|our|their)|(?<!each\s)(?<!the\s)other))$",
    re.IGNORECASE,
)
"""What no activity begins or ends with: marks, conjunctions, and a determiner, a subject or the start of a clause that has lost what follows it."""


@dataclass(frozen=True)
class Piece:
    """A piece of the message with its place and the probabilities that it begins a span, or continues one."""

    start: int
    end: int
    begin: float
    inside: float

    @property
    def within(self) -> float:
        """Probability that it belongs to a span."""
        return min(1.0, self.begin + self.inside)


@dataclass(frozen=True)
class Attributes:
    """Probabilities of the owner and time of a span, and that it is denied or vague."""

    owners: Mapping[Owner, float]
    times: Mapping[Time, float]
    denied: float
    vague: float


class Heard(Protocol):
    """The scores of one reply; acts and candidates as logits, engagement as logits of exclusive levels."""

    @property
    def pieces(self) -> Sequence[Piece]:
        """The pieces of the message in order."""
        ...

    @property
    def acts(self) -> Mapping[Act, float]:
        """A logit for every act."""
        ...

    @property
    def engagement(self) -> Mapping[Engagement, float]:
        """A logit for every level."""
        ...

    @property
    def foreign(self) -> float:
        """The logit that it is not in English."""
        ...

    @property
    def candidates(self) -> Sequence[str]:
        """What was offered: as given, else as found in the question."""
        ...

    @property
    def confirmed(self) -> Sequence[float]:
        """A logit for every candidate, by the encoder."""
        ...

    @property
    def patterns(self) -> Sequence[float]:
        """A logit for every candidate, by the patterns around the words that name it."""
        ...

    @property
    def act_patterns(self) -> Mapping[Act, float]:
        """A logit for some acts, by runs of words."""
        ...

    def attributes(self, span: Span) -> Attributes:
        """The attributes of any span of the message."""
        ...

    def antecedent(self, span: Span) -> tuple[str, float]:
        """What a pronoun in a span stands for, in words of the message or the question, and how sure that is."""
        ...


class ReaderModel(Protocol):
    """Reads; blocking, safe to call from several threads."""

    fingerprint: str

    def hear(self, question: str, message: str, candidates: Sequence[str]) -> Heard:
        """The scores of a reply; without candidates those the question offers are found."""
        ...


def spans(pieces: Sequence[Piece], text: str, least: float = LEAST_INSIDE) -> list[Span]:
    """The spans the pieces of a text say, whole words, in order; `least` is what makes a piece belong to one."""
    found: list[tuple[int, int]] = []
    start = end = -1
    for piece in pieces:
        if piece.within < least:
            if start >= 0:
                found.append((start, end))
            start = -1
        elif start < 0 or (piece.begin > piece.inside and not _splits_word(text, piece.start)):
            if start >= 0:
                found.append((start, end))
            start, end = piece.start, piece.end
        else:
            end = piece.end
    if start >= 0:
        found.append((start, end))
    return [span for first, last in found if (span := _whole_words(text, first, last)) is not None]


def pieces_of(pieces: Sequence[Piece], span: Span) -> list[Piece]:
    """The pieces that lie in a span."""
    return [piece for piece in pieces if piece.start < span.end and piece.end > span.start]


def logit(probability: float) -> float:
    """The inverse of the logistic function, bounded to what four digits tell."""
    bounded = min(max(probability, 1e-4), 1 - 1e-4)
    return math.log(bounded / (1 - bounded))


def _splits_word(message: str, place: int) -> bool:
    return place > 0 and message[place - 1].isalnum() and message[place].isalnum()


def _whole_words(message: str, start: int, end: int) -> Span | None:
    while start > 0 and _splits_word(message, start):
        start -= 1
    while end < len(message) and _splits_word(message, end):
        end += 1
    words = message[start:end]
    while (bare := _EDGES.sub("", words)) != words:
        start += words.find(bare) if bare else len(words)
        words = bare
    return Span(start, start + len(words)) if words else None
