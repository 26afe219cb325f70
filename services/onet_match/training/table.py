"""Teaches the static table to answer like the taught transformer.

Every text of the corpora is embedded by the transformer once; the table learns to point the same way (cosine), to
order the tasks the same way, and to find the right task among those of its batch (InfoNCE on the pairs the
transformer learnt from). It starts as the best linear map of the transformer's own input embeddings.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch  # type: ignore[import-not-found]
from torch.nn import functional  # type: ignore[import-not-found]

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_EPOCHS, _BATCH, _PAIRS, _RATE, _SCALE = 8, 512, 256, 3e-3, 20.0
_INT8_MOST = 127


@dataclass(frozen=True)
class Lesson:
    """Texts as piece ids with the teacher's vectors, and pairs (text row, text row) that mean the same."""

    pieces: Sequence[Sequence[int]]
    teacher: np.ndarray
    pairs: np.ndarray


def start_from(pieces: Sequence[Sequence[int]], teacher: np.ndarray, inputs: np.ndarray) -> np.ndarray:
    """A first table: input embeddings (pieces, width), mapped so that the mean of a text's pieces meets the teacher."""
    centred = inputs - inputs.mean(axis=0)
    means = np.stack([centred[list(ids)].mean(axis=0) for ids in pieces])
    ridge = 0.5 * np.eye(centred.shape[1])  # a little, against directions that hardly vary
    found: np.ndarray = np.linalg.solve(means.T @ means + ridge, means.T @ teacher)
    return np.asarray(centred @ found, dtype=np.float32)


def teach(start: np.ndarray, lesson: Lesson, tell: Callable[[str], None]) -> tuple[np.ndarray, np.ndarray]:
    """The table as int8 codes (pieces, dimensions) and a float16 scale per piece."""
    torch.manual_seed(0)
    table = torch.nn.EmbeddingBag.from_pretrained(torch.from_numpy(start.copy()), freeze=False, mode="sum")
    teacher = torch.from_numpy(lesson.teacher)
    pairs = torch.from_numpy(lesson.pairs)
    optimizer = torch.optim.Adam(table.parameters(), lr=_RATE)
    steps = _EPOCHS * (len(lesson.pieces) // _BATCH + 1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, _RATE, total_steps=steps)

    def embed(rows: Any) -> Any:
        chosen = [lesson.pieces[int(row)] for row in rows]
        flat = torch.tensor([piece for pieces in chosen for piece in pieces], dtype=torch.long)
        sizes = torch.tensor([0, *(len(pieces) for pieces in chosen[:-1])]).cumsum(0)
        return functional.normalize(table(flat, sizes), dim=-1)

    for epoch in range(_EPOCHS):
        total = 0.0
        for rows in torch.randperm(len(lesson.pieces)).split(_BATCH):
            near = embed(rows)
            wanted = teacher[rows]
            aim = 1 - (near * wanted).sum(1).mean()
            order = ((near @ near.T - wanted @ wanted.T) ** 2).mean()
            some = pairs[torch.randint(len(pairs), (_PAIRS,))]
            left, right = embed(some[:, 0]), embed(some[:, 1])
            same = some[:, 1][:, None] == some[:, 1][None, :]
            same.fill_diagonal_(fill_value=False)
            scores = (_SCALE * left @ right.T).masked_fill(same, -1e4)
            apart = functional.cross_entropy(scores, torch.arange(len(some)))
            loss = aim + 5 * order + 0.2 * apart
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += float(loss.detach())
        tell(f"table epoch {epoch + 1} of {_EPOCHS}: loss {total * _BATCH / len(lesson.pieces):.3f}")
    learnt = table.weight.detach().numpy()
    scale = np.maximum(np.abs(learnt).max(axis=1), 1e-6) / _INT8_MOST
    return np.rint(learnt / scale[:, None]).astype(np.int8), scale.astype(np.float16)
