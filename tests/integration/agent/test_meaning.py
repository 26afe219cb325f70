"""Questions compared by the matcher's embedders: different areas stay apart, rewordings are told."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from services.agent.core import wording
from services.agent.core.areas import GENERAL
from services.agent.core.similar import SAME_QUESTION, is_repeat, subject
from services.onet_match.adapters.minilm import MiniLm
from services.onet_match.adapters.static_table import StaticTable

if TYPE_CHECKING:
    from services.onet_match.ports import Embedder

QUESTIONS = [
    *((one.text,) for _, one in (*wording.MORE_QUESTIONS, *wording.UNKNOWN_QUESTIONS)),
    *((area.open_question, area.closed_question) for area in GENERAL),
    tuple(one.text for one in wording.OPENING_QUESTIONS),
]
"""By what they are about. O*NET's areas are not among them: of two that lie near, the second is rightly passed over."""
MODEL_QUESTIONS = Path(__file__).with_name("reworded_questions.tsv")


@pytest.fixture(scope="module")
def embedders() -> dict[str, Embedder]:
    return {"default": MiniLm(1), "fast": StaticTable()}


@pytest.mark.parametrize("name", SAME_QUESTION)
def test_no_question_of_the_tables_is_taken_for_another(name: str, embedders: dict[str, Embedder]):
    texts = [text for group in QUESTIONS for text in group]
    group_of = [number for number, group in enumerate(QUESTIONS) for _ in group]
    vectors = embedders[name].embed([subject(text) for text in texts])
    close = vectors @ vectors.T
    clashes = [
        (texts[i], texts[j], round(float(close[i, j]), 2))
        for i, j in itertools.combinations(range(len(texts)), 2)
        if group_of[i] != group_of[j] and is_repeat(texts[i], [texts[j]], [float(close[i, j])], name)
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
def test_a_reworded_question_is_told(asked: str, again: str, embedders: dict[str, Embedder]):
    left, right = embedders["default"].embed([subject(asked), subject(again)])
    assert is_repeat(again, [asked], [float(left @ right)], "default")


@pytest.mark.parametrize(("name", "at_least"), [("default", 25), ("fast", 23)])
def test_half_of_the_questions_a_model_rewords_are_told(name: str, at_least: int, embedders: dict[str, Embedder]):
    rows = (line.split("\t") for line in MODEL_QUESTIONS.read_text("utf-8").splitlines() if line[:1] != "#")
    pairs = [(asked, again) for asked, again in rows]
    vectors = [embedders[name].embed([subject(text) for text in side]) for side in zip(*pairs, strict=True)]
    close = vectors[1] @ vectors[0].T
    told = [is_repeat(pairs[row][1], [pairs[row][0]], [float(close[row, row])], name) for row in range(len(pairs))]
    assert sum(told) >= at_least
