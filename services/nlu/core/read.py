"""From signals to a reading: each decision is one layer over what rules and models say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.nlu.core.reading import (
    Activity,
    ActProbability,
    Confirmation,
    Engagement,
    LanguageProbability,
    Reading,
    Span,
)
from services.nlu.core.rule_signals import RuleReading, read_by_rules

if TYPE_CHECKING:
    from services.nlu.core.inputs import Asked
    from services.nlu.core.models import Layers

LEAST_PROBABILITY = 0.05
"""Acts below it are left out, as the contract says."""


def read(asked: Asked, layers: Layers) -> Reading:
    """Read one reply."""
    rules = read_by_rules(asked)
    engagement, probability = _engagement(rules, layers)
    return Reading(
        activities=_activities(rules, layers),
        acts=_acts(rules, layers),
        confirmations=[
            Confirmation(each, layers.confirmation.probability({"rule.confirmed": float(each in rules.confirmed)}))
            for each in rules.candidates
        ],
        engagement=engagement,
        engagement_probability=probability,
        languages=[LanguageProbability("und" if "rule.manner.foreign" in rules.signals else "en", 1.0)],
    )


def _activities(rules: RuleReading, layers: Layers) -> list[Activity]:
    probability = layers.activity.probability({"rule.activity": 1.0})
    return [
        Activity(
            span=Span(each.start, each.end),
            phrase=each.phrase,
            probability=probability,
            own_present=probability,
            refers_to=each.about,
            verb=each.verb,
        )
        for each in rules.activities
    ]


def _acts(rules: RuleReading, layers: Layers) -> list[ActProbability]:
    found = [
        ActProbability(act, layer.probability(rules.signals), layer.evidence(rules.signals))
        for act, layer in layers.acts.items()
    ]
    return sorted((each for each in found if each.probability >= LEAST_PROBABILITY), key=lambda each: -each.probability)


def _engagement(rules: RuleReading, layers: Layers) -> tuple[Engagement, float]:
    signals = {**rules.signals, f"rule.engagement.{rules.engagement}": 1.0}
    return layers.most_probable(layers.engagement, signals)
