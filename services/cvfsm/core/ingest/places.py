"""Where the person lives: by a label, or by what looks like a place beside the other contact data."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.document.lines import TAB, Line
from services.cvfsm.core.ingest.contact_fields import EMAIL, LINK, PHONE, SPLIT, is_phone, label_of, pieces
from services.cvfsm.core.ingest.headings import heading_kind
from services.cvfsm.core.ingest.role_words import PLACE_WORDS, TITLE_WORDS, matcher
from services.shared.language.fold import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.cvfsm.core.ingest.draft import Draft

_TRAILING_LABEL: Final = re.compile(
    r"[,;\s]+(?:tel(?:efon|éfono|ephone)?|phone|mobile?|handy|e-?mail|mail|correo|courriel|móvil|portable|kom|cell)[.:]*\s*$",
    re.IGNORECASE,
)
_ICON: Final = re.compile(r"^[^\w(]+")
_POSTCODE: Final = re.compile(
    r"\b\d{4,5}\s+[^\W\d_]{2}|\b[A-Z]{2}\s+\d{5}\b|\b\d{2}-\d{3}\b|\b\d{4}-\d{3}\b|\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b"
)
_STREET: Final = re.compile(
    r"\b(?:street|st\.|road|rd\.|avenue|ave\.?|lane|drive|square|rue|calle|avenida|plaza|ul\.|al\.|os\.|platz|allee|\w+(?:strasse|straße|str\.|weg|gasse|platz|allee)|boulevard|rua|via)\b",
    re.IGNORECASE,
)
_JOB: Final = matcher(TITLE_WORDS)
_MAX_PLACE_WORDS: Final = 12
_MAX_PLACE_CHARS: Final = 90
"""A full postal address with country; longer texts are sentences."""
_MAX_CITY_WORDS: Final = 3
_MAX_CITY_COUNTRY_WORDS: Final = 6


def location(draft: Draft, lines: Sequence[Line], name: str) -> str:
    """Return the place that a label tells, or the part that looks most like one."""
    labelled = (
        (line, piece) for line in lines for piece in ([line.text] if TAB in line.text else []) + pieces(line.text)
    )
    for line, piece in labelled:
        kind, _, value = label_of(piece)
        if kind == "location" and value:
            draft.cite("location", line, piece)
            return value
    best: tuple[float, str, Line | None] = (0.0, "", None)
    for line in lines:
        mixed = bool(EMAIL.search(line.text) or PHONE.search(line.text))
        for piece in _unclaimed(draft, line, name):
            score = place_score(piece) + 0.5 * mixed
            if piece != name and score > max(best[0], 0.7):
                best = (score, piece, line)
    if best[2] is not None:
        draft.cite("location", best[2], best[1])
    return best[1]


def _unclaimed(draft: Draft, line: Line, name: str) -> list[str]:
    """Return the parts of a line that are no e-mail, phone, link or label; commas stay inside."""
    if label_of(line.text)[0] == "personal":
        return []
    text = EMAIL.sub("|", line.text.replace(name, "|") if name else line.text)
    text = LINK.sub("|", text)
    text = "|".join("" if label_of(piece)[0] else piece for piece in SPLIT.split(text))
    text = PHONE.sub(lambda m: "|" if is_phone(m[0], labelled=False) else m[0], text)
    found = [_TRAILING_LABEL.sub("", _ICON.sub("", piece)).strip(" ,;.:-–") for piece in text.split("|")]
    return [
        piece
        for piece in found
        if piece and piece in line.text and not (draft.is_used(line) and piece not in draft.rest(line))
    ]


def place_score(text: str) -> float:
    """Return how much a text looks like a place, 0 to about 2."""
    folded = fold(text)
    words = text.split()
    if (
        not words
        or len(words) > _MAX_PLACE_WORDS
        or len(text) > _MAX_PLACE_CHARS
        or _JOB.search(folded)
        or (text.rstrip().endswith((".", "!")) and len(words) > _MAX_CITY_WORDS)
    ):
        return 0.0
    last = folded.rpartition(",")[2].strip()
    score = (
        1.0 * (last in PLACE_WORDS or folded in PLACE_WORDS)
        + 1.0 * bool(_POSTCODE.search(text))
        + 0.8 * bool(_STREET.search(text))
    )
    score += 0.4 * ("," in text and len(words) <= _MAX_CITY_COUNTRY_WORDS)
    score += 0.3 * (text[0].isupper() and len(words) <= _MAX_CITY_WORDS)
    return 0.0 if not text[0].isalnum() or heading_kind(text) else score
