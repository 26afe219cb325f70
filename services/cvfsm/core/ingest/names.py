"""The name of the person: what the model took for one, checked against the e-mail address; else the line that looks most like one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.document.lines import TAB, Line, Zone
from services.cvfsm.core.ingest.contact_fields import LINK, label_of, pieces
from services.cvfsm.core.ingest.headings import heading_kind, is_document_title
from services.cvfsm.core.ingest.lexicon import LABEL_OF
from services.shared.language.fold import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.cvfsm.core.document.cv import Source
    from services.cvfsm.core.ingest.blocks import Block
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
    r"^(?:(?:curriculum )?vitae|lebenslauf|cv|résumé|resume|currículo|życiorys|personal information|persönliche (?:daten|angaben)|"
    r"dane osobowe|información personal|informations personnelles)(?:\s+(?:of|von|de|du|di)\b)?\s*[:–—|-]?\s+",
    re.IGNORECASE,
)
_NAME_SUFFIX: Final = re.compile(r"\s*[:–—|-]?\s*\b(?:curriculum vitae|lebenslauf|cv|résumé|resume)$", re.IGNORECASE)
_MAX_NAME_WORDS: Final = 6
_MIN_NAME_LETTERS: Final = 2
_MIN_SHARED: Final = 3
"""Letters a part of a name has in common with an e-mail address; two-letter parts occur in any."""
NEAR, LARGE = 0.85, 1.5
"""How much smaller a part of a name may be, and how large beside the usual size of the lines."""
FIRST: Final = 12
"""Lines of a page in which a name stands that no model told."""
GUESS: Final = 0.3
"""How sure a name is that no model told."""


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


def read_name(draft: Draft, head: Block | None, near: Sequence[Line], everything: Sequence[Line], email: str) -> str:
    """Return the name; empty only where no line looks like one."""
    if head is not None and (name := _told(draft, head, everything)):
        return name
    return _best_name(draft, near or everything[:FIRST], email)


def _told(draft: Draft, head: Block, lines: Sequence[Line]) -> str:
    """Return the name the pieces of the head make: neighbours on one line, and the lines it goes on in."""
    found: list[tuple[int, Line, str, float]] = []
    for placed, role, sure in zip(head.pieces, head.roles, head.sure, strict=True):
        text = placed.piece.text
        if role != "head.name" or any(c.isdigit() or c in "@/" for c in text) or LINK.search(text):
            continue
        if heading_kind(text) or is_document_title(text) or fold(text).strip(" .:") in LABEL_OF:
            continue
        row = head.indexes[placed.row]
        if found and found[-1][0] == row and placed.piece.cut in {"look", "comma", "mark", "stop"}:
            _, line, before, earlier = found[-1]
            start = line.text.find(before)
            found[-1] = (row, line, line.text[start : placed.piece.end], min(sure, earlier))
        else:
            found.append((row, placed.line, text, sure))
    if not found:
        return ""
    row, line, text, sure = max(found, key=lambda part: (part[1].zone is not Zone.FOOTER, part[1].look.size, part[3]))
    name = _NAME_SUFFIX.sub("", _NAME_PREFIX.sub("", text)).strip(" ,;|·•–—-:")
    if label_of(text)[0] == "name":
        name = label_of(text)[2]
    if not any(c.isalpha() for c in name):
        return ""
    draft.cite("full_name", line, text, sure)
    rows = _goes_on(lines, row) if text == line.text else [row]
    for other in rows:
        if other != row:
            draft.cite_more("full_name", lines[other], lines[other].text, sure)
    whole = " ".join(name if other == row else lines[other].text for other in rows)
    return _NAME_PREFIX.sub("", whole)


def _goes_on(lines: Sequence[Line], row: int) -> list[int]:
    """Return the lines around a name that are set like it, when nothing on the page is larger: one name, broken in a narrow place.

    Where both stand far above the text's size, they may differ in weight and colour and a little in size.
    """
    look = lines[row].look
    rows = [row]
    sizes = sorted(line.look.size for line in lines)
    if look.size < sizes[-1] or look.size <= sizes[len(sizes) // 2]:
        return rows
    near = max(NEAR * look.size, LARGE * sizes[len(sizes) // 2])
    for step in (-1, 1):
        at = row + step
        while (
            0 <= at < len(lines)
            and (lines[at].look == look or lines[at].look.size >= near)
            and lines[at].flow == lines[row].flow
            and _is_part(lines[at].text)
        ):
            rows.append(at)
            at += step
    whole = sum(len(lines[at].text.split()) for at in rows)
    return sorted(rows) if whole <= _MAX_NAME_WORDS else [row]


def _is_part(text: str) -> bool:
    return _is_name(text) or text.casefold() in _PARTICLES


def _best_name(draft: Draft, lines: Sequence[Line], email: str) -> str:
    """Return the best looking name: big, bold, early, and like the e-mail address."""
    biggest = max((line.look.size for line in lines), default=0.0)
    best: tuple[float, str, Line | None] = (0.0, "", None)
    local = re.sub(r"[^a-z]", "", fold(email.partition("@")[0]))
    order = sorted(enumerate(lines), key=lambda row: (row[1].zone is Zone.FOOTER, row[0]))
    for place, (_, line) in enumerate(order):
        for index, piece in enumerate(pieces(line.text)):
            text = _NAME_SUFFIX.sub("", _NAME_PREFIX.sub("", piece))
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
        return ""
    draft.cite("full_name", best[2], best[1], GUESS)
    return best[1]


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
    return all(
        t[0].isupper() or t.casefold() in _PARTICLES or not t[0].isalpha() or t[0].lower() == t[0].upper()
        for t in letters
    )


def is_name_line(text: str, name: Source | None) -> bool:
    """Tell whether a line only repeats the name, as signatures and page headers do."""
    return name is not None and fold(text) == fold(name.quote)
