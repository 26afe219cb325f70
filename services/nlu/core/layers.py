"""Logistic layers: one per decision, over named signals of models.

A signal is a number that is 0 where it says nothing. The weights are fitted on rows that no model was taught
(`python -m services.nlu.training`), so that each voice counts for what it is worth on text nobody has seen.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOST_EVIDENCE = 3
"""Signals named in an explanation."""


@dataclass(frozen=True)
class Layer:
    """Weights of one decision by signal."""

    bias: float
    weights: Mapping[str, float]

    def score(self, signals: Mapping[str, float]) -> float:
        """The logit."""
        return self.bias + sum(weight * signals.get(name, 0.0) for name, weight in self.weights.items())

    def probability(self, signals: Mapping[str, float]) -> float:
        """The calibrated probability, in (0, 1)."""
        return sigmoid(self.score(signals))

    def evidence(self, signals: Mapping[str, float]) -> tuple[str, ...]:
        """The signals with the largest share in the decision, each with its share of the logit: "patterns.stop +2.1"."""
        shares = {name: weight * signals.get(name, 0.0) for name, weight in self.weights.items()}
        loudest = sorted(shares, key=lambda name: -shares[name])[:MOST_EVIDENCE]
        return tuple(f"{name} {shares[name]:+.1f}" for name in loudest if shares[name] > 0)


def sigmoid(score: float) -> float:
    """The logistic function, safe for any float."""
    return 1 / (1 + math.exp(-score)) if score >= 0 else 1 - 1 / (1 + math.exp(score))


def softmax(scores: Sequence[float]) -> list[float]:
    """Probabilities that sum to 1."""
    top = max(scores)
    weights = [math.exp(score - top) for score in scores]
    return [weight / sum(weights) for weight in weights]
