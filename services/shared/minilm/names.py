"""Which weight of the int8 model is which weight of the float model: found by comparing their values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from services.shared.minilm.transformer import model_bytes
from services.shared.minilm.weights import dense_weights

if TYPE_CHECKING:
    from collections.abc import Mapping

_SAME = 0.1  # mean difference of a weight and its int8 copy is about 1 % of its mean size; of two weights above 100 %


def names(weights: Mapping[str, Any]) -> dict[str, str]:
    """Name in the float model (without ".weight") -> name in the int8 model, for the dense weights."""
    floats = {
        name.removesuffix(".weight"): value.numpy().T
        for name, value in weights.items()
        if name.startswith("encoder.") and name.endswith(".weight") and "LayerNorm" not in name
    }
    found: dict[str, str] = {}
    for copy_name, copied in dense_weights(model_bytes()).items():
        for name, weight in floats.items():
            if weight.shape == copied.shape and np.abs(weight - copied).mean() < _SAME * np.abs(copied).mean():
                found[name] = copy_name
    return found
