"""Stage 1: the nearest tasks, with an occupation prior; the port and its exact local implementation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from services.onet_match.core.vectors import top

if TYPE_CHECKING:
    from services.onet_match.core.vectors import Positions, Vectors


class Retrieved(NamedTuple):
    """Candidates of n queries, best first by similarity plus prior.

    `positions` (n, k) into the catalogue's tasks; `similarities` (n, k), -inf where a query has fewer candidates;
    `nearest` (n,) the largest similarity of any task, whatever the prior says.
    """

    positions: Positions
    similarities: Vectors
    nearest: Vectors


class Retriever(Protocol):
    """Finds candidates; `prior` (tasks,) is added to similarities for ranking, None means no prior."""

    def search(self, queries: Vectors, prior: Vectors | None, count: int) -> Retrieved:
        """The best `count` tasks of each query."""
        ...


@dataclass(frozen=True)
class ExactRetriever:
    """Every task is compared; 18,831 tasks take about a millisecond a batch, so nothing is approximated."""

    task_vectors: Vectors

    def search(self, queries: Vectors, prior: Vectors | None, count: int) -> Retrieved:
        """See `Retriever.search`."""
        similarities = np.asarray(queries @ self.task_vectors.T, dtype=np.float32)
        nearest = similarities.max(axis=1)
        positions = top(similarities if prior is None else similarities + prior, count)
        return Retrieved(positions, np.take_along_axis(similarities, positions, axis=1), nearest)
