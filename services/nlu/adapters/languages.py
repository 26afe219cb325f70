"""py3langid: a naive Bayes classifier over byte n-grams of 140 languages, in numpy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from py3langid import langid

if TYPE_CHECKING:
    from collections.abc import Sequence


class LangId:
    """`core.language.Identifier`."""

    def __init__(self) -> None:
        """Load the model of the package, a second."""
        self._identifier = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)

    def rank(self, text: str) -> Sequence[tuple[str, float]]:
        """Tags with probabilities that sum to 1, most probable first."""
        return [(str(tag), float(share)) for tag, share in self._identifier.rank(text)]
