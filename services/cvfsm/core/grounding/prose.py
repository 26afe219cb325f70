"""The gate on prose: bullets rest on their own entry, a profile on the whole CV.

Rules:
    1. Every word that carries a claim is explained; the verb that opens a clause is free as long as it claims no more
       and no other work than its source (`scope`).
    2. A capitalised word within a sentence is a name: it stands in a source as it is.
    3. A clause of a bullet rests on one source, but for one word.
    4. A title stands with its own employer, a degree with its institution, a level with its language.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.grounding import figures, spelling
from services.cvfsm.core.grounding import text as read
from services.cvfsm.core.grounding.doubts import (
    LEVEL_CODES,
    LEVEL_STEMS,
    Doubt,
    Kind,
    date_doubts,
    figure_doubts,
    is_covered,
    is_initials,
    level_doubts,
    unexplained,
)
from services.cvfsm.core.grounding.scope import count, other_deeds, overstates, standings
from services.cvfsm.core.grounding.words import CLAIMS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.cvfsm.core.grounding.evidence import Evidence, Unit


def check_entry_text(place: str, name: str, proposed: str, evidence: Evidence) -> tuple[Doubt, ...]:
    """Doubts about a bullet or detail of the entry at `place`."""
    del name
    units = (*evidence.at(place), *evidence.said)
    mixed = [Doubt(Kind.PAIRING, clause) for clause in read.clauses(proposed) if _is_mixed(clause, proposed, units)]
    return (*_prose_doubts(proposed, units, may_open=True), *mixed, *other_deeds(proposed, units))


SPARE_WORDS: Final = 1
"""Words of a clause that may come from another line of the same entry ("parents", "pupils"): with two, pieces of two
lines are being put together to say a third thing."""


def _is_mixed(clause: str, proposed: str, units: Sequence[Unit]) -> bool:
    """Whether a clause is put together from several sources, though each of its words stands in one.

    Its opening verb is free, unless another line has it: then the deed of one line is told of the object of another.
    """
    free = _opening_verbs(proposed)
    stems = [word for word in read.content(clause) if word not in free and not unexplained([word], units)]
    verbs = [word for word in read.content(clause) if word in free]
    if not stems or not units:
        return False

    def backed(unit: Unit) -> tuple[int, int]:
        return count(unit, stems), count(unit, verbs)

    best = max(units, key=backed)
    borrowed = [verb for verb in verbs if not read.explains(best.about, verb)]
    has_borrowed = any(verb in unit.stems for verb in borrowed for unit in units)
    return has_borrowed or len(stems) - count(best, stems) > SPARE_WORDS


def check_profile(proposed: str, evidence: Evidence) -> tuple[Doubt, ...]:
    """Doubts about a profile."""
    units = (*evidence.cv, *evidence.said)
    doubts = [d for d in _prose_doubts(proposed, units) if d.kind is not Kind.WORD or d.text not in LEVEL_STEMS]
    held = [job.title for job in evidence.data.work_experience] + [study.degree for study in evidence.data.education]
    titles = [frozenset(read.content(title)) for title in held]
    doubts = [d for d in doubts if d.kind is not Kind.SCOPE or not _is_title(d.text, titles)]
    levels = (*_bilingual_doubts(proposed, evidence), *_shared_level_doubts(proposed, evidence))
    return (*doubts, *_pairing_doubts(proposed, evidence), *levels)


def _shared_level_doubts(proposed: str, evidence: Evidence) -> list[Doubt]:
    """A level said once of two languages ("a native speaker of English and Urdu") is the level of both."""
    own = {spelling.words(language.name): language.level for language in evidence.data.languages if language.name}
    marks = [(word, own.get((word,))) for word in spelling.words(proposed)]
    marks = [(word, level) for word, level in marks if level is not None or figures.levels(word)[0]]
    doubts: list[Doubt] = []
    for (level, is_level), (_, first), (_, second), (_, after) in zip(
        marks, marks[1:], marks[2:], [*marks[3:], ("", "")], strict=False
    ):
        if is_level is None and first is not None and second is not None and after is not None:
            doubts += level_doubts(level, [figures.levels(second), *(figures.levels(u.text) for u in evidence.said)])
    return doubts


def _bilingual_doubts(proposed: str, evidence: Evidence) -> tuple[Doubt, ...]:
    """Who is bilingual has two languages as a native speaker would, or says so."""
    word = "bilingual"
    first = [language for language in evidence.data.languages if {"native", "c2"} & figures.levels(language.level)[0]]
    said = any(word in spelling.words(unit.text) for unit in (*evidence.said, *evidence.cv))
    if word not in spelling.words(proposed) or len(first) > 1 or said:
        return ()
    return (Doubt(Kind.LANGUAGE_LEVEL, word),)


def _is_title(clause: str, titles: Sequence[frozenset[str]]) -> bool:
    """Whether every claim of a clause belongs to a title or degree that is named whole in it."""
    stems = frozenset(read.content(clause))
    named = frozenset().union(*(title for title in titles if title and title <= stems))
    return bool(named) and not (stems & CLAIMS) - named


def _prose_doubts(proposed: str, units: Sequence[Unit], *, may_open: bool = False) -> tuple[Doubt, ...]:
    doubts = [*figure_doubts(proposed, units), *date_doubts(proposed, units)]
    missing = unexplained(read.content(proposed), units)
    if may_open:
        missing = [word for word in missing if word not in _opening_verbs(proposed)]
    missing = [word for word in missing if not is_initials(word, proposed, units)]
    doubts += [Doubt(Kind.SCOPE if word in CLAIMS else Kind.WORD, word) for word in missing]
    doubts += [Doubt(Kind.TITLE, word) for word in standings(proposed, units)]
    doubts += [Doubt(Kind.NAME, word) for word in _new_names(proposed, units)]
    titles = frozenset(word for unit in units for word in read.roots(unit.context))
    titles |= frozenset(word for unit in units if unit.place.startswith(_PAPERS) for word in unit.stems)
    parts = read.clauses(proposed)
    whole = [f"{part} {after}" if len(part.split()) == 1 else part for part, after in pairwise((*parts, ""))]
    doubts += [Doubt(Kind.SCOPE, clause) for clause in whole if overstates(clause, units, titles)]
    return tuple(doubts)


def _opening_verbs(proposed: str) -> frozenset[str]:
    """The verbs that open a clause and raise no claim: honest rewording may choose them freely."""
    found: set[str] = set()
    parts = read.clauses(proposed)
    for clause in parts:
        first = next((word for word in spelling.words(clause) if read.content(word)), "")
        has_object = len(read.content(clause)) > 1 or clause is not parts[-1]  # "Monitored and logged water chemistry"
        if has_object and read.is_verb(first) and not CLAIMS.intersection(read.content(first)):
            found.update(read.content(first))
    return frozenset(found)


_PAPERS: Final = ("certifications", "education")
_NAME: Final = re.compile(r"(?<=[a-z0-9,] )[A-Z][a-z]\w*")


_TITLE_CASE: Final = re.compile(r"\b[a-z]\w{3,}")
"""A text without a long word in lower case is in title case: its capitals name nothing."""


def _new_names(proposed: str, units: Sequence[Unit]) -> list[str]:
    """Capitalised words within a sentence: a name stands in a source as it is, another word does not stand for it."""
    if not _TITLE_CASE.search(proposed):
        return []
    known = frozenset().union(*(unit.about for unit in units))
    said = frozenset(spelling.words(proposed))
    names = [word for match in _NAME.findall(spelling.DATE.sub(" ", proposed)) for word in spelling.words(match)]
    found = [read.root(word) for word in names if word in said and read.content(word)]
    return [word for word in found if not read.is_same_root(word, known) and not is_initials(word, proposed, units)]


def _pairing_doubts(proposed: str, evidence: Evidence) -> list[Doubt]:
    """Titles with another entry's employer, degrees with another's institution, levels with another's language."""
    doubts = []
    for sentence in _SENTENCE.split(proposed):
        doubts += _misdated(sentence, frozenset(read.names(sentence)), evidence)
    whole = _BRACKETS.sub(" ", proposed)  # "intermediate Welsh (B2)" says one thing, and so does "Oak & Ash"
    for holder in (
        *(j.employer for j in evidence.data.work_experience),
        *(e.institution for e in evidence.data.education),
    ):
        whole = whole.replace(holder, read.CLAUSE.sub(" ", holder)) if holder else whole
    for clause in read.clauses(whole):
        named = frozenset(read.names(clause))
        for entries, thing, holder in (
            ("work_experience", "title", "employer"),
            ("education", "degree", "institution"),
        ):
            doubts += _mismatched(clause, named, entries, (thing, holder), evidence)
        doubts += _misplaced_levels(clause, evidence)
    return doubts


_BRACKETS: Final = re.compile(r"[()]")
_SENTENCE: Final = re.compile(r"[;,]|(?<=\.)\s")
_SINCE: Final = re.compile(r"\bsince\b", re.IGNORECASE)


def _misdated(clause: str, named: frozenset[str], evidence: Evidence) -> list[Doubt]:
    """Since when a person has had a title: since a job of that title began, or as she says."""
    jobs = [job for job in evidence.data.work_experience if (own := frozenset(read.names(job.title))) and own <= named]
    if not jobs or not _SINCE.search(clause):
        return []
    units = [unit for unit in evidence.said if unit.dates]
    known = [date for text in (*(job.start for job in jobs), *(u.text for u in units)) for date in figures.dates(text)]
    claimed = [date for date in figures.dates(clause) if date != figures.PRESENT]
    return [Doubt(Kind.DATE, clause) for date in claimed if not is_covered(date, known)]


def _misplaced_levels(clause: str, evidence: Evidence) -> list[Doubt]:
    """Levels of a clause that the languages named in it do not have; the nth level belongs to the nth language."""
    tokens = spelling.words(clause)
    own = {spelling.words(language.name): language.level for language in evidence.data.languages}
    named = sorted((tokens.index(name[0]), level) for name, level in own.items() if name and set(name) <= set(tokens))
    claimed = [token for token in tokens if figures.levels(token)[0]]
    said = [figures.levels(unit.text) for unit in evidence.said]
    doubts: list[Doubt] = []
    if claimed and not named:
        return [Doubt(Kind.LANGUAGE_LEVEL, clause)] if LEVEL_CODES.intersection(claimed) else []
    for n, token in enumerate(claimed):
        mine = named[n : n + 1] if len(claimed) == len(named) else named
        doubts += level_doubts(token, [*(figures.levels(level) for _, level in mine), *said])
    return doubts


def _mismatched(
    clause: str, named: frozenset[str], entries: str, fields: tuple[str, str], evidence: Evidence
) -> list[Doubt]:
    rows = getattr(evidence.data, entries)
    things = [
        (frozenset(read.names(getattr(r, fields[0]).partition(",")[0])), frozenset(read.names(getattr(r, fields[1]))))
        for r in rows
    ]
    holders = [holder for _, holder in things if holder and holder <= named]
    found = [thing for thing, _ in things if thing and thing <= named]
    longest = [thing for thing in found if not any(thing < other for other in found)]
    for holder in holders:
        own = [thing for thing, its in things if its == holder]
        if longest and not any(thing <= mine for thing in longest for mine in own):
            return [Doubt(Kind.PAIRING, clause)]
    return []
