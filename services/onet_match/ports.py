"""What the use cases need of the world; retrieval has its port in `core/retrieval.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.onet_match.core.vectors import Vectors


class Embedder(Protocol):
    """Turns texts into unit vectors; blocking, safe to call from several threads."""

    dimensions: int
    fingerprint: str
    """Changes whenever the same text would get another vector."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, (n, dimensions) float32."""
        ...
