"""What an update may be doubted for, and the checks every kind of field shares: figures, dates, words, levels."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.grounding import figures, spelling
from services.cvfsm.core.grounding import text as read
from services.cvfsm.core.grounding.lexicon import LEVEL_CLASSES, LEVEL_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from services.cvfsm.core.grounding.evidence import Unit


class Kind(StrEnum):
    """What an unsupported part of an update is."""

    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    TITLE = "title"
    DEGREE = "degree"
    CERTIFICATION = "certification"
    LANGUAGE_LEVEL = "language_level"
    SKILL = "skill"
    SCOPE = "scope"
    WORD = "word"
    PAIRING = "pairing"


@dataclass(frozen=True, slots=True)
class Doubt:
    """One part of an update that no source supports."""

    kind: Kind
    text: str

    def __str__(self) -> str:
        return f"{self.text} ({self.kind.replace('_', ' ')})"


LEVEL_STEMS: Final = frozenset(read.content(" ".join((*LEVEL_CLASSES, *LEVEL_WORDS, "upper pre user command cefr"))))


LEVEL_CODES: Final = LEVEL_CLASSES | {"fluent", "bilingual"}


def level_doubts(proposed: str, known: Sequence[tuple[frozenset[str], bool]]) -> tuple[Doubt, ...]:
    """Doubt a level that none of the known ones (classes, whether they are exact) is, or may be called."""
    claimed, exact = figures.levels(proposed)
    if not claimed:
        return ()
    for classes, is_exact in known:
        if classes == claimed or (is_exact and not exact and classes <= claimed):
            return ()
    return (Doubt(Kind.LANGUAGE_LEVEL, proposed),)


def unexplained(stems: Iterable[str], units: Sequence[Unit]) -> list[str]:
    """The stems no unit, nor what it is about, explains."""
    told = frozenset().union(*(unit.stems for unit in units))
    around = frozenset().union(*(unit.about for unit in units))  # a school's name makes no academics
    return [word for word in stems if not read.explains(told, word) and not read.is_same_root(word, around)]


def figure_doubts(proposed: str, units: Sequence[Unit]) -> list[Doubt]:
    """Doubt every figure that no unit says of the same thing."""
    return [
        Doubt(Kind.NUMBER, f.text)
        for f in figures.figures(proposed)
        if not any(
            _backs(unit, f) or _is_difference(unit, f, proposed) or _is_in_a_name(unit, f, proposed) for unit in units
        )
        and not _is_tenure(units, f)
    ]


def _is_in_a_name(unit: Unit, claimed: figures.Figure, proposed: str) -> bool:
    """Whether a figure is part of a name that a source has as it is ("ISO 9606-1")."""
    names = re.findall(rf"[A-Z][\w/]*(?: [A-Z][\w/]*)* \S*{re.escape(claimed.text)}\S*", proposed)
    return any(name in unit.text for name in names)


def _is_tenure(units: Sequence[Unit], claimed: figures.Figure) -> bool:
    """Whether a figure is the years one entry lasted, from its dates."""
    if claimed.counts[:1] != ("year",) or claimed.is_more_than:
        return False
    ends: dict[str, list[int]] = {}
    for unit in units:
        place, _, leaf = unit.place.rpartition(".")
        if leaf in {"start", "end"} and unit.dates and unit.dates[0] != figures.PRESENT:
            ends.setdefault(place, []).append(unit.dates[0][0])
    return any(len(years) > 1 and max(years) - min(years) == claimed.value for years in ends.values())


def _backs(unit: Unit, claimed: figures.Figure) -> bool:
    """Whether a source says this figure, no less than claimed, of what it is claimed of."""
    if (int(claimed.value), 0) in unit.dates and not claimed.unit:
        return True  # "2000 books": read alone, the figure looks like a year
    for known in unit.figures:
        if figures.same_value(known, claimed) and (known.is_more_than or not claimed.is_more_than):
            counted = claimed.counts[:1]
            if not counted or not known.counts or _counts_same(unit, known, claimed):
                return True
    return False


def _is_difference(unit: Unit, claimed: figures.Figure, proposed: str) -> bool:
    """Whether the claimed figure is by how much the two figures of a source differ ("by 6 points")."""
    if len(unit.figures) != 2 or f"by {claimed.text}" not in spelling.fold(proposed):  # noqa: PLR2004 (from one to another)
        return False
    first, second = unit.figures
    return first.unit == second.unit and abs(abs(first.value - second.value) - claimed.value) < figures.APPROXIMATE


def _counts_same(unit: Unit, known: figures.Figure, claimed: figures.Figure) -> bool:
    """Whether two figures count the same thing; with one figure in a source, anything its line is about."""
    if len(unit.figures) == 1:
        return read.explains(unit.about, claimed.counts[0])
    mine = frozenset(known.counts)
    return any(read.explains(mine, word) for word in claimed.counts)


def date_doubts(proposed: str, units: Sequence[Unit]) -> list[Doubt]:
    """Doubt every date that no unit names; "present" is not doubted in prose, "now" is a word of its own."""
    known = [date for unit in units for date in unit.dates]
    return [
        Doubt(Kind.DATE, written(d))
        for d in figures.dates(proposed)
        if d != figures.PRESENT and not is_covered(d, known)
    ]


def written(date: tuple[int, int]) -> str:
    """A date as it is stored: 2019-03, 2019 or present."""
    if date == figures.PRESENT:
        return "present"
    return f"{date[0]}-{date[1]:02}" if date[1] else str(date[0])


def is_covered(claimed: tuple[int, int], known: Iterable[tuple[int, int]]) -> bool:
    """Whether a known date supports a claimed one."""
    return any(figures.covers(date, claimed) for date in known)


def is_initials(word: str, proposed: str, units: Sequence[Unit]) -> bool:
    """Whether a word abbreviates words of a source, or is spelt out from an abbreviation there (BLS, basic life support)."""
    if any(word == initials for unit in units for initials in _initials(unit.text)):
        return True
    return any(
        word in {*phrase, *map(read.root, phrase)} and spelling.singular("".join(w[0] for w in phrase)) in unit.names
        for unit in units
        for phrase in _phrases(proposed)
    )


def _initials(text: str) -> set[str]:
    return {"".join(w[0] for w in phrase) for phrase in _phrases(text)}


def _phrases(text: str) -> list[tuple[str, ...]]:
    """Runs of two to five words: what an abbreviation may stand for."""
    tokens = [w for w in spelling.words(text) if w not in {"of", "the", "and", "for", "in", "to"}]
    return [tuple(tokens[i : i + n]) for n in range(2, 6) for i in range(len(tokens) - n + 1)]


def names_in(kind: Kind, proposed: str, units: Sequence[Unit]) -> tuple[Doubt, ...]:
    """Every word of a name in the sources, in the same form; its dates and figures too."""
    joined = "".join(spelling.words(proposed))
    if joined and any(joined == "".join(spelling.words(unit.text)) for unit in units):
        return ()  # "Front-end Developer" and "Frontend developer" are one name
    known = frozenset().union(*(unit.names for unit in units))
    missing = [w for w in read.names(proposed) if w not in known and not is_initials(w, proposed, units)]
    doubts = [Doubt(kind, word) for word in missing]
    return (*doubts, *figure_doubts(proposed, units), *date_doubts(proposed, units))
