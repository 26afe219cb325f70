"""Teaches MiniLM O*NET's structure and spoken language by low-rank deltas on its upper layers.

Two lessons at once. Contrastive (InfoNCE in both directions) over four kinds of pairs: DWA title and task, sentence by
rule and task, written sentence and task, two tasks of one DWA; written sentences come occupation by occupation, so
that the other tasks of a trade are among the wrong answers. A pair in the batch that is a true one by another road
(same text, shared DWA) is masked. Beside it, cross-entropy of an occupation head on titles and on those sentences, so
that a vector also says whose work it is. A penalty keeps the similarities among tasks near those of the untaught model.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import torch  # type: ignore[import-not-found]
from torch.nn import functional  # type: ignore[import-not-found]

from services.onet_match.training.course import cross_entropy
from services.onet_match.training.encoder import Encoder
from services.onet_match.training.informal import informal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np

    from services.onet_match.training.data import Corpus

    Pair = tuple[str, int, frozenset[str]]

RANK, FIRST_LAYER = 32, 3
STEPS = 450  # some three rounds of the written sentences
_RATE, _SCALE, _STAY, _OCCUPATION = 1e-3, 20.0, 5.0, 0.3
_FROM_DWA, _FROM_RULE, _FROM_SENTENCE, _FROM_SIBLING, _TITLES = 36, 6, 56, 10, 64
_MASKED = -1e4


@dataclass(frozen=True)
class Lesson:
    """What is taught: the corpus, titles with the occupation positions they name, and the untaught vectors.

    `tasks` (tasks, 384) and `occupations` (occupations, 384, unit length) are of the untaught model; the first are
    what similarities stay near, the second where the head starts.
    """

    corpus: Corpus
    titles: Sequence[tuple[str, tuple[int, ...]]]
    tasks: np.ndarray
    occupations: np.ndarray

    @cached_property
    def sentences(self) -> list[list[Pair]]:
        """The written sentences by occupation."""
        found: dict[str, list[Pair]] = defaultdict(list)
        for said in self.corpus.paraphrases:
            code = self.corpus.catalogue.tasks[said.position].soc_code
            found[code].append((said.text, said.position, self.corpus.dwas_of_task[said.position]))
        return list(found.values())

    @cached_property
    def siblings(self) -> list[list[int]]:
        """Task positions of each training DWA that has several."""
        found: dict[str, list[int]] = defaultdict(list)
        for dwa, position in self.corpus.dwa_pairs:
            found[dwa].append(position)
        return [positions for positions in found.values() if len(positions) > 1]


class _Whose(torch.nn.Module):  # type: ignore[misc]
    """Logits over occupations, by a square map and unit prototypes; the head that is served is taught afterwards."""

    def __init__(self, prototypes: np.ndarray) -> None:
        """Start from `prototypes` (occupations, dimensions) and the identity."""
        super().__init__()
        self.map = torch.nn.Parameter(torch.eye(prototypes.shape[1]))
        self.prototypes = torch.nn.Parameter(torch.from_numpy(prototypes.copy()))
        self.bias = torch.nn.Parameter(torch.zeros(len(prototypes)))
        self.log_scale = torch.nn.Parameter(torch.tensor(3.0))

    def forward(self, vectors: Any) -> Any:
        """Logits (n, occupations) for vectors (n, dimensions)."""
        mapped = functional.normalize(vectors @ self.map, dim=-1)
        return torch.exp(self.log_scale) * mapped @ functional.normalize(self.prototypes, dim=-1).T + self.bias


def teach(lesson: Lesson, steps: int, tell: Callable[[str], None]) -> Encoder:
    """The taught encoder."""
    draw = random.Random(0)
    torch.manual_seed(0)
    encoder = Encoder(RANK, FIRST_LAYER)
    head = _Whose(lesson.occupations)
    optimizer = torch.optim.AdamW([*encoder.parameters(), *head.parameters()], lr=_RATE, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, _RATE, total_steps=steps, pct_start=0.1)
    catalogue = lesson.corpus.catalogue
    untaught = torch.from_numpy(lesson.tasks)
    for step in range(steps):
        pairs = _batch(lesson, draw)
        titles = draw.sample(lesson.titles, _TITLES)
        queries = encoder([text for text, _, _ in pairs])
        tasks = encoder([catalogue.tasks[position].statement for _, position, _ in pairs])
        scores = (_SCALE * queries @ tasks.T).masked_fill(_also_true(pairs, lesson.corpus), _MASKED)
        right = torch.arange(len(pairs))
        apart = (functional.cross_entropy(scores, right) + functional.cross_entropy(scores.T, right)) / 2
        spoken = slice(_FROM_DWA, _FROM_DWA + _FROM_RULE + _FROM_SENTENCE)
        whose = [(int(catalogue.occupation_of_task[position]),) for _, position, _ in pairs[spoken]]
        titled = cross_entropy(head(encoder([title for title, _ in titles])), [codes for _, codes in titles])
        occupation = titled + cross_entropy(head(queries[spoken]), whose)
        old = untaught[[position for _, position, _ in pairs]]
        moved = ((tasks @ tasks.T - old @ old.T) ** 2).mean()
        optimizer.zero_grad()
        (apart + _OCCUPATION * occupation + _STAY * moved).backward()
        optimizer.step()
        schedule.step()
        if step % 25 == 0:
            tell(f"adapter step {step} of {steps}: pairs {apart:.3f}, titles {titled:.3f}, moved {moved:.4f}")
    return encoder


def _batch(lesson: Lesson, draw: random.Random) -> list[Pair]:
    """DWA titles, sentences by rule, written sentences, siblings, in this order and these numbers."""
    corpus = lesson.corpus
    tasks = corpus.catalogue.tasks
    pairs: list[Pair] = [
        (corpus.dwa_titles[dwa], position, frozenset({dwa}))
        for dwa, position in draw.sample(corpus.dwa_pairs, _FROM_DWA)
    ]
    pairs.extend(
        (informal(tasks[position].statement, draw), position, corpus.dwas_of_task[position])
        for position in draw.sample(range(len(tasks)), _FROM_RULE)
    )
    trades = draw.sample(lesson.sentences, _FROM_SENTENCE)
    pairs.extend([sentence for trade in trades for sentence in trade][:_FROM_SENTENCE])
    for siblings in draw.sample(lesson.siblings, _FROM_SIBLING):
        one, other = draw.sample(siblings, 2)
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
