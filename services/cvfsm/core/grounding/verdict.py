"""Whether a line may stand: the rules first, then how far a learned comparison says that its evidence supports it.

Rules:
    1. What is exact (numbers, dates, names, titles, degrees, certificates, levels) is for the rules alone: what no source has
       is refused, however near the wording is.
    2. A line that is doubted for its wording alone is a question to the person where its meaning is near what is known.
    3. A line the rules let through is a question where the comparison is sure that nothing supports it.
    4. Without a comparison the share of explained words says what is near.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.grounding import gate
from services.cvfsm.core.grounding import text as read
from services.cvfsm.core.grounding.doubts import Doubt, Kind
from services.cvfsm.core.grounding.evidence import support

if TYPE_CHECKING:
    from services.cvfsm.core.grounding.evidence import Evidence

NEAR: Final = 0.4
"""Probability of support from which doubted wording is a question: half of what is asked then was honest (blind rows)."""

FAR: Final = 0.2
"""Probability of support below which a line without doubts is a question: 8 of 75 honest rows, 3 of 7 inventions."""

NEAR_WORDS: Final = 0.6
"""Share of a line's words that are explained, from which doubted wording is a question where nothing was compared."""

MOST_LINES: Final = 24
"""Lines of evidence a claim is compared with."""

WORDING: Final = frozenset({Kind.WORD, Kind.SCOPE, Kind.SKILL, Kind.PAIRING})
"""Doubts that rest on wording; all others are exact."""


class Verdict(StrEnum):
    """Whether a claim may stand."""

    HOLDS = "holds"
    ASKED = "asked"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Claim:
    """A line proposed for a place of the CV."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, what was doubted, and the nearest thing that is known; `nearest` is empty where nothing is."""

    verdict: Verdict
    doubts: tuple[Doubt, ...] = ()
    nearest: str = ""

    @property
    def reason(self) -> str:
        """Why, in a sentence for the person; empty for a claim that holds."""
        if self.verdict is Verdict.HOLDS:
            return ""
        known = f" Nearest to it: \u201c{self.nearest}\u201d." if self.nearest else ""
        if self.verdict is Verdict.ASKED:
            return f"Is this true as it is worded?{known}"
        parts = ", ".join(dict.fromkeys(str(doubt) for doubt in self.doubts))
        return f"Not found in your data or statements: {parts}.{known}"


def entails(claim: Claim, evidence: Evidence, supported: float | None = None) -> Judgement:
    """Judge a claim.

    Args:
        claim: The line and its place.
        evidence: What is known.
        supported: Probability that the evidence supports the line, from a learned comparison; None where none was made.
    """
    doubts = gate.check(claim.path, claim.text, evidence)
    if not doubts and (supported is None or supported >= FAR):
        return Judgement(Verdict.HOLDS)
    sources = support(claim.path, claim.text, evidence)
    nearest = sources[0].quote[:120] if sources else ""
    if doubts and not WORDING.issuperset(doubt.kind for doubt in doubts):
        return Judgement(Verdict.REFUSED, doubts, nearest)
    is_near = not doubts or (_is_near(claim, evidence) if supported is None else supported >= NEAR)
    return Judgement(Verdict.ASKED if is_near else Verdict.REFUSED, doubts, nearest)


def _is_near(claim: Claim, evidence: Evidence) -> bool:
    """Whether one source explains most words of a claim."""
    words = read.content(claim.text)
    units = (*evidence.at(claim.path.partition(".")[0]), *evidence.said)
    explained = max((sum(read.explains(unit.about, word) for word in words) for unit in units), default=0)
    return bool(words) and explained >= NEAR_WORDS * len(words)


def lines_for(claim: Claim, evidence: Evidence) -> tuple[str, ...]:
    """The lines a claim is compared with: those of its own entry and what was said, then the rest of the CV.

    A line of a list, which is about no entry, is compared with all of them.
    """
    place = claim.path.partition(".")[0]
    own = [unit for unit in evidence.cv if unit.place.startswith(place)]
    rest = [unit for unit in evidence.cv if unit not in own and ("[" not in place or "." not in claim.path)]
    texts = [f"{unit.context}: {unit.text}" if unit.context else unit.text for unit in (*own, *rest)]
    return tuple(dict.fromkeys((*(unit.text for unit in evidence.said), *texts)))[:MOST_LINES]
