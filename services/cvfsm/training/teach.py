"""Teaches the two readers of a CV, of lines and of pieces, each in two passes; CRFs by CRFsuite.

The second pass sees what the first one took the other lines of the same look for. So that it learns how far the first pass can be
trusted, that pass is taught on one half of the templates and read on the other.
"""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pycrfsuite

from services.cvfsm.adapters.docx_lines import read_docx
from services.cvfsm.adapters.pdf_lines import read_pdf
from services.cvfsm.adapters.safe_zip import open_package
from services.cvfsm.core.ingest.blocks import blocks_of
from services.cvfsm.core.ingest.inline import entries_apart, headings_apart
from services.cvfsm.core.ingest.line_features import agreed, line_features
from services.cvfsm.core.ingest.piece_features import agreed_pieces, block_features
from services.cvfsm.training.corpus import rows
from services.cvfsm.training.labels import Truth
from services.shared.errors import MetierError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from services.cvfsm.core.document.lines import Line
    from services.cvfsm.core.ingest.features import Features

PARAMETERS: Final = {
    "c1": 0.3,
    "c2": 0.02,
    "max_iterations": 80,
    "feature.minfreq": 3,
    "feature.possible_transitions": True,
}
WORDLESS: Final = 0.3
"""Share of lines and headers whose words are hidden in teaching, so that look and place must speak."""
_WORDS: Final = ("w=", "p=", "s=", "all=", "W=", "w0=", "w-1=", "p0=")


@dataclass(slots=True)
class Read:
    """A document of the corpus as lines with labels."""

    path: str
    row: dict[str, Any]
    lines: list[Line]
    truth: Truth


def read_corpus(folder: Path) -> list[Read]:
    """Return every document of a corpus that can be read."""
    found = []
    for path, row in rows(folder):
        try:
            content = path.read_bytes()
            lines = (read_pdf(content) if path.suffix == ".pdf" else read_docx(open_package(content)))[0]
        except MetierError:
            continue
        lines = entries_apart(headings_apart(lines))
        if lines:
            found.append(Read(str(path), row, lines, Truth(lines, row)))
    return found


def teach(documents: Sequence[Read], out: Path) -> None:
    """Write the four models from the documents that are not held out."""
    seen = [d for d in documents if not d.row["held_out"]]
    _two_passes("lines", [_line_data(d) for d in seen], [_half(d) for d in seen], out)
    pieces = [(_piece_data(d), _half(d)) for d in seen]
    flat = [(part, half) for parts, half in pieces for part in parts]
    _two_passes("pieces", [part for part, _ in flat], [half for _, half in flat], out)


@dataclass(slots=True)
class Data:
    """Features and labels of sequences that are read together: the lines of a document, the headers of a section."""

    features: list[list[Features]]
    labels: list[list[str]]
    agree: Any


def _line_data(document: Read) -> Data:
    features = line_features(document.lines)
    lines = document.lines

    def agree(labels: list[list[str]], given: list[list[Features]]) -> list[list[Features]]:
        return [agreed(lines, labels[0], given[0])]

    return Data([features], [document.truth.labels], agree)


def _piece_data(document: Read) -> list[Data]:
    """Return the headers of each section, and the head of the page, with the labels of their pieces."""
    truth = document.truth
    found = []
    for kind, blocks in blocks_of(document.lines, truth.labels).items():
        features = block_features(kind, blocks, document.lines)
        labels = []
        for block in blocks:
            roles = [truth.role(block.indexes[placed.row], placed.piece) for placed in block.pieces]
            given = [_role(kind, role) for role in roles]
            labels.append(given)

        def agree(labels: list[list[str]], given: list[list[Features]], blocks: Any = blocks) -> list[list[Features]]:
            return agreed_pieces([b.pieces for b in blocks], labels, given)

        found.append(Data(features, labels, agree))
    return found


def _role(kind: str, role: str) -> str:
    """Return the label of a piece: a field of the page's head names nothing in the header of an entry, and the other way round."""
    place, _, name = role.rpartition(".")
    belongs = place == "head" if kind == "head" else not place
    return f"{kind}.{name if belongs or role == 'date' else 'none'}"


def _half(document: Read) -> int:
    return sum(str(document.row["template"]).encode()) % 2


def _two_passes(name: str, data: Sequence[Data], halves: Sequence[int], out: Path) -> None:
    first = out / f"{name}.first.crf"
    _train(((f, y) for d in data for f, y in zip(d.features, d.labels, strict=True)), first)
    guesses: list[list[list[str]]] = [[] for _ in data]
    with tempfile.TemporaryDirectory() as folder:
        for half in (0, 1):
            model = Path(folder) / f"{half}.crf"
            _train(
                (
                    (f, y)
                    for d, h in zip(data, halves, strict=True)
                    if h != half
                    for f, y in zip(d.features, d.labels, strict=True)
                ),
                model,
            )
            tagger = pycrfsuite.Tagger()
            tagger.open(str(model))
            for index, (d, h) in enumerate(zip(data, halves, strict=True)):
                if h == half:
                    guesses[index] = [tagger.tag(f) for f in d.features]
    pairs = []
    for d, guess in zip(data, guesses, strict=True):
        for f, y in zip(d.agree(guess, d.features), d.labels, strict=True):
            pairs.append((f, y))
    _train(pairs, out / f"{name}.second.crf")


def _train(sequences: Iterable[tuple[list[Features], list[str]]], path: Path) -> None:
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params(PARAMETERS)
    draw = random.Random(7)
    for features, labels in sequences:
        if not features:
            continue
        hidden = [row if draw.random() > WORDLESS else [f for f in row if not f.startswith(_WORDS)] for row in features]
        trainer.append(hidden, labels)
    trainer.train(str(path))


def measure(documents: Sequence[Read], folder: Path) -> Counter[str]:
    """Return how many labels of held-out documents are right, by pass."""
    counts: Counter[str] = Counter()
    taggers = {
        name: _open(folder / f"{name}.crf") for name in ("lines.first", "lines.second", "pieces.first", "pieces.second")
    }
    for document in documents:
        where = "held" if document.row["held_out"] else "seen"
        for name, parts in (("lines", [_line_data(document)]), ("pieces", _piece_data(document))):
            for data in parts:
                one = [taggers[f"{name}.first"].tag(f) for f in data.features]
                two = [taggers[f"{name}.second"].tag(f) for f in data.agree(one, data.features)]
                for step, guess in (("first", one), ("second", two)):
                    for given, right in zip(guess, data.labels, strict=True):
                        counts[f"{where} {name} {step} right"] += sum(a == b for a, b in zip(given, right, strict=True))
                        counts[f"{where} {name} {step} all"] += len(right)
                        for a, b in zip(given, right, strict=True):
                            if a != b and step == "second" and where == "held":
                                counts[f"~ {name} {b} -> {a}"] += 1
    return counts


def _open(path: Path) -> Any:
    tagger = pycrfsuite.Tagger()
    tagger.open(str(path))
    return tagger
