"""The person's own changes: edits of the CV, undoing by id, and vouching for what the gate kept out.

Rules:
    1. An edit is the person's own statement: it is checked for its form and never refused for what it says.
    2. The edits of a call are made in order, all of them or none.
    3. Undoing brings back what stood there before; a change that a later edit rests on cannot be undone before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from services.cvfsm.core.document import cv, cv_json, cv_paths
from services.cvfsm.core.document.cv import PRINTED, Source, SourceKind
from services.cvfsm.core.document.cv_paths import BadPathError
from services.cvfsm.core.document.dates import find_periods
from services.cvfsm.core.machine import updates
from services.cvfsm.core.machine.updates import NEVER_APPLIED, SECTION_ORDER, Change, Operation, Update, UpdateStatus
from services.cvfsm.core.output.printable import harmless

if TYPE_CHECKING:
    from services.cvfsm.core.machine.session import CvSession
    from services.cvfsm.core.machine.updates import Value

PERSON: Final = "person"
"""`Update.written_by` of what the person entered."""

MAX_UPDATES: Final = 2_000
"""Changes of one session: every line of the longest CV rewritten more than once."""

MAX_QUOTE_CHARS: Final = 300
_DATES: Final = ("start", "end", "date")


class EditError(ValueError):
    """An edit whose place or value is none of a CV's; `index` is its number in the call."""

    def __init__(self, index: int, message: str) -> None:
        """Keep which edit it is and why, for people."""
        super().__init__(message)
        self.index, self.message = index, message


class BuiltOnError(ValueError):
    """A change that cannot be undone before the later one it names."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One change as the person asks for it; `value` as in JSON (None for REMOVE)."""

    operation: Operation
    path: str
    value: Any = None

    @property
    def section(self) -> str:
        """The section it is about; empty outside the data."""
        return Change(self.operation, self.path).section


def with_edits(session: CvSession, edits: Sequence[Edit]) -> CvSession:
    """Return the session with the person's changes, accepted.

    Raises:
        EditError: One of them cannot be made; none is then.
    """
    for index, edit in enumerate(edits):
        try:
            session = replace(session, updates=(*session.updates, _update(session, edit)))
        except BadPathError:
            raise EditError(index, f"There is no such place in the CV: {edit.path[:80]}") from None
        except (TypeError, KeyError):
            raise EditError(index, f"This is no value for {edit.path[:80]}.") from None
        except ValueError as problem:
            raise EditError(index, str(problem)[:200]) from None
    return session


def undo(session: CvSession, ids: Sequence[str]) -> CvSession:
    """Take changes back.

    Raises:
        KeyError: No such change, or one that was never in force.
        BuiltOnError: A later change of the person rests on one of them.
    """
    known = {update.id for update in session.updates if update.status not in NEVER_APPLIED}
    if unknown := set(ids) - known:
        raise KeyError(min(unknown))
    if resting := updates.lost_without(session.document, session.updates, frozenset(ids)):
        raise BuiltOnError(resting)
    changed = tuple(replace(u, status=UpdateStatus.UNDONE) if u.id in ids else u for u in session.updates)
    return replace(session, updates=changed)


def vouch(session: CvSession, ids: Sequence[str]) -> CvSession:
    """Make what the gate refused, or asked about, the person's own statement.

    Raises:
        KeyError: No such update, or one the gate did not keep out.
    """
    open_ids = {update.id for update in session.updates if update.status in NEVER_APPLIED}
    if unknown := set(ids) - open_ids:
        raise KeyError(min(unknown))
    changed = tuple(
        replace(u, status=UpdateStatus.ACCEPTED, sources=_own(u.id, u.after)) if u.id in ids else u
        for u in session.updates
    )
    return replace(session, updates=changed)


def clean(text: str) -> str:
    """Text as it may be printed: no tags, no script addresses, no control characters, no space around it."""
    plain = harmless(text)
    return "".join(c for c in plain if c in "\n\t" or c.isprintable()).strip()


def _update(session: CvSession, edit: Edit) -> Update:
    change = Change(edit.operation, edit.path, _value(edit, edit.value))
    data = session.draft
    update_id = f"u{len(session.updates) + 1}"
    after = updates.text_of(change.value) if edit.operation is not Operation.REMOVE else ""
    source = _own(update_id, after)
    if change.path == SECTION_ORDER:
        if edit.operation is not Operation.SET or not isinstance(change.value, tuple) or _strange(change.value):
            message = f"section_order is set to a list of {', '.join(PRINTED)}."
            raise ValueError(message)
        change = replace(change, operation=Operation.REORDER)
        before = "\n".join(updates.section_order(session.updates))
        return Update(update_id, session.run_id, change, before, after, UpdateStatus.ACCEPTED, (), source, PERSON)
    before, entry = updates.before_of(data, change), updates.entry_of(data, edit.path)
    changed = updates.apply(data, change, before, source[0], entry)
    if breaches := set(cv_json.breaches(changed)) - set(cv_json.breaches(data)):
        raise ValueError(min(breaches))
    return Update(
        update_id, session.run_id, change, before, after, UpdateStatus.ACCEPTED, (), source, PERSON, entry=entry
    )


def _strange(order: tuple[Any, ...]) -> bool:
    return not set(order) <= set(PRINTED) or len(set(order)) != len(order)


def _own(update_id: str, text: str) -> tuple[Source, ...]:
    return (Source(SourceKind.USER, update_id, text[:MAX_QUOTE_CHARS]),)


def _value(edit: Edit, value: Any) -> Value:
    """The value in the form a change holds, cleaned; dates as they are stored."""
    leaf = str(next(step for step in reversed(cv_paths.parse_path(edit.path)) if isinstance(step, str)))
    if edit.operation is Operation.REMOVE:
        return ""
    if edit.operation is Operation.MOVE:
        is_index = isinstance(value, int | float) and not isinstance(value, bool) and value == int(value)
        if is_index or isinstance(value, str):
            return value if isinstance(value, str) else int(value)
        message = "move needs the new index, or the path of another list."
        raise ValueError(message)
    if isinstance(value, Mapping):
        return {str(name): _part(str(name), part) for name, part in value.items() if part is not None}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(_item(row) for row in value)
    if value is None and edit.operation is Operation.SET:
        return ""
    text = _text(leaf, value)
    if edit.operation is Operation.ADD and not text:
        message = "There is nothing to add."
        raise ValueError(message)
    return text


def _item(row: Any) -> Any:
    if isinstance(row, Mapping):
        return {str(name): _part(str(name), part) for name, part in row.items() if part is not None}
    return _text("", row)


def _part(name: str, part: Any) -> str | tuple[str, ...]:
    if isinstance(part, Sequence) and not isinstance(part, str):
        return tuple(_text("", row) for row in part)
    return _text(name, part)


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(name)
    return stored_date(clean(value)) if name in _DATES else clean(value)


def stored_date(text: str) -> str:
    """A date as it is stored: ``2024-06``, ``2024``, ``present`` or empty.

    Raises:
        ValueError: The text is no date.
    """
    if cv.DATE_PATTERN.fullmatch(text):
        return text
    whole = f"2000 - {text}"  # the end of a period may be any date, or a word for "present"
    found = [period for period in find_periods(whole) if period.span == (0, len(whole)) and period.end]
    if found:
        return found[0].end
    message = f"“{text[:40]}” is no date; write it as 2024-06, 2024 or present."
    raise ValueError(message)
