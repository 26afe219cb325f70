"""The lines of a work or education section to entries with sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.document.cv import EducationEntry, WorkEntry
from services.cvfsm.core.document.dates import find_periods
from services.cvfsm.core.document.lines import TAB
from services.cvfsm.core.ingest import roles
from services.cvfsm.core.ingest.entries import split_entries
from services.cvfsm.core.ingest.lexicon import ENTRY_LABELS, LEAVE_WORDS
from services.cvfsm.core.ingest.lists import is_formula
from services.shared.language.fold import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from services.cvfsm.core.document.lines import Line
    from services.cvfsm.core.ingest.draft import Draft
    from services.cvfsm.core.ingest.entries import RawEntry

_WORK: Final[Mapping[str, str]] = {roles.TITLE: "title", roles.ORGANISATION: "employer", roles.PLACE: "location"}
_STUDY: Final[Mapping[str, str]] = {roles.TITLE: "degree", roles.ORGANISATION: "institution", roles.PLACE: "location"}


@dataclass(frozen=True, slots=True)
class _Organisation:
    """An organisation as a header names it, with the place in brackets behind its name, and where that stands."""

    name: str
    place: str
    line: Line
    quote: str


def read_work(draft: Draft, lines: Sequence[Line], first_text: str, taken: int) -> list[WorkEntry]:
    """Return the positions of a section; `taken` positions of other sections stand before them.

    A position without an employer of its own belongs to the employer above it. A lone date is a period within itself.
    """
    _, entries = split_entries(lines, first_text)
    heads = roles.assign([entry.header for entry in entries], roles.WORK)
    found: list[WorkEntry] = []
    employer: _Organisation | None = None
    for entry, head in zip(entries, heads, strict=True):
        own = _organisation(head)
        path = f"work_experience[{taken + len(found)}]"
        if entry.is_group:
            employer = own or _organisation(head, roles.TITLE) or employer
            _cite_dates(draft, entry, path)
        elif not LEAVE_WORDS.search(fold(head.title or head.organisation)):
            employer = own or employer
            _cite_header(draft, entry, head, path, _WORK)
            if employer is not None:
                draft.cite(f"{path}.employer", employer.line, employer.quote)
            place = _place(draft, head, own, path)
            start, end = _cite_dates(draft, entry, path)
            name = employer.name if employer else ""
            body = _body(draft, entry, head, f"{path}.bullets")
            found.append(WorkEntry(name, head.title, start or end, end, place, body))
    return found


def read_education(draft: Draft, lines: Sequence[Line], first_text: str, taken: int) -> list[EducationEntry]:
    """Return the degrees and schools of a section; a lone date is the end."""
    _, entries = split_entries(lines, first_text)
    heads = roles.assign([entry.header for entry in entries], roles.STUDY)
    found: list[EducationEntry] = []
    for entry, head in zip(entries, heads, strict=True):
        own = _organisation(head)
        path = f"education[{taken + len(found)}]"
        _cite_header(draft, entry, head, path, _STUDY)
        place = _place(draft, head, own, path)
        start, end = _cite_dates(draft, entry, path)
        body = _body(draft, entry, head, f"{path}.details")
        found.append(EducationEntry(own.name if own else "", head.title, start, end, place, body))
    return found


def _organisation(head: roles.Roles, role: str = roles.ORGANISATION) -> _Organisation | None:
    """Return the organisation, or what was taken for the title when that role is asked for."""
    name = roles.strip_joiner(head.organisation if role == roles.ORGANISATION else head.title)
    line, quote = next(((line, text) for held, line, text in head.lines if held == role), (None, ""))
    if not name or line is None:
        return None
    name, place = (name, "") if head.place else roles.place_in_brackets(name)
    return _Organisation(name, place, line, quote)


def _place(draft: Draft, head: roles.Roles, own: _Organisation | None, path: str) -> str:
    if head.place or own is None:
        return head.place
    if own.place:
        draft.cite(f"{path}.location", own.line, own.place)
    return own.place


def _cite_header(draft: Draft, entry: RawEntry, head: roles.Roles, path: str, fields: Mapping[str, str]) -> None:
    labelled = {(id(row.line), row.text): row.line.text for row in entry.header if row.role}
    for role, line, text in head.lines:
        if role in fields:
            draft.cite_more(f"{path}.{fields[role]}", line, labelled.get((id(line), text), text))


def _cite_dates(draft: Draft, entry: RawEntry, path: str) -> tuple[str, str]:
    if entry.period is None or entry.dated is None:
        return "", ""
    for name in ("start", "end"):
        draft.cite(f"{path}.{name}", *entry.dated)
    return entry.period.start, entry.period.end


def _body(draft: Draft, entry: RawEntry, head: roles.Roles, path: str) -> tuple[str, ...]:
    """Return the lines below a header, and before them the header's own lines that name nothing."""
    named = {id(line) for role, line, _ in head.lines if role != roles.ASIDE}
    asides = {id(line): line for role, line, _ in head.lines if role == roles.ASIDE and id(line) not in named}
    opening = [line for line in asides.values() if not find_periods(line.text)]
    found: list[str] = []
    for line in (*opening, *entry.body):
        label = fold(line.text.partition(":")[0]).strip()
        if ENTRY_LABELS.get(label) != "aside" and not is_formula(line.text):
            draft.cite(f"{path}[{len(found)}]", line, line.text)
            found.append(line.text.replace(TAB, " "))
    return tuple(found)
