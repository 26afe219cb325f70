"""Updates: one change of one place, applied by what the place says, so that any of them can be refused later.

Rules:
    1. The text in force is the imported document with every update in force applied, in order: nothing is overwritten,
       so refusing or undoing one update brings back exactly what stood there.
    2. An update finds its entry by what the entry is called and its line by the text it replaces, not by number alone:
       numbers move when another update is taken back.
    3. An update that finds nothing to change any more changes nothing. A field the person filled in is always found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from typing import Any, Final

from services.cvfsm.core.document import cv, cv_paths
from services.cvfsm.core.document.cv import CvData, Source, SourceKind
from services.cvfsm.core.document.cv_paths import BadPathError
from services.shared.language.sentences import Sentence  # noqa: TC001 - read at run time, when stored state is validated


class Operation(StrEnum):
    """What can be done to a place."""

    SET = "set"
    ADD = "add"
    REMOVE = "remove"
    MOVE = "move"
    REORDER = "reorder"


class UpdateStatus(StrEnum):
    """What became of an update."""

    APPLIED = "applied"
    REFUSED_BY_GATE = "refused_by_gate"
    ACCEPTED = "accepted"
    REFUSED_BY_PERSON = "refused_by_person"
    UNDONE = "undone"
    ASKED = "asked"


IN_FORCE: Final = frozenset({UpdateStatus.APPLIED, UpdateStatus.ACCEPTED})
NEVER_APPLIED: Final = frozenset({UpdateStatus.REFUSED_BY_GATE, UpdateStatus.ASKED})
"""What the gate kept out until the person vouches for it."""

SECTION_ORDER: Final = "section_order"
"""The path of the order in which sections are printed; it is no part of the CV data."""

SECTION_OF: Final[Mapping[str, str]] = {name: section for section, names in cv.SECTIONS.items() for name in names}

EntryFields = Mapping[str, str | tuple[str, ...]]
Value = str | int | EntryFields | tuple[str | EntryFields, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What is asked: one change of one place.

    Attributes:
        operation: What to do.
        path: The place; for ADD the list, or the index in it that the new item gets; for REORDER the list.
        value: Text, the fields of an entry, or the items of a list; for MOVE the new index or the path of another list;
            empty for REMOVE.
    """

    operation: Operation
    path: str
    value: Value = ""

    @property
    def section(self) -> str:
        """The section the place belongs to; empty for a place outside the data."""
        return SECTION_OF.get(self.path.split("[")[0].split(".")[0], "")

    @property
    def items(self) -> tuple[str, ...]:
        """The items of a list in their new order; empty for any other value."""
        return tuple(text_of(item) for item in self.value) if isinstance(self.value, tuple) else ()


@dataclass(frozen=True, slots=True)
class Update:
    """A change with what stood there before, and what became of it.

    Attributes:
        entry: What the entry it belongs to was called; empty outside entries.
        written_by: ``rules``, ``model`` or ``person``.
        statement_id: The statement it came from; empty otherwise.
    """

    id: str
    run_id: str
    change: Change
    before: str
    after: str
    status: UpdateStatus
    reasons: tuple[Sentence, ...] = ()
    sources: tuple[Source, ...] = ()
    written_by: str = "rules"
    model: str = ""
    entry: str = ""
    statement_id: str = ""

    @property
    def is_in_force(self) -> bool:
        """Whether the CV shows it."""
        return self.status in IN_FORCE

    @property
    def is_own(self) -> bool:
        """Whether the person entered it or vouched for it."""
        return any(source.kind is SourceKind.USER for source in self.sources)


def text_of(value: Any) -> str:
    """A value as lines of text, as a diff shows it."""
    if isinstance(value, str):
        return value
    if isinstance(value, tuple | list):
        return "\n".join(text_of(item) for item in value)
    if isinstance(value, int):
        return str(value)
    parts = value if isinstance(value, Mapping) else {row.name: getattr(value, row.name) for row in fields(value)}
    return ", ".join(text_of(part) for part in parts.values() if part)


def before_of(data: CvData, change: Change) -> str:
    """What a change would replace, as text.

    Raises:
        BadPathError: There is nothing at the place.
    """
    is_new = change.operation is Operation.ADD or change.path == SECTION_ORDER
    return "" if is_new else text_of(cv_paths.get(data, change.path))


def entry_of(data: CvData, path: str) -> str:
    """What the entry a path leads into is called; empty outside entries."""
    root, *rest = cv_paths.parse_path(path)
    entries = getattr(data, str(root), ())
    if root not in cv.ENTRY_TYPES or not rest or not isinstance(rest[0], int) or rest[0] >= len(entries):
        return ""
    return _called(entries[rest[0]])


def _called(entry: Any) -> str:
    return " | ".join(getattr(entry, row.name) for row in fields(entry)[:2])


def apply(data: CvData, change: Change, before: str, source: Source | None = None, entry: str = "") -> CvData:
    """Return the data with a change; unchanged where its line is gone (rule 3).

    Raises:
        BadPathError: The place is none of a CV.
        TypeError: The value is not of the kind the place holds.
    """
    place = _place(data, change, before, entry, is_own=source is not None and source.kind is SourceKind.USER)
    return data if place is None or change.path == SECTION_ORDER else _DO[change.operation](data, place, change, source)


def _set(data: CvData, place: str, change: Change, source: Source | None) -> CvData:
    current, value = cv_paths.get(data, place), change.value
    if is_dataclass(current) and isinstance(value, Mapping):
        for name, part in value.items():
            data = cv_paths.put(data, f"{place}.{name}", part, source)
        return data
    return cv_paths.put(data, place, value, source)


def _add(data: CvData, place: str, change: Change, source: Source | None) -> CvData:
    *head, last = cv_paths.parse_path(place)
    listed = cv_paths.format_path(head) if isinstance(last, int) else place
    items = cv_paths.get(data, listed)
    if not isinstance(items, tuple):
        raise BadPathError(place)
    index = min(last, len(items)) if isinstance(last, int) else len(items)
    data = cv_paths.put(data, f"{listed}[{len(items)}]", change.value, source)
    order = list(range(len(items)))
    return cv_paths.reorder(data, listed, [*order[:index], len(items), *order[index:]])


def _remove(data: CvData, place: str, change: Change, source: Source | None) -> CvData:
    del change, source
    return cv_paths.remove(data, place)


def _move(data: CvData, place: str, change: Change, source: Source | None) -> CvData:
    *head, index = cv_paths.parse_path(place)
    if not isinstance(index, int):
        raise BadPathError(place)
    if isinstance(change.value, str):
        text = cv_paths.get(data, place)
        return _add(cv_paths.remove(data, place), change.value, Change(Operation.ADD, change.value, text), source)
    if not isinstance(change.value, int):
        raise TypeError(place)
    listed = cv_paths.format_path(head)
    order = [i for i in range(len(cv_paths.get(data, listed))) if i != index]
    order.insert(max(0, change.value), index)
    return cv_paths.reorder(data, listed, order)


def _reorder(data: CvData, place: str, change: Change, source: Source | None) -> CvData:
    del source
    items = [text_of(item) for item in cv_paths.get(data, place)]
    wanted = [items.index(text) for text in dict.fromkeys(change.items) if text in items]
    return cv_paths.reorder(data, place, [*wanted, *(i for i in range(len(items)) if i not in wanted)])


_DO: Final = {
    Operation.SET: _set,
    Operation.ADD: _add,
    Operation.REMOVE: _remove,
    Operation.MOVE: _move,
    Operation.REORDER: _reorder,
}


def _place(data: CvData, change: Change, before: str, entry: str, *, is_own: bool) -> str | None:
    """Where a change belongs now (rules 2 and 3); None when it is gone."""
    path = _path_now(data, change.path, entry)
    if change.operation in {Operation.ADD, Operation.REORDER} or change.path == SECTION_ORDER:
        return path
    try:
        if text_of(cv_paths.get(data, path)) == before:
            return path
        *head, last = cv_paths.parse_path(path)
        if not isinstance(last, int):
            return path if is_own else None
        listed = cv_paths.format_path(head)
        texts = [text_of(item) for item in cv_paths.get(data, listed)]
        if before in texts:
            return f"{listed}[{texts.index(before)}]"
        is_same_entry = entry and entry_of(data, path) == entry and not head[1:]
    except BadPathError:
        return None
    return path if is_own and is_same_entry else None


def _path_now(data: CvData, path: str, entry: str) -> str:
    """The path with the number its entry has now: the nearest one called the same, or the same number."""
    if not entry:
        return path
    root, index, *rest = cv_paths.parse_path(path)
    called = [i for i, row in enumerate(getattr(data, str(root))) if _called(row) == entry]
    nearest = min(called, key=lambda i: abs(i - int(index)), default=index)
    return cv_paths.format_path((root, nearest, *rest))


def in_force(data: CvData, updates: Iterable[Update]) -> CvData:
    """Return the document with every update in force, in order."""
    for _, after in _applied(data, updates):
        data = after
    return data


def lost_without(document: CvData, updates: Iterable[Update], undone: frozenset[str]) -> str:
    """The first of the person's own changes that would find nothing to change without others; empty when none would."""
    known = tuple(updates)
    kept = [u for u in known if u.id not in undone]
    found = {update.id for update, _ in _applied(document, kept)}
    had = [u for u, _ in _applied(document, known) if u.is_own and u.id not in undone]
    return next((update.id for update in had if update.id not in found), "")


def _applied(data: CvData, updates: Iterable[Update]) -> Iterator[tuple[Update, CvData]]:
    """Each update in force that finds its place, with the data after it."""
    for update in updates:
        if not update.is_in_force:
            continue
        source = update.sources[0] if update.sources else None
        try:
            if _place(data, update.change, update.before, update.entry, is_own=update.is_own) is None:
                continue
            data = apply(data, update.change, update.before, source, update.entry)
        except BadPathError:
            continue
        yield update, data


def section_order(updates: Iterable[Update]) -> tuple[str, ...]:
    """The order of sections the last update in force asks for; empty for the template's own."""
    orders = [u.change.items for u in updates if u.is_in_force and u.change.path == SECTION_ORDER]
    return orders[-1] if orders else ()
