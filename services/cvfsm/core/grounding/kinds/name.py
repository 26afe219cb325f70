"""Names: employers, schools, places, contact data, products. A name stands in a source as it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.grounding import text as read
from services.cvfsm.core.grounding.kinds import Doubt, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from services.cvfsm.core.grounding.evidence import Claim, Evidence, Unit

_FIELDS: Final = frozenset({"employer", "institution", "location", "name"})
_ROOTS: Final = frozenset({"full_name", "email", "phone", "location", "links", "publications", "references"})
_INSIDE: Final = re.compile(r"(?<=[a-z0-9,)] )[A-Z][\w&]*[a-z]\w*|(?<=[a-z0-9,)] )[A-Z]{2,}\b")
_GERMAN: Final = re.compile(r"\b(?:der|und|mit|bei|für|von|im|zur|zum|des|dem|den)\b")
"""A line in German, whose nouns have capitals."""
_BELONGED: Final = read.pattern("belonged")
"""How people say that they worked or studied somewhere, or what a place is called: a client or a visit is neither."""


def missing(proposed: str, units: Sequence[Unit]) -> list[str]:
    """Words of a name that no source has as they are, nor abbreviates."""
    joined = "".join(read.spelt_out(proposed))
    if joined and any(joined == "".join(read.spelt_out(unit.text)) for unit in units):
        return []  # "Front-end Developer" and "Frontend developer" are one name
    known = frozenset().union(*(unit.names for unit in units))
    lost = [word for word in read.names(proposed) if word not in known]
    return [word for word in lost if not any(read.is_short_for(word, proposed, unit.text) for unit in units)]


def judge(claim: Claim, evidence: Evidence) -> Iterator[Doubt]:
    """Doubt names that no source has."""
    if claim.leaf in _FIELDS:
        place = claim.place
        own = evidence.at(*(f"{place}.{name}" for name in (claim.leaf, "location", "employer", "institution")))
        is_new = not evidence.at(f"{place}.{claim.leaf}")  # a whole entry is being told, not another name put in
        told = [u for u in evidence.said if not u.hedges & {"plan", "denial"} and (is_new or _BELONGED.search(u.text))]
        yield from (Doubt(Kind.NAME, word) for word in missing(claim.text, (*own, *told)))
    elif claim.root in _ROOTS:
        yield from (Doubt(Kind.NAME, word) for word in missing(claim.text, (*evidence.beside(claim), *evidence.said)))
    elif not claim.leaf or claim.leaf in {"bullets", "details"}:
        units = (*evidence.cv, *evidence.said)
        known = frozenset().union(*(unit.about | unit.names for unit in units))
        tokens = claim.text.split()
        if sum(token[:1].islower() for token in tokens[1:]) * 2 < len(tokens) - 1:
            return  # title case: its capitals name nothing
        if _GERMAN.search(claim.text):
            return
        for found in _INSIDE.findall(read.DATE.sub(" ", claim.text)):
            for word in read.content(found):
                if not read.explains(known, word) and not any(
                    read.is_short_for(word, claim.text, u.text) for u in units
                ):
                    yield Doubt(Kind.NAME, found)
