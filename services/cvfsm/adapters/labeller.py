"""The trained models of the reader, served by CRFsuite from the files beside the service (`training/README.md`)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pycrfsuite

if TYPE_CHECKING:
    from collections.abc import Sequence

MODELS: Final = Path(__file__).parents[1] / "models"


class CrfLabeller:
    """Labels sequences by the models of a folder, each loaded when it is first asked for. The same answer on any machine."""

    def __init__(self, folder: Path = MODELS) -> None:
        """Note the folder."""
        self._folder = folder
        self._taggers: dict[str, pycrfsuite.Tagger] = {}

    def label(self, model: str, sequence: Sequence[list[str]]) -> tuple[list[str], list[float]]:
        """Return a label for each item, and how probable it is, 0 to 1."""
        if not sequence:
            return [], []
        tagger = self._tagger(model)
        labels = tagger.tag(sequence)
        return labels, [tagger.marginal(label, index) for index, label in enumerate(labels)]

    def odds(self, model: str, sequence: Sequence[list[str]], labels: Sequence[str]) -> list[tuple[float, ...]]:
        """Return for each item how probable each of these labels is; a label that the model does not know is not."""
        if not sequence:
            return []
        tagger = self._tagger(model)
        known = set(tagger.labels())
        tagger.set(sequence)
        return [
            tuple(tagger.marginal(label, at) if label in known else 0.0 for label in labels)
            for at in range(len(sequence))
        ]

    def load(self) -> None:
        """Load every model now, so that the first document is read as fast as the second."""
        for path in sorted(self._folder.glob("*.crf")):
            self._tagger(path.stem)

    def _tagger(self, model: str) -> pycrfsuite.Tagger:
        if model not in self._taggers:
            tagger = pycrfsuite.Tagger()
            tagger.open(str(self._folder / f"{model}.crf"))
            self._taggers[model] = tagger
        return self._taggers[model]


@cache
def shipped() -> CrfLabeller:
    """Return the models that come with the service."""
    return CrfLabeller()
