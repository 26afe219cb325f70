"""What the agent needs of the world, as protocols; adapters implement them, fakes stand in for them."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.agent.core.reading import Reading
    from services.agent.core.types import Classified, OccupationGuess, TypicalTask


@dataclass(frozen=True, slots=True)
class Occupations:
    """The posterior over occupations, most probable first."""

    guesses: tuple[OccupationGuess, ...] = ()
    peaked: bool = False


@dataclass(frozen=True, slots=True)
class Closeness:
    """Cosines between two lists of texts, one row per text of the first, and the embedder they are of."""

    rows: tuple[tuple[float, ...], ...] = ()
    embedder: str = ""


embedding_s: ContextVar[list[float]] = ContextVar("embedding_s")
"""Where a `Catalogue` tells, call by call, how long text that is new took to embed; each turn sets a list of its own."""


class Catalogue(Protocol):
    """What the agent asks of O*NET. All calls raise `Unavailable` when the matcher cannot be reached."""

    async def resolve(self, job_title: str, sentences: Sequence[str]) -> Occupations:
        """The occupations that fit a title and sentences."""
        ...

    async def typical(self, soc_codes: Sequence[str], limit: int) -> tuple[TypicalTask, ...]:
        """The tasks of occupations by importance, at most `limit` each."""
        ...

    async def classify(self, texts: Sequence[str]) -> tuple[Classified, ...]:
        """What each text is, in order."""
        ...

    async def closeness(self, texts: Sequence[str], others: Sequence[str]) -> Closeness:
        """How close in meaning each text is to each other."""
        ...


class Reader(Protocol):
    """Who reads language for the agent."""

    async def read(self, message: str, question: str, job_title: str, candidates: Sequence[str]) -> Reading:
        """What a message says, as an answer to `question`, which offered `candidates`.

        Raises:
            Unavailable: the reader cannot be reached.
        """
        ...
