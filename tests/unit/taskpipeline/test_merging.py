"""Deduplication and cards: the same activity said twice is one task, different ones stay apart."""

import pytest

from services.taskpipeline.core.cards import merge_cards
from services.taskpipeline.core.deduplicate import Thresholds, deduplicate, join
from services.taskpipeline.core.reading import Relation
from services.taskpipeline.core.types import Card
from tests.unit.taskpipeline.talk import said

SAME = [
    ("prepare quarterly reports for leadership", "create quarterly summary documents for executives"),
    ("schedule team meetings", "organize meetings with the team"),
    ("count the tills", "counting the registers again"),
    ("pass medications to patients", "giving the meds"),
    ("reconcile the balance sheet accounts", "reconciling accounts"),
    ("answer emails", "answering customer emails"),
    ("repair vehicles", "fix cars"),
    ("train new staff", "onboard new employees"),
]
DIFFERENT = [
    ("write code", "review code"),
    ("write technical documentation", "write marketing copy"),
    ("coordinate with clients", "coordinate with team members"),
    ("load trailers", "unload trailers"),
    ("write emails", "respond to customer inquiries"),
    ("clean bathrooms", "clean kitchens"),
    ("order supplies", "order food"),
    ("take blood", "take minutes"),
    ("design posters", "print posters"),
    ("sell tickets", "check tickets"),
    ("teach maths", "teach science"),
    ("give meds", "order meds"),
]
UNSURE = ((1.0, 0.8), (0.8, 1.0))  # vectors that say: close, as they do for "load" and "unload"


@pytest.mark.parametrize(("one", "other"), SAME, ids=[one for one, _ in SAME])
def test_the_same_activity_said_twice_is_one_task(one, other):
    (task,) = deduplicate([said(one), said(other)])
    assert len(task.merged) == 1
    assert task.merged[0].reason


@pytest.mark.parametrize(("one", "other"), DIFFERENT, ids=[f"{one} / {other}" for one, other in DIFFERENT])
def test_different_activities_stay_apart_even_when_vectors_are_close(one, other):
    assert len(deduplicate([said(one), said(other)], UNSURE)) == 2


@pytest.mark.parametrize(
    ("one", "noun"),
    [("fix bugs", "bug fixing"), ("check the rig every morning", "rig checks"), ("count stock", "stock counts")],
)
def test_a_noun_that_names_the_doing_is_the_same_task(one, noun):
    assert len(deduplicate([said(one), said(noun, verb="")])) == 1


def test_the_fullest_wording_stays_in_the_place_of_the_first_with_all_sources():
    first, second, third = said("check rooms"), said("order linen", verb="order"), said("check rooms for damage")
    tasks = deduplicate([first, second, third])
    assert [task.normalized for task in tasks] == ["Check rooms for damage", "Order linen"]
    assert tasks[0].merged[0].statement == "Check rooms"
    assert tasks[0].merged[0].sources == first.sources


def test_close_vectors_merge_what_agrees_in_verb_and_part_of_the_words():
    pair = [said("assess loan applications from firms"), said("assess loan files")]
    assert len(deduplicate(pair)) == 2
    assert len(deduplicate(pair, UNSURE, Thresholds(same_verb=0.75, other_verb=1.0))) == 1


def test_a_group_takes_nothing_that_differs_from_one_of_its_members():
    tasks = deduplicate([said("train staff"), said("train staff for audits"), said("train staff for sales")])
    assert [task.normalized for task in tasks] == ["Train staff for audits", "Train staff for sales"]


def test_nothing_said_gives_nothing():
    assert deduplicate([]) == ()


def test_what_is_doubted_and_repeats_a_task_is_one_more_mention_of_it_under_its_wording():
    known = (said("milk the cows"), said("feed calves"))
    doubted = (said("cow milking in the morning", verb=""), said("mend fences"))
    joined, left = join(known, doubted)
    assert [task.normalized for task in joined] == ["Milk cows", "Feed calves"]
    assert [merge.sources for merge in joined[0].merged] == [doubted[0].sources]
    assert left == doubted[1:]


def test_what_the_reader_holds_for_the_same_is_merged_only_where_the_vectors_agree():
    pair = [said("do the obs"), said("record vital signs")]
    read = {(0, 1): Relation(same=0.6)}
    near, far = ((1.0, 0.55), (0.55, 1.0)), ((1.0, 0.3), (0.3, 1.0))
    assert len(deduplicate(pair, near, relations=read)) == 1
    assert len(deduplicate(pair, far, relations=read)) == 2
    assert len(deduplicate([said("load trailers"), said("unload trailers")], near, relations=read)) == 2


def card(statement: str) -> Card:
    return Card(id=statement[:8], statement=statement)


def test_a_card_the_person_also_said_is_merged_into_the_task():
    tasks, own = merge_cards([said("prepare quarterly reports")], [card("Prepare quarterly reports.")])
    assert own == ()
    assert tasks[0].merged[0].reason == "a selected card says the same"


def test_a_card_with_other_words_is_a_task_of_its_own():
    tasks, own = merge_cards([said("prepare quarterly reports")], [card("Prepare quarterly budgets.")])
    assert tasks[0].merged == ()
    assert [statement.normalized for _, statement in own] == ["Prepare quarterly budgets"]


def test_two_cards_that_say_the_same_are_one_task():
    _, own = merge_cards([], [card("Inspect hydrants."), card("Inspect hydrants")])
    assert len(own) == 1
