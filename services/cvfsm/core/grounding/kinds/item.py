"""Items of lists (skills, certificates, awards, interests): an item rests on one source as a whole.

A certificate is proved by certificates and courses, never by a skill of that name; a word for what it is ("ADR licence") may follow.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.grounding import text as read
from services.cvfsm.core.grounding.kinds import Doubt, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from services.cvfsm.core.grounding.evidence import Claim, Evidence, Unit

_ITEM: Final = re.compile(r"[,;\n\u2022|]+(?![^()]*\))|\s+(?:and|&|und|oraz|y|et)\s+")
_WORK: Final = ("skills", "it_ai_skills", "work_experience", "certifications", "education", "profile")
_SOURCES: Final[Mapping[str, tuple[str, ...]]] = {
    "certifications": ("certifications", "education"),
    "awards": ("awards", "certifications"),
    **{name: (name,) for name in ("interests", "projects", "volunteering")},
}
_KINDS: Final = {"certifications": Kind.CERTIFICATION, "skills": Kind.SKILL, "it_ai_skills": Kind.SKILL}
_FINISHED: Final = frozenset({*_KINDS, "awards"})
_WON: Final = read.pattern("won")
_PAPERS: Final = frozenset(map(read.root, read.TABLES["standings"]["called"].split()))


def judge(claim: Claim, evidence: Evidence) -> Iterator[Doubt]:
    """Doubt items that no one source has whole."""
    if claim.leaf or claim.root not in {*_KINDS, *_SOURCES}:
        return
    told = [unit for unit in evidence.said if unit.carries(claim, finished=claim.root in _FINISHED)]
    if claim.root == "awards":
        told = [unit for unit in told if _WON.search(unit.text)]
    units = (*evidence.at(*_SOURCES.get(claim.root, _WORK)), *told)
    kind = _KINDS.get(claim.root, Kind.NAME)
    for item in (part.strip() for part in _ITEM.split(claim.text)):
        named = " ".join(re.findall(r"[A-Z]\w+(?: [A-Z]\w+)*", item)) if claim.root == "awards" else ""
        if read.names(item) and not any(_has(unit, item) or (named and _has(unit, named)) for unit in units):
            yield Doubt(kind, item, is_exact=claim.root in {"certifications", "awards"})


def _has(unit: Unit, item: str) -> bool:
    """Whether a source has every word of an item, or joins or parts them ("story telling")."""
    wanted = [word for word in read.names(item) if read.content(word)] or list(read.names(item))
    if unit.place.startswith(("certifications", "education")) or "certif" in item.casefold():
        wanted = [word for word in wanted if read.root(word) not in _PAPERS] or wanted
    own, joined = read.spelt_out(unit.text), "".join(read.spelt_out(item))
    if any(joined == "".join(own[i : i + n]) for n in range(1, 4) for i in range(len(own) - n + 1)):
        return True
    return all(
        w in unit.names or read.explains(unit.about, read.root(w)) or read.is_short_for(w, item, unit.text)
        for w in wanted
    )
