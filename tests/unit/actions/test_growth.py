from dataclasses import replace

import numpy as np

from services.actions.core import growth
from services.actions.core.likeness import Likeness
from services.actions.core.types import ActionType, GrowthArea, Match, OnetTask, Recommendation
from tests.fakes.profiles import MATCHES

SUPERVISE = OnetTask("1", "Supervise staff.")
LEAD = OnetTask("2", "Lead a group of employees.")
FILE = OnetTask("3", "File papers.")
NEAR = np.array([1.0, 0.0], dtype=np.float32)
MEANINGS = Likeness(
    {SUPERVISE.statement: NEAR, LEAD.statement: NEAR, FILE.statement: np.array([0.0, 1.0], dtype=np.float32)}
)


def growth_areas(matches: list[Match] | tuple[Match, ...]) -> tuple[GrowthArea, ...]:
    return growth.growth_areas(matches, {task.id: task for task in (SUPERVISE, LEAD, FILE)}, MEANINGS)


def match(code: str, score: float, *items: Recommendation) -> Match:
    return Match(code, code, score, recommendations=items)


def learn(what: str, *task_ids: str) -> Recommendation:
    return Recommendation(ActionType.SKILL, f"Learn how to {what}", task_ids)


def test_the_same_advice_from_two_matches_is_one_area_with_both_as_evidence():
    areas = growth_areas([match("a", 0.5, learn("lead teams", "1")), match("b", 0.4, learn("lead the team", "2"))])
    assert [(area.soc_codes, area.onet_task_ids) for area in areas] == [(("a", "b"), ("1", "2"))]


def test_advice_on_tasks_that_mean_the_same_is_one_area_in_the_words_of_the_better_match():
    areas = growth_areas([match("a", 0.5, learn("supervise", "1")), match("b", 0.4, learn("guide people", "2"))])
    assert [(area.action, area.soc_codes, area.onet_task_ids) for area in areas] == [
        ("Learn how to supervise", ("a", "b"), ("1", "2"))
    ]


def test_advice_on_tasks_that_mean_something_else_is_another_area():
    assert len(growth_areas([match("a", 0.5, learn("supervise", "1"), learn("keep papers", "3"))])) == 2


def test_a_match_that_fits_less_than_half_as_well_has_no_say():
    areas = growth_areas([match("a", 0.9, learn("lead teams")), match("b", 0.4, learn("file papers"))])
    assert [area.soc_codes for area in areas] == [("a",)]


def test_the_same_words_of_another_type_are_another_area():
    other = replace(learn("lead teams"), type=ActionType.PROJECT)
    assert len(growth_areas([match("a", 0.5, learn("lead teams"), other)])) == 2


def test_what_several_good_matches_recommend_weighs_most():
    areas = growth_areas(
        [
            match("a", 0.9, learn("write code"), learn("lead teams")),
            match("b", 0.8, learn("lead teams"), learn("file papers")),
        ]
    )
    assert [area.action for area in areas] == [
        f"Learn how to {what}" for what in ("lead teams", "write code", "file papers")
    ]
    assert areas[0].weight == 1
    assert all(0 < area.weight <= 1 for area in areas)


def test_no_match_no_area():
    assert growth_areas([]) == ()
    assert growth_areas([match("a", 0.5, Recommendation(ActionType.SKILL, "  "))]) == ()


def test_every_area_names_the_matches_it_is_from():
    assert all(area.soc_codes == ("13-2031.00",) for area in growth_areas(MATCHES))
