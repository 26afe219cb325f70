"""The committed artefacts answer the same on this processor as on the one they were made on, up to 0.02."""

import json
from pathlib import Path
from typing import Any

import pytest

from services.nlu.adapters.artefacts import open_models
from services.nlu.training.answers import answers

TOLERANCE = 0.02
KEPT = json.loads((Path(__file__).parent / "answers.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def found() -> Any:
    return answers(KEPT["rows"], open_models(1))


def numbers(value: Any) -> list[float]:
    """Every number of an answer, in order."""
    if isinstance(value, dict):
        return [number for key in sorted(value) for number in numbers(value[key])]
    if isinstance(value, list):
        return [number for one in value for number in numbers(one)]
    return [value] if isinstance(value, int | float) else []


@pytest.mark.parametrize("kind", ["claims", "tasks"])
def test_pairs_have_the_same_probabilities(found, kind):
    assert numbers(found[kind]) == pytest.approx(numbers(KEPT["answers"][kind]), abs=TOLERANCE)


@pytest.mark.parametrize("place", range(len(KEPT["rows"]["replies"])))
def test_a_reply_has_the_same_reading(found, place):
    told, kept = found["replies"][place], KEPT["answers"]["replies"][place]
    for act in told["acts"].keys() | kept["acts"].keys():
        assert told["acts"].get(act, 0.05) == pytest.approx(kept["acts"].get(act, 0.05), abs=TOLERANCE)
    sure = [[one for one in each["activities"] if one[2] > 0.1] for each in (told, kept)]
    assert numbers(sure[0]) == pytest.approx(numbers(sure[1]), abs=TOLERANCE)
    assert told["confirmations"] == pytest.approx(kept["confirmations"], abs=TOLERANCE)
    assert told["engagement"][1] == pytest.approx(kept["engagement"][1], abs=TOLERANCE)
    assert told["language"][0] == kept["language"][0]
