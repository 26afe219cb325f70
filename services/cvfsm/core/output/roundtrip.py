"""Is the printed text the meant text? Compares what was extracted from a document with what its page model says.

Rules:
    1. Spaces, line ends and kinds of dash do not count; every other character does, in order.
    2. Bullets and separators are decoration, not text.
    3. Scripts that PDF readers return in another order than they are written (right-to-left and Indic), and what shares a
       line with them, are compared by their letters without regard to order; marks may be merged into their letter.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.document.text import squeezed
from services.cvfsm.core.output.page import page_of, printed

if TYPE_CHECKING:
    from services.cvfsm.core.document.cv import CvData

_FURNITURE: Final = frozenset("•·|")
_GONE: Final = "\x00"
# Hebrew to Arabic extended, Indic to Myanmar, Khmer, presentation forms.
_REORDERED: Final = re.compile(r"[\u0590-\u08ff\u0900-\u0dff\u0e00-\u109f\u1780-\u17ff\ufb1d-\ufdff\ufe70-\ufeff]")


def missing_or_invented(data: CvData, text: str, language: str = "en") -> list[str]:
    """Return one sentence for each text that was lost and each run of letters the page model does not have; empty when both agree."""
    own = [_core(value) for _, value in printed(page_of(data, language))]
    rest = _core(text)
    if rest == "".join(own):
        return []
    has_reordered = bool(_REORDERED.search(rest))
    found: list[str] = []
    reordered: list[str] = []
    for core in sorted(filter(None, own), key=len, reverse=True):
        if core in rest and not _REORDERED.search(core):
            rest = rest.replace(core, _GONE, 1)
        elif has_reordered:
            reordered.append(core)
        else:
            found.append(f"lost: {core}")
    return found + (_compare_letters(reordered, rest) if reordered else _invented(rest))


def _invented(rest: str) -> list[str]:
    return [f"invented: {run}" for run in rest.split(_GONE) if any(c.isalnum() for c in run)]


def _compare_letters(cores: list[str], rest: str) -> list[str]:
    """Compare texts of reordered scripts with what is left of the page, by their letters and digits."""
    left = Counter(_letters(rest))
    known = set(_letters("".join(cores)))
    found: list[str] = []
    for core in cores:
        want = Counter(_letters(core))
        if want - left:
            found.append(f"lost: {core}")
        left -= want
    # Shaping may show one letter by two glyphs; such a letter is no invention.
    extra = "".join(char * count for char, count in left.items() if not (_REORDERED.search(char) and char in known))
    return found + ([f"invented: {extra}"] if extra else [])


def _letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if unicodedata.category(c)[0] in "LN")


def _core(text: str) -> str:
    return "".join(c for c in squeezed(text) if c not in _FURNITURE)
