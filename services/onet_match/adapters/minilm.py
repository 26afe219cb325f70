"""MiniLM taught O*NET by small deltas; mean pooling and unit length are done here.

The deltas (`artefacts/adapter.npz`) are of rank 32 on three of six layers, 1.2 MB.
"""

from __future__ import annotations

from importlib.resources import as_file, files
from typing import TYPE_CHECKING, cast

import numpy as np

from services.onet_match.core.vectors import unit
from services.shared.minilm.tokens import open_tokenizer
from services.shared.minilm.transformer import DIMENSIONS, Transformer, fingerprint, read_deltas

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.onet_match.core.vectors import Vectors

_DELTAS = files("services.onet_match") / "artefacts" / "adapter.npz"
_BATCH = 16  # larger batches pad more than they save on two cores


class MiniLm:
    """The transformer; texts are read up to 128 tokens."""

    dimensions = DIMENSIONS

    def __init__(self, threads: int, *, taught: bool = True) -> None:
        """Load the model; `threads` is what one call may use; `taught` False leaves the deltas out (for training)."""
        with as_file(_DELTAS) as path:
            self._transformer = Transformer(threads, read_deltas(path) if taught else {})
        self.fingerprint = fingerprint(_DELTAS.read_bytes() if taught else b"")
        self.tokenizer = open_tokenizer()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, (n, 384) float32; texts of similar length share a batch."""
        tokens = [encoding.ids for encoding in self.tokenizer.encode_batch(list(texts))]
        order = np.argsort([len(ids) for ids in tokens], kind="stable")
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        for start in range(0, len(order), _BATCH):
            rows = order[start : start + _BATCH]
            vectors[rows] = self._pooled([tokens[row] for row in rows])
        return unit(vectors)

    def _pooled(self, tokens: list[list[int]]) -> Vectors:
        hidden, mask = self._transformer.hidden(tokens)
        weights = mask[:, :, None]
        return cast("Vectors", (hidden * weights).sum(axis=1) / weights.sum(axis=1))
