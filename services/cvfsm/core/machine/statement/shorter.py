"""A shorter CV without a model: the lines it loses least with are taken out, each as a change that can be taken back.

The latest job keeps `MOST_BULLETS` bullets, each older one fewer. A bullet with a figure stays before one without, then the one that
stands first. No job, degree or date goes: a gap tells the reader something else.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.document.cv import PRESENT
from services.cvfsm.core.machine.updates import Change, Operation

if TYPE_CHECKING:
    from services.cvfsm.core.document.cv import CvData, WorkEntry

MOST_BULLETS: Final = 4
"""Of the latest job; two an older one less, and one is always kept."""

_WISH: Final = re.compile(
    r"\b(?:shorten|shorter|trim|condense|too long|less text|cut (?:it|this|the cv) down|kürzer|krócej|krótsz\w+|más corto|plus court)\b",
    re.IGNORECASE,
)


def is_asked(text: str) -> bool:
    """Whether a wish about style is one for less text."""
    return bool(_WISH.search(text))


def changes(data: CvData) -> tuple[Change, ...]:
    """What to take out, last line first so that no removal moves another; empty where every job is short already."""
    order = sorted(range(len(data.work_experience)), key=lambda index: _end(data.work_experience[index]), reverse=True)
    found = []
    for age, job in enumerate(order):
        bullets = data.work_experience[job].bullets
        best = sorted(range(len(bullets)), key=lambda line: (not re.search(r"\d", bullets[line]), line))
        found += [(job, line) for line in best[max(1, MOST_BULLETS - 2 * age) :]]
    return tuple(
        Change(Operation.REMOVE, f"work_experience[{job}].bullets[{line}]") for job, line in sorted(found, reverse=True)
    )


def _end(job: WorkEntry) -> str:
    return "9999" if job.end == PRESENT else job.end or job.start
