"""Dates: those of an entry are its own or told; in prose a date stands in a source, and what began then began then."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.document.dates import MONTHS
from services.cvfsm.core.grounding import text as read
from services.cvfsm.core.grounding.kinds import Doubt, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from services.cvfsm.core.grounding.evidence import Claim, Evidence, Unit

PRESENT: Final = (9999, 0)
"""The date "present"; dates are ``(year, month)`` with month 0 where only the year is known."""

_PRESENT: Final = read.pattern("present")
_SINCE: Final = re.compile(r"\b(?:since|from|seit|od|desde|depuis|started|joined|began)\b")
_ENDS: Final = {"start": ("start",), "end": ("end",), "dates": ("start", "end"), "year": ("start", "end")}


def dates(text: str) -> tuple[tuple[int, int], ...]:
    """Every date of a line; `PRESENT` for "present" and for a period that names no end."""
    plain, found = read.one_spelling(text), []
    for match in read.DATE.finditer(plain):
        year = match["iso"] or match["y2"] or match["y3"] or match["y4"]
        month = match["m1"] or match["m2"] or (MONTHS[match["name"].casefold()] if match["name"] else 0)
        found.append((int(year), int(month)))
    if _PRESENT.search(plain) or (len(found) == 1 and _SINCE.search(plain)):
        found.append(PRESENT)
    return tuple(found)


def periods(units: Iterable[Unit]) -> list[tuple[frozenset[str], list[tuple[int, int]]]]:
    """Dates with the stems of what they are dates of: an entry, or a unit of its own."""
    found: dict[str, tuple[frozenset[str], list[tuple[int, int]]]] = {}
    for number, unit in enumerate(units):
        entry, _, leaf = unit.place.rpartition(".")
        found.setdefault(entry if leaf in {"start", "end"} else str(number), (unit.about, []))[1].extend(
            dates(unit.text)
        )
    return [row for row in found.values() if row[1]]


def judge(claim: Claim, evidence: Evidence) -> Iterator[Doubt]:
    """Doubt dates that no source gives."""
    claimed = dates(claim.text)
    if claim.leaf in _ENDS:
        yield from _of_entry(claim, claimed, evidence)
        return
    units = (*evidence.beside(claim), *evidence.said)
    known = periods(units)
    named = [date for date in claimed if date != PRESENT]
    missing = [date for date in named if not any(_covers(own, date) for _, row in known for own in row)]
    yield from (Doubt(Kind.DATE, written(date)) for date in missing)
    if missing or not named:
        return
    stems = read.content(claim.text)
    shares = [sum(read.explains(about, stem) for stem in stems) for about, _ in known]
    nearest = [row for (_, row), share in zip(known, shares, strict=True) if share == max(shares)]
    if not all(any(_covers(own, date) for row in nearest for own in row) for date in named):
        yield Doubt(Kind.DATE, claim.text, is_exact=False)  # what the dates are dates of is something else


def _of_entry(claim: Claim, claimed: tuple[tuple[int, int], ...], evidence: Evidence) -> Iterator[Doubt]:
    ends = _ENDS[claim.leaf]
    if len(claimed) > len(ends) or (claim.text.strip() and not claimed):
        yield Doubt(Kind.DATE, claim.text)
        return
    own = [next((dates(u.text) for u in evidence.at(f"{claim.place}.{end}")), ()) for end in ends]
    told = [date for unit in evidence.said if unit.carries(claim) for date in dates(unit.text)]
    for number, date in enumerate(claimed):
        known = own[number] if len(claimed) == len(ends) else [d for row in own for d in row]
        if not any(_covers(d, date) for d in (*known, *told)):
            yield Doubt(Kind.DATE, written(date))


def written(date: tuple[int, int]) -> str:
    """A date as it is stored: 2019-03, 2019 or present."""
    return "present" if date == PRESENT else f"{date[0]}-{date[1]:02}" if date[1] else str(date[0])


def _covers(known: tuple[int, int], claimed: tuple[int, int]) -> bool:
    """Whether a known date supports a claimed one: the same month, or its year alone."""
    return known == claimed or (claimed[1] == 0 and known[0] == claimed[0])
