"""Reading labelled sets and the two measures they share."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def read_csv(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file with a header, by column."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def hit_rate(hits: Sequence[Sequence[bool]], depth: int) -> float:
    """Share of rows with a right answer among the first `depth`; 0 without rows."""
    return sum(any(row[:depth]) for row in hits) / len(hits) if hits else 0.0
