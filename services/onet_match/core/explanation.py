"""Why an occupation fits a profile, in words a person understands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.onet_match.core.recommend import as_clause
from services.shared.language.people import people
from services.shared.language.sentences import Sentence, Template

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.onet_match.core.catalogue import Occupation, Task

_BOTH = 2
TYPICAL = "typical work of {people}"
SUPPORT = {
    template.id.rpartition(".")[2]: template
    for template in (
        Template(
            "explain.title", "None of your tasks comes close to the work of {people}; only your job title points there."
        ),
        Template(
            "explain.nothing", "None of your tasks comes close to the work of {people}, and no other work comes closer."
        ),
        Template("explain.only", f"Your task is {TYPICAL}: {{task}}."),
        Template("explain.both", f"Both your tasks are {TYPICAL}, above all: {{task}}."),
        Template("explain.all", f"All {{tasks}} of your tasks are {TYPICAL}, above all: {{task}}."),
        Template("explain.one", f"{{count}} of your {{tasks}} tasks is {TYPICAL}: {{task}}."),
        Template("explain.some", f"{{count}} of your {{tasks}} tasks are {TYPICAL}, above all: {{task}}."),
    )
}
"""The evidence for an occupation, by the last word of the name."""
MISSING = Template("explain.missing", "Important there, but not among your tasks: {task}.")
RIVAL = Template("explain.rival", "{people} fit almost as well.")


def explanation(  # noqa: PLR0913 - everything that is said
    occupation: Occupation,
    tasks: int,
    supporting: Sequence[Task],
    missing: Sequence[Task],
    *,
    rival: Occupation | None,
    job_title: str,
) -> tuple[Sentence, ...]:
    """Two or three sentences: what speaks for it, what is missing, and who fits almost as well.

    Args:
        occupation: the one that fits.
        tasks: how many the person has, at least one.
        supporting: tasks of the occupation theirs come close to, closest first, one for each of theirs that does.
        missing: important tasks of the occupation the person did not name, most important first.
        rival: the next best one where it is too close to call.
        job_title: may be empty.
    """
    task = as_clause(supporting[0].statement) if supporting else ""
    support = SUPPORT[_support(len(supporting), tasks, job_title)]
    said = [support.say(people=people(occupation.title), tasks=tasks, count=len(supporting), task=task)]
    if missing:
        said.append(MISSING.say(task=as_clause(missing[0].statement)))
    if rival is not None:
        almost = people(rival.title)
        said.append(RIVAL.say(people=f"{almost[:1].upper()}{almost[1:]}"))
    return tuple(said)


def _support(count: int, tasks: int, job_title: str) -> str:
    rows = (
        (not count, "title" if job_title else "nothing"),
        (tasks == 1, "only"),
        (count == tasks == _BOTH, "both"),
        (count == tasks, "all"),
        (count == 1, "one"),
        (True, "some"),
    )
    return next(word for applies, word in rows if applies)
