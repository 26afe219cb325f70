"""Logistic layers by Newton's method, with a prior: what a model already says calibrated is believed until rows differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TRUST = 1.0
"""Prior precision of a weight, and of its distance from 1 where the signal is the model's own logit."""
_ROUNDS = 40
_STILL = 1e-6
"""A step far below what four printed digits show."""


def fit(
    rows: Sequence[Mapping[str, float]], right: Sequence[bool], own: str = "", prior: float = TRUST
) -> dict[str, Any]:
    """A layer `{"bias": b, "weights": {signal: w}}`.

    Args:
        rows: signals of each row.
        right: the verdict of each row.
        own: the signal that is a logit of this very decision; its weight is expected to be 1.
        prior: precision of the weights.
    """
    names = sorted({name for row in rows for name in row})
    values = np.array([[row.get(name, 0.0) for name in names] + [1.0] for row in rows])
    answers = np.array(right, dtype=float)
    expected = np.array([float(name == own) for name in names] + [0.0])
    precision = np.array([prior] * len(names) + [0.05])

    def loss(tried: np.ndarray) -> float:
        margins = np.where(answers > 0, 1, -1) * (values @ tried)
        return float(np.logaddexp(0, -margins).sum() + (precision * (tried - expected) ** 2).sum() / 2)

    weights = expected.copy()
    for _ in range(_ROUNDS):
        shares = 1 / (1 + np.exp(-np.clip(values @ weights, -30, 30)))
        gradient = values.T @ (shares - answers) + precision * (weights - expected)
        curvature = (values * (shares * (1 - shares))[:, None]).T @ values + np.diag(precision)
        step = np.linalg.solve(curvature, gradient)
        while np.abs(step).max() > _STILL and loss(weights - step) > loss(weights):
            step /= 2
        weights = weights - step
        if np.abs(step).max() < _STILL:
            break
    kept = {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=False) if abs(weight) > 0.01}  # noqa: PLR2004 - changes nothing
    return {"bias": round(float(weights[-1]), 4), "weights": kept}


def score(layer: Mapping[str, Any], row: Mapping[str, float]) -> float:
    """The logit of a layer."""
    return float(layer["bias"] + sum(weight * row.get(name, 0.0) for name, weight in layer["weights"].items()))
