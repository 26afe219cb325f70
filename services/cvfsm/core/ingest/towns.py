"""Names of towns and countries of the world, as one of the things a place is known by."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).with_name("towns.txt")
"""Folded names, one a line; made by ``python -m services.cvfsm.training towns``."""


@cache
def towns() -> frozenset[str]:
    """Return the folded names."""
    return frozenset(FILE.read_text("utf-8").splitlines())
