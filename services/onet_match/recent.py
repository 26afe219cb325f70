"""Vectors kept in memory, the least recently used one goes first."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from cachetools import LRUCache

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.onet_match.core.vectors import Vectors
    from services.onet_match.ports import Embedder


class RecentVectors:
    """Embeds a text once, whichever calls ask for it; safe to call from several threads.

    The calls of one conversation turn name the same texts (an activity is classified, compared, and speaks for an
    occupation), and the next turn names them again.
    """

    def __init__(self, embedder: Embedder, most: int) -> None:
        """Keep the vectors of at most `most` texts."""
        self.dimensions, self.fingerprint = embedder.dimensions, embedder.fingerprint
        self._embedder = embedder
        self._recent: LRUCache[str, Vectors] = LRUCache(most)
        self._lock = Lock()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, (n, dimensions) float32."""
        wanted = dict.fromkeys(texts)
        with self._lock:
            known = {text: vector for text in wanted if (vector := self._recent.get(text)) is not None}
        missing = [text for text in wanted if text not in known]
        if missing:
            # Each row is copied: a view would keep the array of its whole batch.
            known.update(zip(missing, map(np.copy, self._embedder.embed(missing)), strict=True))
            with self._lock:
                for text in missing:
                    self._recent[text] = known[text]
        return np.stack([known[text] for text in texts])
