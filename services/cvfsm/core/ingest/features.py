"""What the models see of any text: its look, its shape, and its words as weak evidence.

Features are short strings, as a CRF takes them. The same functions serve teaching and reading.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.ingest.contact_fields import EMAIL
from services.cvfsm.core.ingest.lexicon import LANGUAGE_NAMES, LEVEL
from services.cvfsm.core.ingest.role_words import (
    DEGREE_WORDS,
    ORGANISATION_WORDS,
    PLACE_WORDS,
    SCHOOL_WORDS,
    TITLE_WORDS,
    matcher,
)
from services.cvfsm.core.ingest.towns import towns
from services.shared.language.fold import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.cvfsm.core.document.lines import Line

Features = list[str]

_TITLE, _ORG, _DEGREE, _SCHOOL = (
    matcher(words) for words in (TITLE_WORDS, ORGANISATION_WORDS, DEGREE_WORDS, SCHOOL_WORDS)
)
SHORT: Final = 6
"""Words of a line that may be a heading or name one thing."""
MAX_WORDS: Final = 8
"""The words of longer lines say little of their kind."""


def lexical(folded: str, words: Sequence[str]) -> Features:
    """Return which lists of telling words a text has one of."""
    found = [
        name for name, pattern in (("T", _TITLE), ("O", _ORG), ("D", _DEGREE), ("S", _SCHOOL)) if pattern.search(folded)
    ]
    if any(w in LANGUAGE_NAMES for w in words):
        found.append("lang")
    if LEVEL.search(folded):
        found.append("level")
    parts = [part.strip(" .()") for part in folded.split(",")]
    if parts[-1] in PLACE_WORDS:
        found.append("P")
    if parts[0] in towns() or parts[-1] in towns():
        found.append("town" if len(parts) == 1 else "towns")
    return [f"lex={name}" for name in found]


def signature(line: Line, body: float) -> str:
    """Return the look of a line as one word; `body` is the size of the document's text."""
    look = line.look
    return f"{look.style}{look.bold:d}{look.caps:d}{look.italic:d}{size(look.size, body)}{look.color}"


def body_size(lines: Sequence[Line]) -> float:
    """Return the size most letters have."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.look.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def size(points: float, body: float) -> str:
    """Return how large a text is beside the document's."""
    if not points or not body:
        return "?"
    return bucket(points / body, (0.85, 0.97, 1.03, 1.12, 1.3, 1.7, 2.4))


def bucket(value: float, edges: Sequence[float]) -> str:
    """Return between which of the edges a value lies."""
    return str(sum(value > edge for edge in edges))


@lru_cache(maxsize=4096)
def shape(text: str) -> str:
    """Return ``Aa``, ``A``, ``a``, ``9`` for up to four words: how they are written."""
    shapes = []
    for word in text.split()[:4]:
        core = word.strip("()[],.;:")
        if not core:
            shapes.append(".")
        elif core.isupper():
            shapes.append("A")
        elif core[0].isupper():
            shapes.append("Aa")
        elif core[0].isdigit():
            shapes.append("9")
        else:
            shapes.append("a")
    return "-".join(shapes)


def email_name(lines: Sequence[Line]) -> str:
    """Return the letters of the first e-mail address before its @."""
    for line in lines:
        for text in (line.text, *line.links):
            if match := EMAIL.search(text):
                return re.sub(r"[^a-z]", "", fold(match[0].partition("@")[0]))
    return ""
