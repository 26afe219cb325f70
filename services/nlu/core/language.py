"""Which language a reply is in: a language identifier names it, a layer decides whether it is English at all.

Short English ("barbing", "nah") looks like any language to an identifier; the reader knows English and no other one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from services.nlu.core.heard import logit
from services.nlu.core.reading import LanguageProbability

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.nlu.core.layers import Layer

ENGLISH, UNDETERMINED = "en", "und"
MOST_LANGUAGES = 3
MOST_READ = 2000
"""Characters that tell a language."""


class Identifier(Protocol):
    """Names languages; safe to call from several threads."""

    def rank(self, text: str) -> Sequence[tuple[str, float]]:
        """BCP 47 tags with probabilities that sum to 1, most probable first."""
        ...


def signals(foreign: float, ranked: Sequence[tuple[str, float]]) -> dict[str, float]:
    """The signals of another language than English."""
    return {"reader.foreign": foreign, "identifier.foreign": -logit(dict(ranked).get(ENGLISH, 0.0))}


def languages(said: dict[str, float], ranked: Sequence[tuple[str, float]], layer: Layer) -> list[LanguageProbability]:
    """The most probable languages."""
    foreign = layer.probability(said)
    others = [(tag, share) for tag, share in ranked if tag != ENGLISH][:MOST_LANGUAGES]
    total = sum(share for _, share in others)
    named = [LanguageProbability(tag, foreign * share / total) for tag, share in others] if total else []
    if not named:
        named = [LanguageProbability(UNDETERMINED, foreign)]
    every = [LanguageProbability(ENGLISH, 1 - foreign), *named]
    return sorted(every, key=lambda each: -each.probability)[:MOST_LANGUAGES]
