"""How much of the work a line claims: more than its source tells of, or other work, is doubted.

Rules:
    1. Who leads, leads the same thing in one source; a standing (senior, accountant) stands in a source as it is.
    2. The verb that opens a clause tells of the work its source tells of (`deeds`).
    3. Who helped, or stood in for another, did not do it alone or for good.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.grounding import deeds, spelling
from services.cvfsm.core.grounding import text as read
from services.cvfsm.core.grounding.doubts import Doubt, Kind, is_initials, unexplained
from services.cvfsm.core.grounding.words import CLAIMS, NEUTRAL, STANDING, STOP

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.cvfsm.core.grounding.evidence import Unit


def other_deeds(proposed: str, units: Sequence[Unit]) -> list[Doubt]:
    """Clauses whose verb tells of more, or of other work, than the sources of their objects do."""
    parts = read.clauses(proposed)
    found = []
    for clause, after in pairwise((*parts, "")):
        is_shared = len(spelling.words(clause)) == 1  # "Collected and labelled samples"
        objects = " ".join(spelling.words(after)[1:]) if is_shared else ""
        if _is_other_deed(clause, objects, units) or _is_for_good(clause, proposed, units):
            found.append(Doubt(Kind.SCOPE, clause))
        elif is_shared and (added := _added_deed(clause, after, units)):
            found.append(Doubt(Kind.SCOPE, added))
    return found


def _added_deed(clause: str, after: str, units: Sequence[Unit]) -> str:
    """The verb of two with one object that has no source, where the other has one: a deed put in beside a true one."""
    first, *_ = spelling.words(clause)
    other, *rest = spelling.words(after) or ("",)
    objects = read.content(" ".join(rest))
    verbs = [read.root(word) for word in (first, other) if read.is_verb(word)]
    best = max(units, key=lambda unit: count(unit, objects), default=None)
    if len(verbs) != 2 or not objects or best is None:  # noqa: PLR2004 - two verbs
        return ""
    unbacked = [verb for verb in verbs if not read.explains(best.stems, verb)]
    return unbacked[0] if len(unbacked) == 1 and unbacked[0] not in deeds.LIGHT else ""


def _is_for_good(clause: str, proposed: str, units: Sequence[Unit]) -> bool:
    """Whether a claim that sources make only of standing in for another is made without saying so."""
    claims = [word for word in read.content(clause) if word in CLAIMS]
    backing = [unit for unit in units if claims and all(read.explains(unit.stems, word) for word in claims)]
    return bool(backing) and not deeds.is_stand_in(proposed) and all(deeds.is_stand_in(unit.text) for unit in backing)


def _is_other_deed(clause: str, after: str, units: Sequence[Unit]) -> bool:
    """Whether the verb that opens a clause, whose object may stand in the clause after, is not that of its source."""
    tokens = [word for word in spelling.words(clause) if word not in STOP]
    if not tokens or not read.is_verb(tokens[0]):
        return False
    verb, *rest = (read.root(word) for word in (*tokens, *spelling.words(after)))
    objects = [word for word in rest if word not in NEUTRAL]
    found = [(count(unit, objects), unit) for unit in units]
    most = max((count for count, _ in found), default=0)
    best = [unit for count, unit in found if count == most and most]
    is_alone = deeds.is_alone(verb) and not deeds.names_contribution(rest)
    return bool(best) and all(_goes_beyond(verb, objects, unit, is_alone=is_alone) for unit in best)


def _goes_beyond(verb: str, objects: Sequence[str], unit: Unit, *, is_alone: bool) -> bool:
    openings = _openings(unit.text)
    is_known = read.explains(unit.stems, verb)
    if is_alone and not (is_known and verb not in CLAIMS):
        told = max(_told(unit.text), key=lambda part: sum(read.explains(read.roots(part[0]), w) for w in objects))
        if told[1]:
            return True
    if any(read.explains(frozenset(objects), opening) for opening in openings if deeds.names_work(opening)):
        return False  # "Load securing", of one who secured loads
    return not read.explains(frozenset(openings), verb) and deeds.is_other_work(verb, openings)


def _openings(text: str) -> list[str]:
    """The verbs a source's clauses open with; all words of one that opens with a noun, whose deed may stand anywhere."""
    found: list[str] = []
    for clause in read.clauses(text):
        tokens = [word for word in spelling.words(clause) if word not in STOP]
        opening = read.root(tokens[0]) if tokens and read.is_verb(tokens[0]) else ""
        until = 2 if opening in deeds.LIGHT else 1 if opening else len(tokens)  # "Took bookings", "Booked rooms"
        found += [read.root(word) for word in tokens[:until]]
    return found


def _told(text: str) -> list[tuple[str, bool]]:
    """Clauses of a source, each with whether it tells of helping or taking part; one without a verb follows the last."""
    found: list[tuple[str, bool]] = []
    for clause in read.clauses(text):
        first = next((word for word in spelling.words(clause) if word not in STOP), "")
        is_weak = deeds.is_contribution(clause) or bool(found and found[-1][1] and not read.is_verb(first))
        found.append((clause, is_weak))
    return found or [(text, False)]


def count(unit: Unit, words: Sequence[str]) -> int:
    """How many of the words (stems) a source, or what it is about, explains."""
    return sum(read.explains(unit.about, word) for word in words)


def standings(proposed: str, units: Sequence[Unit]) -> list[str]:
    """Words for a standing (accountant, senior) that stand in no source as they are."""
    known = frozenset().union(*(unit.names for unit in units))
    papers = frozenset().union(*(unit.stems for unit in units if unit.place.startswith("certifications")))
    return [
        word
        for word in read.names(proposed)
        if word in STANDING
        and word not in known
        and not (word in _BY_PAPER and read.is_same_root(read.root(word), papers))
    ]


_BY_PAPER: Final = frozenset({"licensed", "registered", "certified", "accredited", "qualified"})
"""Standings a certificate gives: who holds a "NMC registration" is registered."""


def overstates(clause: str, units: Sequence[Unit], titles: frozenset[str]) -> bool:
    """Whether a clause raises a claim that no single source makes of the same object.

    Words of a job's title may stand beside the object ("commis" for "commis chefs"), not instead of it.
    """
    claims = [w for word in spelling.words(clause) if word not in STANDING for w in read.content(word) if w in CLAIMS]
    claims = [word for word in claims if not is_initials(word, clause, units)]
    if not claims:
        return False
    plain = [word for word in read.content(clause) if word not in CLAIMS | deeds.LIGHT]
    objects = [word for word in plain if not unexplained([word], units)]
    beside = [word for word in objects if word not in titles]
    return not any(
        all(read.explains(unit.stems, word) for word in claims)
        and all(read.explains(unit.about, word) for word in beside)
        and (beside or all(read.is_same_root(word, unit.stems) for word in objects))
        for unit in units
    )
