"""Section names by their words, as one of the things a heading is known by."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.ingest.heading_words import (
    DOCUMENT_TITLES,
    HEADING_ADJECTIVES,
    HEADING_KEYS,
    HEADING_MODIFIERS,
    HEADING_PHRASES,
    HEADING_SMALL,
    HEADING_WEAK,
)
from services.shared.language.fold import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_HEADING_WORDS: Final = 6
"""The longest section names of the lexicon's languages have six words ("Dodatkowe kursy, szkolenia i uprawnienia zawodowe")."""
# Key word -> (rank, section): the first section of the table that owns a word has it.
_OWNERS: Final = {
    word: (rank, kind) for rank, (kind, owned) in reversed(list(enumerate(HEADING_KEYS.items()))) for word in owned
}
_TOKENS: Final = re.compile(r"[^\s,:&+/|()–—.!?]+|&|\+")
MAX_HEADING_CHARS: Final = 80
_SPACED: Final = re.compile(r"^(?:\w ){3,}\w$")


@lru_cache(maxsize=4096)
def heading_kind(text: str, *, weak: bool = False) -> str:
    """Return the section a heading names, or the empty string.

    Every word must be known: a key word of a section, a modifier ("professional") or a small word ("my", "and").
    `weak` lets a common word alone ("Work:") name its section, as before a colon.
    """
    if text.count(" ") > MAX_HEADING_CHARS // 4 or len(text) > MAX_HEADING_CHARS:
        return ""
    folded = _unspaced(fold(text)).replace("(s)", "").strip(" :.-–—|_*#")
    if folded in HEADING_PHRASES:
        return HEADING_PHRASES[folded]
    tokens = [part for token in _TOKENS.findall(folded) for part in _known_parts(token.strip("-"))]
    if not tokens or len(tokens) > MAX_HEADING_WORDS:
        return ""
    keys = [token for token in tokens if token in _OWNERS]
    if not all(t in HEADING_MODIFIERS or t in HEADING_SMALL or t in keys for t in tokens):
        return ""
    if not keys or (len(tokens) == 1 and keys[0] in HEADING_WEAK and not weak):
        return ""
    return _owner([key for key in keys if key not in HEADING_ADJECTIVES] or keys)


def is_document_title(text: str) -> bool:
    """Tell whether the line only says that this is a CV."""
    return fold(text).strip(" :.-–—") in DOCUMENT_TITLES


def _known_parts(token: str) -> list[str]:
    """Return the token, or the parts of a compound ("ki-kenntnisse") that is no known word itself."""
    is_known = token in HEADING_MODIFIERS or token in HEADING_SMALL or _owner([token])
    return [token] if is_known or "-" not in token else token.split("-")


def _owner(keys: Sequence[str]) -> str:
    return min((_OWNERS[key] for key in keys if key in _OWNERS), default=(0, ""))[1]


def _unspaced(text: str) -> str:
    """Return ``E D U C A T I O N`` as one word; two or more spaces part words."""
    parts = re.split(r" {2,}", text.strip())
    return " ".join(part.replace(" ", "") if _SPACED.match(part) else part for part in parts)
