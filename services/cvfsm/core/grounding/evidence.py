"""What may support a line: units of the CV and of what was said, each about one thing and with its source.

The posting is never among them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.document.cv import CvData, Source, SourceKind, lines
from services.cvfsm.core.grounding import figures, statements
from services.cvfsm.core.grounding import text as read

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_BODIES: Final = (".employer", ".institution", ".title")
"""Names of firms, schools and titles: their words stand for themselves (a coach driver coaches nobody)."""
MAX_QUOTE_CHARS: Final = 300
"""Of a source's words, as the contract says."""


@dataclass(frozen=True, slots=True)
class Said:
    """Words of the person (or a task of theirs) that may support a line."""

    ref: str
    text: str
    kind: SourceKind = SourceKind.USER_STATEMENT


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing a source says: its words, what it is about, and where it stands."""

    text: str
    place: str
    source: Source
    context: str = ""
    stems: frozenset[str] = field(init=False)
    about: frozenset[str] = field(init=False)
    names: frozenset[str] = field(init=False)
    dates: tuple[tuple[int, int], ...] = field(init=False)
    figures: tuple[figures.Figure, ...] = field(init=False)

    def __post_init__(self) -> None:
        told = read.roots(self.text)
        object.__setattr__(self, "stems", frozenset() if self.place.endswith(_BODIES) else told)
        object.__setattr__(self, "about", told | read.roots(self.context))
        object.__setattr__(self, "names", frozenset(read.names(self.text)))
        object.__setattr__(self, "dates", figures.dates(self.text))
        object.__setattr__(self, "figures", figures.figures(self.text))


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that may support an update: units of the CV by place, and units of what was said."""

    data: CvData
    cv: tuple[Unit, ...]
    said: tuple[Unit, ...]
    nominations: tuple[Unit, ...] = ()

    @classmethod
    def of(cls, data: CvData, said: Sequence[Said] = ()) -> Evidence:
        """Collect the units of a CV and of what a person asserted."""
        nearly = (
            Unit(part, "said", Source(r.kind, r.ref, part)) for r in said for part in statements.nominations(r.text)
        )
        return cls(data, tuple(_cv_units(data)), tuple(_said_units(said)), tuple(nearly))

    def at(self, *prefixes: str) -> tuple[Unit, ...]:
        """Units of the CV whose place begins with one of the prefixes."""
        return tuple(unit for unit in self.cv if unit.place.startswith(prefixes))


def support(path: str, text: str, evidence: Evidence) -> tuple[Source, ...]:
    """The sources a line rests on: the fewest units, best first, that explain its words."""
    place = re.sub(r"\..*", "", path)
    left, found = set(read.content(text)) | set(read.names(text)), []
    pool = [*evidence.said, *evidence.at(place), *evidence.cv]
    while left and pool:
        best = max(pool, key=lambda unit: len(_explained_by(unit, left)))
        gained = _explained_by(best, left)
        if not gained:
            break
        found.append(best.source)
        left -= gained
        pool.remove(best)
    return tuple(dict.fromkeys(found))


def _explained_by(unit: Unit, wanted: Iterable[str]) -> set[str]:
    return {word for word in wanted if word in unit.names or read.explains(unit.stems, word)}


def _cv_units(data: CvData) -> Iterable[Unit]:
    context = {f"work_experience[{i}]": f"{w.title} {w.employer}" for i, w in enumerate(data.work_experience)}
    context |= {f"education[{i}]": f"{e.degree} {e.institution}" for i, e in enumerate(data.education)}
    for place, text in lines(data):
        if place.startswith("unsorted"):
            continue
        source = data.sources.get(place) or Source(SourceKind.DOCUMENT, place, text)
        yield Unit(text, place, source, context.get(place.split(".")[0], ""))


def _said_units(said: Sequence[Said]) -> Iterable[Unit]:
    for row in said:
        parts = (row.text,) if row.kind is SourceKind.CHAT_TASK else statements.asserted(row.text)
        for part in parts:
            yield Unit(part, "said", Source(row.kind, row.ref, part[:MAX_QUOTE_CHARS]))
