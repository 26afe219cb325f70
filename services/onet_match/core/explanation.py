"""Why an occupation fits a profile, in words a person understands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.onet_match.core.recommend import as_clause
from services.shared.language.people import people

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.onet_match.core.catalogue import Occupation, Task

_BOTH = 2


def explanation(  # noqa: PLR0913 - everything that is said
    occupation: Occupation,
    tasks: int,
    supporting: Sequence[Task],
    missing: Sequence[Task],
    *,
    rival: Occupation | None,
    job_title: str,
) -> str:
    """Two or three sentences: what speaks for it, what is missing, and who fits almost as well.

    Args:
        occupation: the one that fits.
        tasks: how many the person has, at least one.
        supporting: tasks of the occupation theirs come close to, closest first, one for each of theirs that does.
        missing: important tasks of the occupation the person did not name, most important first.
        rival: the next best one where it is too close to call.
        job_title: may be empty.
    """
    said = [_support(people(occupation.title), tasks, supporting, job_title)]
    if missing:
        said.append(f"Important there, but not among your tasks: {as_clause(missing[0].statement)}.")
    if rival is not None:
        almost = people(rival.title)
        said.append(f"{almost[:1].upper()}{almost[1:]} fit almost as well.")
    return " ".join(said)


def _support(them: str, tasks: int, supporting: Sequence[Task], job_title: str) -> str:
    if not supporting:
        hint = "; only your job title points there" if job_title else ", and no other work comes closer"
        return f"None of your tasks comes close to the work of {them}{hint}."
    count = len(supporting)
    if tasks == 1:
        which = "Your task is"
    elif count == tasks:
        which = "Both your tasks are" if tasks == _BOTH else f"All {tasks} of your tasks are"
    else:
        which = f"{count} of your {tasks} tasks {'is' if count == 1 else 'are'}"
    above_all = ", above all" if count > 1 else ""
    return f"{which} typical work of {them}{above_all}: {as_clause(supporting[0].statement)}."
