"""What the person does to the tasks, and what processing again leaves of it."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

import pytest

from services.shared.errors import InvalidInput
from services.taskpipeline.core.edits import MAX_TEXT, Edit, check_choices, check_submit, replace_tasks
from services.taskpipeline.core.tasks import MAX_TASKS, chat_task, reconcile, removed_by
from services.taskpipeline.core.types import (
    AiLevel,
    AiUsage,
    MatchStatus,
    Result,
    Survey,
    SurveyStatus,
    Task,
    TaskSource,
)
from services.taskpipeline.core.view import view_task
from tests.unit.taskpipeline.talk import said

NUMBERS = count(1)
RATED = AiUsage(AiLevel.SOME, ("a spell checker",))


def new_id() -> str:
    return f"t{next(NUMBERS)}"


def task(phrase: str, verb: str | None = None) -> Task:
    return chat_task(said(phrase, verb), new_id)


def as_edit(one: Task, **changes) -> Edit:
    return replace(Edit(one.id, one.normalized_description, one.time_percentage, one.ai_usage), **changes)


def survey(*tasks: Task) -> Survey:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    return Survey("s", tasks, 1, SurveyStatus.DRAFT, "Clerk", "", now)


def test_a_changed_statement_counts_as_edited_and_as_a_new_revision():
    old = task("write reports")
    (changed,) = replace_tasks([old], [as_edit(old, text="Write annual  reports")], new_id)
    assert changed.normalized_description == "Write annual reports"
    assert (changed.edited, changed.revision) == (True, 2)
    assert changed.lineage == old.lineage


def test_rating_a_task_changes_no_statement():
    old = task("write reports")
    (rated,) = replace_tasks([old], [as_edit(old, time_percentage=40, ai_usage=RATED)], new_id)
    assert (rated.time_percentage, rated.ai_usage, rated.revision, rated.edited) == (40, RATED, 1, False)


def test_an_unknown_id_is_a_task_the_person_added():
    (added,) = replace_tasks([], [Edit("nobody", "Feed the office cat")], new_id)
    assert added.source is TaskSource.USER
    assert added.id != "nobody"
    assert added.user_description == "Feed the office cat"


def test_the_order_is_the_persons():
    one, two = task("write reports"), task("check invoices")
    assert replace_tasks([one, two], [as_edit(two), as_edit(one)], new_id) == (two, one)


@pytest.mark.parametrize(
    ("changes", "reason", "field"),
    [
        ({"text": "  "}, "TASK_TEXT", "tasks[0].normalized_description"),
        ({"text": "x" * (MAX_TEXT + 1)}, "TASK_TEXT", "tasks[0].normalized_description"),
        ({"time_percentage": -1}, "TIME_PERCENTAGE_RANGE", "tasks[0].time_percentage"),
        ({"time_percentage": float("nan")}, "TIME_PERCENTAGE_RANGE", "tasks[0].time_percentage"),
        ({"time_percentage": 100.5}, "TIME_PERCENTAGE_RANGE", "tasks[0].time_percentage"),
        ({"ai_usage": AiUsage(AiLevel.SOME, ("x",) * 11)}, "AI_TOOLS", "tasks[0].ai_usage.tools"),
        ({"ai_usage": AiUsage(AiLevel.SOME, ("x" * 61,))}, "AI_TOOLS", "tasks[0].ai_usage.tools"),
    ],
)
def test_a_bad_edit_is_refused_with_its_field(changes, reason, field):
    old = task("write reports")
    with pytest.raises(InvalidInput) as refused:
        replace_tasks([old], [as_edit(old, **changes)], new_id)
    assert (refused.value.reason, refused.value.metadata["field"]) == (reason, field)


def test_too_many_tasks_and_one_named_twice_are_refused():
    old = task("write reports")
    with pytest.raises(InvalidInput, match="TASKS_COUNT"):
        replace_tasks([], [Edit("", "x")] * (MAX_TASKS + 1), new_id)
    with pytest.raises(InvalidInput, match="TASK_ID_TWICE"):
        replace_tasks([old], [as_edit(old), as_edit(old)], new_id)


@pytest.mark.parametrize("shares", [(60, 40), (33.3, 66.7), (50, 49), (50.5, 50.5)])
def test_shares_may_miss_a_hundred_by_one(shares):
    tasks = [replace(task(f"write part {share}"), time_percentage=share, ai_usage=RATED) for share in shares]
    check_submit(survey(*tasks))


def test_a_survey_is_submitted_only_when_it_is_whole():
    one = replace(task("write reports"), time_percentage=98.9, ai_usage=RATED)
    with pytest.raises(InvalidInput) as refused:
        check_submit(survey(one))
    assert (refused.value.reason, refused.value.metadata["sum"]) == ("TIME_PERCENTAGE_SUM", "98.9")
    with pytest.raises(InvalidInput, match="AI_USAGE_MISSING"):
        check_submit(survey(replace(one, time_percentage=100, ai_usage=AiUsage())))
    with pytest.raises(InvalidInput, match="TASKS_COUNT"):
        check_submit(survey())


def test_processing_again_keeps_edits_ratings_and_order():
    one, two = task("write reports"), task("check invoices")
    (edited,) = replace_tasks([one], [as_edit(one, text="Write audit reports")], new_id)
    rated = replace(two, time_percentage=30, ai_usage=RATED)
    added = replace_tasks([], [Edit("", "Feed the cat")], new_id)[0]
    after = reconcile(
        [rated, edited, added], [], [task("write reports"), task("check invoices"), task("plan trips", "plan")]
    )
    assert [one.normalized_description for one in after] == [
        "Check invoices",
        "Write audit reports",
        "Feed the cat",
        "Plan trips",
    ]
    assert (after[0].id, after[0].time_percentage, after[1].edited) == (two.id, 30, True)


def test_what_is_no_longer_said_goes_unless_the_person_touched_it():
    untouched, rated = task("write reports"), replace(task("check invoices"), time_percentage=10)
    assert reconcile([untouched, rated], [], []) == (rated,)


def test_what_only_corrected_words_said_goes_though_it_was_rated_and_what_the_person_wrote_stays():
    rated = replace(task("check invoices"), time_percentage=10)
    (edited,) = replace_tasks([task("write reports")], [as_edit(task("write reports"), text="Write audits")], new_id)
    corrected = rated.lineage.message_ids
    assert reconcile([rated, edited], [], [], corrected) == (edited,)
    assert reconcile([rated], [], [], frozenset({"another"})) == (rated,)
    (again,) = reconcile([rated], [], [task("check invoices")], corrected)
    assert (again.id, again.time_percentage) == (rated.id, 10)


def test_a_removed_task_comes_back_only_when_it_is_said_again():
    old = task("write reports")
    removed = removed_by([old], frozenset(), [])
    assert reconcile([], removed, [task("write reports")]) == ()
    again = replace(old, lineage=replace(old.lineage, sources=(replace(old.lineage.sources[0], message_id="m9"),)))
    assert reconcile([], removed, [again]) == (again,)


def test_a_better_wording_of_the_same_task_is_a_new_revision_and_keeps_the_rating():
    old = replace(task("write reports"), time_percentage=20)
    fresh = replace(task("write reports"), normalized_description="Write progress reports")
    (after,) = reconcile([old], [], [fresh])
    assert (after.id, after.normalized_description, after.revision) == (old.id, "Write progress reports", 2)
    assert after.time_percentage == 20


def found(one: Task, *ids: str) -> Result:
    """A match with these candidates, the first of which the matcher chose."""
    rows = [{"task": {"task_id": number, "statement": f"Task {number}."}} for number in ids]
    return Result(one.revision, {"candidates": rows, "best": rows[0], "confidence": "CONFIDENCE_LOW"})


def test_the_persons_choice_stands_in_place_of_the_matchers_and_rating_keeps_it():
    old = task("write reports")
    result = found(old, "7", "8")
    (chosen,) = replace_tasks([old], [as_edit(old, onet_choice="8")], new_id)
    check_choices([old], [chosen], {old.id: result})
    (rated,) = replace_tasks([chosen], [as_edit(chosen, time_percentage=40)], new_id)
    view = view_task(rated, result, has_failed=False)
    assert view.match is not None
    assert view.match["best"]["task"]["task_id"] == "8"
    assert (view.match["confidence"], view.match["reasoning"]) == ("CONFIDENCE_HIGH", "You chose it.")


def test_none_of_the_candidates_is_a_choice_too_and_an_empty_one_is_the_matchers_again():
    old = task("write reports")
    (none,) = replace_tasks([old], [as_edit(old, onet_choice="none")], new_id)
    assert view_task(none, found(old, "7"), has_failed=False).status is MatchStatus.NO_MATCH
    (back,) = replace_tasks([none], [as_edit(none, onet_choice="")], new_id)
    assert view_task(back, found(old, "7"), has_failed=False).match == found(old, "7").match


def test_a_choice_is_of_the_wording_it_was_made_for():
    old = replace(task("write reports"), onet_choice="8")
    (changed,) = replace_tasks([old], [as_edit(old, text="Write annual reports", onet_choice="8")], new_id)
    assert changed.onet_choice == ""


def test_a_choice_that_is_no_candidate_is_refused_and_an_old_one_is_not_asked_about():
    old = task("write reports")
    (wrong,) = replace_tasks([old], [as_edit(old, onet_choice="99")], new_id)
    with pytest.raises(InvalidInput) as refused:
        check_choices([old], [wrong], {old.id: found(old, "7")})
    assert (refused.value.reason, refused.value.metadata["field"]) == ("CANDIDATE_UNKNOWN", "tasks[0].onet_choice")
    check_choices([wrong], [wrong], {})
    assert view_task(wrong, found(old, "7"), has_failed=False).match == found(old, "7").match
