"""The work categories stand once, and every spelling of them is read."""

import pytest

from metier.onet_match.v1 import catalogue_pb2
from services.shared.onet import CATEGORIES, WorkCategory


def test_every_category_is_one_of_the_contract_and_the_other_way_round():
    assert {category.contract_name for category in WorkCategory} == set(catalogue_pb2.WorkCategory.keys())


@pytest.mark.parametrize(
    ("spelled", "category"),
    [("4.A.1", WorkCategory.INFORMATION_INPUT), ("4.A.4", CATEGORIES[3]), ("unknown", WorkCategory.UNKNOWN)],
)
def test_elements_and_what_release_0_1_stored_are_read(spelled: str, category: WorkCategory):
    assert WorkCategory(spelled) is category


def test_anything_else_is_no_category():
    with pytest.raises(ValueError, match=r"4\.A\.5"):
        WorkCategory("4.A.5")
