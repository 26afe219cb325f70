"""The tasks of a session as others see them: what is stored of the survey, joined with what matching found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.taskpipeline.core.types import Category, Document, MatchStatus, Result, Survey, Task

CATEGORIES = {
    "WORK_CATEGORY_INFORMATION_INPUT": Category.INFORMATION_INPUT,
    "WORK_CATEGORY_MENTAL_PROCESSES": Category.MENTAL_PROCESSES,
    "WORK_CATEGORY_WORK_OUTPUT": Category.WORK_OUTPUT,
    "WORK_CATEGORY_INTERACTING_WITH_OTHERS": Category.INTERACTING_WITH_OTHERS,
}
"""The matcher's names of the four work categories."""


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task with its match."""

    task: Task
    status: MatchStatus
    match: Document | None

    @property
    def category(self) -> Category:
        """The work category of the O*NET task it matched, else the one it was classified as."""
        found = self.match.get("best", {}).get("task", {}).get("work_category", "") if self.match else ""
        return CATEGORIES.get(found, self.task.category)


@dataclass(frozen=True, slots=True)
class TaskSet:
    """All there is to show of a session."""

    survey: Survey
    views: tuple[TaskView, ...]
    occupations: tuple[Document, ...]
    attribution: str


def view_task(task: Task, result: Result | None, *, has_failed: bool) -> TaskView:
    """Join a task with its result; one for another revision is none."""
    if result is None or result.revision != task.revision:
        return TaskView(task, MatchStatus.FAILED if has_failed else MatchStatus.PENDING, None)
    matched = bool(result.match.get("best"))
    return TaskView(task, MatchStatus.MATCHED if matched else MatchStatus.NO_MATCH, result.match)


def view_tasks(tasks: Sequence[Task], results: Mapping[str, Result], *, has_failed: bool) -> tuple[TaskView, ...]:
    """Join all tasks with their results, in the person's order."""
    return tuple(view_task(task, results.get(task.id), has_failed=has_failed) for task in tasks)


def unmatched(tasks: Sequence[Task], results: Mapping[str, Result]) -> tuple[Task, ...]:
    """Return the tasks that still need a match."""
    return tuple(task for task in tasks if view_task(task, results.get(task.id), has_failed=False).match is None)


def fingerprint(tasks: Sequence[Task], results: Mapping[str, Result]) -> str:
    """Return what a ranking depends on: the statements, and which of them are matched."""
    parts = (
        f"{task.id}:{task.revision}:{int(task.id in results and results[task.id].revision == task.revision)}"
        for task in tasks
    )
    return "|".join(sorted(parts))
