"""The learnt figures that ship with the service; `python -m services.onet_match.training` makes them."""

from __future__ import annotations

import json
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

import numpy as np

from services.onet_match.core.matching import ContextKind, Cutoffs
from services.onet_match.core.ngrams import NgramHead
from services.onet_match.core.occupations import OccupationHead
from services.onet_match.core.scoring import Calibration, Scoring

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.onet_match.core.vectors import Vectors

_FOLDER = files("services.onet_match") / "artefacts"


def read_head(embedder: str, wanted: Sequence[str], fallback: Vectors) -> OccupationHead:
    """The occupation head of an embedder, its columns in the order of the codes `wanted`."""
    with as_file(_FOLDER / f"model.{embedder}.npz") as path, np.load(path) as arrays:
        head = OccupationHead(
            hidden=arrays["hidden"].astype(np.float32),
            hidden_bias=arrays["hidden_bias"].astype(np.float32),
            prototypes=arrays["prototypes"].astype(np.float32),
            bias=arrays["bias"].astype(np.float32),
        )
        return head.aligned([str(code) for code in arrays["codes"]], wanted, fallback)


def read_ngrams(wanted: Sequence[str]) -> NgramHead:
    """The n-gram head, its occupations in the order of the codes `wanted`."""
    with as_file(_FOLDER / "ngrams.npz") as path, np.load(path) as arrays:
        head = NgramHead(arrays["table"], arrays["prototypes"], arrays["bias"].astype(np.float32))
        return head.aligned([str(code) for code in arrays["codes"]], wanted)


def read_scoring(embedder: str) -> Scoring:
    """Weights and calibrations of an embedder."""
    fields = json.loads((_FOLDER / f"scoring.{embedder}.json").read_text(encoding="utf-8"))
    with as_file(_FOLDER / f"model.{embedder}.npz") as path, np.load(path) as arrays:
        fits = Calibration(tuple(arrays["fits"].astype(float).tolist()))
    return Scoring(
        prior_weight=fields["prior_weight"],
        elsewhere=fields["elsewhere"],
        sentence_weight=fields["sentence_weight"],
        wording_weight=fields["wording_weight"],
        temperature=fields["temperature"],
        peaked_nats=fields["peaked_nats"],
        cutoffs=Cutoffs(**fields["cutoffs"]),
        right={ContextKind(kind): Calibration(tuple(values)) for kind, values in fields["right"].items()},
        fits=fits,
    )
