"""Who is who in the header of an entry: title, organisation and place, by words, form and the habit of the section.

Each header is cut into pieces (lines, then ``|`` and dashes, then commas). Every way to deal the pieces out to title,
organisation and place that keeps neighbours together is scored; the best wins. A first pass finds out whether this
document puts the title or the organisation first; the second pass prefers that order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from services.cvfsm.core.ingest.contact import place_score
from services.cvfsm.core.ingest.entries import HeaderLine
from services.cvfsm.core.ingest.lexicon import (
    DEGREE_WORDS,
    ORGANISATION_WORDS,
    PLACE_WORDS,
    SCHOOL_WORDS,
    TITLE_WORDS,
    fold,
    matcher,
)
from services.cvfsm.core.lines import Line

TITLE, ORGANISATION, PLACE, ASIDE = "title", "organisation", "place", "aside"

# Weights, in units of one sure word ("GmbH", "Engineer"): set so that one sure word outweighs the habit of the section,
# and the habit outweighs a comma.
HABIT: Final = 0.6
MISSING_ORGANISATION: Final = 0.7
MISSING_TITLE: Final = 1.0
CUT_AT_COMMA: Final = 0.3
ASIDE_COST: Final = 0.5
JOINED_AT_COMMA: Final = MappingProxyType({"title": 0.1, "organisation": 0.2, "place": 0.0, "aside": 0.0})
MAX_PIECES: Final = 8

_HARD: Final = re.compile(r"\t+|\s*[|•·‖]\s*|\s+[–—-]\s+|\s+@\s+|\s+//?\s+|(?<=[^\s,]),?\s+(?=(?:at|bei|chez|w firmie|en la empresa)\s+(?:der |dem |the )?[A-ZÀ-Ž])")
_SOFT: Final = re.compile(r",\s+(?![^()]*\))")
_JOINER: Final = re.compile(r"^(?:at|bei(?: der| dem)?|chez|w firmie|en la empresa)\s+", re.IGNORECASE)
_PLACE_IN_BRACKETS: Final = re.compile(r"^(.+?)\s*\(([^()]{2,40})\)$")
_LEGAL_TAIL: Final = re.compile(r"^(?:inc|ltd|llc|llp|gmbh|s\.?a\.?|s\.?l\.?u?|sp\. ?z ?o\.? ?o|b\.?v|plc|corp|co|ag|sarl|sas)\.?$")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a header: its text as written, and how strongly it is parted from the one before (2 line, 1 mark, 0 comma)."""

    line: Line
    text: str
    cut: int
    role: str = ""


@dataclass(frozen=True, slots=True)
class Roles:
    """What a header says; each with the line it stands in."""

    title: str = ""
    organisation: str = ""
    place: str = ""
    lines: tuple[tuple[str, Line, str], ...] = ()
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words that speak for a title and for an organisation in one kind of section."""

    title: re.Pattern[str]
    organisation: re.Pattern[str]


WORK: Final = Evidence(matcher(TITLE_WORDS), matcher(ORGANISATION_WORDS))
STUDY: Final = Evidence(matcher(DEGREE_WORDS), matcher(SCHOOL_WORDS))


def assign(headers: Sequence[Sequence[HeaderLine]], evidence: Evidence) -> list[Roles]:
    """Return the roles of each header of a section."""
    cut = [_pieces(header) for header in headers]
    habit = 0.0
    for pieces in cut:
        first = max((r.score for r in _readings(pieces, evidence, 0.0) if _order(r) > 0), default=0.0)
        second = max((r.score for r in _readings(pieces, evidence, 0.0) if _order(r) < 0), default=0.0)
        habit += first - second
    preference = HABIT if habit >= 0 else -HABIT
    return [max(_readings(pieces, evidence, preference), key=lambda r: r.score, default=Roles()) for pieces in cut]


def _pieces(header: Sequence[HeaderLine]) -> list[Piece]:
    found: list[Piece] = []
    for row in header:
        if row.role:
            found.append(Piece(row.line, row.text, 2, row.role))
            continue
        for index, hard in enumerate(part for part in _HARD.split(row.text) if part and part.strip(" ,;:–—-|")):
            for number, soft in enumerate(_soft(hard.strip(" ,;:|"))):
                found.append(Piece(row.line, soft, 0 if number else (1 if index else 2)))
    return found[:MAX_PIECES]


def _soft(text: str) -> list[str]:
    """Cut at commas outside brackets; a legal form stays with its name."""
    parts: list[str] = []
    for part in _SOFT.split(text):
        if parts and _LEGAL_TAIL.match(fold(part)):
            parts[-1] = f"{parts[-1]}, {part}"
        elif part.strip():
            parts.append(part.strip())
    return parts


def _readings(pieces: Sequence[Piece], evidence: Evidence, habit: float) -> Iterator[Roles]:
    if not pieces:
        return
    for deal in _deals(len(pieces)):
        if any(p.role and p.role != role for p, role in zip(pieces, deal, strict=True)):
            continue
        yield _reading(pieces, deal, evidence, habit)


@lru_cache(maxsize=MAX_PIECES + 1)
def _deals(count: int) -> tuple[tuple[str, ...], ...]:
    """Return every way to deal out `count` pieces that keeps the pieces of a role together."""

    def grow(prefix: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        if len(prefix) == count:
            if TITLE in prefix or ORGANISATION in prefix:
                yield prefix
            return
        for role in (TITLE, ORGANISATION, PLACE, ASIDE):
            if role != ASIDE and role in prefix and prefix[-1] != role:
                continue
            yield from grow((*prefix, role))

    return tuple(grow(()))


def _reading(pieces: Sequence[Piece], deal: Sequence[str], evidence: Evidence, habit: float) -> Roles:
    score = -ASIDE_COST * deal.count(ASIDE)
    texts: dict[str, str] = {}
    lines: list[tuple[str, Line, str]] = []
    many = sum(p.cut > 0 for p in pieces) > 1
    for index, (piece, role) in enumerate(zip(pieces, deal, strict=True)):
        joined = role in texts and deal[index - 1] == role and role != ASIDE
        if joined and piece.cut == 2:  # noqa: PLR2004
            score -= 2.0
        elif joined and piece.cut == 1:
            score -= 1.0 if role != PLACE else 0.2
        elif joined:
            score -= JOINED_AT_COMMA[role]
        elif piece.cut == 0 and index and many:
            score -= CUT_AT_COMMA if role != PLACE or deal[index - 1] == TITLE else 0.05
        if joined:
            between = {0: ", ", 1: " – ", 2: ", "}[piece.cut]
            texts[role] += between + piece.text
        elif role != ASIDE:
            texts[role] = piece.text
        lines.append((role, piece.line, piece.text))
    title, organisation, place = (texts.get(role, "") for role in (TITLE, ORGANISATION, PLACE))
    score += _words(lines, TITLE, evidence.title, evidence.organisation)
    score += _words(lines, ORGANISATION, evidence.organisation, evidence.title)
    score += _place(place, pieces, deal, evidence)
    score -= MISSING_ORGANISATION * (not organisation) + MISSING_TITLE * (not title)
    if title and organisation:
        score += habit if deal.index(TITLE) < deal.index(ORGANISATION) else -habit
    if PLACE in deal and ORGANISATION in deal and deal.index(PLACE) < deal.index(ORGANISATION):
        score -= 0.2
    return Roles(title, organisation, place, tuple(lines), score)


@lru_cache(maxsize=4096)
def _hits(text: str, pattern: re.Pattern[str]) -> float:
    """Return the evidence in a text: a first word counts one, further ones little; the last word of a phrase weighs more."""
    folded = fold(text)
    found = list(pattern.finditer(folded))
    if not found:
        return 0.0
    return 1.0 + 0.2 * min(len(found) - 1, 2) + 0.15 * (found[-1].end() >= len(folded) - 1)


def _words(dealt: Sequence[tuple[str, Line, str]], role: str, good: re.Pattern[str], bad: re.Pattern[str]) -> float:
    """Return the evidence for a role: that of its best piece, less that of its worst."""
    texts = [text for held, _, text in dealt if held == role]
    return max((_hits(t, good) for t in texts), default=0.0) - 0.8 * max((_hits(t, bad) for t in texts), default=0.0)


def _place(text: str, pieces: Sequence[Piece], deal: Sequence[str], evidence: Evidence) -> float:
    if not text:
        return 0.0
    if _hits(text, evidence.title) or _hits(text, evidence.organisation):
        return -1.0
    words = text.split()
    if len(words) > 6 or not text[0].isupper():  # noqa: PLR2004
        return -1.0
    at = deal.index(PLACE)
    after_organisation = at > 0 and deal[at - 1] == ORGANISATION
    known = fold(text) in PLACE_WORDS or fold(text).rpartition(",")[2].strip() in PLACE_WORDS
    known = known or place_score(text) > 1
    return 0.25 + 0.5 * known + 0.2 * after_organisation - 0.3 * (not after_organisation and not known) - 0.1 * (at == 0)


def _order(reading: Roles) -> int:
    """Return 1 when the title stands first, -1 when the organisation does, 0 when one is missing."""
    roles = [role for role, _, _ in reading.lines]
    if TITLE not in roles or ORGANISATION not in roles:
        return 0
    return 1 if roles.index(TITLE) < roles.index(ORGANISATION) else -1


def strip_joiner(text: str) -> str:
    """Return ``Foo Ltd`` of ``at Foo Ltd``."""
    return _JOINER.sub("", text)


def place_in_brackets(organisation: str) -> tuple[str, str]:
    """Return (name, place) of ``Foo Ltd (Leeds)``; the place is empty when the brackets hold no place."""
    match = _PLACE_IN_BRACKETS.match(organisation)
    if match and match[2][0].isupper() and len(match[2].split()) > 0 and not match[2].isupper():
        return match[1], match[2]
    return organisation, ""
