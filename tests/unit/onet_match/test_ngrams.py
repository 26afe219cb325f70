"""The wording of titles: n-grams, buckets, and the head over them."""

from __future__ import annotations

import numpy as np
import pytest

from services.onet_match.core.ngrams import NgramHead, buckets, ngrams

COUNT = 64


def head(*spoken: str) -> NgramHead:
    """A head whose occupation i is spoken for by the n-grams of `spoken[i]`."""
    table = np.eye(COUNT, dtype=np.int8) * 127
    prototypes = np.zeros((len(spoken), COUNT), np.float32)
    for row, text in enumerate(spoken):
        prototypes[row, buckets(text, COUNT)] = 1.0
    return NgramHead(table, prototypes, np.arange(len(spoken), dtype=np.float32) / 100)


def test_ngrams_are_words_with_their_ends_pieces_of_words_and_neighbours():
    found = list(ngrams("Gas fitter"))
    assert {"<gas>", "<fitter>", "<ga", "ter>", "itter", "gas fitter"} <= set(found)
    assert "gasf" not in found


def test_case_and_punctuation_do_not_count():
    assert sorted(ngrams("GAS-fitter!")) == sorted(ngrams("gas fitter"))


@pytest.mark.parametrize("text", ["", "!?", "чемпион"])
def test_a_text_without_words_it_can_read_speaks_for_nobody(text):
    assert buckets(text, COUNT) == []
    assert np.ptp(head("cook", "nurse").log_probabilities([text])) <= 0.01 + 1e-6


def test_a_misspelt_title_keeps_most_of_its_pieces_and_so_its_occupation():
    known = head("physiotherapist", "quantity surveyor")
    assert known.log_probabilities(["fysiotherapist", "quantity surveyer"]).argmax(axis=1).tolist() == [0, 1]


def test_answers_are_log_probabilities_in_the_order_of_the_texts():
    answers = head("cook", "nurse").log_probabilities(["nurse", "cook"])
    assert np.allclose(np.exp(answers).sum(axis=1), 1.0)
    assert answers.argmax(axis=1).tolist() == [1, 0]


def test_an_occupation_the_head_was_not_taught_is_neither_favoured_nor_refused():
    moved = head("cook", "nurse").aligned(["a", "b"], ["b", "new", "a"])
    answers = moved.log_probabilities(["nurse"])[0]
    assert answers.argmax() == 0
    assert answers[1] <= answers[0]
    assert np.isclose(moved.bias[1], np.mean([0.0, 0.01]))
