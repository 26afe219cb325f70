"""What the rules say about one reply, read once and given names: the signals the layers weigh."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.nlu.core.rules.activities import read_reply
from services.nlu.core.rules.assent import is_assent, is_decline
from services.nlu.core.rules.engagement import engagement_of, is_vague, is_vague_part, is_vague_talk
from services.nlu.core.rules.manner import manner_of, question_topic
from services.nlu.core.rules.stop_intent import stop_intent
from services.nlu.core.rules.withdrawal import taken_back

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from services.nlu.core.inputs import Asked
    from services.nlu.core.reading import Engagement
    from services.nlu.core.rules.activities import Activity

MOST_READ = 8192
"""Characters the rules read of a message; their time grows with it."""


@dataclass(frozen=True)
class RuleReading:
    """The verdicts of the rules.

    Attributes:
        activities: the person's own present work, as found; what is vague or taken back left out.
        confirmed: which of the candidates they take for confirmed.
        candidates: what was offered.
        engagement: their verdict.
        signals: every verdict on acts by name, 1.0 where it holds.
    """

    activities: Sequence[Activity]
    confirmed: Sequence[str]
    candidates: Sequence[str]
    engagement: Engagement
    signals: Mapping[str, float]


def read_by_rules(asked: Asked) -> RuleReading:
    """Read a reply by all rules."""
    text = asked.message[:MOST_READ]
    read = read_reply(text, asked.question or None, offered=asked.candidates)
    named = [one for one in read.activities if not is_vague(one.phrase) and not is_vague_part(one.phrase, text)]
    gone = taken_back([one.phrase for one in named], text, asked.question)
    kept = [one for place, one in enumerate(named) if place not in gone]
    manner = manner_of(text, has_activities=bool(kept))
    topic = question_topic(text)
    verdicts = {
        "rule.stop": stop_intent(text) is not None,
        "rule.stop_after_more": stop_intent(text, asked_for_more=True) is not None,
        f"rule.manner.{manner}": True,
        f"rule.topic.{topic}": bool(topic),
        "rule.assent": is_assent(text),
        "rule.decline": is_decline(text),
        "rule.vague": is_vague_talk(text),
        "rule.activities": bool(kept),
        "rule.confirmed": bool(read.confirmed),
        "rule.asks": "?" in text,
    }
    phrases = [one.phrase for one in kept]
    return RuleReading(
        activities=kept,
        confirmed=read.confirmed,
        candidates=read.offered,
        engagement=engagement_of(text, phrases, read.confirmed),
        signals={name: 1.0 for name, holds in verdicts.items() if holds},
    )
