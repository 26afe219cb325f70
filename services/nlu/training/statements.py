"""Fits the head that tells what a statement about a CV wants, over the taught pair encoder: rows are too few to teach it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch  # type: ignore[import-not-found]
from torch.nn import functional  # type: ignore[import-not-found]

from services.nlu.core.reading import StatementKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from services.nlu.adapters.pairs import Pairs
    from services.nlu.training.corpus import Statement

KINDS = tuple(StatementKind)
_LOOSE = 0.3
"""How loosely weights are held to zero: of 0.003, 0.03 and 0.3 best on writers left out."""
_ROUNDS = 60


def fit(pairs: Pairs, rows: Sequence[Statement]) -> tuple[np.ndarray, np.ndarray]:
    """Weight (kinds, 1152) and bias (kinds) of a multinomial logistic regression on the encoder's views."""
    torch.manual_seed(0)
    views = torch.from_numpy(np.stack([pairs.view(row.section, row.text) for row in rows]))
    right = torch.tensor([KINDS.index(row.kind) for row in rows])
    head = torch.nn.Linear(views.shape[1], len(KINDS))
    torch.nn.init.zeros_(head.weight)
    optimizer = torch.optim.LBFGS(head.parameters(), max_iter=_ROUNDS, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        held = (head.weight**2).sum() / (2 * _LOOSE)
        total = functional.cross_entropy(head(views), right, reduction="sum") + held
        total.backward()
        return total

    optimizer.step(loss)
    return head.weight.detach().numpy(), head.bias.detach().numpy()


def write(path: Path, weight: np.ndarray, bias: np.ndarray) -> None:
    """Put the head into the pair encoder's artefact."""
    with np.load(path) as arrays:
        kept = dict(arrays)
    kept |= {"head.statement.weight": weight, "head.statement.bias": bias}
    np.savez_compressed(path, **kept)
