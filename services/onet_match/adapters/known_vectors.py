"""Vectors of the default data's task statements, committed so that a first index takes seconds instead of a minute.

`task_vectors.npz` holds, for one embedder (its fingerprint), a 64-bit hash per statement, int8 codes and a float16
scale per row. A statement that is not in it, or another embedder, is computed as ever; an official release shares
nine of ten statements with the default data.
"""

from __future__ import annotations

import hashlib
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

import numpy as np

from services.onet_match.core.vectors import unit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from services.onet_match.core.vectors import Vectors
    from services.onet_match.ports import Embedder

_FILE = files("services.onet_match") / "artefacts" / "task_vectors.npz"
_INT8_MOST = 127


class KnownVectors:
    """An embedder that looks statements up before it computes them; same fingerprint, same space."""

    def __init__(self, embedder: Embedder) -> None:
        """Read the committed vectors where they are this embedder's; empty otherwise."""
        self._embedder = embedder
        self.dimensions = embedder.dimensions
        self.fingerprint = embedder.fingerprint
        self._row: dict[int, int] = {}
        with as_file(_FILE) as path:
            if not path.exists():
                return
            with np.load(path) as arrays:
                if str(arrays["fingerprint"]) != embedder.fingerprint:
                    return
                self._row = {int(key): row for row, key in enumerate(arrays["keys"])}
                self._codes, self._scale = arrays["codes"], arrays["scale"].astype(np.float32)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, (n, dimensions) float32."""
        rows = [self._row.get(int(key)) for key in _keys(texts)]
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        known = [position for position, row in enumerate(rows) if row is not None]
        if known:
            taken = np.array([rows[position] for position in known])
            vectors[known] = unit(self._codes[taken] * self._scale[taken, None])
        unknown = [position for position, row in enumerate(rows) if row is None]
        if unknown:
            vectors[unknown] = self._embedder.embed([texts[position] for position in unknown])
        return vectors


def write_known(texts: Sequence[str], vectors: Vectors, fingerprint: str, path: Path) -> None:
    """Store the vectors of `texts` for the embedder with this fingerprint."""
    scale = np.abs(vectors).max(axis=1) / _INT8_MOST
    codes = np.rint(vectors / scale[:, None]).astype(np.int8)
    np.savez(path, fingerprint=fingerprint, keys=_keys(texts), codes=codes, scale=scale.astype(np.float16))


def _keys(texts: Sequence[str]) -> NDArray[np.uint64]:
    digests = (hashlib.blake2b(text.encode(), digest_size=8).digest() for text in texts)
    return np.frombuffer(b"".join(digests), dtype=np.uint64)
