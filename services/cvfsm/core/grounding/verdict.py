"""Whether a line may stand: each kind of claim is judged by its own module, what is left to wording is weighed.

Rules:
    1. What is exact (numbers, dates, names, titles, degrees, certificates, levels) is for the rules alone: what no source has is
       refused, however near the wording is.
    2. Anything else is weighed (`kinds.deed`): far from what is known it is refused, near it is a question to the person.
    3. A field that is exact by itself, and an item that a source has whole, hold once nothing is doubted.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.grounding.evidence import support
from services.cvfsm.core.grounding.kinds import Doubt, Kind, date, deed, item, level, name, number, standing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.cvfsm.core.grounding.evidence import Claim, Evidence

JUDGES: Final = (number.judge, date.judge, level.judge, name.judge, standing.judge, item.judge)


class Verdict(StrEnum):
    """Whether a claim may stand."""

    HOLDS = "holds"
    ASKED = "asked"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, what was doubted, and the nearest thing that is known; `nearest` is empty where nothing is."""

    verdict: Verdict
    doubts: tuple[Doubt, ...] = ()
    nearest: str = ""


def doubts(claim: Claim, evidence: Evidence) -> tuple[Doubt, ...]:
    """What of a line no source supports, by the rules."""
    return tuple(dict.fromkeys(chain.from_iterable(judge(claim, evidence) for judge in JUDGES)))


def is_weighed(claim: Claim, found: Sequence[Doubt]) -> bool:
    """Whether the wording of a line decides: prose, and what is doubted and not exact."""
    return bool(found) or claim.leaf in {"bullets", "details"} or claim.root == "profile"


def entails(claim: Claim, evidence: Evidence, supported: float | None = None) -> Judgement:
    """Judge a claim.

    Args:
        claim: The line and its place.
        evidence: What is known.
        supported: Probability that the evidence supports the line, from a learned comparison; None where none was made.
    """
    found, verdict = doubts(claim, evidence), Verdict.HOLDS
    if any(doubt.is_exact for doubt in found):
        verdict = Verdict.REFUSED
    elif is_weighed(claim, found):
        likely, (refused, holds) = deed.likely(claim, evidence, found, supported), deed.CUTS[supported is not None]
        verdict = Verdict.REFUSED if likely < refused else Verdict.ASKED if likely < holds else Verdict.HOLDS
    if verdict is Verdict.HOLDS:
        return Judgement(verdict)
    nearest = next((source.quote[:120] for source in support(claim, evidence)), "")
    return Judgement(verdict, found or (Doubt(Kind.SCOPE, claim.text, is_exact=False),), nearest)
