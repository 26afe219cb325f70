"""The output of the reader model for a reply, before any decision: scores of pieces, spans, acts and candidates."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from services.nlu.core.reading import Act, Engagement, Owner, Span, Time


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


def logit(probability: float) -> float:
    """The inverse of the logistic function, bounded to what four digits tell."""
    bounded = min(max(probability, 1e-4), 1 - 1e-4)
    return math.log(bounded / (1 - bounded))
