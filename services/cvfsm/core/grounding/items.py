"""The gate on lists (skills, certificates, awards, contact data): an item rests on one source as a whole.

Rules:
    1. A certificate is proved by certificates and courses, never by a skill of that name.
    2. What is only begun is no certificate or award; what was only seen or tried is no skill.
    3. A word that says what an item is a kind of ("MMA welding", "ADR licence") may follow it.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.grounding import spelling
from services.cvfsm.core.grounding import text as read
from services.cvfsm.core.grounding.doubts import Doubt, Kind, date_doubts, figure_doubts, is_initials, names_in
from services.cvfsm.core.grounding.lexicon import AWARDED, NOMINATED, NOT_MASTERED, UNFINISHED
from services.cvfsm.core.grounding.statements import achieved
from services.cvfsm.core.grounding.words import CLAIMS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from services.cvfsm.core.grounding.evidence import Evidence, Unit


_ITEM: Final = re.compile(r"[,;\n\u2022|]+(?![^()]*\))")


_ITEM_SOURCES: Final[Mapping[str, tuple[str, ...]]] = {
    # a certificate is proved by certificates and courses, never by a skill of that name
    "certifications": ("certifications", "education"),
    "awards": ("awards", "certifications"),
    "publications": ("publications",),
    "interests": ("interests",),
    "projects": ("projects",),
    "volunteering": ("volunteering",),
    "references": ("references",),
    "languages": ("languages",),
    "links": ("links",),
}


_ANY_WORK: Final = ("skills", "it_ai_skills", "work_experience", "certifications", "education", "profile")


_CONTACT: Final = ("full_name", "email", "phone", "location", "links")


_ITEM_KINDS: Final = {"certifications": Kind.CERTIFICATION, "skills": Kind.SKILL, "it_ai_skills": Kind.SKILL}


def check_items(root: str, proposed: str, evidence: Evidence) -> tuple[Doubt, ...]:
    """Doubts about a list given as one text, or about one item of it."""
    prefixes = _CONTACT if root in _CONTACT else _ITEM_SOURCES.get(root, _ANY_WORK)
    not_yet = _NOT_YET.get(root)
    said = achieved(evidence.said, not_yet) if not_yet else evidence.said
    if root == "awards":
        said = tuple(unit for unit in said if _is_given(unit.text))
    units = (*evidence.at(*prefixes), *said)
    if root == "awards" and re.search(NOMINATED, proposed, re.IGNORECASE):
        units = (*units, *evidence.nominations)
    kind = _ITEM_KINDS.get(root, Kind.NAME)
    if root == "publications":  # one reference is several sentences
        return names_in(kind, proposed, units)
    items = [proposed] if root in _CONTACT else _items(proposed)
    heads = _heads(root, evidence)
    return tuple(chain.from_iterable(_item_doubts(kind, item, units, heads) for item in items))


def _is_given(text: str) -> bool:
    """Whether a statement tells that an award was given, and not that somebody entered for it."""
    return bool(re.search(AWARDED, _ENTERED.sub(" ", text), re.IGNORECASE))


_ENTERED: Final = re.compile(
    r"\b(?:was|were|am|are|have|had|got)? ?(?:entered|competing|running|up|in the running) for\b", re.IGNORECASE
)


_NOT_YET: Final = {
    "certifications": UNFINISHED,
    "awards": UNFINISHED,
    "skills": NOT_MASTERED,
    "it_ai_skills": NOT_MASTERED,
}


def _heads(root: str, evidence: Evidence) -> frozenset[str]:
    """Words that may follow an item whole, as what it is a kind of: "MMA welding" of a welder, "registered engineer"."""
    if root not in _ITEM_KINDS:
        return frozenset()
    titles = frozenset(word for job in evidence.data.work_experience for word in read.content(job.title))
    known = frozenset().union(*(unit.stems for unit in evidence.at("work_experience", "skills")))
    return titles | _PAPERS if root == "certifications" else (titles | known) - CLAIMS


_PAPERS: Final = frozenset(
    read.root(word) for word in ("licence", "license", "card", "course", "ticket", "accreditation", "registered")
)
"""What a certificate may be called besides its name; "certificate" itself is a frame word."""


def _items(proposed: str) -> list[str]:
    """The items of a list given as text; a part with nothing but a date or figure belongs to the item before it."""
    found: list[str] = []
    for part in (p.strip() for p in _ITEM.split(proposed) if p.strip()):
        if found and not read.content(part):
            found[-1] = f"{found[-1]}, {part}"
        else:
            found.append(part)
    return found


def _item_doubts(kind: Kind, item: str, units: Sequence[Unit], heads: frozenset[str]) -> tuple[Doubt, ...]:
    parts = _AND.split(item)
    stem, _, head = item.rpartition(" ")
    if stem and read.content(head) and read.explains(heads, read.content(head)[0]) and _rests_on_one(kind, stem, units):
        return ()
    if _rests_on_one(kind, item, units) or (len(parts) > 1 and all(_rests_on_one(kind, part, units) for part in parts)):
        return ()
    return (Doubt(kind, item),)


_AND: Final = re.compile(r"\s+(?:and|&|und|oraz|y|et)\s+")


def _rests_on_one(kind: Kind, item: str, units: Sequence[Unit]) -> bool:
    """Whether one source has every word, figure and date of an item that says something."""
    wanted = read.names(item) if read.content(item) else ()
    return any(
        _is_compound(item, unit)
        or (
            bool(wanted)
            and all(_names_explain(unit, w, exact=kind in _EXACT) or is_initials(w, item, (unit,)) for w in wanted)
            and not figure_doubts(item, (unit,))
            and not date_doubts(item, (unit,))
        )
        for unit in units
    )


def _is_compound(item: str, unit: Unit) -> bool:
    """Whether an item only parts or joins words of a source: "story telling", "storytelling"."""
    own, joined = spelling.words(unit.text), "".join(spelling.words(item))
    return any(joined == "".join(own[i : i + n]) for n in range(1, 4) for i in range(len(own) - n + 1))


_EXACT: Final = frozenset({Kind.CERTIFICATION})
"""An HGV licence is no truck licence."""


def _names_explain(unit: Unit, word: str, *, exact: bool) -> bool:
    stems = read.content(word)
    explains = read.explains if not exact else lambda known, stem: read.is_same_root(stem, known)
    return not stems or word in unit.names or explains(unit.about, stems[0])
