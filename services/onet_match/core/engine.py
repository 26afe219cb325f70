"""Matching of texts against one embedding index of a snapshot: posterior, candidates, confidence, the rule's choice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from services.onet_match.core.evidence import evidence
from services.onet_match.core.matching import Candidate, Confidence, ContextKind, TaskMatch, reason_for
from services.onet_match.core.occupations import combine, of_one_task, with_known_title
from services.onet_match.core.vectors import log_softmax

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from services.onet_match.core.snapshot import EmbeddingIndex, Snapshot
    from services.onet_match.core.vectors import Positions, Vectors

    Embed = Callable[[Sequence[str]], Vectors]

_EXCLUDED = np.float32(-1e3)  # far below any score: tasks of other occupations when the occupation is given
_TOGETHER = 3
"""Sentences read in one piece with the title; no more, so that the piece stays the same as a person goes on."""

_DEPTH = 20  # candidates that are scored in full; beyond the twentieth the share of probability is below 0.1 %


def each_once(embed: Embed) -> Embed:
    """The same, but a text that was asked before is not embedded again: that is the costly step."""
    known: dict[str, Vectors] = {}

    def look_up(texts: Sequence[str]) -> Vectors:
        new = [text for text in dict.fromkeys(texts) if text not in known]
        known.update(zip(new, embed(new), strict=True) if new else ())
        return np.stack([known[text] for text in texts])

    return look_up


@dataclass(frozen=True)
class MatchContext:
    """What is known about the person."""

    job_title: str = ""
    soc_code: str = ""
    other_tasks: tuple[str, ...] = ()

    @property
    def kind(self) -> ContextKind:
        """Which calibration applies."""
        if self.soc_code:
            return ContextKind.OCCUPATION
        if self.other_tasks:
            return ContextKind.SESSION
        return ContextKind.TITLE if self.job_title.strip() else ContextKind.NONE


def occupation_posterior(
    snapshot: Snapshot, index: EmbeddingIndex, job_title: str, sentences: Sequence[str], embed: Embed
) -> Vectors:
    """Log-posterior over occupations from a title and sentences, (occupations,); uniform when both are empty.

    Title and first sentences also speak in one piece: "Clerk" and "I sort letters" say more together than apart. Where a
    title is, its meaning speaks and its wording (`ngrams`).
    """
    title = [job_title] * bool(job_title.strip())
    together = [f"{job_title}. {' '.join(sentences[:_TOGETHER])}"] if title and sentences else []
    titled = [*title, *together]
    texts = [*titled, *sentences]
    if not texts:
        count = len(snapshot.catalogue.occupations)
        return np.full(count, -np.log(count), dtype=np.float32)
    pieces = list(index.head.log_probabilities(embed(texts)))
    weights = [1.0] * len(titled) + [index.scoring.sentence_weight] * len(sentences)
    if titled:
        known = [snapshot.catalogue.occupation_position[o.soc_code] for o in snapshot.titles.exact(job_title)]
        pieces[0] = with_known_title(pieces[0], known)
        pieces += list(snapshot.ngrams.log_probabilities(titled))
        weights += [index.scoring.wording_weight] * len(titled)
    return combine(pieces, weights)


@dataclass(frozen=True)
class OccupationPrior:
    """Where a context points: log-posterior over the occupation one task of the person belongs to, (occupations,)."""

    kind: ContextKind
    posterior: Vectors

    @property
    def likeliest(self) -> int:
        """Position of the occupation the person is taken for; of no meaning where nothing is known."""
        return int(self.posterior.argmax())


def occupation_prior_of(
    snapshot: Snapshot, index: EmbeddingIndex, context: MatchContext, embed: Embed
) -> OccupationPrior:
    """Where what is known of a person points."""
    if context.soc_code:
        posterior = np.full(len(snapshot.catalogue.occupations), _EXCLUDED, dtype=np.float32)
        posterior[snapshot.catalogue.occupation_position[context.soc_code]] = 0.0
    else:
        posterior = occupation_posterior(snapshot, index, context.job_title, context.other_tasks, embed)
        if context.kind is not ContextKind.NONE:
            posterior = of_one_task(posterior, index.scoring.elsewhere)
    return OccupationPrior(context.kind, posterior)


@dataclass(frozen=True)
class Found:
    """What was retrieved for texts; rows as the texts, candidates best first.

    Attributes:
        positions: of tasks, (n, depth).
        scores: similarity and what the occupation adds to it, (n, depth).
        evidence: what confidence is judged by, (n, `EVIDENCE`).
        nearest: similarity of the nearest of all tasks, whoever's it is, (n,).
    """

    positions: Positions
    scores: Vectors
    evidence: Vectors
    nearest: Vectors


def find(  # noqa: PLR0913 - everything that is retrieved with
    snapshot: Snapshot,
    index: EmbeddingIndex,
    occupation_prior: OccupationPrior,
    texts: Sequence[str],
    vectors: Vectors,
    *,
    depth: int = _DEPTH,
) -> Found:
    """The best candidates of each text, scored."""
    occupation_of_task = snapshot.catalogue.occupation_of_task
    prior = None
    if occupation_prior.kind is not ContextKind.NONE:
        weight = 1.0 if occupation_prior.kind is ContextKind.OCCUPATION else index.scoring.prior_weight
        prior = (weight * occupation_prior.posterior)[occupation_of_task].astype(np.float32)
    retrieved = index.retriever.search(vectors, prior, depth)
    scores = retrieved.similarities
    if prior is not None:
        scores = np.where(np.isfinite(scores), scores + prior[retrieved.positions], scores)
    of_best = occupation_prior.posterior[occupation_of_task[retrieved.positions[:, 0]]]
    return Found(retrieved.positions, scores, evidence(texts, retrieved, scores, of_best), retrieved.nearest)


def find_matches(  # noqa: PLR0913 - everything a match depends on
    snapshot: Snapshot, index: EmbeddingIndex, texts: Sequence[str], context: MatchContext, *, top_k: int, embed: Embed
) -> list[TaskMatch]:
    """The best candidates of each text with a calibrated confidence."""
    vectors = embed(texts)
    occupation_prior = occupation_prior_of(snapshot, index, context, embed)
    found = find(snapshot, index, occupation_prior, texts, vectors, depth=max(top_k, _DEPTH))
    right = index.scoring.right[occupation_prior.kind].probability(found.evidence)
    fits = index.scoring.fits.probability(np.hstack([vectors, found.nearest[:, None]]))
    shares = np.exp(log_softmax(found.scores / index.scoring.temperature))
    probabilities: Vectors = (right[:, None] * shares / shares[:, :1]).astype(np.float32)
    likeliest = snapshot.catalogue.occupations[occupation_prior.likeliest].soc_code
    cutoffs = index.scoring.cutoffs
    matches = []
    for i, text in enumerate(texts):
        candidates = _candidates(snapshot, found.positions[i, :top_k], found.scores[i], probabilities[i])
        best = candidates[0] if candidates and fits[i] >= cutoffs.low else None
        confidence = Confidence.NONE if best is None else cutoffs.classify(best.probability)
        reasoning = reason_for(snapshot.catalogue, best, confidence, occupation_prior.kind, likeliest)
        matches.append(TaskMatch(text, candidates, best, confidence, reasoning))
    return matches


def _candidates(
    snapshot: Snapshot, positions: Positions, scores: Vectors, probabilities: Vectors
) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(snapshot.catalogue.tasks[position], float(score), float(probability))
        for position, score, probability in zip(positions, scores, probabilities, strict=False)
        if score > _EXCLUDED / 2
    )
