"""Deeds and their scope: what cannot be looked up is weighed, from how much of a line its sources explain.

What a line adds shows in the words no source explains, in words that make more of the work (lead, negotiate, improve), and in a
source that says less (helped, stood in). The weights are fitted on labelled lines (`evals/gate_weights.py`), once with the learned
comparison of `nlu` and once without.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.grounding import text as read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.cvfsm.core.grounding.evidence import Claim, Evidence
    from services.cvfsm.core.grounding.kinds import Doubt

_RAISING: Final = frozenset(map(read.root, read.TABLES["deeds"]["raising"].split()))


def signals(claim: Claim, evidence: Evidence, doubts: Sequence[Doubt], supported: float | None) -> dict[str, float]:
    """What tells an honest wording from an invention, by name."""
    own = frozenset().union(*(unit.about for unit in evidence.carrying(claim)))
    is_item = not claim.leaf and claim.root != "profile"
    text = ", ".join(doubt.text for doubt in doubts) if is_item else claim.text  # the other items of a list are known
    told = {stem: read.explains(own, stem) for stem in read.content(text)}
    parts = [words for part in read.clauses(text) if (words := read.spelt_out(part))]
    added = [part[0] for part in parts if read.is_verb(part[0]) and not read.explains(own, read.root(part[0]))]
    return {
        "supported": 0.0
        if supported is None or text != claim.text
        else math.log(max(supported, _LEAST) / max(1 - supported, _LEAST)),
        "new": 1 - sum(told.values()) / max(1, len(told)),
        "new at the end": float(not all(list(told.values())[-1:])),
        "raised": min(2, sum(stem in _RAISING and not is_told for stem, is_told in told.items())),
        "parts": min(_MOST_PARTS, len(parts)),
        "added deed": float(bool(added) and len(parts) > 1),
        "item": float(is_item),
        "doubts": min(2, len(doubts)),
    }


CUTS: Final[dict[bool, tuple[float, float]]] = {True: (0.26, 0.70), False: (0.32, 0.72)}
"""Probability below which a line is refused, and from which it holds, with a comparison and without; a question between them."""

WEIGHTS: Final = {True: read.TABLES["deeds"]["with"], False: read.TABLES["deeds"]["without"]}
"""What `python -m evals.gate_weights` finds, with a comparison and without; "" is the constant."""

_LEAST: Final = 1e-3
_MOST_PARTS: Final = 4


def likely(claim: Claim, evidence: Evidence, doubts: Sequence[Doubt], supported: float | None) -> float:
    """Probability that a line without exact doubts is honest."""
    weights = WEIGHTS[supported is not None]
    said = signals(claim, evidence, doubts, supported)
    return 1 / (1 + math.exp(-weights[""] - sum(weights[name] * value for name, value in said.items())))
