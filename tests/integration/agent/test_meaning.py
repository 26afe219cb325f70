"""Questions compared by the transformer: different areas stay apart, rewordings are told."""

from __future__ import annotations

import itertools

import pytest

from services.agent.core import wording
from services.agent.core.areas import AREAS, LAST_RESORTS
from services.agent.core.similar import is_repeat, subject
from services.onet_match.adapters.minilm import MiniLm

AREA_QUESTIONS = [(area.open_question, area.closed_question) for area in (*AREAS, *LAST_RESORTS)]


@pytest.fixture(scope="module")
def embedder() -> MiniLm:
    return MiniLm(1)


def test_no_question_of_the_tables_is_taken_for_another(embedder: MiniLm):
    groups = [*AREA_QUESTIONS, *((text,) for _, text in wording.MORE_QUESTIONS), wording.OPENING_QUESTIONS]
    texts = [text for group in groups for text in group]
    group_of = [number for number, group in enumerate(groups) for _ in group]
    vectors = embedder.embed([subject(text) for text in texts])
    close = vectors @ vectors.T
    clashes = [
        (texts[i], texts[j], round(float(close[i, j]), 2))
        for i, j in itertools.combinations(range(len(texts)), 2)
        if group_of[i] != group_of[j] and is_repeat(texts[i], [texts[j]], [float(close[i, j])], "default")
    ]
    assert clashes == []


REWORDED = [
    ("Do you manage a budget?", "Are you responsible for budgets?"),
    ("Do you write reports or keep records?", "Is producing reports part of what you do?"),
    ("Do you train new people or teach classes?", "Do you help onboard and teach new people?"),
    ("Do you resolve complaints?", "Is handling customer complaints one of your tasks?"),
    ("Do you analyze data?", "Does your role include data analysis?"),
    ("Do you attend team meetings?", "Do you take part in meetings with your team?"),
    ("Do you order supplies?", "Are you the one who orders supplies?"),
    ("What do you see to first thing after you arrive?", "What is the first thing you do when you arrive?"),
]


@pytest.mark.parametrize(("asked", "again"), REWORDED)
def test_a_reworded_question_is_told(asked: str, again: str, embedder: MiniLm):
    left, right = embedder.embed([subject(asked), subject(again)])
    assert is_repeat(again, [asked], [float(left @ right)], "default")
