"""The signals of one reply: the scores of the models by name, which each decision weighs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.nlu.core import language
from services.nlu.core.heard import logit
from services.nlu.core.naming import named
from services.nlu.core.reading import Act, Owner, Span, Time
from services.nlu.core.spans import LONG_WORDS, chosen, pieces_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from services.nlu.core.heard import Attributes, Heard, ReaderModel
    from services.nlu.core.inputs import Asked
    from services.nlu.core.language import Identifier
    from services.nlu.core.layers import Layer
    from services.nlu.core.naming import Naming

Signals = dict[str, float]

MOST_ACTIVITIES = 60
"""Candidates looked at in one message, in its order; a list of 16,384 characters must not take seconds."""
FEW_WORDS = 3


@dataclass(frozen=True)
class Candidate:
    """A stretch that may be an activity: its signals and attributes."""

    span: Span
    signals: Signals
    attributes: Attributes


@dataclass(frozen=True)
class Evidence:
    """All signals of one reply."""

    heard: Heard
    acts: Signals
    activities: Sequence[Candidate]
    confirmations: Sequence[Signals]
    languages: Sequence[tuple[str, float]]
    foreign: Signals


def gather(asked: Asked, reader: ReaderModel, identifier: Identifier, span: Layer) -> Evidence:
    """Ask the models; candidates that were not given are those the reader finds in the question.

    `span` weighs which stretches of the message are activities.
    """
    heard = reader.hear(asked.question, asked.message, asked.candidates)
    ranked = identifier.rank(asked.message[: language.MOST_READ])
    stretches = chosen(heard.pieces, asked.message, span)[:MOST_ACTIVITIES]
    return Evidence(
        heard=heard,
        acts={
            **{f"reader.{act}": score for act, score in heard.acts.items()},
            **{f"patterns.{act}": score for act, score in heard.act_patterns.items()},
        },
        activities=[_candidate(asked.message, one, heard) for one in stretches],
        confirmations=_confirmations(asked, heard),
        languages=ranked,
        foreign=language.signals(heard.foreign, ranked),
    )


def engagement(evidence: Evidence, own: Sequence[float]) -> Signals:
    """The signals of the level of engagement, given the probability of each activity to be own and present work."""
    scores = evidence.heard.engagement
    return {
        **{f"reader.engagement.{level}": score for level, score in scores.items()},
        "activities": math.log1p(sum(own)),
        "reader.answer": evidence.heard.acts[Act.ANSWER],
        "reader.assent": evidence.heard.acts[Act.ASSENT],
        "reader.decline": evidence.heard.acts[Act.DECLINE],
    }


def without(signals: Mapping[str, float], left_out: Sequence[str]) -> Signals:
    """The signals without those whose names begin with one of `left_out`: the loss in quality then is what they contribute."""
    return {name: value for name, value in signals.items() if not name.startswith(tuple(left_out))}


def _candidate(message: str, span: Span, heard: Heard) -> Candidate:
    pieces = pieces_of(heard.pieces, span)
    inside = [piece.within for piece in pieces]
    attributes = heard.attributes(span)
    owners, times = attributes.owners, attributes.times
    words = message[span.start : span.end].split()
    return Candidate(
        span,
        {
            "reader.inside": logit(sum(inside) / len(inside)),
            "reader.weakest": logit(min(inside)),
            "reader.begins": logit(pieces[0].begin),
            "reader.other": logit(owners[Owner.OTHER]),
            "reader.past": logit(times[Time.PAST]),
            "reader.planned": logit(times[Time.PLANNED]),
            "reader.denied": logit(attributes.denied),
            "reader.vague": logit(attributes.vague),
            "reader.answer": heard.acts[Act.ANSWER],
            "reader.pasted": heard.acts[Act.PASTED],
            "words.one": float(len(words) == 1),
            "words.many": float(len(words) > LONG_WORDS),
        },
        attributes,
    )


def _confirmations(asked: Asked, heard: Heard) -> list[Signals]:
    """Per candidate: the encoder, the patterns, and what of it stands in words."""
    namings = named(asked.message, heard.candidates)
    return [
        {
            "reader.confirmed": score,
            "patterns.confirmed": pattern,
            **_naming(asked.message, namings, place),
            "reader.assent": heard.acts[Act.ASSENT],
            "reader.decline": heard.acts[Act.DECLINE],
        }
        for place, (score, pattern) in enumerate(zip(heard.confirmed, heard.patterns, strict=True))
    ]


def _naming(reply: str, namings: Sequence[Naming], place: int) -> Signals:
    """Whether a reply names a candidate, others, or only others, and whether it is one of few words."""
    is_named = any(place in naming.candidates for naming in namings)
    names_others = any(naming.candidates - {place} for naming in namings)
    return {
        "words.named": float(is_named),
        "words.others": float(names_others),
        "words.only_others": float(names_others and not is_named),
        "words.few": float(len(reply.split()) <= FEW_WORDS),
    }
