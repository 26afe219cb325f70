"""From placed words to lines in reading order: rows, columns, tables and wrapped lines, by geometry and by the order of drawing.

A page is cut into rows (words on one baseline) and a row into segments (words without a wide gap). Where no segment crosses a
vertical strip over many rows, the rows are two columns, or a table of dates or labels. A program that prints columns draws one
after the other; one that prints a table draws row by row. Columns are cut again, and go on across pages.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from dataclasses import dataclass, replace
from statistics import median
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.document.dates import find_periods
from services.cvfsm.core.document.lines import TAB, Line, Look, Run, Zone, made_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# All lengths are in units of the text's size, so that they hold for any page.
SEGMENT_GAP: Final = 1.6
"""Between the words of a justified line there is at most about one size of space."""
LEADING: Final = 1.75
"""Lines of one paragraph follow within 1.0 to 1.6 sizes; more is a gap."""
GAP: Final = 1.35
"""Of the column's usual step from line to line; more is an empty line."""
ROOM: Final = 0.8
"""A line is full when the next word and this much space would not fit any more."""
BESIDE: Final = 0.6
"""Of the labels of a table stand beside their value; in two separate columns fewer rows meet by chance."""
TURNS: Final = 0.5
"""Changes of side for each row of the shorter side, in the order of drawing: two columns have one or two in all."""
DATED: Final = 0.3
"""Of the rows of a right margin without headings are dates where each entry has its place and duration there too."""
SAME_SIZE: Final = 0.6
"""Points by which the size of one paragraph varies."""
SAME_ROW: Final = 0.35
MIN_COLUMN_ROWS: Final = 4
"""Fewer rows beside each other are a line with a tab, not a column."""
MAX_DEPTH: Final = 4
"""Columns within columns; more is no page that a person reads."""
STRIP_STEP: Final = 4.0
MAX_STRIPS: Final = 300
"""A page of 600 points has 150; a damaged file may claim any width."""
EDGE: Final = 0.12
"""Part of the page's width at each side where no strip is looked for."""
NARROW: Final = 22
"""A column narrower than this many sizes holds lists: its longest item is no full line of a paragraph."""
SAME_PLACE: Final = 4.0
"""Points by which page furniture moves from page to page, and a column's edge."""
SHADOW: Final = 0.12
"""A word drawn twice this near is a shadow or a fake bold."""
MIN_SPACED: Final = 4
"""Single letters in a row of one step are one letter-spaced word."""
MAX_SPACED: Final = 2
"""Letters that stand together in it: a pair set close ("ti")."""

_BULLET_ONLY: Final = re.compile(r"^[•●▪■◦‣⁃∙·➢➤✓✔►▶○□❖◆♦➔➜\uf0b7\uf0a7\uf0d8\uf076\uf0fco–—*→»-]$")
_PAGE_NUMBER: Final = re.compile(
    r"^(?:page|seite|strona|página|pagina|s\.|p\.)?\s*\d{1,2}\s*(?:(?:/|of|von|z|de|di|van|sur)\s*\d{1,2})?$",
    re.IGNORECASE,
)
_DIGITS: Final = re.compile(r"\d+")
MAX_HEADING_WORDS: Final = 5
SOFT_HYPHEN: Final = "\xad"


@dataclass(frozen=True, slots=True)
class Word:
    """A word at its place: left and right edge and baseline in points from the page's lower left corner.

    Attributes:
        at: Its number in the order of drawing.
        joined: Whether it goes on with the word before it without a space.
        link: What a click on it opens.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool = False
    italic: bool = False
    color: int = 0
    at: int = 0
    joined: bool = False
    link: str = ""


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
Flow = tuple[int, ...]


@dataclass(slots=True)
class _Band:
    """Rows across the whole page, or two columns with the strip between them at `x`."""

    rows: list[Row]
    left: list[Row]
    right: list[Row]
    x: float = 0.0


def lay_out(pages: Sequence[Sequence[Word]]) -> list[Line]:
    """Return the lines of all pages in reading order."""
    rows = [_rows(repaired(words)) for words in pages]
    furniture = _furniture(rows)
    found: list[Line] = []
    bands: list[_Band] = []
    for number, page in enumerate(rows):
        aside = (_line(row, Zone.FOOTER, (), 0.0) for row in page if (number, id(row)) in furniture)
        found += [line for line in aside if line]
        bands += _continued(bands, _bands([row for row in page if (number, id(row)) not in furniture]))
    for band in bands:
        if band.x:
            found += _read(band.left, (1,), 1)
            found += _read(band.right, (2,), 1)
        else:
            found += _column(band.rows, ())
    seen: set[str] = set()
    kept = [line for line in found if line.zone is Zone.BODY or (line.text not in seen and not seen.add(line.text))]  # type: ignore[func-returns-value]
    return [replace(line, ref=f"p{index}") for index, line in enumerate(kept, 1)]


def repaired(words: Sequence[Word]) -> list[Word]:
    """Return the words without shadows, letter-spaced ones whole."""
    kept: list[Word] = []
    places: dict[str, list[Word]] = {}
    for word in words:
        twins = places.setdefault(word.text, [])
        near = SHADOW * word.size
        if any(abs(twin.x0 - word.x0) <= near and abs(twin.y - word.y) <= near for twin in twins):
            continue
        twins.append(word)
        kept.append(word)
    return _unspaced(kept)


def _unspaced(words: Sequence[Word]) -> list[Word]:
    """Join the letters of a letter-spaced line: the gaps inside of a word are alike, those between words are wider."""
    out: list[Word] = []
    run: list[Word] = []
    for word in words:
        letters = len(word.text) <= MAX_SPACED and (word.text.isalpha() or word.text == "&")
        if run and not (letters and abs(run[-1].y - word.y) < SAME_ROW and 0 <= word.x0 - run[-1].x1 < 2 * word.size):
            out += _respaced(run)
            run = []
        if letters:
            run.append(word)
        else:
            out.append(word)
    return out + _respaced(run)


def _respaced(run: Sequence[Word]) -> list[Word]:
    """Return the words that letter-spaced letters make; the run as it is when most of it are no single letters."""
    if sum(len(word.text) == 1 for word in run) < max(MIN_SPACED, 0.6 * len(run)):
        return list(run)
    gaps = [b.x0 - a.x1 for a, b in itertools.pairwise(run)]
    usual = sorted(gaps)[len(gaps) // 4]
    limit = usual + max(0.25 * run[0].size, 0.6 * usual)
    groups = [[run[0]]]
    for gap, word in zip(gaps, run[1:], strict=True):
        if gap <= limit:
            groups[-1].append(word)
        else:
            groups.append([word])
    return [_one_word(group) for group in groups]


def _one_word(letters: Sequence[Word]) -> Word:
    return replace(letters[0], text="".join(word.text for word in letters), x1=letters[-1].x1)


def _rows(words: Sequence[Word]) -> list[Row]:
    """Group words by baseline, top to bottom."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (-w.y, w.x0)):
        if rows and abs(rows[-1][0].y - word.y) <= SAME_ROW * max(word.size, rows[-1][0].size):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [_segments(sorted(row, key=lambda w: w.x0)) for row in rows]


def _segments(words: Sequence[Word]) -> Row:
    groups: list[list[Word]] = []
    for word in words:
        last = groups[-1][-1] if groups else None
        bullet = last is not None and len(groups[-1]) == 1 and _BULLET_ONLY.match(last.text)
        if last is not None and (bullet or word.x0 - last.x1 <= SEGMENT_GAP * max(word.size, last.size)):
            groups[-1].append(word)
        else:
            groups.append([word])
    return [_segment(group) for group in groups]


def _segment(group: Sequence[Word]) -> Segment:
    marked = len(group) > 1 and _BULLET_ONLY.match(group[0].text)
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


def _text(row: Row) -> str:
    return TAB.join(segment.text for segment in row)


def _furniture(pages: Sequence[Sequence[Row]]) -> set[tuple[int, int]]:
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
                text = _text(row)
                if _PAGE_NUMBER.match(text.strip()):
                    found.add((number, id(row)))
                masked = text if depth else _DIGITS.sub("0", text)
                places.setdefault((masked, edge, round(row[0].y / SAME_PLACE)), []).append((number, id(row)))
    for same in places.values():
        if len({number for number, _ in same}) > 1:
            found.update(same)
    return found


def _bands(rows: Sequence[Row], depth: int = 0) -> list[_Band]:
    """Cut rows into bands, top to bottom: across, or two columns; a table is rows across, its sides put together."""
    if not rows:
        return []
    strip = _strip(rows) if depth < MAX_DEPTH else None
    if strip is None:
        return [_Band(list(rows), [], [])]
    x, first, last = strip
    left = [part for row in rows[first:last] if (part := [s for s in row if s.x1 <= x])]
    right = [part for row in rows[first:last] if (part := [s for s in row if s.x0 >= x])]
    above, below = _bands(rows[:first], depth + 1), _bands(rows[last:], depth + 1)
    match _relation(left, right):
        case "columns":
            return [*above, _Band([], left, right, x), *below]
        case "table":
            middle = _table(left, right)
        case "margin":
            middle = _with_margin(left, right)
        case _:
            middle = list(rows[first:last])
    if above and not above[-1].x:
        middle = [*above.pop().rows, *middle]
    if below and not below[0].x:
        middle += below.pop(0).rows
    return [*above, _Band(middle, [], []), *below]


def _continued(before: Sequence[_Band], bands: list[_Band]) -> list[_Band]:
    """Let the columns of a page go on in the first band of the next one; return the bands that are new."""
    if not before or not before[-1].x or not bands:
        return bands
    last, first = before[-1], bands[0]
    if first.x and abs(first.x - last.x) <= 3 * SAME_PLACE:
        last.left += first.left
        last.right += first.right
        return bands[1:]
    if not first.x and first.rows:
        if all(s.x0 >= last.x - SAME_PLACE for row in first.rows for s in row):
            last.right += first.rows
            return bands[1:]
        if all(s.x1 <= last.x + SAME_PLACE for row in first.rows for s in row):
            last.left += first.rows
            return bands[1:]
    return bands


def _read(rows: Sequence[Row], flow: Flow, depth: int) -> Iterator[Line]:
    """Yield the lines of a column, which may hold columns."""
    for band in _bands(rows, depth):
        if band.x:
            yield from _read(band.left, (*flow, 1), depth + 1)
            yield from _read(band.right, (*flow, 2), depth + 1)
        else:
            yield from _column(band.rows, flow)


def _strip(rows: Sequence[Row]) -> tuple[float, int, int] | None:
    """Return (x, first row, row after the last) of the best strip that no segment crosses, or None."""
    low, high = min(s.x0 for row in rows for s in row), max(s.x1 for row in rows for s in row)
    best: tuple[float, float, int, int] = (0.0, 0.0, 0, 0)
    x = low + EDGE * (high - low)
    while x < high - EDGE * (high - low):
        for first, last in _clear_runs(rows, x):
            left = sum(any(s.x1 <= x for s in row) for row in rows[first:last])
            right = sum(any(s.x0 >= x for s in row) for row in rows[first:last])
            if min(left, right) >= MIN_COLUMN_ROWS and min(left, right) + 0.1 * (last - first) > best[0]:
                best = (min(left, right) + 0.1 * (last - first), x, first, last)
        x += max(STRIP_STEP, (high - low) / MAX_STRIPS)
    return best[1:] if best[0] else None


def _clear_runs(rows: Sequence[Row], x: float) -> Iterator[tuple[int, int]]:
    first = 0
    for index, row in enumerate([*rows, None]):
        if row is None or any(s.x0 < x < s.x1 for s in row):
            if index > first:
                yield first, index
            first = index + 1


def _relation(left: Sequence[Row], right: Sequence[Row]) -> str:
    """Return what two sides are to each other: ``columns``, a ``table``, rows with a ``margin``, or plain ``rows``."""
    size = median(row[0].size for row in (*left, *right))
    heads = [[row for row in side if _looks_like_heading(row, size)] for side in (left, right)]
    texts_left = [row for row in left if row not in heads[0]] or left
    texts_right = [row for row in right if row not in heads[1]] or right
    if _is_dates(texts_right):
        return "rows" if _share_met(right, left) >= BESIDE else "margin"
    if _is_dates(texts_left):
        return "table"
    if not heads[1] and _is_dates(right, DATED):
        return "margin"
    turns = _turns(left, right)
    if turns <= TURNS:
        return "columns"
    met = _share_met(texts_left, right)
    if all(heads) and met < BESIDE:
        return "columns"
    return "table" if met >= BESIDE or turns > 1 else "columns"


def _turns(left: Sequence[Row], right: Sequence[Row]) -> float:
    """Return how often drawing changed sides, for each row of the shorter side."""
    order = sorted(
        (word.at, side)
        for side, rows in enumerate((left, right))
        for row in rows
        for segment in row
        for word in segment.words
    )
    changes = sum(a[1] != b[1] for a, b in itertools.pairwise(order))
    return changes / min(len(left), len(right))


def _share_met(labels: Sequence[Row], others: Sequence[Row]) -> float:
    """Return the share of rows that have another one on their baseline."""
    met = sum(any(abs(row[0].y - other[0].y) < SAME_ROW * row[0].size for other in others) for row in labels)
    return met / len(labels) if labels else 0.0


def _is_dates(rows: Sequence[Row], share: float = 0.5) -> bool:
    """Tell whether more than `share` of the rows of a column are dates."""
    return bool(rows) and sum(bool(find_periods(_text(row))) for row in rows) > share * len(rows)


def _looks_like_heading(row: Row, body_size: float) -> bool:
    """Tell whether a row is short and set apart as headings are."""
    text = _text(row)
    short = len(row) == 1 and len(text.split()) <= MAX_HEADING_WORDS and not any(c.isdigit() for c in text)
    return short and (row[0].bold or (text.isupper() and len(text) > len("SQL")) or row[0].size > 1.1 * body_size)


def _table(left: Sequence[Row], right: Sequence[Row]) -> list[Row]:
    """Read a table of labels or dates: each label, its wrapped lines joined, stands before the first line beside it."""
    labels: list[Segment] = []
    for row in left:
        segment = _joined(row)
        if labels and _follows(labels[-1], segment) and _goes_on(labels[-1], segment, right):
            labels[-1] = _more(labels[-1], segment)
        else:
            labels.append(segment)
    events: list[tuple[float, int, Row]] = [(-s.words[0].y - 2 * SAME_ROW * s.size, 0, [s]) for s in labels]
    events += [(-row[0].y, 1, row) for row in right]
    merged: list[Row] = []
    known = {id(label) for label in labels}
    for _, side, row in sorted(events, key=lambda event: event[:2]):
        beside = bool(merged) and side == 1 and len(merged[-1]) == 1 and id(merged[-1][0]) in known
        if beside and abs(merged[-1][0].words[0].y - row[0].y) <= SAME_ROW * 2 * row[0].size:
            label = merged[-1][0]
            if _is_margin_heading(label, row, labels, right):
                merged.append(list(row))
            else:
                merged[-1] = [*merged[-1], *row]
        else:
            merged.append(list(row))
    return merged


def _is_margin_heading(label: Segment, row: Row, labels: Sequence[Segment], right: Sequence[Row]) -> bool:
    """Tell whether a label at the left is the heading of what stands beside it, and no date or name of a value."""
    if find_periods(label.text) or label.text.rstrip().endswith(":") or any(c.isdigit() for c in label.text):
        return False
    apart = label.size > 1.1 * row[0].size or (label.bold and not row[0].bold) or label.text.isupper()
    return apart and 2 * len(labels) < len(right) and len(label.text.split()) <= MAX_HEADING_WORDS


def _with_margin(left: Sequence[Row], right: Sequence[Row]) -> list[Row]:
    """Rows whose margin at the right holds an entry's place, dates and duration below each other: one row for each entry."""
    blocks: list[list[Row]] = []
    for row in right:
        if blocks and _follows(blocks[-1][-1][-1], row[0]):
            blocks[-1].append(row)
        else:
            blocks.append([row])
    rows = [list(row) for row in _unwrapped(left)]
    for block in blocks:
        top = block[0][0]
        beside = next((row for row in rows if abs(row[0].y - top.y) <= SAME_ROW * 2 * top.size), None)
        segments = [segment for row in block for segment in row]
        if beside is None:
            rows.append(segments)
        else:
            beside.extend(segments)
    return sorted(rows, key=lambda row: -row[0].y)


def _goes_on(label: Segment, segment: Segment, right: Sequence[Row]) -> bool:
    """Tell whether a label runs on in the next row: nothing stands beside it, or it completes a date."""
    whole = f"{label.text} {segment.text}"
    periods = find_periods(whole)
    if periods and periods[0].span == (0, len(whole)):
        return not any(period.span == (0, len(label.text)) for period in find_periods(label.text))
    return not any(abs(row[0].y - segment.y) <= SAME_ROW * segment.size for row in right)


def _joined(row: Row) -> Segment:
    first, *rest = row
    for segment in rest:
        first = _more(first, segment)
    return first


def _more(first: Segment, second: Segment, *, glue: bool = False) -> Segment:
    """Return one segment of two; the second goes on without a space when a hyphen parted its first word."""
    words = list(first.words)
    after = list(second.words)
    if glue:
        last = words[-1].text
        if last.endswith(SOFT_HYPHEN):
            words[-1] = replace(words[-1], text=last.rstrip(SOFT_HYPHEN))
        after[0] = replace(after[0], joined=True)
    return replace(first, words=(*words, *after), y=second.y, x1=second.x1)


def _column(rows: Sequence[Row], flow: Flow) -> Iterator[Line]:
    """Yield the column's lines, wrapped ones joined."""
    pending = _unwrapped(rows)
    steps = [a[-1].y - b[0].y for a, b in itertools.pairwise(pending)]
    usual = min(max(median(steps) if steps else 0.0, 0.0), 4 * (pending[0][0].size if pending else 0.0))
    low = min((s.x0 for row in pending for s in row), default=0.0)
    above: Row | None = None
    for row in pending:
        gap = above is not None and above[-1].y - row[0].words[0].y > GAP * max(usual, row[0].size)
        if line := _line(row, Zone.BODY, flow, low):
            yield replace(line, gap=gap)
        above = row


def _unwrapped(rows: Sequence[Row]) -> list[Row]:
    """Join the rows of a column in which a text runs on."""
    edge = max((s.x1 for row in rows for s in row), default=0.0)
    low = min((s.x0 for row in rows for s in row), default=0.0)
    pending: list[Row] = []
    for row in rows:
        if pending and _wraps(pending[-1], row, edge) and _is_same_text(pending[-1], row, edge - low):
            last = pending[-1][-1]
            pending[-1] = [
                *pending[-1][:-1],
                _more(last, row[0], glue=_is_parted(last.words[-1].text, row[0].words[0].text)),
            ]
        else:
            pending.append(list(row))
    return pending


def _is_parted(first: str, second: str) -> bool:
    """Tell whether a hyphen at the end of a row parts one word."""
    return len(first) > 1 and first[-1] in {"-", SOFT_HYPHEN, "‐"} and first[-2].isalpha() and second[:1].isalpha()


def _follows(above: Segment, below: Segment) -> bool:
    return (
        0 < above.y - below.y <= LEADING * below.size
        and abs(above.size - below.size) <= SAME_SIZE
        and above.words[-1].bold == below.words[0].bold
    )


def _wraps(above: Row, below: Row, edge: float) -> bool:
    """Tell whether `below` goes on where `above` had no room for its first word."""
    last, first = above[-1], below[0]
    if len(below) > 1 or len(above) > 1 or not _follows(last, first) or _BULLET_ONLY.match(first.words[0].text):
        return False
    full = last.x1 + first.first_word + ROOM * first.size > edge
    return full and min(abs(first.x0 - above[0].indent), abs(first.x0 - above[0].x0)) <= 0.5 * first.size


def _is_same_text(above: Row, below: Row, width: float) -> bool:
    """Tell whether the words agree: in a narrow column only what must goes on."""
    last, first = above[-1].words[-1], below[0].words[0]
    goes_on = first.text[0].islower() or last.text.endswith((",", "-", SOFT_HYPHEN, "&", "/"))
    if any(word.text.endswith(":") for word in below[0].words[:3]) and first.text[0].isupper():
        return False  # a label begins a line of its own
    alike = (last.color, last.italic) == (first.color, first.italic)
    return goes_on or (alike and width > NARROW * below[0].size)


def _line(row: Row, zone: Zone, flow: Flow, low: float) -> Line | None:
    runs: list[Run] = []
    for number, segment in enumerate(row):
        if number:
            runs.append(Run(TAB, runs[-1].look))
        for place, word in enumerate(segment.words):
            look = Look(bold=word.bold, size=word.size, italic=word.italic, color=word.color)
            text = word.text.replace(SOFT_HYPHEN, "-")
            runs.append(Run(text if word.joined or not place else f" {text}", look))
    indent = (row[0].x0 - low) / max(row[0].size, 1.0)
    links = tuple(dict.fromkeys(word.link for segment in row for word in segment.words if word.link))
    return made_of(Line("p0", "", zone=zone, flow=flow, links=links, indent=round(indent, 1)), runs)


_ACCENTS: Final = {"´": "\u0301", "`": "\u0300", "¨": "\u0308", "ˆ": "\u0302", "˜": "\u0303", "¸": "\u0327", "˚": "\u030a", "ˇ": "\u030c", "˘": "\u0306", "˙": "\u0307", "˝": "\u030b", "˛": "\u0328", "¯": "\u0304"}  # fmt: skip
LIGATURES: Final = re.compile("[\ufb00-\ufb06]")


def composed(accent: str, letter: str) -> str:
    """Return the letter under a spacing accent as one character; empty where there is none such."""
    mark = _ACCENTS.get(accent)
    if mark is None or not letter.isalpha():
        return ""
    plain = {"ı": "i", "ȷ": "j"}.get(letter, letter)
    whole = unicodedata.normalize("NFC", plain + mark)
    return whole if len(whole) == 1 else ""
