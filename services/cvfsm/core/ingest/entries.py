"""Positions and degrees: where one ends and the next begins, told by dates, bullets, gaps and looks."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.document.cv import PRESENT
from services.cvfsm.core.document.dates import Period, find_periods
from services.cvfsm.core.document.lines import TAB, Line
from services.cvfsm.core.ingest.lexicon import ENTRY_LABELS
from services.shared.language.fold import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

# A header line names a title, an employer, a place: longer lines are sentences.
MAX_HEADER_WORDS: Final = 16
MIN_SENTENCE_WORDS: Final = 4
"""Fewer words with a full stop at the end are a name ("Blue Ridge Catering Co.")."""
MAX_LEAD: Final = 3
"""Lines that may stand above the date in a header: title, employer, place."""

_EDGE: Final = " \t,;:|·•–—-/"
_LABEL: Final = re.compile(r"^([^:\t]{2,40}?)\s*:\s*(.+)$|^([^:\t]{2,40}?)\t(.+)$")
_ANY_LABEL: Final = re.compile(r"^[^:\t]{2,30}:\s")
_SENTENCE: Final = re.compile(r"(?:[a-z\u00df-\u017f]{4}|\))[.!;]$")


@dataclass(slots=True)
class HeaderLine:
    """A header line without its date; `role` when a label names it."""

    line: Line
    text: str
    role: str = ""


@dataclass(slots=True)
class RawEntry:
    """One entry before its header is understood.

    Attributes:
        period: The dates; None when none are written.
        dated: The line of the dates and their words there.
        header: What names title, employer, place.
        body: The lines below.
        is_group: An employer with a total period whose positions follow as entries of their own.
    """

    period: Period | None = None
    dated: tuple[Line, str] | None = None
    header: list[HeaderLine] = field(default_factory=list)
    body: list[Line] = field(default_factory=list)
    is_group: bool = False


@dataclass(slots=True)
class _Row:
    line: Line
    period: Period | None
    core: str
    is_prose: bool


def split_entries(lines: Sequence[Line], first_text: str = "") -> tuple[list[Line], list[RawEntry]]:
    """Return (lines before the first entry, entries).

    Args:
        lines: The section's lines.
        first_text: What stands for the text of the first line when a heading shares it.
    """
    rows = [
        _row(line, text)
        for index, line in enumerate(lines)
        for text in _entries_of(first_text if index == 0 and first_text else line.text)
    ]
    anchors = [i for i, row in enumerate(rows) if row.period and not row.line.bullet and not row.is_prose]
    if not anchors:
        anchors = [i for i, row in enumerate(rows) if row.period and not row.is_prose]
    starts = _starts(rows, anchors) if anchors else _undated_starts(rows)
    if not starts:
        return list(lines), []
    ends = [*starts[1:], len(rows)]
    entries = [_entry(rows[a:b]) for a, b in zip(starts, ends, strict=True)]
    _mark_groups(entries)
    return [row.line for row in rows[: starts[0]]], entries


def _entries_of(text: str) -> list[str]:
    """Cut a line that holds several dated entries, parted by semicolons."""
    parts = [part.strip() for part in text.split(";")]
    several = len(parts) > 1 and all(find_periods(part) for part in parts)
    return parts if several else [text]


def _row(line: Line, text: str) -> _Row:
    period, core = _date_of(text)
    words = core.split()
    prose = len(words) > MAX_HEADER_WORDS or (len(words) >= MIN_SENTENCE_WORDS and bool(_SENTENCE.search(core)))
    return _Row(line, period, core, prose)


def _date_of(text: str) -> tuple[Period | None, str]:
    """Return the period of a header line and the text without it; a date inside a sentence is no period."""
    for period in find_periods(text):
        before, after = text[: period.span[0]].rstrip(" \t([,"), text[period.span[1] :].lstrip(" \t)]")
        lead, tail = before.strip(_EDGE + "("), _tail(after)
        edge = (
            not lead
            or not tail
            or TAB in text
            or before.endswith(("|", "·", "•", "–", "—"))
            or text[period.span[0] - 1 : period.span[0]] == "("
        )
        if edge and len(lead.split()) + len(tail.split()) <= MAX_HEADER_WORDS:
            label = fold(lead).strip(" .:")
            core = TAB.join(part for part in ("" if ENTRY_LABELS.get(label) == "period" else lead, tail) if part)
            return period, core
    return None, text.strip()


def _tail(after: str) -> str:
    """Return what follows a date, without the bracket that closed it."""
    tail = after.strip(_EDGE)
    if tail.count(")") > tail.count("("):
        tail = tail.replace(")", "", 1).strip(_EDGE)
    return "" if tail == "." else tail


def _starts(rows: Sequence[_Row], anchors: Sequence[int]) -> list[int]:
    """Return the first row of each dated entry.

    The rows between two dates belong to the one before or the one after. What was printed decides: after a bullet
    everything up to the date is the new header; else a gap or a look like the first header's begins it; else as many
    lines as in the first header.
    """
    lead = _lead(rows, anchors[0], -1)
    first_look = rows[anchors[0] - lead].line.look
    starts: list[int] = []
    previous = -1
    for anchor in anchors:
        run = _lead(rows, anchor, previous)
        floor = anchor - run
        broken = floor - 1 > previous
        if previous < 0 or broken:
            wanted = run
            if broken and run > lead:
                wanted = _cut(rows, anchor, run, first_look, lead)
        else:
            wanted = _cut(rows, anchor, run, first_look, min(lead, run)) if lead else 0
        starts.append(anchor - wanted)
        previous = anchor
    return starts


def _lead(rows: Sequence[_Row], anchor: int, previous: int) -> int:
    """Count the header-like lines right above a date, down to the previous date, at most `MAX_LEAD`."""
    count = 0
    while count < MAX_LEAD and anchor - count - 1 > previous:
        row = rows[anchor - count - 1]
        if row.line.bullet or row.is_prose or row.period:
            break
        count += 1
        if rows[anchor - count].line.gap and rows[anchor - count].line.look.bold:
            break
    return count


def _cut(rows: Sequence[_Row], anchor: int, run: int, look: object, default: int) -> int:
    """Return how many of the `run` lines above a date belong to it."""
    for count in range(run, -1, -1):
        row = rows[anchor - count]
        if row.line.gap or (count and row.line.look == look and rows[anchor - count - 1].line.look != look):
            return count
    return default


def _undated_starts(rows: Sequence[_Row]) -> list[int]:
    """Return the starts of entries without any date: a header line after bullets or after a gap."""
    starts = []
    for index, row in enumerate(rows):
        if row.line.bullet or row.is_prose:
            continue
        before = rows[index - 1] if index else None
        if before is None or before.line.bullet or before.is_prose or row.line.gap:
            starts.append(index)
    return starts


def _entry(rows: Sequence[_Row]) -> RawEntry:
    entry = RawEntry()
    in_header = True
    for index, row in enumerate(rows):
        if entry.period is None and row.period and not (row.line.bullet and index):
            entry.period = row.period
            entry.dated = (row.line, _quote(row, row.period))
            if row.core:
                entry.header.append(_header(row.line, row.core))
            continue
        labelled = (
            entry.period is not None and _ANY_LABEL.match(row.line.text) and not _header(row.line, row.line.text).role
        )
        in_header = (
            in_header and not labelled and not row.line.bullet and not row.is_prose and len(entry.header) <= MAX_LEAD
        )
        if in_header or index == 0:
            entry.header.append(_header(row.line, row.core if row.period is None else row.line.text))
        else:
            entry.body.append(row.line)
    return entry


def _quote(row: _Row, found: Period) -> str:
    """Return the words of the date in its line, with its label."""
    a, b = found.span
    for period in find_periods(row.line.text):
        if (period.start, period.end) == (found.start, found.end):
            a, b = period.span
            break
    if ENTRY_LABELS.get(fold(row.line.text[:a]).strip(" .:\t")) == "period":
        a = 0
    return row.line.text[a:b]


def _header(line: Line, text: str) -> HeaderLine:
    match = _LABEL.match(text)
    if match and (role := ENTRY_LABELS.get(fold(match[1] or match[3]).strip(" ."), "")):
        return HeaderLine(line, (match[2] or match[4]).strip(), role)
    return HeaderLine(line, text)


def _mark_groups(entries: list[RawEntry]) -> None:
    """Mark an employer's line with a total period when the next entry lies within it and nothing stands between."""
    for entry, following in itertools.pairwise(entries):
        if entry.body or not entry.period or not following.period or not entry.header:
            continue
        outer, inner = entry.period, following.period
        if (
            outer.start
            and inner.start
            and outer.start <= inner.start
            and _ends(inner) <= _ends(outer)
            and (len(entry.header) == 1 or outer != replace(inner, span=outer.span))
        ):
            entry.is_group = True


def _ends(period: Period) -> str:
    return "9999" if period.end == PRESENT else period.end + ("" if "-" in period.end else "-99")
