"""The grounding gate: an update may reword what is known and add nothing to it.

Rules:
    1. Sources are the data of the CV, what the person asserted, and the tasks of a named chat session. A posting is
       none. A wish, a plan, a denial and another person's deed are none either.
    2. A figure, date, name, title, degree, certificate, language level or tool stands in a source that is about the
       same entry; what is true of one job proves nothing about another.
    3. Every other word that carries a claim is in a source, or stands for a word that is (`gate_words`).
    4. Words that make more of the work (lead, manage, senior) need a source that says so of the same object.
    5. An item of a list rests on one source as a whole: pieces of two make a third thing.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Final

from services.cvfsm.core import gate_text as read
from services.cvfsm.core.cv import parse_path
from services.cvfsm.core.doubts import (
    LEVEL_STEMS,
    Doubt,
    Kind,
    date_doubts,
    figure_doubts,
    is_covered,
    is_initials,
    level_doubts,
    unexplained,
    written,
)
from services.cvfsm.core.gate_lexicon import TITLE_CLAIMS
from services.cvfsm.core.gate_prose import check_entry_text, check_profile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from services.cvfsm.core.evidence import Evidence, Unit


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
    return _check_items(root or leaf, proposed, evidence)


# --- dates, names, levels -------------------------------------------------------------------------------------------


def _check_dates(place: str, name: str, proposed: str, evidence: Evidence) -> tuple[Doubt, ...]:
    ends = {"start": ("start",), "end": ("end",)}.get(name, ("start", "end"))
    claimed = read.dates(proposed)
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
    return _names_in(Kind.NAME, proposed, (*own, *evidence.said))


def _check_title(place: str, name: str, proposed: str, evidence: Evidence) -> tuple[Doubt, ...]:
    own = evidence.at(f"{place}.{name}", f"{place}.employer", f"{place}.location")
    first = read.words(proposed)
    stated = [
        unit
        for unit in evidence.said
        if re.search(TITLE_CLAIMS, unit.text, re.IGNORECASE) or read.words(unit.text)[: len(first)] == first
    ]
    return _names_in(Kind.TITLE, proposed, (*own, *stated))


def _check_degree(place: str, name: str, proposed: str, evidence: Evidence) -> tuple[Doubt, ...]:
    del name
    return _names_in(Kind.DEGREE, proposed, (*evidence.at(place), *evidence.said))


def _names_in(kind: Kind, proposed: str, units: Sequence[Unit]) -> tuple[Doubt, ...]:
    """Every word of a name in the sources, in the same form; its dates and figures too."""
    known = frozenset().union(*(unit.names for unit in units))
    missing = [w for w in read.names(proposed) if w not in known and not is_initials(w, proposed, units)]
    doubts = [Doubt(kind, word) for word in missing]
    return (*doubts, *figure_doubts(proposed, units), *date_doubts(proposed, units))


def _check_level(place: str, name: str, proposed: str, evidence: Evidence) -> tuple[Doubt, ...]:
    """A level is that of its own language; for a new language `proposed` names it too ("Italian A1")."""
    units = evidence.at(place)
    if name == "name":
        return _names_in(Kind.NAME, proposed, (*units, *evidence.said))
    kept = next((unit.names for unit in evidence.at(f"{place}.name")), None)
    language = kept or frozenset(w for w in read.names(proposed) if not read.levels(w)[0])
    said = tuple(unit for unit in evidence.said if language & unit.names)
    parts = [part for unit in said for part in _AND_ITEM.split(unit.text) if language & set(read.names(part))]
    known = [read.levels(text) for text in (*(unit.text for unit in evidence.at(f"{place}.level")), *parts)]
    known += [read.levels(unit.text) for unit in said if len(_AND_ITEM.split(unit.text)) == 1 or kept]
    doubts = level_doubts(proposed, [row for row in known if len(row[0]) == 1 or not row[1]])
    rest = [w for w in read.content(proposed) if w not in LEVEL_STEMS]
    extra = unexplained(rest, (*units, *said))
    return (*doubts, *(Doubt(Kind.LANGUAGE_LEVEL, word) for word in extra))


_AND_ITEM: Final = re.compile(r"[,;]|\band\b")
# --- lists ----------------------------------------------------------------------------------------------------------

_ITEM: Final = re.compile(r"[,;\n\u2022|]+(?![^()]*\))")
_ITEM_SOURCES: Final[Mapping[str, tuple[str, ...]]] = {
    # a certificate is proved by certificates and courses, never by a skill of that name
    "certifications": ("certifications", "education"),
    "awards": ("awards", "certifications"),
    "publications": ("publications",),
    "interests": ("interests",),
    "languages": ("languages",),
    "links": ("links",),
}
_ANY_WORK: Final = ("skills", "it_ai_skills", "work_experience", "certifications", "education", "profile")
_CONTACT: Final = ("full_name", "email", "phone", "location", "links")
_ITEM_KINDS: Final = {"certifications": Kind.CERTIFICATION, "skills": Kind.SKILL, "it_ai_skills": Kind.SKILL}


def _check_items(root: str, proposed: str, evidence: Evidence) -> tuple[Doubt, ...]:
    prefixes = _CONTACT if root in _CONTACT else _ITEM_SOURCES.get(root, _ANY_WORK)
    units = (*evidence.at(*prefixes), *evidence.said)
    kind = _ITEM_KINDS.get(root, Kind.NAME)
    if root == "publications":  # one reference is several sentences
        return _names_in(kind, proposed, units)
    items = [proposed] if root in _CONTACT else _items(proposed)
    return tuple(chain.from_iterable(_item_doubts(kind, item, units) for item in items))


def _items(proposed: str) -> list[str]:
    """The items of a list given as text; a part with nothing but a date or figure belongs to the item before it."""
    found: list[str] = []
    for part in (p.strip() for p in _ITEM.split(proposed) if p.strip()):
        if found and not read.content(part):
            found[-1] = f"{found[-1]}, {part}"
        else:
            found.append(part)
    return found


def _item_doubts(kind: Kind, item: str, units: Sequence[Unit]) -> tuple[Doubt, ...]:
    parts = _AND.split(item)
    if _rests_on_one(item, units) or (len(parts) > 1 and all(_rests_on_one(part, units) for part in parts)):
        return ()
    return (Doubt(kind, item),)


_AND: Final = re.compile(r"\s+(?:and|&|und|oraz|y|et)\s+")


def _rests_on_one(item: str, units: Sequence[Unit]) -> bool:
    """Whether one source has every word, figure and date of an item that says something."""
    wanted = read.names(item) if read.content(item) else ()
    return bool(wanted) and any(
        _is_compound(item, unit)
        or (
            all(_names_explain(unit, w) or is_initials(w, item, (unit,)) for w in wanted)
            and not figure_doubts(item, (unit,))
            and not date_doubts(item, (unit,))
        )
        for unit in units
    )


def _is_compound(item: str, unit: Unit) -> bool:
    """Whether an item only parts or joins words of a source: "story telling", "storytelling"."""
    own, joined = read.words(unit.text), "".join(read.words(item))
    return any(joined == "".join(own[i : i + n]) for n in range(1, 4) for i in range(len(own) - n + 1))


def _names_explain(unit: Unit, word: str) -> bool:
    stems = read.content(word)
    return not stems or word in unit.names or read.explains(unit.stems, stems[0])


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
