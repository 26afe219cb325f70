"""Lines that hold more than one thing: a heading and the first text of its section, several entries parted by semicolons."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.document.dates import find_periods
from services.cvfsm.core.document.lines import TAB, Line, Run, runs_of
from services.cvfsm.core.ingest.headings import heading_kind
from services.cvfsm.core.ingest.lexicon import LABEL_OF
from services.shared.language.fold import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

MIN_HEADINGS: Final = 2
"""With fewer headings on lines of their own, labels before a text are the headings."""
ENTRY_SECTIONS: Final = frozenset({"work_experience", "education"})
"""A document that has one of these headings in its margin has all of them there; else it is a table of skills by kind."""
_SEMICOLON: Final = re.compile(r";\s+")
_INLINE: Final = re.compile(r"^([^:\t]{2,45}?)\s*(?::\s*|\t)(?=\S)(.+)$")


def headings_apart(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with such headings on lines of their own: labels where no line is a heading, and headings in a margin."""
    alone = sum(bool(heading_kind(line.text)) and not line.bullet for line in lines)
    matches = [None if line.bullet else _INLINE.match(line.text) for line in lines]
    margin = {
        index
        for index, (line, match) in enumerate(zip(lines, matches, strict=True))
        if match and _in_margin(line, match)
    }
    if not {heading_kind(matches[index][1]) for index in margin} & ENTRY_SECTIONS:  # type: ignore[index]
        margin = set()
    out: list[Line] = []
    for index, (line, match) in enumerate(zip(lines, matches, strict=True)):
        label = (
            alone < MIN_HEADINGS
            and match
            and heading_kind(match[1], weak=True)
            and fold(match[1]).strip() not in LABEL_OF
        )
        if match and (label or index in margin):
            out.append(replace(line, text=match[1], runs=(), links=(), look=runs_of(line)[0].look))
            out.append(replace(line, text=match[2], runs=_from(line, match.start(2)), gap=False))
        else:
            out.append(line)
    return out


def _in_margin(line: Line, match: re.Match[str]) -> bool:
    """Tell whether a line begins with a section's name in a cell of its own, set apart from the text beside it."""
    first, last = runs_of(line)[0].look, runs_of(line)[-1].look
    apart = (first.bold, first.size, first.color) != (last.bold, last.size, last.color) or match[1].isupper()
    return apart and line.text[match.end(1) :].startswith(TAB) and bool(heading_kind(match[1]))


def entries_apart(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with several dated entries, parted by semicolons, on lines of their own."""
    out: list[Line] = []
    for line in lines:
        starts = [0, *(match.end() for match in _SEMICOLON.finditer(line.text))]
        parts = [line.text[a:b].rstrip("; ") for a, b in zip(starts, [*starts[1:], len(line.text)], strict=True)]
        if len(parts) > 1 and all(find_periods(part) for part in parts):
            out += [replace(line, text=part, runs=(), gap=line.gap and not at) for at, part in enumerate(parts)]
        else:
            out.append(line)
    return out


def _from(line: Line, start: int) -> tuple[Run, ...]:
    runs: list[Run] = []
    at = 0
    for run in runs_of(line):
        text = run.text[max(0, start - at) :]
        at += len(run.text)
        if text:
            runs.append(Run(text, run.look))
    return tuple(runs) if len(runs) > 1 else ()
