"""From the tables of an O*NET text release to a catalogue.

Rules:
- `Task Statements`, `Occupation Data`, `Tasks to DWAs` and `DWA Reference` must be there with the columns named in
  `REQUIRED`; `OPTIONAL` tables add to the catalogue and may be missing.
- Occupations without a task are left out: nothing can be matched to them.
- Importance within an occupation: mean of the `IM` scale of `Task Ratings` where the table is there, else Core before
  Supplemental before unrated, each in release order.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from services.onet_match.core.activities import GWA_TITLES, gwa_of, main_category
from services.onet_match.core.catalogue import Catalogue, Occupation, Task, TaskType, WorkActivity
from services.shared.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Row = dict[str, str]

SOC_CODE = re.compile(r"\d{2}-\d{4}\.\d{2}")
_CODE = "O*NET-SOC Code"
_RELATED = "Related O*NET-SOC Code"

REQUIRED: dict[str, tuple[str, ...]] = {
    "Task Statements": (_CODE, "Task ID", "Task"),
    "Occupation Data": (_CODE, "Title"),
    "Tasks to DWAs": (_CODE, "Task ID", "DWA ID"),
    "DWA Reference": ("DWA ID", "DWA Title"),
}
OPTIONAL: dict[str, tuple[str, ...]] = {
    "Alternate Titles": (_CODE, "Alternate Title"),
    "Job Zones": (_CODE, "Job Zone"),
    "Related Occupations": (_CODE, _RELATED),
    "Task Ratings": (_CODE, "Task ID", "Scale ID", "Data Value"),
    "Content Model Reference": ("Element ID", "Element Name"),
}

_TASK_TYPES = {"core": TaskType.CORE, "supplemental": TaskType.SUPPLEMENTAL}
_TYPE_ORDER = {TaskType.CORE: 0, TaskType.SUPPLEMENTAL: 1, TaskType.UNKNOWN: 2}
_IMPORTANCE_SCALE = "IM"  # Scales Reference: IM is Importance, 1 to 5


@dataclass(frozen=True)
class Release:
    """The tables of one release by name, each a list of rows by column."""

    version: str
    tables: Mapping[str, Sequence[Row]]
    sources: tuple[str, ...] = field(default=())


def check_table(name: str, columns: Iterable[str], rows: Sequence[Row]) -> None:
    """Refuse a table that is empty or lacks a column.

    Raises:
        InvalidInput: RELEASE_COLUMN_MISSING or RELEASE_TABLE_EMPTY; `table` and `column` say where.
    """
    present = set(columns)
    for column in REQUIRED.get(name, OPTIONAL.get(name, ())):
        if column not in present:
            raise InvalidInput(
                "RELEASE_COLUMN_MISSING",
                f'"{name}" has no column "{column}"; it has: {", ".join(sorted(present)) or "none"}.',
                field="release",
                table=name,
                column=column,
            )
    if not rows:
        raise InvalidInput("RELEASE_TABLE_EMPTY", f'"{name}" has no rows.', field="release", table=name)


def build_catalogue(release: Release) -> Catalogue:
    """Check the tables and put them in catalogue order.

    Raises:
        InvalidInput: RELEASE_TABLE_MISSING, RELEASE_COLUMN_MISSING, RELEASE_TABLE_EMPTY, RELEASE_CODE_INVALID,
            RELEASE_TASK_INVALID or RELEASE_TASK_DUPLICATE; the metadata says where.
    """
    for name in REQUIRED:
        if name not in release.tables:
            raise InvalidInput("RELEASE_TABLE_MISSING", f'The release has no "{name}".', field="release", table=name)
    for name, rows in release.tables.items():
        check_table(name, rows[0] if rows else (), rows)
    titles = {row[_CODE]: row["Title"].strip() for row in release.tables["Occupation Data"]}
    tasks = _tasks(release, titles)
    with_tasks = {task.soc_code for task in tasks}
    occupations = _occupations(release, with_tasks)
    unknown = with_tasks - titles.keys()
    if unknown:
        raise InvalidInput(
            "RELEASE_CODE_INVALID",
            f'"Task Statements" names occupations that "Occupation Data" lacks: {", ".join(sorted(unknown)[:5])}.',
            field="release",
            table="Occupation Data",
        )
    return Catalogue(release.version, tuple(tasks), tuple(occupations), release.sources)


def _tasks(release: Release, titles: Mapping[str, str]) -> list[Task]:
    activities = _activities(release)
    ratings = _ratings(release)
    by_occupation: dict[str, list[tuple[float, int, int, Row]]] = defaultdict(list)
    seen: set[str] = set()
    for order, row in enumerate(release.tables["Task Statements"]):
        _check_task(row, seen)
        kind = _TYPE_ORDER[_task_type(row)]
        rating = ratings.get((row[_CODE], row["Task ID"]), 0.0)
        by_occupation[row[_CODE]].append((-rating, kind, order, row))
    tasks = []
    for soc_code in sorted(by_occupation):
        for rank, (*_, row) in enumerate(sorted(by_occupation[soc_code], key=lambda entry: entry[:3]), start=1):
            found = tuple(activities.get((soc_code, row["Task ID"]), ()))
            category = main_category(activity.dwa_id for activity in found)
            title = titles.get(soc_code, "")
            fields = (row["Task ID"], row["Task"].strip(), soc_code, _task_type(row), category, found, rank, title)
            tasks.append(Task(*fields))
    return tasks


def _check_task(row: Row, seen: set[str]) -> None:
    task_id, soc_code = row["Task ID"], row[_CODE]
    if not SOC_CODE.fullmatch(soc_code):
        raise InvalidInput(
            "RELEASE_CODE_INVALID", f'"{soc_code}" is no O*NET-SOC code.', field="release", table="Task Statements"
        )
    if not task_id.isdecimal() or not row["Task"].strip():
        raise InvalidInput(
            "RELEASE_TASK_INVALID",
            f'Task "{task_id}" of {soc_code} has no decimal id or no text.',
            field="release",
            table="Task Statements",
        )
    if task_id in seen:
        raise InvalidInput(
            "RELEASE_TASK_DUPLICATE", f"Task {task_id} stands there twice.", field="release", table="Task Statements"
        )
    seen.add(task_id)


def _task_type(row: Row) -> TaskType:
    return _TASK_TYPES.get(row.get("Task Type", "").strip().lower(), TaskType.UNKNOWN)


def _activities(release: Release) -> dict[tuple[str, str], list[WorkActivity]]:
    titles = {row["DWA ID"]: row["DWA Title"].strip() for row in release.tables["DWA Reference"]}
    gwa_titles = GWA_TITLES | {
        row["Element ID"]: row["Element Name"] for row in release.tables.get("Content Model Reference", ())
    }
    found: dict[tuple[str, str], list[WorkActivity]] = defaultdict(list)
    for row in release.tables["Tasks to DWAs"]:
        dwa_id = row["DWA ID"]
        gwa_id = gwa_of(dwa_id)
        activity = WorkActivity(dwa_id, titles.get(dwa_id, ""), gwa_id, gwa_titles.get(gwa_id, ""))
        found[row[_CODE], row["Task ID"]].append(activity)
    return found


def _ratings(release: Release) -> dict[tuple[str, str], float]:
    return {
        (row[_CODE], row["Task ID"]): float(row["Data Value"])
        for row in release.tables.get("Task Ratings", ())
        if row["Scale ID"] == _IMPORTANCE_SCALE
    }


def _occupations(release: Release, with_tasks: set[str]) -> list[Occupation]:
    alternates = _grouped(release, "Alternate Titles", "Alternate Title")
    related = _grouped(release, "Related Occupations", _RELATED)
    zones = {row[_CODE]: int(row["Job Zone"]) for row in release.tables.get("Job Zones", ())}
    return sorted(
        (
            Occupation(
                soc_code=row[_CODE],
                title=row["Title"].strip(),
                description=row.get("Description", "").strip(),
                job_zone=zones.get(row[_CODE], 0),
                alternate_titles=tuple(dict.fromkeys(alternates.get(row[_CODE], ()))),
                related_soc_codes=tuple(code for code in related.get(row[_CODE], ()) if code in with_tasks),
            )
            for row in release.tables["Occupation Data"]
            if row[_CODE] in with_tasks
        ),
        key=lambda occupation: occupation.soc_code,
    )


def _grouped(release: Release, table: str, column: str) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = defaultdict(list)
    for row in release.tables.get(table, ()):
        grouped[row[_CODE]].append(row[column].strip())
    return grouped
