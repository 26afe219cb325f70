"""The committed artefacts of the models, read from this package."""

from __future__ import annotations

import hashlib
import json
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

from services.nlu.adapters.languages import LangId
from services.nlu.adapters.pairs import Pairs
from services.nlu.adapters.reader import Reader
from services.nlu.core.models import Layers
from services.nlu.core.reading import ModelInfo
from services.nlu.service import Models
from services.shared.runtime.memory import release_freed

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

FORMAT = 1
"""Version of how the artefacts are read; part of every fingerprint."""


def open_models(threads: int) -> Models:
    """Load every model; takes a second or two."""
    content = _file("layers.json").read_bytes()
    table = json.loads(content)
    with as_file(_file("reader.npz")) as path:
        reader = Reader(path, threads)
    with as_file(_file("pairs.npz")) as path:
        pairs = Pairs(path, threads)
    identifier = LangId()
    release_freed()
    return Models(
        reader=reader,
        identifier=identifier,
        pairs=pairs,
        layers=Layers.parsed(table),
        info=(
            ModelInfo("layers", _fingerprint(content), sorted(table)),
            ModelInfo("reader", reader.fingerprint, sorted(reader.heads)),
            ModelInfo("pairs", pairs.fingerprint, sorted(pairs.heads)),
        ),
    )


def _file(name: str) -> Traversable:
    return files("services.nlu") / "artefacts" / name


def _fingerprint(*contents: bytes) -> str:
    digest = hashlib.sha256(str(FORMAT).encode())
    for content in contents:
        digest.update(content)
    return digest.hexdigest()[:16]
