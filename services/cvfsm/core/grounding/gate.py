"""The grounding gate: an update may reword what is known and add nothing to it.

Rules:
    1. Sources are the data of the CV, what the person asserted, and the tasks of a named chat session. A posting is
       none. A wish, a plan, a denial and another person's deed are none either.
    2. A figure, date, name, title, degree, certificate, language level or tool stands in a source that is about the
       same entry; what is true of one job proves nothing about another.
    3. Every other word that carries a claim is in a source, or stands for a word that is (`groups`).
    4. Words that make more of the work (lead, manage, senior) need a source that says so of the same object.
    5. An item of a list rests on one source as a whole: pieces of two make a third thing.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.document.cv_paths import parse_path
from services.cvfsm.core.grounding import figures, spelling
from services.cvfsm.core.grounding import text as read
from services.cvfsm.core.grounding.doubts import (
    LEVEL_STEMS,
    Doubt,
    Kind,
    is_covered,
    level_doubts,
    names_in,
    unexplained,
    written,
)
from services.cvfsm.core.grounding.items import check_items
from services.cvfsm.core.grounding.lexicon import BELONGED, TITLE_CLAIMS, UNFINISHED
from services.cvfsm.core.grounding.prose import check_entry_text, check_profile
from services.cvfsm.core.grounding.statements import achieved
from services.cvfsm.core.grounding.words import CLAIMS, LESSER, STANDING

if TYPE_CHECKING:
    from services.cvfsm.core.grounding.evidence import Evidence


def check(path: str, proposed: str, evidence: Evidence) -> tuple[Doubt, ...]:
    """Return what in `proposed`, meant for `path`, no source supports; empty when it may stand.

    ``<entry>.dates`` names both dates of an entry at once. Lists are given as one text, items parted by commas,
    semicolons or line ends.
    """
    steps = parse_path(path)
    root, leaf = str(steps[0]), str(steps[-1]) if isinstance(steps[-1], str) else ""
    place = f"{root}[{steps[1]}]" if len(steps) > 1 and isinstance(steps[1], int) else root
    if root in _ENTRY_CHECKS and len(steps) > 2:  # noqa: PLR2004 - list, index, field
        name = str(steps[2])
        return _ENTRY_CHECKS[root].get(name, check_entry_text)(place, name, proposed, evidence)
    if root == "profile":
        return check_profile(proposed, evidence)
    return check_items(root or leaf, proposed, evidence)


def _check_dates(place: str, name: str, proposed: str, evidence: Evidence) -> tuple[Doubt, ...]:
    ends = {"start": ("start",), "end": ("end",)}.get(name, ("start", "end"))
    claimed = figures.dates(proposed)
    if len(claimed) > len(ends) or (proposed.strip() and not claimed):
        return (Doubt(Kind.DATE, proposed),)
    own = [next((u.dates for u in evidence.at(f"{place}.{end}") if u.dates), ()) for end in ends]
    stated = [date for unit in evidence.said for date in unit.dates]
    order = own if len(claimed) == len(ends) else [tuple(chain.from_iterable(own))] * len(claimed)
    wrong = [date for date, known in zip(claimed, order, strict=True) if not is_covered(date, (*known, *stated))]
    extra = unexplained(read.content(proposed), evidence.said)
    return tuple(Doubt(Kind.DATE, written(date)) for date in wrong) + tuple(Doubt(Kind.WORD, w) for w in extra)


def _check_name(place: str, name: str, proposed: str, evidence: Evidence) -> tuple[Doubt, ...]:
    own = evidence.at(f"{place}.{name}", f"{place}.location", f"{place}.employer", f"{place}.institution")
    is_new = not evidence.at(f"{place}.{name}")  # a whole entry is being told, not another name put in
    stated = [unit for unit in evidence.said if is_new or re.search(BELONGED, unit.text, re.IGNORECASE)]
    return names_in(Kind.NAME, proposed, (*own, *stated))


def _check_title(place: str, name: str, proposed: str, evidence: Evidence) -> tuple[Doubt, ...]:
    own = evidence.at(f"{place}.{name}", f"{place}.employer", f"{place}.location")
    proposed, _, aside = proposed.partition("(")
    if aside and STANDING.intersection(read.names(aside)):  # a title of its own: "Porter (head porter)"
        proposed, aside = f"{proposed} {aside}", ""
    first = spelling.words(proposed)
    stated = [
        unit
        for unit in evidence.said
        if re.search(TITLE_CLAIMS, unit.text, re.IGNORECASE) or spelling.words(unit.text)[: len(first)] == first
    ]
    held = next((unit.names for unit in evidence.at(f"{place}.{name}")), frozenset())
    added = set(read.names(proposed)) - held
    if (
        held
        and held <= set(read.names(proposed))
        and not added & STANDING
        and not CLAIMS.intersection(map(read.root, added))
    ):
        own = evidence.at(place)  # "Hair stylist" of a stylist who cuts hair
    doubts = names_in(Kind.TITLE, proposed, (*own, *stated))
    if not stated:
        lost = (LESSER & held) - set(read.names(f"{proposed} {aside}"))
        doubts = (*doubts, *(Doubt(Kind.TITLE, f"no {word}") for word in sorted(lost)))
    return (*doubts, *names_in(Kind.TITLE, aside, (*own, *evidence.said)))


def _check_degree(place: str, name: str, proposed: str, evidence: Evidence) -> tuple[Doubt, ...]:
    del name
    return names_in(Kind.DEGREE, proposed, (*evidence.at(place), *achieved(evidence.said, UNFINISHED)))


def _check_level(place: str, name: str, proposed: str, evidence: Evidence) -> tuple[Doubt, ...]:
    """A level is that of its own language; for a new language `proposed` names it too ("Italian A1")."""
    units = evidence.at(place)
    if name == "name":
        return names_in(Kind.NAME, proposed, (*units, *evidence.said))
    kept = next((unit.names for unit in evidence.at(f"{place}.name")), None)
    language = kept or frozenset(w for w in read.names(proposed) if not figures.levels(w)[0])
    said = tuple(unit for unit in evidence.said if language & unit.names)
    parts = [part for unit in said for part in _AND_ITEM.split(unit.text) if language & set(read.names(part))]
    known = [figures.levels(text) for text in (*(unit.text for unit in evidence.at(f"{place}.level")), *parts)]
    known += [figures.levels(unit.text) for unit in said if len(_AND_ITEM.split(unit.text)) == 1 or kept]
    doubts = level_doubts(proposed, [row for row in known if len(row[0]) == 1 or not row[1]])
    rest = [w for w in read.content(proposed) if w not in LEVEL_STEMS]
    extra = unexplained(rest, (*units, *said))
    return (*doubts, *(Doubt(Kind.LANGUAGE_LEVEL, word) for word in extra))


_AND_ITEM: Final = re.compile(r"[,;]|\band\b")


_ENTRY_CHECKS: Final = {
    "work_experience": {
        "employer": _check_name,
        "title": _check_title,
        "start": _check_dates,
        "end": _check_dates,
        "dates": _check_dates,
    },
    "education": {
        "institution": _check_name,
        "degree": _check_degree,
        "start": _check_dates,
        "end": _check_dates,
        "dates": _check_dates,
        "year": _check_dates,
    },
    "languages": {"name": _check_level, "level": _check_level},
}
