from dataclasses import replace

from services.actions.core.growth import growth_areas
from services.actions.core.types import ActionType, Match, Recommendation
from tests.fakes.profiles import MATCHES


def match(code: str, score: float, *items: Recommendation) -> Match:
    return Match(code, code, score, recommendations=items)


def learn(what: str, *task_ids: str) -> Recommendation:
    return Recommendation(ActionType.SKILL, f"Learn how to {what}", task_ids)


def test_the_same_advice_from_two_matches_is_one_area_with_both_as_evidence():
    areas = growth_areas([match("a", 0.5, learn("lead teams", "1")), match("b", 0.4, learn("lead the team", "2"))])
    assert [(area.soc_codes, area.onet_task_ids) for area in areas] == [(("a", "b"), ("1", "2"))]


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
