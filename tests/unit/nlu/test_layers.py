"""A layer weighs signals; fitting one believes the model until rows say otherwise."""

import random

import pytest

from services.nlu.core.layers import Layer, sigmoid, softmax
from services.nlu.training.fit import fit, score


def test_a_layer_tells_its_probability_and_what_spoke_for_it():
    layer = Layer(-1.0, {"patterns.stop": 3.0, "reader.stop": 1.0, "reader.answer": -0.5})
    said = {"patterns.stop": 1.0, "reader.stop": 0.5, "reader.answer": 4.0}
    assert layer.probability(said) == pytest.approx(sigmoid(-1 + 3 + 0.5 - 2))
    assert layer.evidence(said) == ("patterns.stop +3.0", "reader.stop +0.5")


@pytest.mark.parametrize("value", [-1000.0, -1.0, 0.0, 1.0, 1000.0])
def test_probabilities_are_bounded(value):
    assert 0 <= sigmoid(value) <= 1
    assert sum(softmax([value, 0.0, -value])) == pytest.approx(1)


def test_without_rows_that_differ_the_models_own_logit_is_believed():
    layer = fit([{"reader": 2.0}, {"reader": -2.0}], [True, False], own="reader")
    assert layer["weights"]["reader"] == pytest.approx(1, abs=0.3)


def test_a_signal_that_lies_is_told_off_and_one_that_knows_is_heard():
    draw = random.Random(0)
    right = [draw.random() < 0.4 for _ in range(400)]
    rows = [{"lies": draw.uniform(-3, 3), "knows": float(value != (draw.random() < 0.05))} for value in right]
    layer = fit(rows, right, own="lies")
    assert layer["weights"]["knows"] > 3
    assert abs(layer["weights"].get("lies", 0.0)) < 0.3
    assert sum((score(layer, row) > 0) == value for row, value in zip(rows, right, strict=True)) > 370


def test_fitting_does_not_run_away_on_rows_that_are_parted_cleanly():
    layer = fit([{"a": 9.0}] * 50 + [{"a": -9.0}] * 50, [True] * 50 + [False] * 50, own="a")
    assert all(abs(weight) < 3 for weight in layer["weights"].values())
