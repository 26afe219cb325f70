"""The port `Catalogue`, on the fake the other tests use and on the real matcher."""

import numpy as np
import pytest

from services.actions.adapters.onet import OnetCatalogue
from services.actions.core.likeness import Likeness
from services.actions.core.types import OnetTask
from tests.fakes.onet_words import WordCatalogue

TEXTS = ("Prepare tax returns", "Prepare tax returns for clients", "Feed the animals")


@pytest.fixture(params=["fake", "real"])
def catalogue(request):
    if request.param == "fake":
        return WordCatalogue({"1": OnetTask("1", "Prepare tax returns.")})
    return OnetCatalogue(request.getfixturevalue("onet"), cached=2)


async def test_each_text_has_a_unit_vector_and_the_same_one_every_time(catalogue):
    first, again = await catalogue.vectors(TEXTS), await catalogue.vectors(TEXTS)
    assert first.keys() == set(TEXTS)
    assert all(abs(float(np.linalg.norm(vector)) - 1) < 1e-3 for vector in first.values())
    assert all(np.allclose(first[text], again[text], atol=1e-3) for text in TEXTS)


async def test_texts_that_say_the_same_are_closer_than_those_that_do_not(catalogue):
    likeness = Likeness(await catalogue.vectors(TEXTS))
    assert likeness.of(TEXTS[0], TEXTS[1]) > likeness.of(TEXTS[0], TEXTS[2])
    assert likeness.nearest(TEXTS[0], TEXTS[1:]) == TEXTS[1]


async def test_more_texts_than_one_call_takes_are_all_answered(catalogue):
    texts = [f"Prepare report {number}" for number in range(300)]
    assert len(await catalogue.vectors(texts)) == 300


async def test_the_tasks_of_an_occupation_are_found_by_id(catalogue):
    tasks = await catalogue.tasks_of(["13-2011.00"])
    assert tasks
    assert all(task_id == task.id and task.statement for task_id, task in tasks.items())
    assert await catalogue.tasks_of([]) == {}
