"""Fits the tables of patterns: logistic regressions over runs of words, held to zero."""

from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import torch  # type: ignore[import-not-found]
from torch.nn import functional  # type: ignore[import-not-found]

from services.nlu.core.patterns import ACTS, SIZE, of_acts, of_offers
from services.nlu.training import offers
from services.nlu.training.lessons import of_offer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from services.nlu.training.corpus import Offer, Reply

    Row = tuple[list[int], list[float], float]
    """Places of the table, verdicts, and what the row counts."""

MADE, MADE_WEIGHT = 12, 0.15
"""Made replies to each offer, and what a row of them counts beside a written one."""
_OFFERS_LOOSE, _ACTS_LOOSE = 0.2, 0.3
"""How loosely weights are held to zero."""
_RARE = 3.0
"""What a reply that does an act counts beside one that does not; the layers set its probability right again."""
_ROUNDS = 80
LEAST = 2
"""Rows that must touch a place for it to have a weight."""


def of_replies(replies: Sequence[Reply]) -> np.ndarray:
    """The table of acts, (SIZE, acts of `ACTS`)."""
    rows = [(of_acts(row.question, row.message), [float(act in row.acts) for act in ACTS], 1.0) for row in replies]
    return _fitted(rows, _ACTS_LOOSE, _RARE)


def of_written(written: Sequence[Offer]) -> np.ndarray:
    """The table of offers, (SIZE, 1)."""
    draw = random.Random(0)
    lessons = [(of_offer(offer), 1.0) for offer in written]
    lessons += [(made, MADE_WEIGHT) for _ in range(MADE) for made in offers.offers(written, draw)]
    rows: list[Row] = []
    for lesson, weight in lessons:
        names = [lesson.question[start:end] for start, end in lesson.candidates or ()]
        touched = of_offers(lesson.question, lesson.message, names)
        rows += [(places, [float(number in lesson.confirmed)], weight) for number, places in enumerate(touched)]
    return _fitted(rows, _OFFERS_LOOSE)


def _fitted(rows: Sequence[Row], loose: float, rare: float = 1.0) -> np.ndarray:
    seen = Counter(place for places, _, _ in rows for place in places)
    kept = [[place for place in places if seen[place] >= LEAST] for places, _, _ in rows]
    touched = torch.tensor([place for places in kept for place in places])
    starts = torch.tensor(np.cumsum([0, *map(len, kept[:-1])]))
    right = torch.tensor([verdicts for _, verdicts, _ in rows])
    counts = torch.tensor([weight for _, _, weight in rows])[:, None].expand_as(right)
    often = torch.full((right.shape[1],), rare)
    table = torch.zeros(SIZE, right.shape[1], requires_grad=True)
    bias = torch.zeros(right.shape[1], requires_grad=True)
    optimizer = torch.optim.LBFGS([table, bias], max_iter=_ROUNDS, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        scores = functional.embedding_bag(touched, table, starts, mode="sum") + bias
        total = functional.binary_cross_entropy_with_logits(scores, right, counts, reduction="sum", pos_weight=often)
        total = total + (table**2).sum() / (2 * loose)
        total.backward()
        return total

    optimizer.step(loss)
    fitted: np.ndarray = table.detach().numpy()
    return fitted


def write(path: Path, written: Sequence[Offer], replies: Sequence[Reply]) -> None:
    """Put both tables into the reader's artefact; their biases are the layers' to set."""
    with np.load(path) as arrays:
        kept = dict(arrays)
    kept["patterns.offers"] = of_written(written).astype(np.float16)
    kept["patterns.acts"] = of_replies(replies).astype(np.float16)
    np.savez_compressed(path, **kept)
