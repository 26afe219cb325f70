"""Teaches MiniLM O*NET's structure and spoken language by low-rank deltas on its upper layers.

Contrastive (InfoNCE in both directions) over four kinds of pairs: DWA title and task, sentence by rule and task,
written sentence and task, two tasks of one DWA. A pair in the batch that is a true one by another road (same text,
shared DWA) is masked. A penalty keeps the similarities among tasks near those of the untaught model.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import numpy as np
import torch  # type: ignore[import-not-found]
from torch.nn import functional  # type: ignore[import-not-found]

from services.onet_match.training.encoder import Encoder
from services.onet_match.training.informal import informal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from services.onet_match.training.data import Corpus

    Pair = tuple[str, int, frozenset[str]]

RANK, FIRST_LAYER = 32, 3
STEPS = 450  # about what the committed deltas had: two runs, 400 and 40 steps; another run gives other deltas of like quality
_RATE, _SCALE, _STAY = 1e-3, 20.0, 5.0
_FROM_DWA, _FROM_RULE, _FROM_SENTENCE, _FROM_SIBLING = 36, 28, 20, 12
_MASKED = -1e4


def teach(corpus: Corpus, before: np.ndarray, steps: int, tell: Callable[[str], None]) -> Encoder:
    """The taught encoder; `before` are the untaught vectors of the tasks, (tasks, 384)."""
    draw = random.Random(0)
    torch.manual_seed(0)
    encoder = Encoder(RANK, FIRST_LAYER)
    optimizer = torch.optim.AdamW(encoder.parameters(), lr=_RATE, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, _RATE, total_steps=steps, pct_start=0.1)
    statements = [task.statement for task in corpus.catalogue.tasks]
    untaught = torch.from_numpy(before)
    for step in range(steps):
        pairs = _batch(corpus, draw)
        queries = encoder([text for text, _, _ in pairs])
        tasks = encoder([statements[position] for _, position, _ in pairs])
        scores = (_SCALE * queries @ tasks.T).masked_fill(_also_true(pairs, corpus), _MASKED)
        right = torch.arange(len(pairs))
        apart = (functional.cross_entropy(scores, right) + functional.cross_entropy(scores.T, right)) / 2
        old = untaught[[position for _, position, _ in pairs]]
        moved = ((tasks @ tasks.T - old @ old.T) ** 2).mean()
        optimizer.zero_grad()
        (apart + _STAY * moved).backward()
        optimizer.step()
        schedule.step()
        if step % 50 == 0:
            tell(f"adapter step {step} of {steps}: loss {apart.item():.3f}, moved {moved.item():.4f}")
    return encoder


def write(encoder: Encoder, names: dict[str, str], path: Path) -> None:
    """Store the deltas in float16 under the names the int8 model gives its weights."""
    arrays: dict[str, Any] = {}
    for weight, (up, down) in encoder.deltas().items():
        arrays[f"{names[weight]}.up"] = up.astype(np.float16)
        arrays[f"{names[weight]}.down"] = down.astype(np.float16)
    np.savez_compressed(path, **arrays)


def _batch(corpus: Corpus, draw: random.Random) -> list[Pair]:
    tasks = corpus.catalogue.tasks
    pairs: list[Pair] = [
        (corpus.dwa_titles[dwa], position, frozenset({dwa}))
        for dwa, position in draw.sample(corpus.dwa_pairs, _FROM_DWA)
    ]
    pairs.extend(
        (informal(tasks[position].statement, draw), position, corpus.dwas_of_task[position])
        for position in draw.sample(range(len(tasks)), _FROM_RULE)
    )
    pairs.extend(
        (text, position, corpus.dwas_of_task[position])
        for text, position in draw.sample(corpus.paraphrases, _FROM_SENTENCE)
    )
    siblings: dict[str, list[int]] = {}
    for dwa, position in corpus.dwa_pairs:
        siblings.setdefault(dwa, []).append(position)
    for dwa in draw.sample(sorted(d for d, found in siblings.items() if len(found) > 1), _FROM_SIBLING):
        one, other = draw.sample(siblings[dwa], 2)
        pairs.append((tasks[one].statement, other, corpus.dwas_of_task[one]))
    return pairs


def _also_true(pairs: list[Pair], corpus: Corpus) -> Any:
    statements = [corpus.catalogue.tasks[position].statement for _, position, _ in pairs]
    mask = torch.zeros(len(pairs), len(pairs), dtype=torch.bool)
    for row, (_, _, dwas) in enumerate(pairs):
        for column, (_, position, _) in enumerate(pairs):
            is_same = statements[row] == statements[column] or bool(dwas & corpus.dwas_of_task[position])
            mask[row, column] = row != column and is_same
    return mask
