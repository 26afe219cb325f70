"""What the confidence of a match is judged by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.onet_match.core.retrieval import Retrieved
    from services.onet_match.core.vectors import Vectors

EVIDENCE = ("similarity", "margin", "spread", "nearest", "prior", "words")
"""Columns of the evidence: similarity of the best candidate; its lead in score over the second; its lead over the mean
of the first five; how far the nearest task of all lies above it; log-probability of its occupation; log word count."""

_FIELD = 5


def evidence(texts: Sequence[str], retrieved: Retrieved, scores: Vectors, prior: Vectors) -> Vectors:
    """One row per text, (n, len(EVIDENCE)); `scores` (n, k) best first, `prior` (n,) log P of the best's occupation."""
    second = scores[:, 1] if scores.shape[1] > 1 else scores[:, 0] - 1.0
    field = np.where(np.isfinite(scores[:, :_FIELD]), scores[:, :_FIELD], scores[:, :1])
    best = retrieved.similarities[:, 0]
    words = np.log([max(1, len(text.split())) for text in texts])
    margin = np.clip(scores[:, 0] - np.maximum(second, scores[:, 0] - 1.0), 0.0, 1.0)
    spread = scores[:, 0] - field.mean(axis=1)
    return np.stack([best, margin, spread, retrieved.nearest - best, prior, words], axis=1).astype(np.float32)
