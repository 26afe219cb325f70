"""From signals to a reading: each decision is one logistic layer over the scores of the models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.nlu.core import signals
from services.nlu.core.language import languages
from services.nlu.core.pronouns import pronoun_of
from services.nlu.core.reading import (
    Act,
    Activity,
    ActProbability,
    Confirmation,
    Owner,
    Reading,
    Span,
    Time,
)
from services.shared.language.tables import ADVERBS, PARTICLES
from services.shared.language.verbs import form
from services.shared.language.words import tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.nlu.core.inputs import Asked
    from services.nlu.core.models import Layers, ReplyModels
    from services.nlu.core.signals import Candidate, Evidence

LEAST_PROBABILITY = 0.05
"""Acts and activities below it are left out."""
LEAST_ANTECEDENT = 0.2
"""Probability from which what a pronoun stands for is told (of 186 held-out ones .81, three in four rightly); below it it is open."""
SHARED_OBJECT_GAP = frozenset({"and", "&", "or", "/", ",", "n", "+"})
"""What stands between two verbs that share an object ("collect and clean data")."""
_HALF = 0.5


def read(asked: Asked, models: ReplyModels, layers: Layers, left_out: Sequence[str] = ()) -> Reading:
    """Read one reply; signals whose names begin with one of `left_out` are ignored."""
    evidence = signals.gather(asked, models.reader, models.identifier, layers.span)
    activities = _activities(asked, evidence, layers, left_out)
    own = [each.own_present for each in activities]
    level, probability = layers.most_probable(
        layers.engagement, signals.without(signals.engagement(evidence, own), left_out)
    )
    acts = _acts(signals.without(evidence.acts, left_out), layers)
    retracts = any(each.act is Act.RETRACTION and each.probability >= _HALF for each in acts)
    return Reading(
        activities=activities,
        acts=acts,
        confirmations=[
            Confirmation(candidate, layers.confirmation.probability(signals.without(said, left_out)))
            for candidate, said in zip(evidence.heard.candidates, evidence.confirmations, strict=True)
        ],
        engagement=level,
        engagement_probability=probability,
        languages=languages(signals.without(evidence.foreign, left_out), evidence.languages, layers.foreign),
        retracted=[each.span for each in activities if retracts and (each.denied or each.time is Time.PAST)],
    )


def _acts(said: signals.Signals, layers: Layers) -> list[ActProbability]:
    found = [
        ActProbability(act, probability, layer.evidence(said))
        for act, layer in layers.acts.items()
        if (probability := layer.probability(said)) >= LEAST_PROBABILITY
    ]
    return sorted(found, key=lambda each: -each.probability)


def _activities(asked: Asked, evidence: Evidence, layers: Layers, left_out: Sequence[str]) -> list[Activity]:
    found: list[Activity] = []
    candidates = evidence.activities
    for place, candidate in enumerate(candidates):
        said = signals.without(candidate.signals, left_out)
        probability = layers.activity.probability(said)
        after = candidates[place + 1] if place + 1 < len(candidates) else None
        phrase = _phrase(asked.message, candidate, after)
        pronoun = pronoun_of(phrase)
        refers_to, sure = evidence.heard.antecedent(candidate.span) if pronoun else ("", 0.0)
        refers_to = refers_to if sure >= LEAST_ANTECEDENT else ""
        if probability < LEAST_PROBABILITY:
            continue
        attributes = candidate.attributes
        found.append(
            Activity(
                span=candidate.span,
                phrase=phrase,
                probability=probability,
                own_present=min(probability, layers.own_present.probability(said)),
                refers_to=refers_to,
                owner=max(Owner, key=lambda owner: attributes.owners[owner]),
                time=max(Time, key=lambda time: attributes.times[time]),
                denied=attributes.denied >= _HALF,
                vague=attributes.vague >= _HALF,
                verb=verb_of(phrase),
                unresolved=bool(pronoun) and not refers_to,
            )
        )
    return found


def _phrase(message: str, candidate: Candidate, after: Candidate | None) -> str:
    """The words of a span; a bare verb before "and" gets the object of the verb after it."""
    phrase = _said(message, candidate.span)
    if after is None or " " in phrase or not form(phrase.lower()).any_base:
        return phrase
    gap = message[candidate.span.end : after.span.start].lower().replace(",", " , ").split()
    if not gap or not set(gap) <= SHARED_OBJECT_GAP:
        return phrase
    words = iter(tokens(_said(message, after.span))[1:])
    shared = next((word for word in words if word.low not in PARTICLES and word.low not in ADVERBS), None)
    return f"{phrase} {_said(message, after.span)[shared.start :]}" if shared else phrase


def verb_of(phrase: str) -> str:
    """The base form of the verb a phrase opens with, "" for a noun."""
    words = tokens(phrase)
    while words and words[0].low in ADVERBS:
        words = words[1:]
    known = form(words[0].low) if words else None
    return (known.any_base or known.past or "") if known else ""


def _said(message: str, span: Span) -> str:
    return " ".join(message[span.start : span.end].split())
