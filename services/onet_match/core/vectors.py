"""Small array functions the matcher is built from."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

Vectors: TypeAlias = NDArray[np.float32]
Positions: TypeAlias = NDArray[np.intp]

_TINY = 1e-9  # keeps a zero vector zero instead of NaN


def unit(vectors: Vectors) -> Vectors:
    """Scaled to unit length along the last axis; zero vectors stay zero."""
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(norms, _TINY), dtype=np.float32)


def top(scores: Vectors, count: int) -> Positions:
    """Positions of the `count` largest scores of each row, best first; ties by position. Shape (n, count)."""
    count = min(count, scores.shape[1])
    if count == scores.shape[1]:
        return np.argsort(-scores, axis=1, kind="stable")
    found = np.sort(np.argpartition(scores, -count, axis=1)[:, -count:], axis=1)
    order = np.argsort(-np.take_along_axis(scores, found, axis=1), axis=1, kind="stable")
    return np.take_along_axis(found, order, axis=1)


def log_softmax(scores: Vectors) -> Vectors:
    """Logarithm of the softmax along the last axis."""
    shifted = scores - scores.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)), dtype=np.float32)


def mean_by_group(vectors: Vectors, groups: NDArray[np.int32], count: int) -> Vectors:
    """Unit mean vector of each of `count` groups; a group without rows is zero."""
    sums = np.zeros((count, vectors.shape[1]), dtype=np.float32)
    np.add.at(sums, groups, vectors)
    return unit(sums)


def entropy(probabilities: Sequence[float] | Vectors) -> float:
    """Shannon entropy in nats."""
    values = np.asarray(probabilities, dtype=np.float64)
    values = values[values > 0]
    return float(-(values * np.log(values)).sum())
