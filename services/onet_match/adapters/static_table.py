"""The taught static table: one vector per word piece, their sum scaled to unit length; no network is run.

`table.npy` holds int8 codes (pieces, dimensions), `table_scale.npy` a float16 scale per piece into which its learnt
weight is folded. Pieces that carry no meaning have a scale near zero, so stop words need no list.
"""

from __future__ import annotations

import hashlib
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

import numpy as np

from services.onet_match.core.vectors import unit
from services.shared.minilm.tokens import open_tokenizer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.onet_match.core.vectors import Vectors

_FOLDER = files("services.onet_match") / "artefacts"


class StaticTable:
    """The fast embedder; texts are read up to 128 word pieces."""

    def __init__(self) -> None:
        """Map the table, 8 MB, of which only the rows in use become memory."""
        with as_file(_FOLDER / "table.npy") as codes, as_file(_FOLDER / "table_scale.npy") as scale:
            self._codes = np.load(codes, mmap_mode="r")
            self._scale = np.load(scale).astype(np.float32)
            content = codes.read_bytes() + scale.read_bytes()
        self._tokenizer = open_tokenizer()
        self.dimensions = int(self._codes.shape[1])
        self.fingerprint = hashlib.sha256(content).hexdigest()[:16]

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, (n, dimensions) float32; a text without known pieces is zero."""
        encodings = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        lengths = [len(encoding.ids) for encoding in encodings]
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        filled = [row for row, length in enumerate(lengths) if length]
        if filled:
            ids = np.concatenate([np.array(encodings[row].ids, dtype=np.intp) for row in filled])
            pieces = self._codes[ids].astype(np.float32) * self._scale[ids, None]
            starts = np.concatenate([[0], np.cumsum([lengths[row] for row in filled])[:-1]])
            vectors[filled] = np.add.reduceat(pieces, starts, axis=0)
        return unit(vectors)
