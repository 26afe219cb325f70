"""Small word tools that several services need. What reads language is the service `nlu`; nothing here does."""

from __future__ import annotations

import re
from typing import Final

_SINGULAR_END: Final = re.compile(r"(?:ss|us|is)$")
_PLURALS: Final = frozenset(
    [
        "people",
        "children",
        "men",
        "women",
        "staff",
        "police",
        "kids",
        "folks",
        "cattle",
        "teeth",
        "feet",
        "mice",
        "data",
        "media",
    ]
)


def is_plural(noun: str) -> bool:
    """Whether a noun in small letters looks like a plural ("invoices", "people"; not "bus", "analysis")."""
    return noun in _PLURALS or (noun.endswith("s") and not _SINGULAR_END.search(noun))
