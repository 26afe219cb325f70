"""The signals of one reply: what rules and the reader model say of it, by name, for each decision to weigh."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.nlu.core import language
from services.nlu.core.heard import logit, pieces_of, spans
from services.nlu.core.reading import Act, Owner, Span, Time
from services.nlu.core.rule_signals import RuleReading, read_by_rules

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from services.nlu.core.heard import Attributes, Heard, ReaderModel
    from services.nlu.core.inputs import Asked
    from services.nlu.core.language import Identifier

Signals = dict[str, float]

MOST_ACTIVITIES = 60
"""Candidates looked at in one message, in its order; a list of 16,384 characters must not take seconds."""
SAME_SPAN = 0.5
"""Share of the shorter span two spans must have in common to be one candidate."""
LONG_WORDS = 9


@dataclass(frozen=True)
class Candidate:
    """A stretch that may be an activity: its signals, attributes, and the rule's view of it where there is one."""

    span: Span
    signals: Signals
    attributes: Attributes
    rule_about: str = ""
    rule_phrase: str = ""


@dataclass(frozen=True)
class Evidence:
    """All signals of one reply."""

    rules: RuleReading
    heard: Heard
    acts: Signals
    activities: Sequence[Candidate]
    confirmations: Sequence[Signals]
    languages: Sequence[tuple[str, float]]
    foreign: Signals


def gather(asked: Asked, reader: ReaderModel, identifier: Identifier) -> Evidence:
    """Ask rules and models; candidates that were not given are those the rules find in the question."""
    rules = read_by_rules(asked)
    heard = reader.hear(asked.question, asked.message, rules.candidates)
    ranked = identifier.rank(asked.message[: language.MOST_READ])
    acts = {**rules.signals, **{f"reader.{act}": score for act, score in heard.acts.items()}}
    return Evidence(
        rules=rules,
        heard=heard,
        acts=acts,
        activities=_candidates(asked.message, rules, heard),
        confirmations=[
            _confirmation(rules, heard, candidate, place) for place, candidate in enumerate(rules.candidates)
        ],
        languages=ranked,
        foreign=language.signals(heard.foreign, ranked, by_rule="rule.manner.foreign" in rules.signals),
    )


def engagement(evidence: Evidence, own: Sequence[float]) -> Signals:
    """The signals of the level of engagement, given the probability of each activity to be own and present work."""
    scores = evidence.heard.engagement
    return {
        **{f"reader.engagement.{level}": score for level, score in scores.items()},
        f"rule.engagement.{evidence.rules.engagement}": 1.0,
        "activities": math.log1p(sum(own)),
        "reader.answer": evidence.heard.acts[Act.ANSWER],
        **{name: value for name, value in evidence.rules.signals.items() if name == "rule.vague"},
    }


def _candidates(message: str, rules: RuleReading, heard: Heard) -> list[Candidate]:
    """The spans of the model, and those only rules see, in the order of the message."""
    tagged = spans(heard.pieces, message)
    alone = [
        each
        for each in rules.activities
        if not any(_share(Span(each.start, each.end), span) >= SAME_SPAN for span in tagged)
    ]
    found = [_candidate(message, span, rules, heard) for span in tagged]
    found += [_candidate(message, Span(each.start, each.end), rules, heard, only_rule=True) for each in alone]
    return sorted(found, key=lambda each: (each.span.start, each.span.end))[:MOST_ACTIVITIES]


def _candidate(message: str, span: Span, rules: RuleReading, heard: Heard, *, only_rule: bool = False) -> Candidate:
    pieces = pieces_of(heard.pieces, span)
    inside = [piece.within for piece in pieces] or [0.0]
    attributes = heard.attributes(span)
    rule = next((each for each in rules.activities if _share(Span(each.start, each.end), span) >= SAME_SPAN), None)
    owners, times = attributes.owners, attributes.times
    signals = {
        "reader.inside": logit(sum(inside) / len(inside)),
        "reader.weakest": logit(min(inside)),
        "reader.begins": logit(pieces[0].begin) if pieces else logit(0.0),
        "reader.other": logit(owners[Owner.OTHER]),
        "reader.past": logit(times[Time.PAST]),
        "reader.planned": logit(times[Time.PLANNED]),
        "reader.denied": logit(attributes.denied),
        "reader.vague": logit(attributes.vague),
        "reader.answer": heard.acts[Act.ANSWER],
        "reader.pasted": heard.acts[Act.PASTED],
        "rule.activity": float(rule is not None),
        "rule.alone": float(only_rule),
        "one_word": float(" " not in message[span.start : span.end]),
        "long": float(message[span.start : span.end].count(" ") >= LONG_WORDS),
    }
    if rule is None:
        return Candidate(span, signals, attributes)
    moved = rule.phrase if rule.phrase not in " ".join(message.split()) else ""
    return Candidate(span, signals, attributes, rule.about, moved)


def _confirmation(rules: RuleReading, heard: Heard, candidate: str, place: int) -> Signals:
    acts = heard.acts
    return {
        "reader.confirmed": heard.confirmed[place],
        "rule.confirmed": float(candidate in rules.confirmed),
        "rule.confirms_none": float(not rules.confirmed),
        "reader.assent": acts[Act.ASSENT],
        "reader.decline": acts[Act.DECLINE],
    }


def _share(one: Span, other: Span) -> float:
    both = min(one.end, other.end) - max(one.start, other.start)
    return max(0, both) / max(1, min(one.end - one.start, other.end - other.start))


def without(signals: Mapping[str, float], left_out: Sequence[str]) -> Signals:
    """The signals without those whose names begin with one of `left_out`: what a voice earns is what is lost then."""
    return {name: value for name, value in signals.items() if not name.startswith(tuple(left_out))}
