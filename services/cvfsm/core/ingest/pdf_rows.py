"""Rows of a page: words on one baseline, in segments without a wide gap; wrapped cells whole, page furniture known."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.document.lines import TAB
from services.cvfsm.core.ingest.pdf_words import SAME_ROW, SOFT_HYPHEN, Word

if TYPE_CHECKING:
    from collections.abc import Sequence

# All lengths are in units of the text's size, so that they hold for any page.
SEGMENT_GAP: Final = 1.6
"""Between the words of a justified line there is at most about one size of space."""
STOP_GAP: Final = 0.5
"""Space before a word that begins where many rows begin; between words there is a third of a size."""
STOP_ROWS: Final = 4
"""Rows that begin at one place make it a place where a column begins."""
STOP_STEP: Final = 1.5
"""Points by which rows of one column begin apart."""
LEADING: Final = 1.75
"""Lines of one paragraph follow within 1.0 to 1.6 sizes; more is a gap."""
SAME_SIZE: Final = 0.6
"""Points by which the size of one paragraph varies."""
SAME_PLACE: Final = 4.0
"""Points by which page furniture moves from page to page, and a column's edge."""

BULLET_ONLY: Final = re.compile(r"^[•●▪■◦‣⁃∙·➢➤✓✔►▶○□❖◆♦➔➜\uf0b7\uf0a7\uf0d8\uf076\uf0fco–—*→»-]$")
_PAGE_NUMBER: Final = re.compile(
    r"^(?:page|seite|strona|página|pagina|s\.|p\.)?\s*\d{1,2}\s*(?:(?:/|of|von|z|de|di|van|sur)\s*\d{1,2})?$",
    re.IGNORECASE,
)
_DIGITS: Final = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Segment:
    """Words of a row without a wide gap; `indent` is where the text after a bullet begins, `x1` the end of its last row."""

    words: tuple[Word, ...]
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    indent: float
    first_word: float

    @property
    def text(self) -> str:
        """The words with spaces between them."""
        return "".join(("" if word.joined or not number else " ") + word.text for number, word in enumerate(self.words))


Row = list[Segment]


def rows_of(words: Sequence[Word]) -> list[Row]:
    """Group words by baseline, top to bottom."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (-w.y, w.x0)):
        if rows and abs(rows[-1][0].y - word.y) <= SAME_ROW * max(word.size, rows[-1][0].size):
            rows[-1].append(word)
        else:
            rows.append([word])
    found = [_segments(sorted(row, key=lambda w: w.x0)) for row in rows]
    stops = _stops(found)
    return [[part for segment in row for part in _at_stops(segment, stops)] for row in found]


def _stops(rows: Sequence[Row]) -> list[float]:
    """Return the places where many rows begin, or go on after a wide gap."""
    begins = Counter(round(x / STOP_STEP) for row in rows for s in row for x in {s.x0, s.indent})
    return [at * STOP_STEP for at, count in begins.items() if count + begins[at - 1] + begins[at + 1] >= STOP_ROWS]


def _at_stops(segment: Segment, stops: Sequence[float]) -> list[Segment]:
    """Cut a segment where a column begins inside of it, close to the text before."""
    cuts = [
        number
        for number, (before, word) in enumerate(itertools.pairwise(segment.words), 1)
        if word.x0 - before.x1 > STOP_GAP * word.size
        and any(abs(word.x0 - stop) <= STOP_STEP for stop in stops)
        and not (number == 1 and BULLET_ONLY.match(before.text))
    ]
    edges = [0, *cuts, len(segment.words)]
    return [_segment(segment.words[a:b]) for a, b in itertools.pairwise(edges)] if cuts else [segment]


def _segments(words: Sequence[Word]) -> Row:
    groups: list[list[Word]] = []
    for word in words:
        last = groups[-1][-1] if groups else None
        bullet = last is not None and len(groups[-1]) == 1 and BULLET_ONLY.match(last.text)
        if last is not None and (bullet or word.x0 - last.x1 <= SEGMENT_GAP * max(word.size, last.size)):
            groups[-1].append(word)
        else:
            groups.append([word])
    return [_segment(group) for group in groups]


def _segment(group: Sequence[Word]) -> Segment:
    marked = len(group) > 1 and BULLET_ONLY.match(group[0].text)
    text = group[1:] if marked else group
    return Segment(
        words=tuple(group),
        x0=group[0].x0,
        x1=group[-1].x1,
        y=text[0].y,
        size=max(word.size for word in text),
        bold=all(word.bold for word in text if any(c.isalnum() for c in word.text)),
        indent=text[0].x0,
        first_word=text[0].x1 - text[0].x0,
    )


def text_of(row: Row) -> str:
    """Return the segments of a row with tabs between them."""
    return TAB.join(segment.text for segment in row)


def furniture(pages: Sequence[Sequence[Row]]) -> set[tuple[int, int]]:
    """Return (page, id of the row) of page numbers, and of rows at a page's edge that return at their place on another page.

    In the outermost row digits may differ; the one close to it is furniture only when it returns as it is.
    """
    found: set[tuple[int, int]] = set()
    places: dict[tuple[str, int, float], list[tuple[int, int]]] = {}
    for number, page in enumerate(pages):
        for edge, rows in ((0, page[:2]), (1, page[:-3:-1])):
            for depth, row in enumerate(rows):
                if depth and abs(row[0].y - rows[0][0].y) > 2 * LEADING * row[0].size:
                    continue
                text = text_of(row)
                if _PAGE_NUMBER.match(text.strip()):
                    found.add((number, id(row)))
                masked = text if depth else _DIGITS.sub("0", text)
                places.setdefault((masked, edge, round(row[0].y / SAME_PLACE)), []).append((number, id(row)))
    for same in places.values():
        if len({number for number, _ in same}) > 1:
            found.update(same)
    return found


def joined(row: Row) -> Segment:
    """Return a row as one segment."""
    first, *rest = row
    for segment in rest:
        first = more(first, segment)
    return first


def more(first: Segment, second: Segment, *, glue: bool = False, y: float | None = None) -> Segment:
    """Return one segment of two; the second goes on without a space when a hyphen parted its first word.

    Its baseline is that of the last row, or `y`.
    """
    words = list(first.words)
    after = list(second.words)
    if glue:
        last = words[-1].text
        if last.endswith(SOFT_HYPHEN):
            words[-1] = replace(words[-1], text=last.rstrip(SOFT_HYPHEN))
        after[0] = replace(after[0], joined=True)
    return replace(first, words=(*words, *after), y=second.y if y is None else y, x1=second.x1)


def follows(above: Segment, below: Segment) -> bool:
    """Tell whether a row may go on in the one below: close, in the size and weight of its last word."""
    last, first = above.words[-1], below.words[0]
    if BULLET_ONLY.match(first.text) and len(below.words) > 1:
        first = below.words[1]
    return (
        0 < above.y - below.y <= LEADING * below.size
        and abs(last.size - first.size) <= SAME_SIZE
        and last.bold == first.bold
    )
