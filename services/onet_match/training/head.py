"""Teaches the occupation head: a square map and a prototype per occupation, by cross-entropy on titles and tasks.

Starts from what is known without learning (map: identity; prototype: title + description + mean task), so that an
occupation with few alternate titles keeps a sensible prototype.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch  # type: ignore[import-not-found]
from torch.nn import functional  # type: ignore[import-not-found]

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_EPOCHS, _BATCH, _RATE, _DROPOUT = 14, 512, 2e-3, 0.3
_MOST_CODES = 12  # a title names at most so many occupations in the loss; 99.9 % of titles name fewer


class Head(torch.nn.Module):  # type: ignore[misc]
    """Logits over occupations."""

    def __init__(self, prototypes: np.ndarray) -> None:
        """Start from `prototypes` (occupations, dimensions) and the identity."""
        super().__init__()
        self.map = torch.nn.Parameter(torch.eye(prototypes.shape[1]))
        self.prototypes = torch.nn.Parameter(torch.from_numpy(prototypes.copy()))
        self.bias = torch.nn.Parameter(torch.zeros(len(prototypes)))
        self.log_scale = torch.nn.Parameter(torch.tensor(3.0))

    def forward(self, vectors: Any, dropout: float = 0.0) -> Any:
        """Logits (n, occupations) for vectors (n, dimensions)."""
        mapped = functional.normalize(functional.dropout(vectors, dropout) @ self.map, dim=-1)
        return torch.exp(self.log_scale) * mapped @ functional.normalize(self.prototypes, dim=-1).T + self.bias


def cross_entropy(logits: Any, codes: Sequence[Sequence[int]]) -> Any:
    """Mean loss of logits (n, occupations) where row i speaks for each of the occupations `codes[i]` alike."""
    targets = torch.zeros(len(codes), _MOST_CODES, dtype=torch.long)
    shares = torch.zeros(len(codes), _MOST_CODES)
    for row, positions in enumerate(codes):
        some = list(positions)[:_MOST_CODES]
        targets[row, : len(some)] = torch.tensor(some)
        shares[row, : len(some)] = 1.0 / len(some)
    return -(torch.log_softmax(logits, -1).gather(1, targets) * shares).sum(1).mean()


def teach(
    vectors: np.ndarray, codes: Sequence[Sequence[int]], prototypes: np.ndarray, tell: Callable[[str], None]
) -> dict[str, np.ndarray]:
    """The head as arrays; row i of `vectors` speaks for each of the occupations `codes[i]` alike."""
    torch.manual_seed(0)
    head = Head(prototypes)
    inputs = torch.from_numpy(vectors)
    optimizer = torch.optim.AdamW(head.parameters(), lr=_RATE, weight_decay=0.0)
    steps = _EPOCHS * (len(codes) // _BATCH + 1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, _RATE, total_steps=steps)
    for epoch in range(_EPOCHS):
        total = 0.0
        for rows in torch.randperm(len(codes)).split(_BATCH):
            loss = cross_entropy(head(inputs[rows], _DROPOUT), [codes[int(row)] for row in rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += float(loss.detach()) * len(rows)
        tell(f"head epoch {epoch + 1} of {_EPOCHS}: loss {total / len(codes):.3f}")
    return {
        "projection": head.map.detach().numpy().astype(np.float16),
        "prototypes": functional.normalize(head.prototypes, dim=-1).detach().numpy().astype(np.float16),
        "bias": head.bias.detach().numpy().astype(np.float16),
        "scale": np.float32(torch.exp(head.log_scale).item()),
    }
