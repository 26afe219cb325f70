"""Is the printed text the meant text? Compares what was extracted from a document with what its page model says.

Rules:
    1. Spaces, line ends and kinds of dash do not count; every other character does, in order.
    2. Bullets and separators are the page's furniture, not text.
    3. Scripts that PDF viewers return in visual order (right-to-left and Indic) are compared as sets of characters per text.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import Final

from services.cvfsm.core.cv import CvData
from services.cvfsm.core.page import page_of, printed
from services.cvfsm.core.text import squeezed

_FURNITURE: Final = frozenset("•·|")
_GONE: Final = "\x00"
# Scripts whose glyphs stand in another order than their characters: Hebrew to Arabic extended, Indic to Khmer, presentation forms.
_REORDERED: Final = re.compile(r"[\u0590-\u08ff\u0900-\u0dff\u0e00-\u109f\u1780-\u17ff\ufb1d-\ufdff\ufe70-\ufeff]")


def missing_or_invented(data: CvData, text: str, language: str = "en") -> list[str]:
    """Return one sentence for each text that was lost and each run of letters that nobody said; empty when all is well."""
    own = [value for _, value in printed(page_of(data, language))]
    rest = _core(text)
    if rest == "".join(map(_core, own)):
        return []
    found: list[str] = []
    for value in sorted(own, key=len, reverse=True):
        wanted = _core(value)
        if not wanted:
            continue
        if _REORDERED.search(value):
            rest, lost = _without_letters(rest, wanted)
        else:
            lost = wanted not in rest
            rest = rest.replace(wanted, _GONE, 1)
        if lost:
            found.append(f"lost: {value}")
    leftovers = (run for run in rest.split(_GONE) if any(c.isalnum() for c in run))
    return found + [f"invented: {run}" for run in leftovers]


def _core(text: str) -> str:
    return "".join(c for c in squeezed(text) if c not in _FURNITURE)


def _without_letters(rest: str, wanted: str) -> tuple[str, bool]:
    """Take the letters of `wanted` out of `rest` in any order; tell whether some were not there."""
    want = Counter(_base(wanted))
    kept: list[str] = []
    for char in rest:
        base = _base(char)
        if base and want[base] > 0 and _REORDERED.search(char):
            want[base] -= 1
        else:
            kept.append(char)
    latin = {c for c in want if not _REORDERED.search(c)}
    remainder = "".join(kept)
    for char in latin:
        remainder = remainder.replace(char, "", want[char])
    return remainder, any(count > 0 for char, count in want.items() if char not in latin)


def _base(text: str) -> str:
    """Return the letters alone: marks may be merged into their letter by the font's shaping."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if unicodedata.category(c)[0] not in "MC")


