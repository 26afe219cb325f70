"""A matcher for the actions service that compares texts by their words: no index, no model, same port."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from services.actions.core.types import OnetTask
from services.shared.language.words import content_words

DIMENSIONS = 512


@dataclass
class WordCatalogue:
    """Vectors are counts of hashed word stems, of unit length; tasks are those given."""

    tasks: dict[str, OnetTask] = field(default_factory=dict)

    async def vectors(self, texts: Sequence[str]) -> Mapping[str, NDArray[np.float32]]:
        return {text: _vector(text) for text in texts}

    async def tasks_of(self, soc_codes: Sequence[str]) -> Mapping[str, OnetTask]:
        return self.tasks if soc_codes else {}


def _vector(text: str) -> NDArray[np.float32]:
    vector = np.zeros(DIMENSIONS, dtype=np.float32)
    for word in content_words(text) or ("",):
        vector[crc32(word.encode()) % DIMENSIONS] += 1
    return vector / np.float32(np.linalg.norm(vector))
