"""Matching, confidence and the occupation prior over a small catalogue."""

from dataclasses import replace

import numpy as np
import pytest

from services.onet_match.core.engine import MatchContext, find_matches, occupation_posterior
from services.onet_match.core.matching import Confidence, Cutoffs
from services.onet_match.core.occupations import OccupationHead, combine, is_peaked, of_one_task, with_known_title
from services.onet_match.core.vectors import log_softmax, top
from tests.fakes.onet import WordEmbedder, ngram_head, snapshot

EMBEDDER = WordEmbedder()
SNAPSHOT = snapshot(EMBEDDER)
LANE = SNAPSHOT.indexes["default"]


def match(text: str, context: MatchContext = MatchContext(), top_k: int = 3):  # noqa: B008
    return find_matches(SNAPSHOT, LANE, [text], context, top_k=top_k, embed=EMBEDDER.embed)[0]


def test_the_statement_itself_is_found_with_high_confidence():
    found = match("Prepare tax returns for clients.")
    assert found.best is not None
    assert found.best.task.task_id == "102"
    assert found.confidence is Confidence.HIGH


def test_a_text_near_no_task_gets_no_best_but_keeps_its_candidates():
    found = match("zebra xylophone quartz")
    assert (found.best, found.confidence) == (None, Confidence.NONE)
    assert found.candidates


def test_candidates_come_best_first_and_the_probability_falls_with_them():
    probabilities = [candidate.probability for candidate in match("Inspect account books").candidates]
    assert probabilities == sorted(probabilities, reverse=True)


def test_the_job_title_decides_between_tasks_that_are_equally_close():
    for title, task_id in (("cook", "202"), ("Accountants and Auditors", "101")):
        found = match("Inspect for", MatchContext(job_title=title))
        assert found.candidates[0].task.task_id == task_id


def test_other_tasks_of_the_person_narrow_the_occupation_too():
    context = MatchContext(other_tasks=("Cook soups and meats", "Cook vegetables in the kitchen"))
    assert match("Inspect for", context).candidates[0].task.soc_code == "35-2014.00"


COOKING = tuple(f"Cook soups, meats and vegetables in the kitchen, {number}" for number in range(12))


def test_whoever_cooks_beyond_doubt_still_prepares_a_tax_return():
    text, context = "Prepare tax returns", MatchContext(job_title="cook", other_tasks=COOKING)
    assert match(text, context).candidates[0].task.task_id == "102"
    without = replace(LANE, scoring=replace(LANE.scoring, elsewhere=1e-30))
    alone = find_matches(SNAPSHOT, without, [text], context, top_k=3, embed=EMBEDDER.embed)[0]
    assert alone.candidates[0].task.soc_code == "35-2014.00"


def test_the_reason_says_whether_the_task_lies_where_the_person_is_pointed_to():
    context = MatchContext(other_tasks=COOKING)
    at_home, elsewhere = (
        match(text, context).reasoning.text for text in ("Cook soups", "Prepare tax returns for clients")
    )
    assert "with what is known of the person pointing to Cooks, Restaurant" in at_home
    assert "though what is known of the person points to Cooks, Restaurant" in elsewhere


def test_one_task_of_a_person_may_belong_to_any_occupation():
    log_posterior = np.log(np.array([0.98, 0.02, 1e-30], dtype=np.float32))
    probabilities = np.exp(of_one_task(log_posterior, 0.3))
    assert probabilities == pytest.approx([0.786, 0.114, 0.1], abs=1e-3)


def test_with_the_code_given_candidates_come_from_that_occupation_alone():
    found = match("Cook soups", MatchContext(soc_code="29-1141.00"), top_k=5)
    assert {candidate.task.soc_code for candidate in found.candidates} == {"29-1141.00"}


def test_without_title_and_sentences_every_occupation_is_equally_likely():
    posterior = occupation_posterior(SNAPSHOT, LANE, "", [], EMBEDDER.embed)
    assert np.allclose(np.exp(posterior), 1 / 3)


def test_the_wording_of_a_title_speaks_where_its_meaning_says_nothing():
    knowing = replace(SNAPSHOT, ngrams=ngram_head("", "", "dispensing optician"))
    title = "Dispensing opticians"
    before, after = (occupation_posterior(each, LANE, title, [], EMBEDDER.embed) for each in (SNAPSHOT, knowing))
    assert after[2] > before[2]
    assert after.argmax() == 2


def test_the_wording_of_sentences_without_a_title_says_nothing():
    knowing = replace(SNAPSHOT, ngrams=ngram_head("cook soups", "", ""))
    before, after = (
        occupation_posterior(each, LANE, "", ["Cook soups"], EMBEDDER.embed) for each in (SNAPSHOT, knowing)
    )
    assert np.allclose(before, after)


def test_an_exact_title_of_the_release_moves_the_posterior_to_its_occupation():
    mixed = np.exp(with_known_title(log_softmax(np.zeros(4, np.float32)), [2]))
    assert mixed[2] > 0.7
    assert mixed.sum() == pytest.approx(1.0)


def test_evidence_adds_up_and_no_evidence_is_uniform():
    one = log_softmax(np.array([1.0, 0.0, 0.0], np.float32))
    assert np.exp(combine([one, one], [1.0, 1.0]))[0] > np.exp(one)[0]
    assert is_peaked(np.array([0.98, 0.01, 0.01], np.float32), 0.5)
    assert not is_peaked(np.full(3, 1 / 3, np.float32), 0.5)


def test_an_occupation_the_head_was_not_taught_gets_the_fallback_as_its_prototype():
    hidden, hidden_bias = np.ones((2, 1), np.float32), np.zeros(1, np.float32)
    taught = np.array([[5, 0, 1], [0, 5, 2]], dtype=np.float32)
    head = OccupationHead(hidden, hidden_bias, taught, np.zeros(2, np.float32))
    fallback = np.array([[0, 1], [1, 0], [0.6, 0.8]], dtype=np.float32)
    moved = head.aligned(["a", "b"], ["b", "a", "new"], fallback)
    assert np.allclose(moved.prototypes, [[0, 5, 2], [5, 0, 1], [3, 4, 0]])


def test_ties_go_to_the_first_position():
    assert top(np.array([[1.0, 3.0, 3.0, 2.0]], np.float32), 3).tolist() == [[1, 2, 3]]


def test_classes_follow_the_cutoffs():
    cutoffs = Cutoffs(high=0.8, medium=0.4, low=0.5)
    assert [cutoffs.classify(p) for p in (0.8, 0.79, 0.4, 0.39)] == [
        Confidence.HIGH,
        Confidence.MEDIUM,
        Confidence.MEDIUM,
        Confidence.LOW,
    ]
