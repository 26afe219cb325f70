"""What of a CV that was read should be looked at before it is confirmed: contradictions that a person sees at once."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.document.cv import PRESENT
from services.shared.language.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.cvfsm.core.document.cv import CvData

UNSURE: Final = 0.5
"""Below this confidence every second value is wrong on templates the models never saw."""
MIN_EQUAL: Final = 3
"""Entries with one and the same period before that is strange."""


class Reason(StrEnum):
    """Why a value is flagged."""

    NAME_MISSING = "NAME_MISSING"
    END_BEFORE_START = "END_BEFORE_START"
    DATES_MISSING = "DATES_MISSING"
    EMPLOYER_IS_PLACE = "EMPLOYER_IS_PLACE"
    EMPLOYER_MISSING = "EMPLOYER_MISSING"
    TITLE_MISSING = "TITLE_MISSING"
    SAME_DATES = "SAME_DATES"
    UNSURE = "UNSURE"


@dataclass(frozen=True, slots=True)
class Flag:
    """A value to look at."""

    path: str
    reason: Reason


def flags(data: CvData) -> list[Flag]:
    """Return what should be looked at, in the order of the document."""
    found = [] if data.full_name else [Flag("full_name", Reason.NAME_MISSING)]
    for index, job in enumerate(data.work_experience):
        path = f"work_experience[{index}]"
        found += [Flag(f"{path}.employer", Reason.EMPLOYER_MISSING)] if not job.employer else []
        found += [Flag(f"{path}.title", Reason.TITLE_MISSING)] if not job.title else []
        if job.employer and fold(job.employer) == fold(job.location):
            found.append(Flag(f"{path}.employer", Reason.EMPLOYER_IS_PLACE))
        found += _dates(path, job.start, job.end)
    for index, study in enumerate(data.education):
        found += _dates(f"education[{index}]", study.start, study.end, lone=True)
    periods = [(job.start, job.end) for job in data.work_experience]
    if len(periods) >= MIN_EQUAL and len(set(periods)) == 1 and any(periods[0]):
        found.append(Flag("work_experience", Reason.SAME_DATES))
    known = {flag.path for flag in found}
    unsure = (path for path, source in data.sources.items() if source.confidence < UNSURE and path not in known)
    return found + [Flag(path, Reason.UNSURE) for path in unsure]


def _dates(path: str, start: str, end: str, *, lone: bool = False) -> Iterator[Flag]:
    """Yield the flag of a period that cannot be; a lone end is usual for a degree."""
    if not start and not end:
        if not lone:
            yield Flag(f"{path}.start", Reason.DATES_MISSING)
    elif start and end and end != PRESENT and end[: len(start)] < start[: len(end)]:
        yield Flag(f"{path}.end", Reason.END_BEFORE_START)
