"""The tasks of a session as others see them: what is stored of the survey, joined with what matching found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.shared.language.sentences import Template
from services.shared.onet import CATEGORIES, WorkCategory
from services.taskpipeline.core import reasons
from services.taskpipeline.core.types import NONE_FITS, Document, MatchStatus, Result, Survey, Task

_BY_NAME = {category.contract_name: category for category in CATEGORIES}


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task with its match."""

    task: Task
    status: MatchStatus
    match: Document | None

    @property
    def category(self) -> WorkCategory:
        """The work category of the O*NET task it matched, else the one it was classified as."""
        found = self.match.get("best", {}).get("task", {}).get("work_category", "") if self.match else ""
        return _BY_NAME.get(found, self.task.category)


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
    match = _as_chosen(task, result)
    return TaskView(task, MatchStatus.MATCHED if match.get("best") else MatchStatus.NO_MATCH, match)


def candidate(task: Task, result: Result | None) -> Document | None:
    """The candidate that is the person's choice, None where there is no such one."""
    found = result.match.get("candidates", ()) if result is not None and result.revision == task.revision else ()
    return next((one for one in found if one["task"]["task_id"] == task.onet_choice), None)


def _as_chosen(task: Task, result: Result) -> Document:
    """A match with the person's choice in place of the matcher's, if there is one."""
    chosen = candidate(task, result)
    if task.onet_choice == NONE_FITS:
        without = {name: value for name, value in result.match.items() if name != "best"}
        return {**without, "confidence": "CONFIDENCE_NONE", **_reasoned(reasons.NONE_FITS)}
    if chosen is None:
        return result.match
    return {**result.match, "best": chosen, "confidence": "CONFIDENCE_HIGH", **_reasoned(reasons.CHOSEN)}


def _reasoned(why: Template) -> dict[str, object]:
    return {"reasoning": why.text, "reasoning_sentence": {"id": why.id, "text": why.text}}


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
