"""What the person does to the tasks: replace the set, rate, submit. A refused change changes nothing."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from services.shared.errors import InvalidInput
from services.shared.onet import WorkCategory
from services.taskpipeline.core.tasks import MAX_TASKS, NewId
from services.taskpipeline.core.types import (
    NONE_FITS,
    AiLevel,
    AiUsage,
    Lineage,
    Result,
    Survey,
    Task,
    TaskSource,
    WrittenBy,
)
from services.taskpipeline.core.view import candidate

MAX_TEXT = 500
"""Characters of a statement (contract, TaskEdit)."""
MAX_TOOLS, MAX_TOOL = 10, 60
"""Tools of a task and characters of each (contract, AiUsage)."""
FULL, TOLERANCE = 100.0, 1.0
"""Percent all tasks sum to at submit, and by how much they may miss it (docs/spec.md 3)."""


UNRATED = AiUsage()
"""What a task has until the person says more."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A task as the person wants it; an empty or unknown id is a new one."""

    id: str
    text: str
    time_percentage: float = 0.0
    ai_usage: AiUsage = UNRATED
    onet_choice: str | None = None
    """See `Task`; None leaves it as it is."""


def replace_tasks(old: Sequence[Task], edits: Sequence[Edit], new_id: NewId) -> tuple[Task, ...]:
    """Return the set the person wants, in their order.

    Raises:
        InvalidInput: TASKS_COUNT, TASK_TEXT, TIME_PERCENTAGE_RANGE, AI_TOOLS, TASK_ID_TWICE.
    """
    if len(edits) > MAX_TASKS:
        raise InvalidInput("TASKS_COUNT", f"At most {MAX_TASKS} tasks.", field="tasks", limit=MAX_TASKS)
    known = {task.id: task for task in old}
    named = [edit.id for edit in edits if edit.id]
    if len(named) != len(set(named)):
        raise InvalidInput("TASK_ID_TWICE", "A task is named twice.", field="tasks.id")
    for place, edit in enumerate(edits):
        _check(edit, f"tasks[{place}]")
    return tuple(_edited(known.get(edit.id), edit, new_id) for edit in edits)


def check_choices(old: Sequence[Task], new: Sequence[Task], results: Mapping[str, Result]) -> None:
    """Refuse a changed choice that names none of the candidates its task has.

    Raises:
        InvalidInput: CANDIDATE_UNKNOWN.
    """
    before = {task.id: task.onet_choice for task in old}
    for place, task in enumerate(new):
        is_new = task.onet_choice not in ("", NONE_FITS, before.get(task.id))
        if is_new and candidate(task, results.get(task.id)) is None:
            text = "The task has no such candidate."
            raise InvalidInput("CANDIDATE_UNKNOWN", text, field=f"tasks[{place}].onet_choice")


def check_submit(survey: Survey) -> None:
    """Refuse a survey that is not ready to be submitted.

    Raises:
        InvalidInput: TASKS_COUNT, TIME_PERCENTAGE_SUM (metadata `sum`), AI_USAGE_MISSING (metadata `task_id`).
    """
    if not survey.tasks:
        raise InvalidInput("TASKS_COUNT", "There is no task to submit.", field="tasks")
    total = sum(task.time_percentage for task in survey.tasks)
    if abs(total - FULL) > TOLERANCE + 1e-9:
        text = f"The time percentages sum to {total:.4g}, not to 100."
        raise InvalidInput("TIME_PERCENTAGE_SUM", text, field="tasks.time_percentage", sum=f"{total:.4g}")
    missing = next((task.id for task in survey.tasks if task.ai_usage.level is AiLevel.UNRATED), None)
    if missing is not None:
        text = "Every task needs a level of AI use."
        raise InvalidInput("AI_USAGE_MISSING", text, field="tasks.ai_usage", task_id=missing)


def _check(edit: Edit, field: str) -> None:
    text = edit.text.strip()
    if not text or len(text) > MAX_TEXT:
        raise InvalidInput(
            "TASK_TEXT", f"A task has 1 to {MAX_TEXT} characters.", field=f"{field}.normalized_description"
        )
    if not (math.isfinite(edit.time_percentage) and 0 <= edit.time_percentage <= FULL):
        text = "A time percentage is between 0 and 100."
        raise InvalidInput("TIME_PERCENTAGE_RANGE", text, field=f"{field}.time_percentage")
    tools = edit.ai_usage.tools
    if len(tools) > MAX_TOOLS or any(not tool.strip() or len(tool) > MAX_TOOL for tool in tools):
        text = f"At most {MAX_TOOLS} tools of 1 to {MAX_TOOL} characters."
        raise InvalidInput("AI_TOOLS", text, field=f"{field}.ai_usage.tools")


def _edited(task: Task | None, edit: Edit, new_id: NewId) -> Task:
    text = " ".join(edit.text.split())
    if task is None:
        return Task(
            id=new_id(),
            user_description=text,
            normalized_description=text,
            category=WorkCategory.UNKNOWN,
            source=TaskSource.USER,
            written_by=WrittenBy.RULES,
            lineage=Lineage(),
            time_percentage=edit.time_percentage,
            ai_usage=edit.ai_usage,
        )
    rated = replace(task, time_percentage=edit.time_percentage, ai_usage=edit.ai_usage)
    if text != task.normalized_description:
        return replace(rated, normalized_description=text, edited=True, revision=task.revision + 1, onet_choice="")
    return rated if edit.onet_choice is None else replace(rated, onet_choice=edit.onet_choice)
