"""The survey as a file."""

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from services.shared.onet import WorkCategory
from services.taskpipeline.core.export import neutralised, to_csv, to_json
from services.taskpipeline.core.tasks import chat_task
from services.taskpipeline.core.types import MatchStatus, Result, Survey, SurveyStatus
from services.taskpipeline.core.view import TaskSet, fingerprint, unmatched, view_task, view_tasks
from tests.unit.taskpipeline.talk import said

MATCH = {
    "best": {
        "task": {
            "task_id": "1234",
            "statement": "Prepare reports.",
            "soc_code": "43-9061.00",
            "occupation_title": "Office Clerks, General",
            "work_category": "WORK_CATEGORY_WORK_OUTPUT",
        },
        "probability": 0.8,
    },
    "confidence": "CONFIDENCE_HIGH",
}
TASK = chat_task(said("write reports"), lambda: "t1")


def task_set(task=TASK, match=MATCH) -> TaskSet:
    survey = Survey("s1", (task,), 3, SurveyStatus.DRAFT, "Clerk", "", datetime(2026, 1, 1, tzinfo=UTC))
    results = {task.id: Result(task.revision, match)} if match is not None else {}
    return TaskSet(
        survey, view_tasks(survey.tasks, results, has_failed=False), ({"soc_code": "43-9061.00"},), "O*NET data"
    )


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_json_holds_lineage_match_and_attribution():
    document = json.loads(to_json(task_set()))
    (task,) = document["tasks"]
    assert document["attribution"] == "O*NET data"
    assert task["lineage"]["sources"] == [{"message_id": "m1", "raw_phrase": "write reports", "confirmed_in": ""}]
    assert task["match"]["best"]["task"]["task_id"] == "1234"
    assert document["occupations"] == [{"soc_code": "43-9061.00"}]


def test_csv_has_one_row_a_task_with_its_match_and_where_it_was_said():
    (row,) = rows(to_csv(task_set()))
    assert (row["task"], row["said"], row["message_ids"]) == ("Write reports", "write reports", "m1")
    assert (row["onet_task_id"], row["confidence"], row["match_status"]) == ("1234", "high", "matched")
    assert (row["work_category"], row["attribution"]) == ("work_output", "O*NET data")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\uff1d1"])
def test_no_cell_begins_like_a_formula(text):
    assert str(neutralised(text)).startswith("'")
    (row,) = rows(to_csv(task_set(replace(TASK, normalized_description=text, user_description=text))))
    assert row["task"].startswith("'")
    assert row["said"].startswith("'")


def test_plain_text_and_numbers_stay_as_they_are():
    assert neutralised("a - b = c") == "a - b = c"
    assert neutralised(-1.5) == -1.5


def test_a_match_for_an_older_revision_is_none():
    changed = replace(TASK, revision=2)
    result = Result(1, MATCH)
    assert view_task(changed, result, has_failed=False).status is MatchStatus.PENDING
    assert view_task(changed, result, has_failed=True).status is MatchStatus.FAILED
    assert unmatched((changed,), {"t1": result}) == (changed,)


def test_a_match_without_a_best_candidate_is_no_match_and_keeps_the_category():
    view = view_task(replace(TASK, category=WorkCategory.MENTAL_PROCESSES), Result(1, {}), has_failed=False)
    assert (view.status, view.category) == (MatchStatus.NO_MATCH, WorkCategory.MENTAL_PROCESSES)


def test_a_ranking_goes_out_of_date_with_a_statement_or_a_match():
    before = fingerprint((TASK,), {})
    assert fingerprint((replace(TASK, revision=2),), {}) != before
    assert fingerprint((TASK,), {"t1": Result(1, MATCH)}) != before
    assert fingerprint((replace(TASK, time_percentage=5),), {}) == before
