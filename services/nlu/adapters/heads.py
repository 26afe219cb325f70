"""Linear heads over hidden states, in numpy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]


class Head:
    """A linear layer (out, in) with its bias."""

    def __init__(self, weight: Vectors, bias: Vectors) -> None:
        """Keep the arrays."""
        self._weight, self._bias = np.ascontiguousarray(weight.T), bias

    def __call__(self, states: Vectors) -> Vectors:
        """Scores (..., out) of states (..., in)."""
        return np.asarray(states @ self._weight + self._bias, dtype=np.float32)


def read_heads(path: Path) -> dict[str, Head]:
    """The heads of an artefact by name."""
    with np.load(path) as arrays:
        names = sorted({key.split(".")[1] for key in arrays if key.startswith("head.")})
        return {name: Head(arrays[f"head.{name}.weight"], arrays[f"head.{name}.bias"]) for name in names}


def softmax(scores: Vectors) -> Vectors:
    """Probabilities along the last axis."""
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True), dtype=np.float32)


def pooled(states: Vectors, first: int, count: int) -> Vectors:
    """First piece, mean and maximum of the `count` pieces from `first` on: (3 * 384)."""
    said = states[first : first + max(1, count)]
    return np.concatenate([states[0], said.mean(0), said.max(0)])
