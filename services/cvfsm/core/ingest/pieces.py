"""The parts of a line that separators, dates or a change of look keep apart: what a person reads as one thing each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.document.dates import Period, find_periods
from services.cvfsm.core.document.lines import TAB, Line, Look, runs_of
from services.shared.language.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

SAME_SIZE: Final = 0.6
"""Points by which the size of one text varies."""
MAX_PIECES: Final = 40
"""Of one line; a line of keywords has more, and they are one."""

_LEGAL: Final = (
    r"(?:inc|ltd|llc|llp|gmbh|s\.?a\.?|s\.?l\.?u?|sp\. ?z ?o\.? ?o|b\.?v|plc|corp|co|ag|sarl|sas|lda|s\.?r\.?l|n\.?v)\b"
)
_AT: Final = r"at|bei(?: der| dem)?|chez|w firmie|en la empresa|presso|na empresa|bij|hos|ved"
# What parts two pieces, by how strongly: a tab, a mark, a word, brackets, a colon, a comma.
_MARKS: Final = re.compile(
    rf"(?P<tab>[ ]*{TAB}[ ]*)"
    r"|(?P<mark>\s*[|•·‖⋄◆♦▪⋅■∙●]\s*|\s+(?:[–—-]|//?|@|~|»|>|→)\s+|(?<=\w)[–—](?=\s)|,?\s+[–—](?=\w))"
    rf"|(?P<at>,?\s+(?:{_AT})\s+(?=[^\W\d_]))"
    r"|(?P<colon>:\s+)"
    r"|(?P<open>\s*[(\[]\s*)|(?P<close>\s*[)\]]\s*[,;:.]?\s*)"
    rf"|(?P<comma>\s*[,;]\s+(?!{_LEGAL})|\s*،\s*)"
    r"|(?P<stop>(?<=[^\W\d_]{4})\.\s+(?=[^\W\d_a-z]))",
    re.IGNORECASE,
)
_EDGE: Final = " \t,;:|·•–—-/"
_LOOSE: Final = re.compile(r"[ \t,;:|•·/–—-]*")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line.

    Attributes:
        start: Where it begins in the line's text; `end` after its last character.
        cut: What parts it from the piece before: ``line``, ``tab``, ``mark``, ``at``, ``colon``, ``open``, ``close``, ``comma``,
            ``stop``, ``look`` or ``date``.
        period: The dates, when it is one.
    """

    text: str
    start: int
    end: int
    cut: str
    look: Look
    period: Period | None = None


def pieces_of(line: Line) -> list[Piece]:
    """Return the pieces of a line in order."""
    text = line.text
    looks = _looks(line)
    found: list[Piece] = []
    at, cut = 0, "line"
    for start, end, period in [*dates_of(text), (len(text), len(text), None)]:
        found += _between(text, at, start, cut, looks)
        if period is not None:
            label = "date" if found else "line"
            found.append(
                Piece(
                    text[start:end],
                    start,
                    end,
                    label if text[max(0, start - 1)] != TAB else "tab",
                    looks[start],
                    period,
                )
            )
            cut = "tab" if text[end : end + 1] == TAB else "date"
            at = end
    return found[:MAX_PIECES]


def dates_of(text: str) -> list[tuple[int, int, Period | None]]:
    """Return (start, end, period) of each date or period in a text."""
    return [(*period.span, period) for period in find_periods(text)]


def _looks(line: Line) -> list[Look]:
    """Return the look of each character."""
    looks: list[Look] = []
    for run in runs_of(line):
        looks += [run.look] * len(run.text)
    return looks or [line.look]


def _between(text: str, start: int, end: int, cut: str, looks: list[Look]) -> Iterator[Piece]:
    """Yield the pieces of a stretch of text without dates."""
    at = start
    depth = 0
    for match in _MARKS.finditer(text, start, end):
        kind = str(match.lastgroup)
        if depth and kind in {"comma", "at", "stop"}:
            continue
        depth = 1 if kind == "open" else 0 if kind == "close" else depth
        stretch = _by_look(text, at, match.start(), cut, looks)
        piece = None
        for piece in stretch:
            yield piece
        cut = kind if piece is not None or _RANK[kind] >= _RANK.get(cut, 0) else cut
        at = match.end()
    yield from _by_look(text, at, end, cut, looks)


_RANK: Final = {
    "line": 9,
    "tab": 8,
    "date": 7,
    "mark": 6,
    "at": 6,
    "open": 5,
    "close": 4,
    "colon": 4,
    "stop": 2,
    "comma": 2,
    "look": 1,
}


def _by_look(text: str, start: int, end: int, cut: str, looks: list[Look]) -> Iterator[Piece]:
    """Yield a stretch in parts of one look; the space between two words is where looks may change."""
    begin = start
    for index in range(start + 1, end):
        if text[index - 1] == " " and text[index] != " " and _differs(looks, index):
            if piece := _piece(text, begin, index, cut, looks):
                yield piece
                cut = "look"
            begin = index
    if piece := _piece(text, begin, end, cut, looks):
        yield piece


def _differs(looks: list[Look], index: int) -> bool:
    before, after = looks[max(0, index - 2)], looks[index]
    return (
        before.bold != after.bold
        or before.italic != after.italic
        or abs(before.size - after.size) > SAME_SIZE
        or before.color != after.color
    )


def _piece(text: str, start: int, end: int, cut: str, looks: list[Look]) -> Piece | None:
    part = text[start:end]
    stripped = part.strip(_EDGE)
    if not any(c.isalnum() for c in stripped):
        return None
    begin = start + part.index(stripped)
    return Piece(stripped, begin, begin + len(stripped), cut, looks[min(begin, len(looks) - 1)])


def words_of(text: str) -> list[str]:
    """Return the folded words of a text."""
    return re.findall(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*|\d+", fold(text))
