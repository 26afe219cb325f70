"""A served build: a catalogue and one embedding index per embedder.

A snapshot never changes; a new release is a new snapshot. A call works on the one it started with.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from services.onet_match.core.titles import TitleIndex
from services.shared.onet import CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from numpy.typing import NDArray

    from services.onet_match.core.catalogue import Catalogue
    from services.onet_match.core.ngrams import NgramHead
    from services.onet_match.core.occupations import OccupationHead
    from services.onet_match.core.retrieval import Retriever
    from services.onet_match.core.scoring import Scoring
    from services.onet_match.core.vectors import Vectors


@dataclass(frozen=True)
class EmbeddingIndex:
    """Task vectors, occupation head and scoring figures of one embedder."""

    name: str
    task_vectors: Vectors
    retriever: Retriever
    head: OccupationHead
    scoring: Scoring


@dataclass(frozen=True)
class Snapshot:
    """A build of the index as it is served."""

    name: str
    built_at: datetime
    catalogue: Catalogue
    indexes: Mapping[str, EmbeddingIndex]
    ngrams: NgramHead

    @cached_property
    def titles(self) -> TitleIndex:
        """Type-ahead over all titles."""
        return TitleIndex(self.catalogue)

    @cached_property
    def category_of_task(self) -> NDArray[np.int8]:
        """Position in `CATEGORIES` of each task's category, -1 where it has none; (tasks,)."""
        number = {category: position for position, category in enumerate(CATEGORIES)}
        return np.array(
            [-1 if task.category is None else number[task.category] for task in self.catalogue.tasks], dtype=np.int8
        )
