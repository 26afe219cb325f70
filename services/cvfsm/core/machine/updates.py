"""Updates: one change of one place, applied by what the place says, so that any of them can be refused later.

Rules:
    1. The text in force is the imported document with every update in force applied, in order: nothing is overwritten,
       so refusing one update brings back exactly what stood there.
    2. An update finds its line by the text it replaces, not by its number alone: numbers move when another is refused.
    3. An update that finds nothing to change any more changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, Final

from services.cvfsm.core.document import cv, cv_paths
from services.cvfsm.core.document.cv import CvData, Source  # noqa: TC001 - pydantic reads them (session_json)
from services.cvfsm.core.document.cv_paths import BadPathError


class Operation(StrEnum):
    """What the tool can do."""

    SET = "set"
    ADD = "add"
    REMOVE = "remove"
    REORDER = "reorder"


class UpdateStatus(StrEnum):
    """What became of an update."""

    APPLIED = "applied"
    REFUSED_BY_GATE = "refused_by_gate"
    ACCEPTED = "accepted"
    REFUSED_BY_PERSON = "refused_by_person"


IN_FORCE: Final = frozenset({UpdateStatus.APPLIED, UpdateStatus.ACCEPTED})
SECTION_ORDER: Final = "section_order"
"""The path of the order in which sections are printed; it is no part of the CV data."""

SECTION_OF: Final[Mapping[str, str]] = {name: section for section, names in cv.SECTIONS.items() for name in names}


@dataclass(frozen=True, slots=True)
class Change:
    """What is asked of the tool: one change of one place.

    Attributes:
        operation: What to do.
        path: The place; for ADD the list, for REORDER the list whose items are put in the order of `value`.
        value: Text, the fields of a new entry, or the items of a list in their new order; empty for REMOVE.
    """

    operation: Operation
    path: str
    value: str | Mapping[str, str] | tuple[str, ...] = ""

    @property
    def section(self) -> str:
        """The section the place belongs to; empty for a place outside the data."""
        return SECTION_OF.get(self.path.split("[")[0].split(".")[0], "")


@dataclass(frozen=True, slots=True)
class Update:
    """A change with what stood there before, and what became of it."""

    id: str
    run_id: str
    change: Change
    before: str
    after: str
    status: UpdateStatus
    reason: str = ""
    sources: tuple[Source, ...] = ()
    written_by: str = "rules"
    model: str = ""

    @property
    def is_in_force(self) -> bool:
        """Whether the CV shows it."""
        return self.status in IN_FORCE


def text_of(value: Any) -> str:
    """A value as lines of text, as a diff shows it."""
    if isinstance(value, str):
        return value
    if isinstance(value, tuple | list):
        return "\n".join(text_of(item) for item in value)
    parts = value if isinstance(value, Mapping) else {row.name: getattr(value, row.name) for row in fields(value)}
    return ", ".join(text_of(part) for part in parts.values() if part)


def before_of(data: CvData, change: Change) -> str:
    """What a change would replace, as text.

    Raises:
        BadPathError: There is nothing at the place.
    """
    return "" if change.operation is Operation.ADD else text_of(cv_paths.get(data, change.path))


def apply(data: CvData, change: Change, before: str, source: Source | None = None) -> CvData:
    """Return the data with a change; unchanged where its line is gone (rule 3).

    Raises:
        BadPathError: The place is none of a CV.
        TypeError: The value is not of the kind the place holds.
    """
    if change.path == SECTION_ORDER:
        return data
    if change.operation is Operation.ADD:
        items = cv_paths.get(data, change.path)
        if not isinstance(items, tuple):
            raise BadPathError(change.path)
        return cv_paths.put(data, f"{change.path}[{len(items)}]", change.value, source)
    if change.operation is Operation.REORDER:
        items = [text_of(item) for item in cv_paths.get(data, change.path)]
        wanted = [items.index(text) for text in dict.fromkeys(change.value) if text in items]
        return cv_paths.reorder(data, change.path, [*wanted, *(i for i in range(len(items)) if i not in wanted)])
    place = _place(data, change.path, before)
    if place is None:
        return data
    if change.operation is Operation.REMOVE:
        return cv_paths.remove(data, place)
    return cv_paths.put(data, place, change.value, source)


def _place(data: CvData, path: str, before: str) -> str | None:
    """Where the text `before` stands now: at the path, or elsewhere in its list; None when it is gone."""
    try:
        if text_of(cv_paths.get(data, path)) == before:
            return path
        steps = cv_paths.parse_path(path)
        if isinstance(steps[-1], int):
            head = cv_paths.format_path(steps[:-1])
            texts = [text_of(item) for item in cv_paths.get(data, head)]
            return f"{head}[{texts.index(before)}]" if before in texts else None
    except BadPathError:
        return None
    return None


def in_force(data: CvData, updates: Iterable[Update]) -> CvData:
    """Return the document with every update in force, in order."""
    for update in updates:
        if update.is_in_force:
            source = update.sources[0] if update.sources else None
            data = apply(data, update.change, update.before, source)
    return data


def section_order(updates: Iterable[Update]) -> tuple[str, ...]:
    """The order of sections the last update in force asks for; empty for the template's own."""
    orders = [u.change.value for u in updates if u.is_in_force and u.change.path == SECTION_ORDER]
    return tuple(orders[-1]) if orders else ()
