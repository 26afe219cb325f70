"""Answers and vectors kept in memory, the least recently used one goes first."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.onet_match.core.vectors import Vectors
    from services.onet_match.service import Embedder

K = TypeVar("K")
V = TypeVar("V")


class Recent(Generic[K, V]):
    """A bounded map; with a bound of 0 it keeps nothing."""

    def __init__(self, most: int) -> None:
        """Keep at most `most` entries."""
        self._most = most
        self._entries: OrderedDict[K, V] = OrderedDict()

    def get(self, key: K) -> V | None:
        """The entry, which then counts as used, or None."""
        value = self._entries.get(key)
        if value is not None:
            self._entries.move_to_end(key)
        return value

    def keep(self, key: K, value: V) -> None:
        """Keep an entry and drop the one unused for longest when there are too many."""
        self._entries[key] = value
        self._entries.move_to_end(key)
        if len(self._entries) > self._most:
            self._entries.popitem(last=False)


class RecentVectors:
    """Embeds a text once, whichever calls ask for it; safe to call from several threads.

    The calls of one conversation turn name the same texts (an activity is classified, compared, and speaks for an
    occupation), and the next turn names them again.
    """

    def __init__(self, embedder: Embedder, most: int) -> None:
        """Keep the vectors of at most `most` texts."""
        self.dimensions, self.fingerprint = embedder.dimensions, embedder.fingerprint
        self._embedder = embedder
        self._recent: Recent[str, Vectors] = Recent(most)
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
                    self._recent.keep(text, known[text])
        return np.stack([known[text] for text in texts])
