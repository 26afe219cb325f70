"""What a person could do next towards an occupation: rules over the tasks that are missing and those that support it.

Each rule turns one task into at most one recommendation. Rules that fit few tasks draw first (`_RULES`), those that fit
any task take what is left, so the recommendations of an occupation differ in kind; they are shown in order of type. No
course, book, company or address is ever named: an action speaks only of O*NET's activities and of the occupation.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from services.onet_match.core.titles import title_words
from services.shared.language.people import people
from services.shared.language.sentences import Sentence, Template
from services.shared.onet import WorkCategory

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from services.onet_match.core.catalogue import Occupation, Task


class ActionType(StrEnum):
    """The kind of growth a recommendation is about."""

    SKILL = "skill"
    EXPERIENCE = "experience"
    PROJECT = "project"
    NETWORK = "network"
    CREDENTIAL = "credential"
    VISIBILITY = "visibility"


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One imperative phrase and the tasks it rests on."""

    type: ActionType
    action: Sentence
    task_ids: tuple[str, ...]


MOST = 6
"""Recommendations per occupation: as many as there are types."""

_PER_TYPE = 2
_SHORT_CHARS = 100  # what reads well as the rest of a sentence; 44 % of the statements are longer
_SHOWN = (
    ActionType.EXPERIENCE,
    ActionType.SKILL,
    ActionType.PROJECT,
    ActionType.CREDENTIAL,
    ActionType.NETWORK,
    ActionType.VISIBILITY,
)
_PREPARED_ZONE = 4  # O*NET job zone 4 "considerable preparation": most of these ask for a formal proof
_REGULATED = ("licens", "certif", "credential", "accredit", "legal", "law", "regulation", "diagnos", "prescrib")
_MAKING = (WorkCategory.WORK_OUTPUT, WorkCategory.MENTAL_PROCESSES)


PHRASES = {
    kind: Template(f"recommend.{kind.value}", text)
    for kind, text in (
        (ActionType.EXPERIENCE, "Take on work in which you {activity}"),
        (ActionType.SKILL, "Learn how to {activity}"),
        (ActionType.PROJECT, "Do one piece of work from start to finish: {activity}"),
        (ActionType.NETWORK, "Meet {people} and ask how they {activity}"),
        (ActionType.CREDENTIAL, "Find out which formal proof {people} need in order to {activity}"),
        (ActionType.VISIBILITY, "Let others see how well you {activity}"),
    )
}


def recommend(
    occupation: Occupation, missing: Sequence[Task], supporting: Sequence[Task]
) -> tuple[Recommendation, ...]:
    """Up to `MOST` recommendations, at most two of a type, no task twice; first the first of each type."""
    chosen: list[Recommendation] = []
    used: set[str] = set()  # tasks, and activities: tasks that are one activity make one recommendation
    for _round in range(_PER_TYPE):
        drawn: list[Recommendation] = []
        for rule, is_gap in _RULES:
            for task in missing if is_gap else supporting:
                if used.isdisjoint((task.task_id, _activity(task))) and (found := rule(occupation, task)) is not None:
                    drawn.append(found)
                    used |= {task.task_id, _activity(task)}
                    break
        chosen.extend(sorted(drawn, key=lambda item: _SHOWN.index(item.type)))
    return tuple(chosen[:MOST])


def _experience(_occupation: Occupation, task: Task) -> Recommendation:
    return _recommended(ActionType.EXPERIENCE, task, activity=as_clause(task.statement))


def _skill(_occupation: Occupation, task: Task) -> Recommendation:
    return _recommended(ActionType.SKILL, task)


def _project(_occupation: Occupation, task: Task) -> Recommendation | None:
    if task.category not in _MAKING:
        return None
    return _recommended(ActionType.PROJECT, task)


def _network(occupation: Occupation, task: Task) -> Recommendation | None:
    if task.category is not WorkCategory.INTERACTING_WITH_OTHERS:
        return None
    return _recommended(ActionType.NETWORK, task, people=people(occupation.title))


def _credential(occupation: Occupation, task: Task) -> Recommendation | None:
    is_regulated = any(stem in task.statement.lower() for stem in _REGULATED)
    if not is_regulated and occupation.job_zone < _PREPARED_ZONE:
        return None
    return _recommended(ActionType.CREDENTIAL, task, people=people(occupation.title))


def _visibility(_occupation: Occupation, task: Task) -> Recommendation:
    return _recommended(ActionType.VISIBILITY, task)


_RULES: tuple[tuple[Callable[[Occupation, Task], Recommendation | None], bool], ...] = (
    (_credential, True),
    (_network, True),
    (_project, True),
    (_experience, True),
    (_skill, True),
    (_visibility, False),
)
"""Rule, and whether it looks at what is missing (else at what supports)."""


def as_clause(statement: str) -> str:
    """A task statement as the rest of a sentence: first word in lower case, no full stop."""
    text = statement.strip().rstrip(".")
    first = text.split(" ", 1)[0].strip(",")
    return text if first.isupper() and len(first) > 1 else text[:1].lower() + text[1:]


def _activity(task: Task) -> str:
    """A task as it is where it is short, else the detailed activity behind it whose words come closest."""
    if len(task.statement) <= _SHORT_CHARS:
        return as_clause(task.statement)
    titles = [activity.dwa_title for activity in task.activities if activity.dwa_title]
    return as_clause(max(titles, key=lambda title: _overlap(title, task.statement), default=task.statement))


def _overlap(one: str, other: str) -> float:
    """Share of the words of two statements that stand in both, in [0, 1].

    Not stemmed: both are O*NET's own wording, and a stemmer's tables take 10 MB of the process.
    """
    words, others = set(title_words(one)), set(title_words(other))
    return len(words & others) / max(1, len(words | others))


def _recommended(kind: ActionType, task: Task, **places: str) -> Recommendation:
    return Recommendation(kind, PHRASES[kind].say(**{"activity": _activity(task), **places}), (task.task_id,))
