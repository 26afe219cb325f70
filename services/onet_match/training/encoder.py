"""Unit sentence vectors of MiniLM in PyTorch, for training only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch  # type: ignore[import-not-found]
from torch.nn import functional  # type: ignore[import-not-found]

from services.shared.minilm.tokens import open_tokenizer
from services.shared.minilm.trainable import Trainable

if TYPE_CHECKING:
    from collections.abc import Sequence

_BATCH = 32


class Encoder(Trainable):
    """The transformer with mean pooling; the deltas are the only parameters."""

    def __init__(self, rank: int, first_layer: int) -> None:
        """Put deltas of `rank` on the dense weights from `first_layer` on; they start at zero."""
        super().__init__(rank, first_layer)
        self.tokenizer = open_tokenizer()

    def forward(self, texts: Sequence[str], most_tokens: int = 40) -> Any:
        """Unit vectors (n, 384); texts of similar length share a batch and are cut at `most_tokens`."""
        tokens = [encoding.ids[:most_tokens] for encoding in self.tokenizer.encode_batch(list(texts))]
        order = sorted(range(len(tokens)), key=lambda row: len(tokens[row]))
        rows: list[Any] = [None] * len(tokens)
        for start in range(0, len(order), _BATCH):
            chosen = order[start : start + _BATCH]
            state, mask = self.hidden([tokens[row] for row in chosen])
            pooled = (state * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)
            for row, vector in zip(chosen, functional.normalize(pooled, dim=-1), strict=True):
                rows[row] = vector
        return torch.stack(rows)
