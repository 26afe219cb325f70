"""The pair encoder: MiniLM with the deltas of `artefacts/pairs.npz` on onnxruntime, its heads in numpy."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np

from services.nlu.adapters.heads import pooled, read_heads
from services.nlu.adapters.pieces import MOST_EVIDENCE, windows
from services.nlu.core.reading import StatementKind
from services.nlu.core.relations import ClaimScores, PairScores
from services.shared.minilm.tokens import open_tokenizer
from services.shared.minilm.transformer import DIMENSIONS, Transformer, fingerprint, read_deltas

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from services.nlu.adapters.heads import Vectors
    from services.nlu.core.inputs import Claim

_BATCH = 16
_SCALE = 16.0
_MOST_TASK = 64
"""Pieces read of a task."""
_MOST_CROSS = 512
"""Pairs read together in one call, the nearest ones: about a second of one core."""
RELATIONS = ("different", "same", "contained", "contains")
"""The order of the heads' scores."""


class Pairs:
    """`core.relations.PairModel`; safe to call from several threads."""

    def __init__(self, path: Path, threads: int) -> None:
        """Load the artefact at `path`; `threads` is what one call may use."""
        self._transformer = Transformer(threads, read_deltas(path))
        self._tokenizer = open_tokenizer(0)
        self.heads = read_heads(path)
        self.fingerprint = fingerprint(path.read_bytes())

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors (n, 384)."""
        tokens = [encoding.ids[:_MOST_TASK] for encoding in self._tokenizer.encode_batch(list(texts))]
        order = np.argsort([len(ids) for ids in tokens], kind="stable")
        vectors = np.empty((len(texts), DIMENSIONS), np.float32)
        for start in range(0, len(order), _BATCH):
            rows = order[start : start + _BATCH]
            hidden, mask = self._transformer.hidden([tokens[row] for row in rows])
            vectors[rows] = (hidden * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)
        return cast("Vectors", vectors / np.linalg.norm(vectors, axis=1, keepdims=True))

    def compare(self, statements: Sequence[str], least_cosine: float) -> list[PairScores]:
        """The scores of the nearest pairs, of a cosine of at least `least_cosine`, by left, then right."""
        vectors = self.embed(statements)
        cosines = vectors @ vectors.T
        lefts, rights = np.nonzero(np.triu(cosines >= least_cosine, 1))
        if not len(lefts):
            return []
        nearest = np.sort(np.argsort(-cosines[lefts, rights], kind="stable")[:_MOST_CROSS])
        places = list(zip(lefts[nearest].tolist(), rights[nearest].tolist(), strict=True))
        apart = _named(self.heads["relation"](relation_features(vectors[lefts[nearest]], vectors[rights[nearest]])))
        together = _named(
            self.heads["cross"](self.together([(statements[left], statements[right]) for left, right in places]))
        )
        return [
            PairScores(left, right, float(cosines[left, right]), one, other)
            for (left, right), one, other in zip(places, apart, together, strict=True)
        ]

    def check(self, claims: Sequence[Claim]) -> list[ClaimScores]:
        """The scores of each claim; of more evidence than is read at once, the nearest lines are read."""
        return [self._check(claim) for claim in claims]

    def statement(self, text: str, section: str) -> Mapping[StatementKind, float]:
        """A logit for every kind of statement."""
        scores = self.heads["statement"](self.views([(section, text)])[0]).tolist()
        return dict(zip(StatementKind, scores, strict=True))

    def views(self, texts: Sequence[tuple[str, str]]) -> Vectors:
        """What the heads of claims and of statements see of each second text after the first: (n, 3 * 384)."""
        return self._views(texts, MOST_EVIDENCE)

    def together(self, pairs: Sequence[tuple[str, str]]) -> Vectors:
        """What the head of tasks that are read together sees of each pair: (n, 3 * 384)."""
        return self._views(pairs, _MOST_TASK)

    def _check(self, claim: Claim) -> ClaimScores:
        if not claim.evidence:
            return ClaimScores(0.0, -1, 0.0)
        vectors = self.embed([claim.text, *claim.evidence])
        cosines = vectors[1:] @ vectors[0]
        nearest = int(np.argmax(cosines))
        lines = self._that_fit(claim.evidence, cosines)
        score = float(self.heads["claim"](self.views([("\n".join(lines), claim.text)])[0])[0])
        return ClaimScores(score, nearest, float(cosines[nearest]))

    def _that_fit(self, evidence: Sequence[str], cosines: Vectors) -> list[str]:
        sizes = [len(encoding.ids) for encoding in self._tokenizer.encode_batch(list(evidence))]
        kept: set[int] = set()
        room = MOST_EVIDENCE
        for line in np.argsort(-cosines, kind="stable"):
            if sizes[line] <= room or not kept:
                kept.add(int(line))
                room -= sizes[line]
        return [text for line, text in enumerate(evidence) if line in kept]

    def _views(self, texts: Sequence[tuple[str, str]], most: int) -> Vectors:
        pieces = [windows(self._tokenizer, first, second, most)[0] for first, second in texts]
        order = np.argsort([len(one.ids) for one in pieces], kind="stable")
        views = np.empty((len(pieces), 3 * DIMENSIONS), np.float32)
        for start in range(0, len(order), _BATCH):
            rows = order[start : start + _BATCH]
            hidden, _ = self._transformer.hidden([pieces[row].ids for row in rows], [pieces[row].types for row in rows])
            for row, states in zip(rows, hidden, strict=True):
                views[row] = pooled(states, pieces[row].message_at, len(pieces[row].message))
        return views


def relation_features(left: Vectors, right: Vectors) -> Vectors:
    """What the head of tasks that are compared by their vectors sees of each pair: (n, 3 * 384 + 1)."""
    cosine = _SCALE * (left * right).sum(1, keepdims=True)
    features = [_SCALE * left * right, _SCALE * np.abs(left - right), left - right, cosine]
    return cast("Vectors", np.concatenate(features, axis=1))


def _named(scores: Vectors) -> list[dict[str, float]]:
    return [dict(zip(RELATIONS, row, strict=True)) for row in scores.tolist()]
