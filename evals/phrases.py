"""Comparing phrases as the labelled sets ask: stemmed content words overlap by half, or vectors say the same.

The word measure stands here on its own feet: it shares stemming with the product, and no rule.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
from snowballstemmer import stemmer

from metier.onet_match.v1 import onet_match_service_pb2 as rpc

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from metier.onet_match.v1.onet_match_service_pb2_grpc import OnetMatchServiceAsyncStub

MIN_OVERLAP, MIN_COSINE = 0.5, 0.8
"""Agreement that counts as the same phrase (README of the sets)."""
BATCH = 256
STOP_WORDS = frozenset(
    [
        "a",
        "an",
        "the",
        "and",
        "or",
        "of",
        "to",
        "in",
        "on",
        "at",
        "for",
        "with",
        "from",
        "by",
        "as",
        "is",
        "are",
        "be",
        "i",
        "me",
        "my",
        "we",
        "our",
        "us",
        "you",
        "your",
        "it",
        "its",
        "this",
        "that",
        "these",
        "those",
    ]
)
_STEM = stemmer("english")


def stems(text: str) -> frozenset[str]:
    """Return the stems of a phrase's content words; of all its words when it has no other."""
    words = re.findall(r"[a-z0-9]+", text.lower().replace("'", ""))
    return frozenset(_STEM.stemWords([word for word in words if word not in STOP_WORDS] or words))


def overlap(a: str, b: str) -> float:
    """Return the Jaccard overlap of two phrases, 0 to 1."""
    left, right = stems(a), stems(b)
    return len(left & right) / len(left | right) if left | right else 0.0


def contained(a: str, b: str) -> float:
    """Return the share of the shorter phrase's words that stand in the longer one; tells where words were said."""
    left, right = stems(a), stems(b)
    return len(left & right) / min(len(left), len(right)) if left and right else 0.0


class Likeness:
    """How alike phrases are: their overlap, raised to `MIN_OVERLAP` where their vectors say the same."""

    def __init__(self, vectors: dict[str, np.ndarray]) -> None:
        """Keep a unit vector for each phrase."""
        self._vectors = vectors

    @classmethod
    async def of(cls, onet: OnetMatchServiceAsyncStub, phrases: Iterable[str]) -> Likeness:
        """Embed the phrases with the matcher's own setting."""
        texts = sorted({phrase for phrase in phrases if phrase.strip()})
        vectors: dict[str, np.ndarray] = {}
        for start in range(0, len(texts), BATCH):
            batch = texts[start : start + BATCH]
            answer = await onet.EmbedTexts(rpc.EmbedTextsRequest(texts=batch))
            vectors |= {text: np.array(one.values) for text, one in zip(batch, answer.embeddings, strict=True)}
        return cls(vectors)

    def of_pair(self, a: str, b: str) -> float:
        """Return how alike two phrases are; `MIN_OVERLAP` and more count as the same."""
        words = overlap(a, b)
        if words >= MIN_OVERLAP or a not in self._vectors or b not in self._vectors:
            return words
        cosine = float(self._vectors[a] @ self._vectors[b])
        return max(words, MIN_OVERLAP * cosine / MIN_COSINE) if cosine >= MIN_COSINE else words

    def of_forms(self, left: Sequence[str], right: Sequence[str]) -> float:
        """Return the best likeness over the forms two things are said in."""
        return max((self.of_pair(a, b) for a in left for b in right), default=0.0)


def one_to_one(scores: Sequence[Sequence[float]]) -> dict[int, int]:
    """Pair rows with columns that are the same, best pairs first, each at most once; returns row -> column."""
    ranked = sorted(
        ((score, row, column) for row, line in enumerate(scores) for column, score in enumerate(line)), reverse=True
    )
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for score, row, column in ranked:
        if score >= MIN_OVERLAP and row not in pairs and column not in taken:
            pairs[row] = column
            taken.add(column)
    return pairs


def f1(precision: float, recall: float) -> float:
    """Return the harmonic mean, 0 when both are 0."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
