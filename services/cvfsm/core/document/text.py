"""Text as it is kept and compared: one normal form, words, and a form without spaces."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# Other (Cc, Cf, Cs, Co, Cn) characters carry no text of a CV: controls, zero-width and direction marks, surrogates, private
# use. Kept are the joiners U+200C and U+200D: Persian and Indic words are spelt with them.
_JOINERS: Final = "\u200c\u200d"
_OTHER: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_SPACES: Final = re.compile(r"\s+")
_WORD: Final = re.compile(r"[^\W_]+")
_PLAIN: Final = re.compile(r"[\x20-\x7e\xa1-\xac\xae-\u024f\u2010-\u2027\u20ac]*")


def clean(text: str) -> str:
    """Return the text on one line in NFC, without invisible characters and with single spaces."""
    if not _PLAIN.fullmatch(text):
        text = unicodedata.normalize("NFC", _SPACES.sub(" ", text))
        text = "".join(c for c in text if c in _JOINERS or unicodedata.category(c) not in _OTHER)
        if text.strip(_JOINERS + " ") == "":
            return ""
    return _SPACES.sub(" ", text).strip()


def words(text: str) -> list[str]:
    """Return the words (letters and digits) of a text, case folded, in order."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def squeezed(text: str) -> str:
    """Return the letters, digits, symbols and marks of a text without spaces, hyphen variants made one, NFKC, case kept."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(
        "-" if unicodedata.category(c) == "Pd" else c
        for c in folded
        if not c.isspace() and unicodedata.category(c) not in _OTHER
    )
