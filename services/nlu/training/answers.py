"""What the committed artefacts answer to a fixed set of rows, so that another processor can be held to it."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from services.nlu.core import relations
from services.nlu.core.inputs import Asked, Claim
from services.nlu.core.read import read
from services.nlu.training import corpus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.nlu.service import Models

REPLIES, OFFERS, CASES = 40, 20, 8
MOST_TASKS = 24


def chosen() -> dict[str, Any]:
    """The rows: texts alone, drawn once and for all."""
    draw = random.Random(7)
    replies = draw.sample(corpus.read("replies"), REPLIES)
    offers = draw.sample(corpus.read("confirm"), OFFERS)
    cases = draw.sample(corpus.read("claims"), CASES)
    tasks = [
        text
        for group in draw.sample(corpus.read("pairs"), MOST_TASKS // 3)
        for text in (*group.same[:2], *group.different[:1])
    ]
    return {
        "replies": [[row.question, row.message, []] for row in replies]
        + [[row.question, row.reply, [row.question[a:b] for a, b in row.candidates]] for row in offers],
        "claims": [[case.claims[0][0], list(case.evidence)] for case in cases],
        "tasks": tasks,
    }


def answers(rows: dict[str, Any], models: Models) -> dict[str, Any]:
    """The probabilities of each row, in the order of the rows."""
    return {
        "replies": [_reading(asked, models) for asked in rows["replies"]],
        "claims": [
            one.supported
            for one in relations.check(
                [Claim(text, tuple(lines)) for text, lines in rows["claims"]], models.pairs, models.layers
            )
        ],
        "tasks": [
            [one.left, one.right, one.same, one.left_contains_right, one.right_contains_left]
            for one in relations.compare(rows["tasks"], models.pairs, models.layers)
        ],
    }


def _reading(asked: Sequence[Any], models: Models) -> dict[str, Any]:
    question, message, candidates = asked
    reading = read(Asked(question, message, tuple(candidates)), models, models.layers)
    return {
        "acts": {one.act: one.probability for one in reading.acts},
        "activities": [[one.span.start, one.span.end, one.probability, one.own_present] for one in reading.activities],
        "confirmations": [one.probability for one in reading.confirmations],
        "engagement": [reading.engagement, reading.engagement_probability],
        "language": [reading.languages[0].language, reading.languages[0].probability],
    }
