"""Standings: titles, degrees, certificates and awards. Each stands in a source that says it of the person, and is finished."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from services.cvfsm.core.grounding import text as read
from services.cvfsm.core.grounding.kinds import Doubt, Kind
from services.cvfsm.core.grounding.kinds.name import missing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.cvfsm.core.grounding.evidence import Claim, Evidence

_TITLES: Final = frozenset(read.TABLES["standings"]["titles"].split())
_LESSER: Final = frozenset(read.TABLES["standings"]["lesser"].split())
_PAPERS: Final = {
    Kind(kind): (frozenset(row["claims"].split()), frozenset(row["backs"].split()))
    for kind, row in read.TABLES["papers"].items()
}
_PLACES: Final = {
    Kind.CERTIFICATION: ("certifications", "education"),
    Kind.DEGREE: ("education",),
    Kind.NAME: ("awards",),
}
_CALLED: Final = read.pattern("called")


def judge(claim: Claim, evidence: Evidence) -> Iterator[Doubt]:
    """Doubt standings that no source gives the person."""
    if claim.leaf == "title":
        yield from _title(claim, evidence)
    elif claim.leaf == "degree":
        told = [unit for unit in evidence.said if unit.carries(claim, finished=True)]
        yield from (Doubt(Kind.DEGREE, word) for word in missing(claim.text, (*evidence.at(claim.place), *told)))
    elif not claim.leaf or claim.leaf in {"bullets", "details"}:
        yield from _in_prose(claim, evidence)


def _title(claim: Claim, evidence: Evidence) -> Iterator[Doubt]:
    own = evidence.at(*(f"{claim.place}.{name}" for name in ("title", "employer", "location")))
    held = next((unit.names for unit in evidence.at(f"{claim.place}.title")), frozenset())
    told = [
        unit for unit in evidence.said if unit.carries(claim, finished=True) and (not held or _CALLED.search(unit.text))
    ]
    named = frozenset(read.names(claim.text))
    if held and held <= named and not (named - held) & _TITLES:
        own = evidence.at(claim.place)  # "Hair stylist" of a stylist who cuts hair
    yield from (Doubt(Kind.TITLE, word) for word in missing(claim.text, (*own, *told)))
    if not told:
        yield from (Doubt(Kind.TITLE, f"no {word}") for word in sorted((_LESSER & held) - named))


def _in_prose(claim: Claim, evidence: Evidence) -> Iterator[Doubt]:
    units = [unit for unit in (*evidence.cv, *evidence.said) if unit.carries(claim, finished=True)]
    named, held = _own(claim.text), frozenset().union(*(_own(u.text) if u.place == "said" else u.names for u in units))
    yield from (Doubt(Kind.TITLE, word) for word in sorted(named & _TITLES - held))
    for kind, (claiming, backing) in _PAPERS.items():
        backed = any(unit.names & (claiming | backing) or unit.place.startswith(_PLACES[kind]) for unit in units)
        if (claimed := named & claiming) and not backed:
            yield Doubt(kind, ", ".join(sorted(claimed)))


def _own(text: str) -> frozenset[str]:
    """The names in a sentence that may be the person's own: "helped the head chef" tells of another."""
    plain = text if _CALLED.search(text) else _ANOTHER.sub(" ", text)
    return frozenset(read.names(plain))


_ANOTHER: Final = read.pattern("another")
