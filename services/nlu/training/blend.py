"""Adds what the matcher has learnt to the pair encoder: which everyday words stand for which work.

Both are deltas over the same weights, so they can be added; the sum is cut back to the rank of the pair encoder. Taught
apart and added, they compare rewordings better than either does, and the matcher's own encoder stays as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

SHARE = 0.7
"""Of each encoder's deltas. Of 1.0 and 1.0, 1.0 and 0.5, 0.7 and 0.7 the best on rewordings nobody had seen."""


def blend(pairs: Path, matcher: Path) -> None:
    """Put the sum of both encoders' deltas into the artefact at `pairs`; its heads stay and need to be fitted anew."""
    with np.load(pairs) as arrays, np.load(matcher) as others:
        kept = dict(arrays)
        for name in [key.removesuffix(".up") for key in kept if key.endswith(".up")]:
            rank = kept[f"{name}.down"].shape[0]
            delta = SHARE * _delta(kept, name)
            if f"{name}.up" in others:
                delta = delta + SHARE * _delta(dict(others), name)
            left, sizes, right = np.linalg.svd(delta, full_matrices=False)
            root = np.sqrt(sizes[:rank])
            kept[f"{name}.up"] = (left[:, :rank] * root).astype(np.float16)
            kept[f"{name}.down"] = (root[:, None] * right[:rank]).astype(np.float16)
    np.savez_compressed(pairs, **kept)


def mean(path: Path, other: Path) -> None:
    """Put the mean of the deltas and heads of two rounds of teaching into the artefact at `path`; its tables stay."""
    with np.load(path) as arrays, np.load(other) as others:
        kept = dict(arrays)
        for name in kept.keys() & others.keys():
            if not name.startswith("patterns."):
                kept[name] = ((kept[name].astype(np.float32) + others[name]) / 2).astype(kept[name].dtype)
    np.savez_compressed(path, **kept)


def _delta(arrays: dict[str, np.ndarray], name: str) -> np.ndarray:
    return np.asarray(arrays[f"{name}.up"].astype(np.float32) @ arrays[f"{name}.down"].astype(np.float32))
