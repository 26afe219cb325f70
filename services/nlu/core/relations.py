"""Which tasks are the same, whether evidence supports a claim, what a statement wants: model scores, weighed and bounded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from services.nlu.core.layers import softmax
from services.nlu.core.reading import ClaimSupport, StatementKind, TaskRelation
from services.shared.language.verbs import form
from services.shared.language.words import content_words, jaccard, tokens

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from services.nlu.core.inputs import Claim
    from services.nlu.core.models import Layers

MOST_DIFFERENT = 0.9
"""Pairs at least this probably different are not told, as the contract says."""
LEAST_COSINE = 0.35
"""Cosine below which a pair is not looked at: of the pairs of the corpus that are the same or contained, one in a thousand."""
RELATION_KEYS = {"same": "same", "left": "contains", "right": "contained"}
"""Name of a relation's layer ("left": the left one contains the right one) -> key of the heads' scores."""
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NAME = re.compile(r"(?<!^)(?<![.!?:] )\b[A-Z][\w&.+#-]*")
"""A capital that does not open a sentence: a name, an employer, a tool."""


@dataclass(frozen=True)
class PairScores:
    """Of two statements: cosine, and logits by how the left one relates to the right one.

    `apart` comes from their vectors, `together` from reading both at once; their keys are those of `RELATION_KEYS`.
    """

    left: int
    right: int
    cosine: float
    apart: Mapping[str, float]
    together: Mapping[str, float]


@dataclass(frozen=True)
class ClaimScores:
    """Of a claim: the logit that it is supported, and the nearest line of evidence with its cosine."""

    supported: float
    nearest: int
    nearness: float


class PairModel(Protocol):
    """Compares; blocking, safe to call from several threads."""

    fingerprint: str

    def compare(self, statements: Sequence[str], least_cosine: float) -> list[PairScores]:
        """The scores of all pairs of a cosine of at least `least_cosine`, by left, then right."""
        ...

    def check(self, claims: Sequence[Claim]) -> list[ClaimScores]:
        """The scores of each claim."""
        ...

    def statement(self, text: str, section: str) -> Mapping[StatementKind, float]:
        """A logit for every kind of statement."""
        ...


def relation_signals(pair: PairScores, left: str, right: str) -> dict[str, float]:
    """The signals of a pair; those that tell a direction come twice, ending in `.left` and `.right`."""
    words = [content_words(left), content_words(right)]
    verbs = [_verb(left), _verb(right)]
    shared = len(set(words[0]) & set(words[1]))
    heads = {"apart": pair.apart, "together": pair.together}
    return {
        **{
            f"{head}.{name}": scores[key] - scores["different"]
            for head, scores in heads.items()
            for name, key in RELATION_KEYS.items()
        },
        "pairs.cosine": pair.cosine,
        "words.overlap": jaccard(*words),
        "words.contained": shared / max(1, min(map(len, words))),
        "words.same_verb": float(bool(verbs[0]) and verbs[0] == verbs[1]),
        "words.longer.left": float(len(words[0]) > len(words[1])),
        "words.longer.right": float(len(words[1]) > len(words[0])),
    }


def compare(statements: Sequence[str], model: PairModel, layers: Layers) -> list[TaskRelation]:
    """The pairs that are not clearly different."""
    found = []
    for pair in model.compare(statements, LEAST_COSINE):
        said = relation_signals(pair, statements[pair.left], statements[pair.right])
        # "Different" is what the others are told apart from: its score is 0.
        different, same, left, right = softmax([0.0, *(layers.relation[name].score(said) for name in RELATION_KEYS)])
        if different < MOST_DIFFERENT:
            found.append(TaskRelation(pair.left, pair.right, same, left, right))
    return found


def claim_signals(claim: Claim, scores: ClaimScores) -> dict[str, float]:
    """The signals of a claim: what the model says, and what of the claim stands nowhere in the evidence."""
    evidence = "\n".join(claim.evidence)
    words = set(content_words(claim.text))
    told = set(content_words(evidence))
    return {
        "pairs.supported": scores.supported,
        "pairs.nearness": scores.nearness,
        "words.new": len(words - told) / max(1, len(words)),
        "numbers.new": float(bool(set(_NUMBER.findall(claim.text)) - set(_NUMBER.findall(evidence)))),
        "names.new": float(any(name.lower() not in evidence.lower() for name in _NAME.findall(claim.text))),
    }


def check(claims: Sequence[Claim], model: PairModel, layers: Layers) -> list[ClaimSupport]:
    """How far each claim is supported; a claim without evidence is not."""
    return [
        ClaimSupport(
            layers.claim.probability(claim_signals(claim, scores)) if claim.evidence else 0.0,
            scores.nearest,
            scores.nearness,
        )
        for claim, scores in zip(claims, model.check(claims), strict=True)
    ]


def statement_kinds(text: str, section: str, model: PairModel) -> list[tuple[StatementKind, float]]:
    """Every kind with its probability, most probable first."""
    scores = model.statement(text, section)
    shares = softmax(list(scores.values()))
    return sorted(zip(scores, shares, strict=True), key=lambda pair: -pair[1])


def _verb(statement: str) -> str:
    words = tokens(statement)
    known = form(words[0].low) if words else None
    return (known.any_base or "") if known else ""
