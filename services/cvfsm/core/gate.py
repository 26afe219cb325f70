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
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING, Final

from services.cvfsm.core import gate_text as read
from services.cvfsm.core.cv import CvData, Source, SourceKind, lines, parse_path
from services.cvfsm.core.gate_words import CLAIMS, LEVEL_CLASSES, LEVEL_WORDS, STANDING, TITLE_CLAIMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


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
        return f"{self.kind.replace('_', ' ')} not found in your data or statements: {self.text}"


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
    figures: tuple[read.Figure, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "stems", read.roots(self.text))
        object.__setattr__(self, "about", self.stems | read.roots(self.context))
        object.__setattr__(self, "names", frozenset(read.names(self.text)))
        object.__setattr__(self, "dates", read.dates(self.text))
        object.__setattr__(self, "figures", read.figures(self.text))


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that may support an update: units of the CV by place, and units of what was said."""

    data: CvData
    cv: tuple[Unit, ...]
    said: tuple[Unit, ...]

    @classmethod
    def of(cls, data: CvData, said: Sequence[Said] = ()) -> Evidence:
        """Collect the units of a CV and of what a person asserted."""
        return cls(data, tuple(_cv_units(data)), tuple(_said_units(said)))

    def at(self, *prefixes: str) -> tuple[Unit, ...]:
        """Units of the CV whose place begins with one of the prefixes."""
        return tuple(unit for unit in self.cv if unit.place.startswith(prefixes))


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
        return _ENTRY_CHECKS[root].get(name, _check_entry_text)(place, name, proposed, evidence)
    if root == "profile":
        return _check_profile(proposed, evidence)
    return _check_items(root or leaf, proposed, evidence)


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
        parts = (row.text,) if row.kind is SourceKind.CHAT_TASK else read.asserted(row.text)
        for part in parts:
            yield Unit(part, "said", Source(row.kind, row.ref, part[:300]))


# --- dates, names, levels -------------------------------------------------------------------------------------------


def _check_dates(place: str, name: str, proposed: str, evidence: Evidence) -> tuple[Doubt, ...]:
    ends = {"start": ("start",), "end": ("end",)}.get(name, ("start", "end"))
    claimed = read.dates(proposed)
    if len(claimed) > len(ends) or (proposed.strip() and not claimed):
        return (Doubt(Kind.DATE, proposed),)
    own = [next((u.dates for u in evidence.at(f"{place}.{end}") if u.dates), ()) for end in ends]
    stated = [date for unit in evidence.said for date in unit.dates]
    order = own if len(claimed) == len(ends) else [tuple(chain.from_iterable(own))] * len(claimed)
    wrong = [date for date, known in zip(claimed, order, strict=True) if not _covered(date, (*known, *stated))]
    extra = _unexplained(read.content(proposed), evidence.said)
    return tuple(Doubt(Kind.DATE, _written(date)) for date in wrong) + tuple(Doubt(Kind.WORD, w) for w in extra)


def _written(date: tuple[int, int]) -> str:
    if date == read.PRESENT:
        return "present"
    return f"{date[0]}-{date[1]:02}" if date[1] else str(date[0])


def _covered(claimed: tuple[int, int], known: Iterable[tuple[int, int]]) -> bool:
    return any(read.covers(date, claimed) for date in known)


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
    missing = [w for w in read.names(proposed) if w not in known and not _is_initials(w, proposed, units)]
    doubts = [Doubt(kind, word) for word in missing]
    return (*doubts, *_figure_doubts(proposed, units), *_date_doubts(proposed, units))


def _is_initials(word: str, proposed: str, units: Sequence[Unit]) -> bool:
    """Whether a word abbreviates words of a source, or is spelt out from an abbreviation there (BLS, basic life support)."""
    if any(word == initials for unit in units for initials in _initials(unit.text)):
        return True
    return any(
        word in phrase and "".join(w[0] for w in phrase) in unit.names
        for unit in units
        for phrase in _phrases(proposed)
    )


def _initials(text: str) -> set[str]:
    return {"".join(w[0] for w in phrase) for phrase in _phrases(text)}


def _phrases(text: str) -> list[tuple[str, ...]]:
    """Runs of two to five words: what an abbreviation may stand for."""
    tokens = [w for w in read.words(text) if w not in {"of", "the", "and", "for"}]
    return [tuple(tokens[i : i + n]) for n in range(2, 6) for i in range(len(tokens) - n + 1)]


def _check_level(place: str, name: str, proposed: str, evidence: Evidence) -> tuple[Doubt, ...]:
    units = evidence.at(place)
    language = next((u for u in evidence.at(f"{place}.name")), None)
    said = tuple(u for u in evidence.said if language is None or language.names & u.names)
    if name == "name":
        return _names_in(Kind.NAME, proposed, (*units, *said))
    known = [read.levels(unit.text) for unit in (*evidence.at(f"{place}.level"), *said)]
    doubts = _level_doubts(proposed, known)
    rest = [w for w in read.content(proposed) if w not in _LEVEL_STEMS]
    extra = _unexplained(rest, (*units, *said))
    return (*doubts, *(Doubt(Kind.LANGUAGE_LEVEL, word) for word in extra))


_LEVEL_STEMS: Final = frozenset(read.content(" ".join((*LEVEL_CLASSES, *LEVEL_WORDS, "upper pre user command cefr"))))


_LEVEL_CODES: Final = LEVEL_CLASSES | {"fluent", "bilingual"}


def _level_doubts(proposed: str, known: Sequence[tuple[frozenset[str], bool]]) -> tuple[Doubt, ...]:
    claimed, exact = read.levels(proposed)
    if not claimed:
        return ()
    for classes, is_exact in known:
        if classes == claimed or (is_exact and not exact and classes <= claimed):
            return ()
    return (Doubt(Kind.LANGUAGE_LEVEL, proposed),)


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
        all(_names_explain(unit, w) or _is_initials(w, item, (unit,)) for w in wanted)
        and not _figure_doubts(item, (unit,))
        and not _date_doubts(item, (unit,))
        for unit in units
    )


def _names_explain(unit: Unit, word: str) -> bool:
    stems = read.content(word)
    return not stems or word in unit.names or read.explains(unit.stems, stems[0])


# --- prose ----------------------------------------------------------------------------------------------------------


def _check_entry_text(place: str, name: str, proposed: str, evidence: Evidence) -> tuple[Doubt, ...]:
    del name
    return _prose_doubts(proposed, (*evidence.at(place), *evidence.said), may_open=True)


def _check_profile(proposed: str, evidence: Evidence) -> tuple[Doubt, ...]:
    units = (*evidence.cv, *evidence.said)
    doubts = [d for d in _prose_doubts(proposed, units) if d.kind is not Kind.WORD or d.text not in _LEVEL_STEMS]
    held = [job.title for job in evidence.data.work_experience] + [study.degree for study in evidence.data.education]
    titles = [frozenset(read.content(title)) for title in held]
    doubts = [d for d in doubts if d.kind is not Kind.SCOPE or not _is_title(d.text, titles)]
    return (*doubts, *_pairing_doubts(proposed, evidence))


def _is_title(clause: str, titles: Sequence[frozenset[str]]) -> bool:
    """Whether every claim of a clause belongs to a title or degree that is named whole in it."""
    stems = frozenset(read.content(clause))
    named = frozenset().union(*(title for title in titles if title and title <= stems))
    return bool(named) and not (stems & CLAIMS) - named


def _prose_doubts(proposed: str, units: Sequence[Unit], *, may_open: bool = False) -> tuple[Doubt, ...]:
    doubts = [*_figure_doubts(proposed, units), *_date_doubts(proposed, units)]
    missing = _unexplained(read.content(proposed), units)
    if may_open:
        missing = [word for word in missing if word not in _opening_verbs(proposed)]
    missing = [word for word in missing if not _is_initials(word, proposed, units)]
    doubts += [Doubt(Kind.SCOPE if word in CLAIMS else Kind.WORD, word) for word in missing]
    doubts += [Doubt(Kind.TITLE, word) for word in _standings(proposed, units)]
    doubts += [Doubt(Kind.SCOPE, clause) for clause in read.clauses(proposed) if _overstates(clause, units)]
    return tuple(doubts)


def _opening_verbs(proposed: str) -> frozenset[str]:
    """The verbs that open a clause and raise no claim: honest rewording may choose them freely."""
    found = set()
    for clause in read.clauses(proposed):
        first = next((word for word in read.words(clause) if read.content(word)), "")
        if first and read.is_verb(first) and not CLAIMS.intersection(read.content(first)):
            found.update(read.content(first))
    return frozenset(found)


def _standings(proposed: str, units: Sequence[Unit]) -> list[str]:
    """Words for a standing (accountant, senior) that stand in no source as they are."""
    known = frozenset().union(*(unit.names for unit in units))
    return [word for word in read.names(proposed) if word in STANDING and word not in known]


def _unexplained(stems: Iterable[str], units: Sequence[Unit]) -> list[str]:
    known = frozenset().union(*(unit.about for unit in units))
    return [word for word in stems if not read.explains(known, word)]


def _overstates(clause: str, units: Sequence[Unit]) -> bool:
    """Whether a clause raises a claim that no single source makes of the same object."""
    claims = [w for word in read.words(clause) if word not in STANDING for w in read.content(word) if w in CLAIMS]
    if not claims:
        return False
    objects = [word for word in read.content(clause) if word not in CLAIMS and not _unexplained([word], units)]
    return not any(
        all(read.explains(unit.stems, word) for word in claims) and all(read.explains(unit.about, word) for word in objects)
        for unit in units
    )


def _figure_doubts(proposed: str, units: Sequence[Unit]) -> list[Doubt]:
    return [Doubt(Kind.NUMBER, f.text) for f in read.figures(proposed) if not any(_backs(u, f) for u in units)]


def _backs(unit: Unit, claimed: read.Figure) -> bool:
    """Whether a source says this figure, no less than claimed, of what it is claimed of."""
    for known in unit.figures:
        if read.same_value(known, claimed) and (known.is_more_than or not claimed.is_more_than):
            counted = claimed.counts[:1]
            if not counted or read.explains(unit.about, counted[0]) or not known.counts:
                return True
    return False


def _date_doubts(proposed: str, units: Sequence[Unit]) -> list[Doubt]:
    known = [date for unit in units for date in unit.dates]
    return [Doubt(Kind.DATE, _written(d)) for d in read.dates(proposed) if d != read.PRESENT and not _covered(d, known)]


def _pairing_doubts(proposed: str, evidence: Evidence) -> list[Doubt]:
    """Titles with another entry's employer, degrees with another's institution, levels with another's language."""
    doubts = []
    for clause in read.clauses(proposed):
        named = frozenset(read.names(clause))
        for entries, thing, holder in (
            ("work_experience", "title", "employer"),
            ("education", "degree", "institution"),
        ):
            doubts += _mismatched(clause, named, entries, (thing, holder), evidence)
        doubts += _misplaced_levels(clause, evidence)
    return doubts


def _misplaced_levels(clause: str, evidence: Evidence) -> list[Doubt]:
    """Levels of a clause that the languages named in it do not have; the nth level belongs to the nth language."""
    tokens = read.words(clause)
    own = {read.words(language.name): language.level for language in evidence.data.languages}
    named = sorted((tokens.index(name[0]), level) for name, level in own.items() if name and set(name) <= set(tokens))
    claimed = [token for token in tokens if read.levels(token)[0]]
    said = [read.levels(unit.text) for unit in evidence.said]
    doubts: list[Doubt] = []
    if claimed and not named:
        return [Doubt(Kind.LANGUAGE_LEVEL, clause)] if _LEVEL_CODES.intersection(claimed) else []
    for n, token in enumerate(claimed):
        mine = named[n : n + 1] if len(claimed) == len(named) else named
        doubts += _level_doubts(token, [*(read.levels(level) for _, level in mine), *said])
    return doubts


def _mismatched(
    clause: str, named: frozenset[str], entries: str, fields: tuple[str, str], evidence: Evidence
) -> list[Doubt]:
    rows = getattr(evidence.data, entries)
    things = [
        (frozenset(read.names(getattr(r, fields[0]))), frozenset(read.names(getattr(r, fields[1])))) for r in rows
    ]
    holders = [holder for _, holder in things if holder and holder <= named]
    found = [thing for thing, _ in things if thing and thing <= named]
    longest = [thing for thing in found if not any(thing < other for other in found)]
    for holder in holders:
        own = [thing for thing, its in things if its == holder]
        if longest and not any(thing <= mine for thing in longest for mine in own):
            return [Doubt(Kind.PAIRING, clause)]
    return []


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
