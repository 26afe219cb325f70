"""The work category of a text, by the O*NET tasks nearest to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from services.onet_match.core.matching import Candidate
from services.onet_match.core.vectors import top
from services.shared.onet import CATEGORIES

if TYPE_CHECKING:
    from services.onet_match.core.snapshot import EmbeddingIndex, Snapshot
    from services.onet_match.core.vectors import Vectors
    from services.shared.onet import WorkCategory

_NEIGHBOURS = 15  # as many as an occupation has typical tasks; odd, so two categories rarely tie
# Weight of a neighbour is exp(12 x similarity): 0.1 closer counts 3.3 times. The category is that of the task meant for
# 71.5 % of 1,295 sentences nothing was learnt from (fast 66 %), for 67 % when that very task is left out; with 0 for
# 70 and 67 %, with 24 for 73 and 66 %: where the task itself is not in the catalogue, sharper is worse.
_SHARPNESS = 12.0
_EVIDENCE = 3


@dataclass(frozen=True, slots=True)
class ActivityClass:
    """A category, the share of the evidence for it, and the nearest tasks."""

    category: WorkCategory | None
    share: float
    evidence: tuple[Candidate, ...]


def classify(snapshot: Snapshot, index: EmbeddingIndex, vectors: Vectors) -> list[ActivityClass]:
    """The category with most of the evidence, one per row of `vectors`."""
    similarities = np.asarray(vectors @ index.task_vectors.T, dtype=np.float32)
    nearest = top(similarities, _NEIGHBOURS)
    return [_classify(snapshot, similarities[row], nearest[row]) for row in range(len(vectors))]


def _classify(snapshot: Snapshot, similarities: Vectors, nearest: np.ndarray) -> ActivityClass:
    categories = snapshot.category_of_task[nearest]
    weights = np.exp(_SHARPNESS * similarities[nearest]) * (categories >= 0)
    evidence = tuple(
        Candidate(snapshot.catalogue.tasks[position], float(similarities[position]), 0.0)
        for position in nearest[:_EVIDENCE]
    )
    total = float(weights.sum())
    if total == 0:
        return ActivityClass(None, 0.0, evidence)
    votes = np.bincount(np.maximum(categories, 0), weights=weights, minlength=len(CATEGORIES)) / total
    return ActivityClass(CATEGORIES[int(votes.argmax())], float(votes.max()), evidence)
