"""The catalogue's types: tasks and occupations of one O*NET release, in a fixed order.

Positions matter: row `i` of every vector array belongs to `tasks[i]`, column `j` of every occupation score to
`occupations[j]`. Tasks are sorted by occupation code and then by importance rank; occupations by code.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from services.shared.errors import NotFound

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from services.shared.onet import WorkCategory

ATTRIBUTION = (
    "This product uses O*NET® data by the U.S. Department of Labor, Employment and Training Administration "
    "(USDOL/ETA), under the CC BY 4.0 license. O*NET® is a trademark of USDOL/ETA. The data has been modified."
)


class TaskType(StrEnum):
    """How the release ranks a task within its occupation."""

    UNKNOWN = "unknown"
    CORE = "core"
    SUPPLEMENTAL = "supplemental"


@dataclass(frozen=True, slots=True)
class WorkActivity:
    """A detailed work activity (DWA) and the generalized one (GWA) above it."""

    dwa_id: str
    dwa_title: str
    gwa_id: str
    gwa_title: str


@dataclass(frozen=True, slots=True)
class Task:
    """A task statement; `importance_rank` starts at 1 within its occupation."""

    task_id: str
    statement: str
    soc_code: str
    task_type: TaskType
    category: WorkCategory | None
    activities: tuple[WorkActivity, ...]
    importance_rank: int
    occupation_title: str


@dataclass(frozen=True, slots=True)
class Occupation:
    """An occupation; what the release does not carry is empty, `job_zone` 0."""

    soc_code: str
    title: str
    description: str = ""
    job_zone: int = 0
    alternate_titles: tuple[str, ...] = ()
    related_soc_codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Catalogue:
    """One release: its tasks and occupations, with the lookups every use case needs."""

    release: str
    tasks: tuple[Task, ...]
    occupations: tuple[Occupation, ...]
    sources: tuple[str, ...] = field(default=())

    @cached_property
    def task_position(self) -> dict[str, int]:
        """Task id -> position in `tasks`."""
        return {task.task_id: position for position, task in enumerate(self.tasks)}

    @cached_property
    def occupation_position(self) -> dict[str, int]:
        """O*NET-SOC code -> position in `occupations`."""
        return {occupation.soc_code: position for position, occupation in enumerate(self.occupations)}

    @cached_property
    def occupation_of_task(self) -> NDArray[np.int32]:
        """Position of each task's occupation, shape (tasks,)."""
        return np.array([self.occupation_position[task.soc_code] for task in self.tasks], dtype=np.int32)

    @cached_property
    def task_ranges(self) -> dict[str, range]:
        """O*NET-SOC code -> positions of its tasks, most important first."""
        ranges: dict[str, range] = {}
        start = 0
        for position, task in enumerate(self.tasks):
            if position and task.soc_code != self.tasks[position - 1].soc_code:
                start = position
            ranges[task.soc_code] = range(start, position + 1)
        return ranges

    @cached_property
    def dwa_count(self) -> int:
        """Number of different detailed work activities."""
        return len({activity.dwa_id for task in self.tasks for activity in task.activities})

    def occupation(self, soc_code: str) -> Occupation:
        """The occupation with this code.

        Raises:
            NotFound: OCCUPATION_UNKNOWN.
        """
        position = self.occupation_position.get(soc_code)
        if position is None:
            raise NotFound("OCCUPATION_UNKNOWN", "There is no occupation with this code.", soc_code=soc_code)
        return self.occupations[position]

    def tasks_of(self, soc_code: str) -> tuple[Task, ...]:
        """The tasks of an occupation, most important first; empty where it has none."""
        return tuple(self.tasks[position] for position in self.task_ranges.get(soc_code, range(0)))
