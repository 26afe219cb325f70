"""Labels for the lines and pieces of a document, by two models read twice: the second time each sees what its likes were taken for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from services.cvfsm.core.ingest.agreement import ASKED, agreed_labels
from services.cvfsm.core.ingest.blocks import ENTRY_KINDS, Block, as_headed, as_printed, blocks_of
from services.cvfsm.core.ingest.entry_labels import as_labelled
from services.cvfsm.core.ingest.line_features import agreed, line_features
from services.cvfsm.core.ingest.lists import is_formula
from services.cvfsm.core.ingest.piece_features import agreed_pieces, block_features
from services.cvfsm.core.ingest.roles import ROLES, decide

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from services.cvfsm.core.document.lines import Line
    from services.cvfsm.core.ingest.features import Features


class Labeller(Protocol):
    """A taught model for sequences."""

    def label(self, model: str, sequence: Sequence[Features]) -> tuple[list[str], list[float]]:
        """Return a label for each item, and how probable it is, 0 to 1."""

    def odds(self, model: str, sequence: Sequence[Features], labels: Sequence[str]) -> list[tuple[float, ...]]:
        """Return for each item how probable each of these labels is."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A document understood: a label for each line, and for each piece of its blocks a role and how probable it is."""

    labels: list[str]
    blocks: Mapping[str, list[Block]]


def labelled(lines: Sequence[Line], labeller: Labeller) -> Labelled:
    """Return the lines' labels and the blocks with their pieces labelled."""
    features = line_features(lines)
    first, _ = labeller.label("lines.first", features)
    second = agreed(lines, first, features)
    labels, _ = labeller.label("lines.second", second)
    chances = labeller.odds("lines.second", second, ASKED)
    labels = agreed_labels(lines, labels, [dict(zip(ASKED, row, strict=True)) for row in chances])
    labels = ["other" if is_formula(line.text) else label for line, label in zip(lines, labels, strict=True)]
    labels = as_printed(lines, as_labelled(lines, as_headed(lines, labels), ENTRY_KINDS))
    blocks = blocks_of(lines, labels)
    for kind, group in blocks.items():
        given = block_features(kind, group, lines)
        guesses = [labeller.label("pieces.first", row)[0] for row in given]
        rows = agreed_pieces([b.pieces for b in group], guesses, given)
        if kind in ENTRY_KINDS:
            names = [f"{kind}.{role}" for role in ROLES]
            decide(kind, group, [labeller.odds("pieces.second", row, names) for row in rows])
        else:
            for block, row in zip(group, rows, strict=True):
                block.roles, block.sure = labeller.label("pieces.second", row)
    return Labelled(labels, blocks)
