"""The wording of titles: n-grams, buckets, and the head over them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from services.onet_match.core.ngrams import buckets, ngrams
from tests.fakes.onet import ngram_head


def test_ngrams_are_words_with_their_ends_pieces_of_words_and_neighbours():
    found = list(ngrams("Gas fitter"))
    assert {"<gas>", "<fitter>", "<ga", "ter>", "itter", "gas fitter"} <= set(found)
    assert "gasf" not in found


def test_case_and_punctuation_do_not_count():
    assert sorted(ngrams("GAS-fitter!")) == sorted(ngrams("gas fitter"))


@pytest.mark.parametrize("text", ["", "!?", "чемпион"])
def test_a_text_without_words_it_can_read_speaks_for_nobody(text):
    assert buckets(text, 64) == []
    assert np.allclose(np.exp(ngram_head("cook", "nurse").log_probabilities([text])), 1 / 2)


def test_a_misspelt_title_keeps_most_of_its_pieces_and_so_its_occupation():
    known = ngram_head("physiotherapist", "quantity surveyor")
    assert known.log_probabilities(["fysiotherapist", "quantity surveyer"]).argmax(axis=1).tolist() == [0, 1]


def test_answers_are_log_probabilities_in_the_order_of_the_texts():
    answers = ngram_head("cook", "nurse").log_probabilities(["nurse", "cook"])
    assert np.allclose(np.exp(answers).sum(axis=1), 1.0)
    assert answers.argmax(axis=1).tolist() == [1, 0]


def test_an_occupation_the_head_was_not_taught_is_neither_favoured_nor_refused():
    taught = replace(ngram_head("cook", "nurse"), bias=np.array([1.0, 3.0], np.float32))
    moved = taught.aligned(["a", "b"], ["b", "new", "a"])
    assert moved.log_probabilities(["nurse"])[0].argmax() == 0
    assert moved.bias.tolist() == [3.0, 2.0, 1.0]
    assert not moved.prototypes[1].any()
