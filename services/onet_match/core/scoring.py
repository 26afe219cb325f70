"""The learnt figures of one embedder: weights of the evidence and the calibration of its confidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.onet_match.core.matching import ContextKind, Cutoffs
    from services.onet_match.core.vectors import Vectors


@dataclass(frozen=True)
class Calibration:
    """Logistic regression on evidence; the intercept is the last coefficient."""

    coefficients: tuple[float, ...]

    def probability(self, evidence: Vectors) -> Vectors:
        """Probability for each row of evidence (n, features), in [0, 1]; (n,)."""
        weights = np.array(self.coefficients, dtype=np.float64)
        logits = evidence @ weights[:-1] + weights[-1]
        return np.asarray(1.0 / (1.0 + np.exp(-logits)), dtype=np.float32)


@dataclass(frozen=True)
class Scoring:
    """Weights and calibrations of one embedder; `training.calibration` fits them.

    Attributes:
        prior_weight: what log P(occupation) adds to a similarity.
        elsewhere: share of what people do that belongs to no occupation in particular.
        sentence_weight: how much each sentence moves the occupation posterior, beside a job title's 1.
        wording_weight: how much the n-grams of a title move it.
        temperature: of the softmax that shares the probability among candidates.
        peaked_nats: entropy of the posterior below which it speaks of one occupation.
        cutoffs: classes of the probability that the best candidate is right, and that any task fits.
        right: "the best candidate is the task meant", on `evidence.EVIDENCE`, per kind of context.
        fits: "what was said is a task at all", on the text's vector and its nearest similarity.
    """

    prior_weight: float
    elsewhere: float
    sentence_weight: float
    wording_weight: float
    temperature: float
    peaked_nats: float
    cutoffs: Cutoffs
    right: Mapping[ContextKind, Calibration]
    fits: Calibration
