"""What a line claims and what may support it: units of the CV and of the person's statements, each about one thing and with its source.

A posting is never among them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.document.cv import CvData, Source, SourceKind, lines
from services.cvfsm.core.grounding import hedges
from services.cvfsm.core.grounding import text as read

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MAX_QUOTE_CHARS: Final = 300
"""Of a source's words, as the contract says."""

MOST_LINES: Final = 24
"""Lines of evidence a claim is compared with."""


@dataclass(frozen=True)
class Claim:
    """A line proposed for a place of the CV (``work_experience[0].bullets[1]``)."""

    path: str
    text: str

    @property
    def place(self) -> str:
        """The entry or list it stands in."""
        return self.path.partition(".")[0]

    @property
    def root(self) -> str:
        """The field of the CV."""
        return self.path.partition("[")[0].partition(".")[0]

    @property
    def leaf(self) -> str:
        """The field of an entry; empty outside entries."""
        return re.sub(r"\[\d+\]", "", self.path.partition(".")[2])

    @cached_property
    def hedges(self) -> frozenset[str]:
        """What the line itself says less than a deed."""
        return hedges.hedges(self.text)


@dataclass(frozen=True, slots=True)
class Said:
    """Words of the person (or a task of theirs) that may support a line."""

    ref: str
    text: str
    kind: SourceKind = SourceKind.USER_STATEMENT


@dataclass(frozen=True)
class Unit:
    """One thing a source says: its words, what it is about, and where it stands; `hedges` is what it says less than a deed."""

    text: str
    place: str
    source: Source
    context: str = ""
    hedges: frozenset[str] = frozenset()

    @cached_property
    def stems(self) -> frozenset[str]:
        """Its words; those of firms and schools stand for themselves (a coach driver coaches nobody)."""
        return frozenset() if self.place.endswith((".employer", ".institution", ".title")) else read.roots(self.text)

    @cached_property
    def about(self) -> frozenset[str]:
        """Its words and those of its entry."""
        return read.roots(self.text) | read.roots(self.context)

    @cached_property
    def names(self) -> frozenset[str]:
        """Its words as names."""
        return frozenset(read.names(self.text))

    @property
    def is_hedged(self) -> bool:
        """Whether it tells of no deed of the person at all."""
        return bool(self.hedges & hedges.ALWAYS)

    def carries(self, claim: Claim, *, finished: bool = False) -> bool:
        """Whether it is a source for a claim; for some kinds only what is finished is."""
        return not (self.hedges - claim.hedges if finished else (self.hedges & hedges.ALWAYS) - claim.hedges)


@dataclass(frozen=True)
class Evidence:
    """All that may support an update: units of the CV by place, and units of the person's statements."""

    data: CvData
    cv: tuple[Unit, ...]
    said: tuple[Unit, ...]
    statements: tuple[str, ...] = field(default=())

    @classmethod
    def of(cls, data: CvData, said: Sequence[Said] = ()) -> Evidence:
        """Collect the units of a CV and of a person's statements."""
        return cls(data, tuple(_cv_units(data)), tuple(_said_units(said)), tuple(row.text for row in said))

    def at(self, *prefixes: str) -> tuple[Unit, ...]:
        """Units of the CV whose place begins with one of the prefixes."""
        return tuple(unit for unit in self.cv if unit.place.startswith(prefixes))

    def beside(self, claim: Claim) -> tuple[Unit, ...]:
        """Units of the CV a claim may rest on: what is true of one entry proves nothing of another."""
        return self.at(claim.place) if claim.leaf else self.cv

    def carrying(self, claim: Claim) -> tuple[Unit, ...]:
        """All units a claim may rest on."""
        return tuple(unit for unit in (*self.beside(claim), *self.said) if unit.carries(claim))


def support(claim: Claim, evidence: Evidence) -> tuple[Source, ...]:
    """The sources a line rests on: the fewest units, best first, that explain its words."""
    left, found = set(read.content(claim.text)) | set(read.names(claim.text)), []
    pool = {unit: _explained(unit, left) for unit in (*evidence.said, *evidence.at(claim.place), *evidence.cv)}
    while left and pool and (gained := left & pool[best := max(pool, key=lambda unit: len(left & pool[unit]))]):
        found.append(best.source)
        left -= gained
        del pool[best]
    return tuple(dict.fromkeys(found))


def _explained(unit: Unit, wanted: Iterable[str]) -> set[str]:
    return {word for word in wanted if word in unit.names or read.explains(unit.stems, word)}


def compared(claim: Claim, evidence: Evidence) -> tuple[str, ...]:
    """The lines a claim is compared with, none of them blank: statements of the person, lines of its own entry, then the rest of the CV."""
    own = evidence.at(claim.place)
    rest = () if claim.leaf else tuple(unit for unit in evidence.cv if unit not in own)
    texts = [f"{unit.context}: {unit.text}" if unit.context else unit.text for unit in (*own, *rest)]
    return tuple(dict.fromkeys(text for text in (*evidence.statements, *texts) if text.strip()))[:MOST_LINES]


def _cv_units(data: CvData) -> Iterable[Unit]:
    context = {f"work_experience[{i}]": f"{w.title} {w.employer}" for i, w in enumerate(data.work_experience)}
    context |= {f"education[{i}]": f"{e.degree} {e.institution}" for i, e in enumerate(data.education)}
    for place, text in lines(data):
        if not place.startswith("unsorted"):
            source = data.sources.get(place) or Source(SourceKind.DOCUMENT, place, text)
            yield Unit(text, place, source, context.get(place.split(".")[0], ""))


def _said_units(said: Sequence[Said]) -> Iterable[Unit]:
    for row in said:
        for part in (row.text,) if row.kind is SourceKind.CHAT_TASK else hedges.assertions(row.text):
            kept = frozenset() if row.kind is SourceKind.CHAT_TASK else hedges.hedges(part)
            yield Unit(part, "said", Source(row.kind, row.ref, part[:MAX_QUOTE_CHARS]), hedges=kept)
