"""A CV that begins without a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.cvfsm.core.document.cv import CvData, Source, SourceKind, WorkEntry
from services.cvfsm.core.document.cv_paths import put

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.cvfsm.core.machine.session import ChatTask


def from_tasks(tasks: Sequence[ChatTask]) -> CvData:
    """A CV that says nothing but the tasks of a chat session, as the lines of a first job; empty without tasks."""
    if not tasks:
        return CvData()
    texts = {task.id: task.text for task in reversed(tasks)}  # of the two wordings of a task, the normalised one
    rows = list(reversed(texts.items()))
    data = CvData(work_experience=(WorkEntry(end="present", bullets=tuple(text for _, text in rows)),))
    for index, (task_id, text) in enumerate(rows):
        data = put(data, f"work_experience[0].bullets[{index}]", text, Source(SourceKind.CHAT_TASK, task_id, text))
    return data
