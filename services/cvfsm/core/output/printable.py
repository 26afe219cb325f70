"""What of a text may be printed, and which addresses may be linked to."""

from __future__ import annotations

import re
from typing import Final

from services.cvfsm.core.document.text import clean

_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]*>|<!--.*?-->", re.DOTALL)
_SCRIPT: Final = re.compile(r"\b(?:javascript|vbscript|data)\s*:", re.IGNORECASE)
_BULLET: Final = re.compile(r"^(?:[-\u2013\u2014*\u2022\u00b7\u25aa\u25cf\u25e6>]+\s+)+")
_EMAIL: Final = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_WEB: Final = re.compile(r"(?:https?://)?[\w-]+(?:\.[\w-]+)+(?:[/?#]\S*)?", re.IGNORECASE)
_PHONE: Final = re.compile(r"\+?[\d ()./-]{7,}")


def harmless(text: str) -> str:
    """The text without tags; a script address is nothing at all."""
    return "" if _SCRIPT.match(text.strip()) else _SCRIPT.sub("", _TAG.sub("", text))


def printable(text: str) -> str:
    """The text as it is printed: on one line, harmless, without a bullet of its own; empty when nothing can be read."""
    plain = _BULLET.sub("", clean(harmless(text)))
    return plain if any(c.isalnum() for c in plain) else ""


def target(text: str) -> str:
    """Where a contact leads when it is clicked: ``mailto:``, ``tel:`` or an ``https:`` address; empty for any other text."""
    if _EMAIL.fullmatch(text):
        return f"mailto:{text}"
    if _WEB.fullmatch(text):
        return text if text.lower().startswith("http") else f"https://{text}"
    if _PHONE.fullmatch(text):
        return "tel:" + re.sub(r"[^\d+]", "", text)
    return ""
