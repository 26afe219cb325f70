"""Which occupation fits a job title and sentences about the work.

A learnt head maps a text's vector to log-probabilities over occupations: `log softmax([v, relu(v W + c)] P + b)`, one
column of `P` per occupation. The first part of a column is the occupation's prototype among vectors, the second what the
hidden layer knows of it. Evidence is combined as in naive Bayes, each sentence damped because sentences of one person
are not independent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from services.onet_match.core.vectors import entropy, log_softmax

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.onet_match.core.vectors import Vectors


@dataclass(frozen=True)
class OccupationHead:
    """The learnt head, its occupations in the order of a catalogue's.

    Attributes:
        hidden: `W`, (dimensions, hidden units).
        hidden_bias: `c`, (hidden units,).
        prototypes: `P` transposed, (occupations, dimensions + hidden units).
        bias: `b`, (occupations,).
    """

    hidden: Vectors
    hidden_bias: Vectors
    prototypes: Vectors
    bias: Vectors

    def log_probabilities(self, vectors: Vectors) -> Vectors:
        """Log-probability of each occupation for each text vector, (n, occupations)."""
        seen = np.hstack([vectors, np.maximum(vectors @ self.hidden + self.hidden_bias, 0.0)])
        return log_softmax(np.asarray(seen @ self.prototypes.T + self.bias, dtype=np.float32))

    def aligned(self, known: Sequence[str], wanted: Sequence[str], fallback: Vectors) -> OccupationHead:
        """The head with its occupations reordered from codes `known` to codes `wanted`.

        An occupation the head was not taught gets its `fallback` vector (title and tasks), as long as prototypes are on
        average, and the mean bias, so that a newer release still resolves.
        """
        column = {code: position for position, code in enumerate(known)}
        rows = [column.get(code) for code in wanted]
        length = float(np.linalg.norm(self.prototypes[:, : fallback.shape[1]], axis=1).mean())
        unknown = np.pad(length * fallback, ((0, 0), (0, len(self.hidden_bias))))
        prototypes = np.stack([unknown[i] if row is None else self.prototypes[row] for i, row in enumerate(rows)])
        mean = float(self.bias.mean())
        bias = np.array([mean if row is None else self.bias[row] for row in rows], dtype=np.float32)
        return OccupationHead(self.hidden, self.hidden_bias, prototypes.astype(np.float32), bias)


def combine(log_probabilities: Sequence[Vectors], weights: Sequence[float]) -> Vectors:
    """Log-posterior over occupations from weighted pieces of evidence, each (occupations,); uniform without any."""
    total = sum((weight * piece for piece, weight in zip(log_probabilities, weights, strict=True)), start=np.float32(0))
    return log_softmax(np.asarray(total, dtype=np.float32))


def of_one_task(log_posterior: Vectors, elsewhere: float) -> Vectors:
    """Log-posterior over the occupation one task of a person belongs to; (occupations,).

    A share `elsewhere` of what people do belongs to no occupation in particular: whoever is an analyst beyond doubt still
    trains interns. Without it the doubtless could not be matched to anything outside their occupation.
    """
    anywhere = np.log(elsewhere / len(log_posterior))
    return np.asarray(np.logaddexp(log_posterior + np.log1p(-elsewhere), anywhere), dtype=np.float32)


_KNOWN_TITLE = 0.7
"""Share of the probability an exact title of the release moves to its occupations; the head keeps the rest, because
11 % of alternate titles name several occupations and people use titles loosely."""


def with_known_title(log_probabilities: Vectors, occupations: Sequence[int]) -> Vectors:
    """The head's view of a title, mixed with the occupations that carry this very title; (occupations,)."""
    if not occupations:
        return log_probabilities
    known = np.zeros_like(log_probabilities)
    known[list(set(occupations))] = 1.0 / len(set(occupations))
    mixed = (1.0 - _KNOWN_TITLE) * np.exp(log_probabilities) + _KNOWN_TITLE * known
    return np.log(np.maximum(mixed, np.finfo(np.float32).tiny)).astype(np.float32)


def is_peaked(probabilities: Vectors, threshold_nats: float) -> bool:
    """Whether the posterior is concentrated enough to speak of one occupation: its entropy is small."""
    return entropy(probabilities) <= threshold_nats
