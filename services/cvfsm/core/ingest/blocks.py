"""The parts of a CV whose pieces are told apart: the headers of its entries, and the head of its first page."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.document.dates import find_periods
from services.cvfsm.core.ingest.headings import heading_kind
from services.cvfsm.core.ingest.pieces import pieces_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.cvfsm.core.document.lines import Line
    from services.cvfsm.core.ingest.pieces import Piece

ENTRY_KINDS: Final = ("work", "education")
DATED_KINDS: Final = ("work", "education", "projects", "volunteering")
"""Sections whose entries have headers."""
SECTION_OF: Final = MappingProxyType(
    {"work_experience": "work", "education": "education", "projects": "projects", "volunteering": "volunteering"}
)
"""What a heading's words name -> the label of its section."""
HEAD_LABELS: Final = frozenset({"name", "headline", "contact", "doctitle"})
MAX_LEAD: Final = 3
"""Lines of a header above its dates."""
MAX_HEADER_LINES: Final = 6
"""Title, employer, place, dates, department and link may each have a line."""
MAX_HEADER_WORDS: Final = 14
"""A line with a period and more words is a sentence that tells of one."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A piece at its place in a block of lines.

    Attributes:
        row: Number of its line in the block.
        rows: How many lines the block has.
        index: Its number in the line; `count` pieces there.
    """

    piece: Piece
    line: Line
    row: int
    rows: int
    index: int
    count: int


@dataclass(slots=True)
class Block:
    """Lines that are read as one: the header of an entry with the lines of its body, or the head of the page.

    Attributes:
        indexes: Numbers of the header's lines in the document.
        body: Numbers of the lines below.
        pieces: The pieces of the header's lines; `roles` names what each is, `sure` how probable that is.
    """

    kind: str
    indexes: list[int]
    body: list[int] = field(default_factory=list)
    pieces: list[Placed] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    sure: list[float] = field(default_factory=list)


def blocks_of(lines: Sequence[Line], labels: Sequence[str]) -> dict[str, list[Block]]:
    """Return the blocks of each kind by the labels of the lines, in order."""
    found: dict[str, list[Block]] = {"work": [], "education": [], "head": []}
    head = Block("head", [index for index, label in enumerate(labels) if label in HEAD_LABELS])
    if head.indexes:
        found["head"].append(head)
    current: dict[str, Block | None] = dict.fromkeys(ENTRY_KINDS)
    for index, label in enumerate(labels):
        kind, _, part = label.partition(".")
        if kind == "heading" or label == "other":
            current = dict.fromkeys(ENTRY_KINDS)
        if kind not in ENTRY_KINDS:
            continue
        block = current[kind]
        if part == "start" or block is None:
            block = current[kind] = Block(kind, [])
            found[kind].append(block)
        is_header = part in {"start", "head"} and len(block.indexes) < MAX_HEADER_LINES
        is_header = is_header and not _is_item(lines, block, index)
        (block.indexes if is_header else block.body).append(index)
    for blocks in found.values():
        for block in blocks:
            block.pieces = _placed(block, lines)
    return {kind: blocks for kind, blocks in found.items() if blocks}


def as_headed(lines: Sequence[Line], labels: Sequence[str]) -> list[str]:
    """Return the labels with the entries below a heading in the section that its words name.

    Positions, degrees, projects and voluntary posts are set alike; a heading of known words tells which of them follow.
    """
    out = list(labels)
    begin = next((index for index, label in enumerate(labels) if label.startswith("heading")), 0)
    if not any(find_periods(line.text) for line in lines[:begin]):
        out[:begin] = ["contact" if label.partition(".")[0] in DATED_KINDS else label for label in out[:begin]]
    named: dict[tuple[int, ...], str] = {}
    for index, (line, label) in enumerate(zip(lines, labels, strict=True)):
        kind, _, part = label.partition(".")
        if kind == "heading":
            told = SECTION_OF.get(heading_kind(line.text), "")
            named[line.flow] = told
            if told and part in DATED_KINDS:
                out[index] = f"heading.{told}"
        elif kind in DATED_KINDS and named.get(line.flow):
            out[index] = f"{named[line.flow]}.{part}"
    return out


def as_printed(lines: Sequence[Line], labels: Sequence[str]) -> list[str]:
    """Return the labels with entries that are set like the others of their section but were not seen.

    In a section whose entries have dates, every line that tells a period begins an entry, with as many lines above it as the
    other entries have; and dates alone on a line belong to the entry below when that has none.
    """
    out = list(labels)
    for kind in ENTRY_KINDS:
        section = [index for index, label in enumerate(out) if label.partition(".")[0] == kind]
        _dates_first(lines, out, section, kind)
        _dates_last(lines, out, section, kind)
        leads = _leads(lines, out, section)
        if not leads:
            continue
        lead = leads.most_common(1)[0][0]
        taken = -1
        for at, index in enumerate(section):
            if out[index].endswith(".start"):
                taken = _dated_below(lines, out, section, at)
            elif _is_dated(lines[index]) and index > taken >= 0:
                first = at
                while (
                    first > 0
                    and at - first < lead
                    and section[first - 1] > taken
                    and _may_lead(lines[section[first - 1]])
                ):
                    first -= 1
                if at - first == lead:
                    out[section[first]] = f"{kind}.start"
                    for other in section[first + 1 : at + 1]:
                        out[other] = f"{kind}.head"
                    taken = index
    return out


def _leads(lines: Sequence[Line], labels: Sequence[str], section: Sequence[int]) -> Counter[int]:
    """Count how many lines of a header stand above its dates."""
    leads: Counter[int] = Counter()
    for at, index in enumerate(section):
        if labels[index].endswith(".start"):
            for lead, other in enumerate(section[at : at + MAX_LEAD + 1]):
                if lead and labels[other].endswith((".start", ".body")):
                    break
                if _is_dated(lines[other]):
                    leads[lead] += 1
                    break
    return leads


def _dated_below(lines: Sequence[Line], labels: Sequence[str], section: Sequence[int], at: int) -> int:
    """Return the line with the dates of the entry that begins at a place; the entry's first line where it has none."""
    for lead, index in enumerate(section[at : at + MAX_LEAD + 1]):
        if lead and labels[index].endswith(".start"):
            break
        if _is_dated(lines[index]):
            return index
    return section[at]


def _is_dated(line: Line) -> bool:
    """Tell whether a line tells a whole period as headers do."""
    periods = find_periods(line.text)
    short = len(line.text.split()) <= MAX_HEADER_WORDS and not line.text.endswith(".")
    return short and not line.bullet and len(periods) == 1 and (bool(periods[0].start) or _is_alone(line))


def _may_lead(line: Line) -> bool:
    return not line.bullet and len(line.text.split()) <= MAX_HEADER_WORDS and not line.text.endswith((".", ":"))


def _dates_first(lines: Sequence[Line], labels: list[str], section: Sequence[int], kind: str) -> None:
    """Give dates that stand alone above the first line of an entry without dates to that entry."""
    for before, index in pairwise(section):
        if index != before + 1 or not labels[index].endswith(".start"):
            continue
        if _is_alone(lines[before]) and not find_periods(lines[index].text):
            labels[before], labels[index] = f"{kind}.start", f"{kind}.head"


def _dates_last(lines: Sequence[Line], labels: list[str], section: Sequence[int], kind: str) -> None:
    """Give dates that stand alone below a header without any to it; what follows them begins the next entry."""
    undated = False
    for at, index in enumerate(section):
        part = labels[index].partition(".")[2]
        if part == "start" and undated and _is_alone(lines[index]):
            labels[index] = f"{kind}.head"
            if (
                at + 1 < len(section)
                and labels[section[at + 1]].endswith(".head")
                and not _is_dated(lines[section[at + 1]])
            ):
                labels[section[at + 1]] = f"{kind}.start"
            undated = False
        elif part == "start":
            undated = not find_periods(lines[index].text)
        elif part == "body" or find_periods(lines[index].text):
            undated = False


def _is_alone(line: Line) -> bool:
    """Tell whether a line is a date or period and nothing else."""
    periods = find_periods(line.text)
    return bool(periods) and len(line.text) - (periods[0].span[1] - periods[0].span[0]) <= 1


def _is_item(lines: Sequence[Line], block: Block, index: int) -> bool:
    """Tell whether a line is a list item below a header that is none and has its dates: a deed, not a part of the header."""
    line, above = lines[index], [lines[i] for i in block.indexes]
    dated = len(above) > 1 and any(find_periods(other.text) for other in above)
    return dated and line.bullet and not above[0].bullet and not find_periods(line.text)


def _placed(block: Block, lines: Sequence[Line]) -> list[Placed]:
    placed: list[Placed] = []
    for row, index in enumerate(block.indexes):
        parts = pieces_of(lines[index])
        placed += [Placed(part, lines[index], row, len(block.indexes), at, len(parts)) for at, part in enumerate(parts)]
    return placed
