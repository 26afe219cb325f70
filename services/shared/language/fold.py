"""Words as they compare: without case and accents."""

from __future__ import annotations

import unicodedata
from typing import Final

_WHOLE: Final = str.maketrans({"ł": "l", "ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "’": "'"})
"""Characters that Unicode does not take apart, and the typographic apostrophe."""


def fold(text: str) -> str:
    """Return the text in lower case without accents."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_WHOLE))
    return "".join(c for c in plain if not unicodedata.combining(c))
