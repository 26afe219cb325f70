"""Who is who in the header of an entry: title, organisation and place, by words, form and the habit of the section.

Each header is cut into pieces (lines, then ``|`` and dashes, then commas). Every way to deal the pieces out to title,
organisation and place that keeps neighbours together is scored; the best wins. A first pass finds out whether this
document puts the title or the organisation first; the second pass prefers that order.
The words that score stand beside the scoring, which nothing else uses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.ingest.places import place_score
from services.cvfsm.core.ingest.role_words import (
    DEGREE_WORDS,
    ORGANISATION_WORDS,
    PLACE_WORDS,
    SCHOOL_WORDS,
    TITLE_WORDS,
    matcher,
)
from services.shared.language.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from services.cvfsm.core.document.lines import Line
    from services.cvfsm.core.ingest.entries import HeaderLine

TITLE, ORGANISATION, PLACE, ASIDE = "title", "organisation", "place", "aside"
_Group = tuple[str, int, int]
"""(role, first piece, piece after the last)."""

# Weights, in units of one sure word ("GmbH", "Engineer"): set so that one sure word outweighs the habit of the section,
# and the habit outweighs a comma.
HABIT: Final = 0.6
MISSING_ORGANISATION: Final = 0.7
MISSING_TITLE: Final = 1.0
CUT_AT_COMMA: Final = 0.3
ASIDE_COST: Final = 0.5
AGAINST: Final = 0.8
"""Weight of words that speak for the other role: a little less than that of words for it."""
PLACE_FIRST: Final = 0.2
LEADING_PLACE: Final = 0.5
"""A place seldom opens a list of commas ("Leeds, Engineer")."""
IMPOSSIBLE: Final = 1000.0
JOINED: Final = MappingProxyType(
    {TITLE: (0.1, 1.0, 2.0), ORGANISATION: (0.2, 1.0, 2.0), PLACE: (0.0, 0.2, 2.0), ASIDE: (0.0, 0.0, 0.0)}
)
"""Cost of joining two pieces of one role, by what parted them: a comma, a mark, a line."""
MAX_PIECES: Final = 8
MAX_PLACE_WORDS: Final = 6

_PLACE_PARTICLES: Final = frozenset(
    [
        "de",
        "la",
        "le",
        "les",
        "del",
        "los",
        "las",
        "d",
        "l",
        "a",
        "an",
        "am",
        "im",
        "in",
        "der",
        "den",
        "dem",
        "bei",
        "ob",
        "auf",
        "upon",
        "on",
        "the",
        "of",
        "sur",
        "sous",
        "en",
        "lès",
        "lez",
        "do",
        "da",
        "dos",
        "w",
        "nad",
        "i",
        "und",
        "and",
    ]
)

_HARD: Final = re.compile(
    r"\t+|\s*[|•·‖]\s*|\s+[–—-]\s+|\s+@\s+|\s+//?\s+|(?<=[^\s,]),?\s+(?=(?:at|bei|chez|w firmie|en la empresa)\s+(?:der |dem |the )?[A-ZÀ-Ž])"
)
_SOFT: Final = re.compile(r",\s+(?![^()]*\))")
_JOINER: Final = re.compile(r"^(?:at|bei(?: der| dem)?|chez|w firmie|en la empresa)\s+", re.IGNORECASE)
_PLACE_IN_BRACKETS: Final = re.compile(r"^(.+?)\s*\(([^()]{2,40})\)$")
_LEGAL_TAIL: Final = re.compile(
    r"^(?:inc|ltd|llc|llp|gmbh|s\.?a\.?|s\.?l\.?u?|sp\. ?z ?o\.? ?o|b\.?v|plc|corp|co|ag|sarl|sas)\.?$"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a header.

    Attributes:
        text: As written.
        cut: How strongly it is parted from the one before: 2 by a line, 1 by a mark, 0 by a comma.
        title: The evidence that it is a title.
        organisation: The evidence that it is an organisation.
        role: Its role when a label names it.
    """

    line: Line
    text: str
    cut: int
    title: float
    organisation: float
    role: str = ""


@dataclass(frozen=True, slots=True)
class Roles:
    """What a header says; each with the line it stands in."""

    title: str = ""
    organisation: str = ""
    place: str = ""
    lines: tuple[tuple[str, Line, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Reading:
    """A way to deal out the pieces of a header: its groups, which of title and organisation is first, its fixed score."""

    groups: tuple[_Group, ...] = ()
    order: int = 0
    base: float = 0.0


@dataclass(frozen=True, slots=True)
class _Scored:
    score: float
    reading: _Reading


_NOTHING: Final = _Scored(0.0, _Reading())


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words that speak for a title and for an organisation in one kind of section."""

    title: re.Pattern[str]
    organisation: re.Pattern[str]


WORK: Final = Evidence(matcher(TITLE_WORDS), matcher(ORGANISATION_WORDS))
STUDY: Final = Evidence(matcher(DEGREE_WORDS), matcher(SCHOOL_WORDS))


def assign(headers: Sequence[Sequence[HeaderLine]], evidence: Evidence) -> list[Roles]:
    """Return the roles of each header of a section."""
    cut = [_pieces(header, evidence) for header in headers]
    best = [_best_readings(pieces) for pieces in cut]
    habit = sum(found.get(1, _NOTHING).score - found.get(-1, _NOTHING).score for found in best)
    preference = HABIT if habit >= 0 else -HABIT
    chosen = (max(f.values(), key=lambda r: r.score + preference * r.reading.order, default=_NOTHING) for f in best)
    return [_roles(pieces, scored.reading) for pieces, scored in zip(cut, chosen, strict=True)]


def _pieces(header: Sequence[HeaderLine], evidence: Evidence) -> list[Piece]:
    """Cut a header into pieces and weigh their words."""
    cut: list[tuple[Line, str, int, str]] = []
    for row in header:
        if row.role:
            cut.append((row.line, row.text, 2, row.role if row.role in JOINED else ASIDE))
            continue
        for index, hard in enumerate(part for part in _HARD.split(row.text) if part.strip(" ,;:–—-|")):
            for number, soft in enumerate(_soft(hard.strip(" ,;:|"))):
                cut.append((row.line, soft, 0 if number else (1 if index else 2), ""))
    return [
        Piece(line, text, how, _hits(text, evidence.title), _hits(text, evidence.organisation), role)
        for line, text, how, role in cut[:MAX_PIECES]
    ]


def _soft(text: str) -> list[str]:
    """Cut at commas outside brackets; a legal form stays with its name."""
    parts: list[str] = []
    for part in _SOFT.split(text):
        if parts and _LEGAL_TAIL.match(fold(part)):
            parts[-1] = f"{parts[-1]}, {part}"
        elif part.strip():
            parts.append(part.strip())
    return parts


def _best_readings(pieces: Sequence[Piece]) -> dict[int, _Scored]:
    """Return the best reading of each order: title first (1), organisation first (-1), one of them missing (0)."""
    best: dict[int, _Scored] = {}
    scores: dict[tuple[str, int, int, str], float] = {}
    for reading in _readings(len(pieces)):
        score, before = reading.base, ""
        for role, first, end in reading.groups:
            key = (role, first, end, before)
            if key not in scores:
                scores[key] = _group_score(pieces, role, first, end, before)
            score += scores[key]
            before = role
        if reading.order not in best or score > best[reading.order].score:
            best[reading.order] = _Scored(score, reading)
    return best


@lru_cache(maxsize=MAX_PIECES + 1)
def _readings(count: int) -> tuple[_Reading, ...]:
    """Return every way to deal out `count` pieces, each role but ASIDE having at most one group of neighbours."""

    def grow(groups: tuple[_Group, ...], start: int) -> Iterator[tuple[_Group, ...]]:
        if start == count:
            yield groups
            return
        used = {role for role, _, _ in groups if role != ASIDE} | (
            {ASIDE} if groups and groups[-1][0] == ASIDE else set()
        )
        for role in (TITLE, ORGANISATION, PLACE, ASIDE):
            if role not in used:
                for end in range(start + 1, count + 1):
                    yield from grow((*groups, (role, start, end)), end)

    return tuple(_reading(groups) for groups in grow((), 0)) if count else ()


def _reading(groups: tuple[_Group, ...]) -> _Reading:
    at = {role: index for index, (role, _, _) in enumerate(groups)}
    both = TITLE in at and ORGANISATION in at
    order = 0 if not both else (1 if at[TITLE] < at[ORGANISATION] else -1)
    base = -ASIDE_COST * sum(role == ASIDE for role, _, _ in groups)
    base -= MISSING_ORGANISATION * (ORGANISATION not in at) + MISSING_TITLE * (TITLE not in at)
    base -= PLACE_FIRST * (PLACE in at and ORGANISATION in at and at[PLACE] < at[ORGANISATION])
    return _Reading(groups, order, base)


def _group_score(pieces: Sequence[Piece], role: str, first: int, end: int, before: str) -> float:
    """Return what speaks for these pieces being one title, organisation or place after a group of role `before`."""
    group = pieces[first:end]
    if any(piece.role and piece.role != role for piece in group):
        return -IMPOSSIBLE
    score = -sum(JOINED[role][piece.cut] for piece in group[1:])
    if first and group[0].cut == 0 and sum(piece.cut > 0 for piece in pieces) > 1:
        score -= CUT_AT_COMMA if role != PLACE or before == TITLE else CUT_AT_COMMA / 6
    if role == PLACE and group[0].cut and end < len(pieces) and pieces[end].cut == 0:
        score -= LEADING_PLACE
    if role == TITLE:
        return score + max(p.title for p in group) - AGAINST * max(p.organisation for p in group)
    if role == ORGANISATION:
        return score + max(p.organisation for p in group) - AGAINST * max(p.title for p in group)
    return score + _place(group, before) if role == PLACE else score


def _hits(text: str, pattern: re.Pattern[str]) -> float:
    """Return the evidence in a text: a first word counts one, more count little, and the last word of the text a little more."""
    folded = fold(text)
    found = list(pattern.finditer(folded))
    if not found:
        return 0.0
    return 1.0 + 0.2 * min(len(found) - 1, 2) + 0.15 * (found[-1].end() >= len(folded) - 1)


def _place(group: Sequence[Piece], before: str) -> float:
    """Return how much a text looks like the place of an entry: known, proper, after the organisation."""
    if any(piece.title or piece.organisation for piece in group):
        return -1.0
    text = ", ".join(piece.text for piece in group)
    looks = place_score(text)
    if (
        not text[0].isalpha()
        or len(text.split()) > MAX_PLACE_WORDS
        or not _is_proper(text)
        or (looks < 1 and any(c.isdigit() for c in text))
    ):
        return -1.0
    folded = fold(text)
    known = looks > 1 or folded in PLACE_WORDS or folded.rpartition(",")[2].strip() in PLACE_WORDS
    after = before == ORGANISATION
    return 0.25 + 0.5 * known + 0.2 * after - 0.3 * (not after and not known) - 0.1 * (not before)


def _roles(pieces: Sequence[Piece], reading: _Reading) -> Roles:
    """Return the texts of a reading as they would be written on one line."""
    texts = {TITLE: "", ORGANISATION: "", PLACE: ""}
    lines: list[tuple[str, Line, str]] = []
    for role, first, end in reading.groups:
        group = pieces[first:end]
        lines += [(role, piece.line, piece.text) for piece in group]
        if role != ASIDE:
            joined = ((" – " if piece.cut == 1 else ", ") + piece.text for piece in group[1:])
            texts[role] = group[0].text + "".join(joined)
    return Roles(texts[TITLE], texts[ORGANISATION], texts[PLACE], tuple(lines))


def _is_proper(text: str) -> bool:
    """Tell whether every word is written like part of a proper name."""
    return all(t[0].isupper() or t in _PLACE_PARTICLES or not t[0].isalpha() for t in re.findall(r"[\w.'’-]+", text))


def strip_joiner(text: str) -> str:
    """Return ``Foo Ltd`` of ``at Foo Ltd``."""
    return _JOINER.sub("", text)


def place_in_brackets(organisation: str) -> tuple[str, str]:
    """Return (name, place) of ``Foo Ltd (Leeds)``; the place is empty when the brackets hold no place."""
    match = _PLACE_IN_BRACKETS.match(organisation)
    if match and match[2][0].isupper() and len(match[2].split()) > 0 and not match[2].isupper():
        return match[1], match[2]
    return organisation, ""
