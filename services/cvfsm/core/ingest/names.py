"""The name of the person: by its label, or by its place, its look and its likeness to the e-mail address."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.document.lines import TAB, Line, Zone
from services.cvfsm.core.ingest.contact_fields import label_of, pieces
from services.cvfsm.core.ingest.lexicon import LABEL_OF
from services.cvfsm.core.ingest.role_words import ORGANISATION_WORDS, PLACE_WORDS, TITLE_WORDS, matcher
from services.cvfsm.core.ingest.sections import heading_kind, is_document_title
from services.shared.language.fold import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.cvfsm.core.document.cv import Source
    from services.cvfsm.core.ingest.draft import Draft

_PARTICLES: Final = frozenset(
    [
        "de",
        "del",
        "della",
        "di",
        "da",
        "dos",
        "das",
        "do",
        "van",
        "von",
        "der",
        "den",
        "ten",
        "ter",
        "la",
        "le",
        "los",
        "las",
        "el",
        "al",
        "bin",
        "ibn",
        "ben",
        "af",
        "av",
        "zu",
        "zum",
        "y",
        "e",
        "i",
        "und",
    ]
)
_NAME_PREFIX: Final = re.compile(
    r"^(?:curriculum vitae|lebenslauf|cv|résumé|resume|życiorys|personal information|persönliche (?:daten|angaben)|"
    r"dane osobowe|información personal|informations personnelles)(?:\s+(?:of|von|de|du)\b)?\s*[:–—|-]?\s+",
    re.IGNORECASE,
)
_JOB: Final = matcher(TITLE_WORDS)
_ORG: Final = matcher(ORGANISATION_WORDS)
_MAX_NAME_WORDS: Final = 6
_MIN_NAME_LETTERS: Final = 2
_MIN_SHARED: Final = 3
"""Letters a part of a name has in common with an e-mail address; two-letter parts occur in any."""


def labelled_name(draft: Draft, lines: Sequence[Line]) -> str:
    """Return the name that a label tells, first and last name joined; empty where none does."""
    parts: dict[str, str] = {}
    for line in lines:
        for piece in [line.text] if TAB in line.text else pieces(line.text):
            kind, _, value = label_of(piece)
            if kind == "name" and _is_name(value):
                draft.cite("full_name", line, piece)
                return value
            if kind in {"first_name", "last_name"} and kind not in parts and _is_name(value):
                parts[kind] = value
                draft.cite("full_name", line, piece)
    return " ".join(parts[key] for key in ("first_name", "last_name") if key in parts) if len(parts) > 1 else ""


def best_name(draft: Draft, head: Sequence[Line], contact: Sequence[Line], email: str) -> str:
    """Return the best looking name: big, bold, early, and like the e-mail address."""
    biggest = max((line.look.size for line in [*head, *contact]), default=0.0)
    best: tuple[float, str, Line | None] = (0.0, "", None)
    local = re.sub(r"[^a-z]", "", fold(email.partition("@")[0]))
    order = sorted(enumerate([*head, *contact]), key=lambda row: (row[1].zone is Zone.FOOTER, row[0]))
    for place, (_, line) in enumerate(order):
        for index, piece in enumerate(pieces(line.text)):
            text = _NAME_PREFIX.sub("", piece)
            text = text if _is_name(text) else text.partition(",")[0].strip()
            if not _is_name(text):
                continue
            tokens = [t for t in re.findall(r"[^\W\d_]+", fold(text)) if len(t) > 1]
            score = 3.0 * any(t in local for t in tokens if len(t) >= _MIN_SHARED) if local else 0.0
            score += 2.0 * (line.look.style == 1 or (biggest > 0 and line.look.size == biggest)) + 0.7 * line.look.bold
            score += 2.0 / (1 + place) + 0.5 * (len(tokens) > 1) - 0.5 * index - 2.0 * (line.look.style > 1)
            if score > best[0]:
                best = (score, text, line)
    if best[2] is None:
        return _first_line(draft, head)
    draft.cite("full_name", best[2], best[1])
    if other := _other_half(best[2], best[1], [line for _, line in order], local):
        draft.cite("full_name", other, other.text)
        return " ".join(line.text for _, line in order if line in (best[2], other))
    return best[1]


def _other_half(line: Line, text: str, lines: Sequence[Line], local: str) -> Line | None:
    """The line beside a name of one word that holds its other half: as large, of one word, and in the e-mail address."""
    if text != line.text or len(text.split()) > 1 or fold(text) not in local:
        return None
    place = lines.index(line)
    beside = [*lines[max(0, place - 1) : place], *lines[place + 1 : place + 2]]
    halves = (other for other in beside if other.look == line.look and len(other.text.split()) == 1)
    return next((other for other in halves if _is_name(other.text) and fold(other.text) in local), None)


def _first_line(draft: Draft, head: Sequence[Line]) -> str:
    """Return the first line as the name when nothing looks like one, unless it is plainly something else."""
    line = next((line for line in head if line.zone is not Zone.FOOTER and not is_document_title(line.text)), None)
    if line is None or draft.is_used(line) or TAB in line.text or len(line.text.split()) > _MAX_NAME_WORDS:
        return ""
    if (
        _JOB.search(fold(line.text))
        or label_of(line.text)[0]
        or heading_kind(line.text)
        or not any(c.isalpha() for c in line.text)
    ):
        return ""
    draft.cite("full_name", line, line.text)
    return line.text


def _is_name(text: str) -> bool:
    """Tell whether the text can be a person's name: few words, each capitalised or of a script without case."""
    tokens = text.replace(".", ". ").split()
    if not 1 <= len(tokens) <= _MAX_NAME_WORDS or any(c.isdigit() or c in "@/:;!?%&=+,<>" for c in text):
        return False
    if is_document_title(text) or heading_kind(text) or fold(text).strip(" .:") in LABEL_OF:
        return False
    letters = [t for t in tokens if any(c.isalpha() for c in t)]
    if not letters or sum(map(len, letters)) < _MIN_NAME_LETTERS:
        return False
    if _JOB.search(fold(text)) or (len(tokens) > 1 and _ORG.search(fold(text))) or fold(text) in PLACE_WORDS:
        return False
    capital = all(
        t[0].isupper() or t.casefold() in _PARTICLES or not t[0].isalpha() or t[0].lower() == t[0].upper()
        for t in letters
    )
    return capital and letters[-1].casefold() not in _PARTICLES


def is_name_line(text: str, name: Source | None) -> bool:
    """Tell whether a line only repeats the name, as signatures and page headers do."""
    return name is not None and fold(text) == fold(name.quote)
