"""Matching of texts against one lane of a snapshot: posterior, candidates, confidence, the rule's choice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from services.onet_match.core.evidence import evidence
from services.onet_match.core.matching import Candidate, Confidence, ContextKind, TaskMatch, reason_for
from services.onet_match.core.occupations import combine, with_known_title
from services.onet_match.core.vectors import log_softmax

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from services.onet_match.core.snapshot import Lane, Snapshot
    from services.onet_match.core.vectors import Vectors

    Embed = Callable[[Sequence[str]], Vectors]

_EXCLUDED = np.float32(-1e3)  # far below any score: tasks of other occupations when the occupation is given
_TOGETHER = (
    3  # sentences read in one piece with the title; no more, so that the piece stays the same as a person goes on
)
_DEPTH = 20  # candidates that are scored in full; beyond the twentieth the share of probability is below 0.1 %


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
        return ContextKind.TITLE if self.job_title.strip() or self.other_tasks else ContextKind.NONE


def occupation_posterior(
    snapshot: Snapshot, lane: Lane, job_title: str, sentences: Sequence[str], embed: Embed
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
    pieces = list(lane.head.log_probabilities(embed(texts)))
    weights = [1.0] * len(titled) + [lane.scoring.sentence_weight] * len(sentences)
    if titled:
        known = [snapshot.catalogue.occupation_position[o.soc_code] for o in snapshot.titles.exact(job_title)]
        pieces[0] = with_known_title(pieces[0], known)
        pieces += list(snapshot.ngrams.log_probabilities(titled))
        weights += [lane.scoring.wording_weight] * len(titled)
    return combine(pieces, weights)


def find_matches(  # noqa: PLR0913 - everything a match depends on
    snapshot: Snapshot, lane: Lane, texts: Sequence[str], context: MatchContext, *, top_k: int, embed: Embed
) -> list[TaskMatch]:
    """The best candidates of each text with a calibrated confidence."""
    vectors = embed(texts)
    posterior, prior = _prior(snapshot, lane, context, embed)
    retrieved = lane.retriever.search(vectors, prior, max(top_k, _DEPTH))
    scores = retrieved.similarities
    if prior is not None:
        scores = np.where(np.isfinite(scores), scores + prior[retrieved.positions], scores)
    best_occupation = snapshot.catalogue.occupation_of_task[retrieved.positions[:, 0]]
    rows = evidence(texts, retrieved, scores, posterior[best_occupation])
    right = lane.scoring.right[context.kind].probability(rows)
    fits = lane.scoring.fits.probability(np.hstack([vectors, retrieved.nearest[:, None]]))
    shares = np.exp(log_softmax(scores / lane.scoring.temperature))
    probabilities = right[:, None] * shares / shares[:, :1]
    return [
        _match(snapshot, lane, context, text, _Row(retrieved.positions[i], scores[i], probabilities[i], fits[i], top_k))
        for i, text in enumerate(texts)
    ]


def _prior(snapshot: Snapshot, lane: Lane, context: MatchContext, embed: Embed) -> tuple[Vectors, Vectors | None]:
    """Log-posterior over occupations, and what it adds to each task's score; None where nothing is known."""
    catalogue = snapshot.catalogue
    if context.soc_code:
        posterior = np.full(len(catalogue.occupations), _EXCLUDED, dtype=np.float32)
        posterior[catalogue.occupation_position[context.soc_code]] = 0.0
        return posterior, posterior[catalogue.occupation_of_task]
    posterior = occupation_posterior(snapshot, lane, context.job_title, context.other_tasks, embed)
    if context.kind is ContextKind.NONE:
        return posterior, None
    return posterior, (lane.scoring.prior_weight * posterior)[catalogue.occupation_of_task].astype(np.float32)


@dataclass(frozen=True, slots=True)
class _Row:
    positions: np.ndarray
    scores: Vectors
    probabilities: Vectors
    fits: float
    top_k: int


def _match(snapshot: Snapshot, lane: Lane, context: MatchContext, text: str, row: _Row) -> TaskMatch:
    tasks = snapshot.catalogue.tasks
    candidates = tuple(
        Candidate(tasks[position], float(score), float(probability))
        for position, score, probability in zip(
            row.positions[: row.top_k], row.scores[: row.top_k], row.probabilities[: row.top_k], strict=True
        )
        if score > _EXCLUDED / 2
    )
    cutoffs = lane.scoring.cutoffs
    fits = bool(candidates) and row.fits >= cutoffs.low
    confidence = cutoffs.classify(candidates[0].probability) if fits else Confidence.NONE
    best = candidates[0] if fits else None
    return TaskMatch(text, candidates, best, confidence, reason_for(snapshot.catalogue, best, confidence, context.kind))
