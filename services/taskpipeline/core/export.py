"""The survey as a file: JSON with everything, CSV with one row a task. Both carry O*NET's attribution."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from services.taskpipeline.core.types import Spoken, Task
from services.taskpipeline.core.view import TaskSet, TaskView

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""Beginnings a spreadsheet takes for a formula (docs/spec.md 3; OWASP CSV injection adds tab and line breaks, and their
full-width forms)."""
COLUMNS = (
    "position", "task_id", "task", "said", "source", "written_by", "model", "work_category", "time_percentage", "ai_level",
    "ai_tools", "match_status", "onet_task_id", "onet_task", "soc_code", "occupation", "confidence", "probability",
    "message_ids", "merged", "attribution",
)  # fmt: skip


def to_json(task_set: TaskSet) -> bytes:
    """Return the whole survey, lineage and matches included, as readable JSON."""
    document = {
        "attribution": task_set.attribution,
        "session_id": task_set.survey.session_id,
        "job_title": task_set.survey.job_title,
        "status": task_set.survey.status,
        "revision": task_set.survey.revision,
        "updated_at": task_set.survey.updated_at.isoformat(),
        "tasks": [_task(view) for view in task_set.views],
        "occupations": [dict(occupation) for occupation in task_set.occupations],
    }
    return json.dumps(document, ensure_ascii=False, indent=2).encode()


def to_csv(task_set: TaskSet) -> bytes:
    """Return one row a task, UTF-8 with a byte order mark so that spreadsheets read it; formulas are neutralised."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    for position, view in enumerate(task_set.views, start=1):
        row = {**_row(view), "position": position, "attribution": task_set.attribution}
        writer.writerow({column: neutralised(row[column]) for column in COLUMNS})
    return text.getvalue().encode("utf-8-sig")


def neutralised(value: object) -> object:
    """Return a cell no spreadsheet runs: text that begins like a formula gets an apostrophe before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(DANGEROUS) else value


def _task(view: TaskView) -> dict[str, Any]:
    return {
        **asdict(view.task),
        "category": view.category,
        "match_status": view.status,
        "match": view.match and dict(view.match),
    }


def _row(view: TaskView) -> dict[str, object]:
    task, best = view.task, _best(view.match)
    onet: Mapping[str, Any] = best.get("task", {})
    return {
        "task_id": task.id,
        "task": task.normalized_description,
        "said": task.user_description,
        "source": task.source.value,
        "written_by": task.written_by.value,
        "model": task.model,
        "work_category": view.category.value,
        "time_percentage": task.time_percentage,
        "ai_level": task.ai_usage.level.value,
        "ai_tools": "; ".join(task.ai_usage.tools),
        "match_status": view.status.value,
        "onet_task_id": onet.get("task_id", ""),
        "onet_task": onet.get("statement", ""),
        "soc_code": onet.get("soc_code", ""),
        "occupation": onet.get("occupation_title", ""),
        "confidence": str((view.match or {}).get("confidence", "")).removeprefix("CONFIDENCE_").lower(),
        "probability": best.get("probability", ""),
        "message_ids": "; ".join(dict.fromkeys(source.message_id for source in _spoken(task) if source.message_id)),
        "merged": "; ".join(f"{merge.statement} ({merge.reason})" for merge in task.lineage.merged),
    }


def _best(match: Mapping[str, Any] | None) -> Mapping[str, Any]:
    found: Mapping[str, Any] = (match or {}).get("best", {})
    return found


def _spoken(task: Task) -> Iterator[Spoken]:
    yield from task.lineage.sources
    for merge in task.lineage.merged:
        yield from merge.sources
