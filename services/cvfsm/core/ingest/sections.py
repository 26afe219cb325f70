"""Which lines belong to which section: headings by their words in five languages, and by their look."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.document.dates import find_periods
from services.cvfsm.core.document.lines import TAB, Line, Look, Zone
from services.cvfsm.core.ingest.lexicon import (
    DOCUMENT_TITLES,
    HEADING_ADJECTIVES,
    HEADING_KEYS,
    HEADING_MODIFIERS,
    HEADING_PHRASES,
    HEADING_SMALL,
    HEADING_WEAK,
    LABEL_OF,
    LANGUAGE_NAMES,
)
from services.shared.language.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

OPENING: Final = "opening"
"""The lines before the first heading: name, contact, perhaps a profile."""
OTHER: Final = "other"

MAX_HEADING_WORDS: Final = 6
"""The longest section names of the lexicon's languages have six words ("Dodatkowe kursy, szkolenia i uprawnienia zawodowe")."""

MIN_HEADINGS: Final = 2
"""With fewer headings on lines of their own, "Label: text" lines are the headings."""
# Key word -> (rank, section): the first section of the table that owns a word has it.
_OWNERS: Final = {
    word: (rank, kind) for rank, (kind, owned) in reversed(list(enumerate(HEADING_KEYS.items()))) for word in owned
}
_TOKENS: Final = re.compile(r"[^\s,:&+/|()–—.!?]+|&|\+")
MAX_HEADING_CHARS: Final = 80
_SPACED: Final = re.compile(r"^(?:\w ){3,}\w$")
_INLINE: Final = re.compile(r"^([^:\t]{2,45}?)\s*(?::\s*|\t)(?=\S)(.+)$")


@dataclass(slots=True)
class Block:
    """A section as found: its kind, its heading, its lines (`text` of the first may lack an inline heading)."""

    kind: str
    heading: Line | None = None
    lines: list[Line] = field(default_factory=list)
    inline: str = ""


def heading_kind(text: str, *, weak: bool = False) -> str:
    """Return the section a heading names, or the empty string.

    Every word must be known: a key word of a section, a modifier ("professional") or a small word ("my", "and").
    `weak` lets a common word alone ("Work:") name its section, as before a colon.
    """
    if text.count(" ") > MAX_HEADING_CHARS // 4 or len(text) > MAX_HEADING_CHARS:
        return ""
    folded = _unspaced(fold(text)).replace("(s)", "").strip(" :.-–—|_*#")
    if folded in HEADING_PHRASES:
        return HEADING_PHRASES[folded]
    tokens = [part for token in _TOKENS.findall(folded) for part in _known_parts(token.strip("-"))]
    if not tokens or len(tokens) > MAX_HEADING_WORDS:
        return ""
    keys = [token for token in tokens if token in _OWNERS]
    if not all(t in HEADING_MODIFIERS or t in HEADING_SMALL or t in keys for t in tokens):
        return ""
    if not keys or (len(tokens) == 1 and keys[0] in HEADING_WEAK and not weak):
        return ""
    return _owner([key for key in keys if key not in HEADING_ADJECTIVES] or keys)


def is_document_title(text: str) -> bool:
    """Tell whether the line only says that this is a CV."""
    return fold(text).strip(" :.-–—") in DOCUMENT_TITLES


def split_sections(lines: Sequence[Line]) -> list[Block]:
    """Return the sections in reading order; the first is the opening.

    A column of its own (table cell, text box) with headings in it keeps its sections to itself.
    """
    standalone = {id(line): kind for line in lines if (kind := _standalone(line))}
    looks = _heading_looks(lines, standalone)
    has_work = "work_experience" in standalone.values()
    for index, line in enumerate(lines):
        if id(line) not in standalone and _is_unknown_heading(
            line, lines[index + 1 : index + 3], looks, has_work=has_work
        ):
            kind = _owner([t for t in _TOKENS.findall(fold(line.text)) if _owner([t])])
            dated = any(find_periods(following.text) for following in lines[index + 1 : index + 3])
            unnamed = "work_experience" if dated and not has_work else OTHER
            standalone[id(line)] = kind if kind and kind != "contact" else unnamed
    return list(_walk(lines, standalone))


def _walk(lines: Sequence[Line], standalone: dict[int, str]) -> Iterator[Block]:
    opening = Block(OPENING)
    blocks = [opening]
    current: dict[tuple[int, ...], Block] = {(): opening}
    main = opening
    inline_allowed = len(standalone) < MIN_HEADINGS or any(TAB in line.text for line in lines)
    flow_headings = _flows_with_text(lines, standalone)
    for line in lines:
        own = line.flow in flow_headings
        block = current.get(line.flow, opening if line.zone is Zone.BOX else main) if own else main
        if line.zone in {Zone.HEADER, Zone.FOOTER}:
            opening.lines.append(line)
            continue
        kind = standalone.get(id(line), "")
        if kind:
            block = Block(kind, heading=line)
            blocks.append(block)
        elif inline := _inline(line, block, allowed=inline_allowed):
            block = Block(inline[0], lines=[line], inline=inline[1])
            blocks.append(block)
        else:
            block.lines.append(line)
        if own:
            current[line.flow] = block
        else:
            main = block
    yield from blocks


def _flows_with_text(lines: Sequence[Line], standalone: dict[int, str]) -> set[tuple[int, ...]]:
    """Return the columns that hold a heading and text below it."""
    headed: set[tuple[int, ...]] = set()
    found: set[tuple[int, ...]] = set()
    for line in lines:
        if not line.flow:
            continue
        if id(line) in standalone:
            headed.add(line.flow)
        elif line.flow in headed:
            found.add(line.flow)
    return found


def _standalone(line: Line) -> str:
    if line.bullet and not line.look.style:
        return ""
    if line.zone in {Zone.HEADER, Zone.FOOTER} or TAB in line.text or find_periods(line.text):
        return ""
    return heading_kind(line.text)


def _heading_looks(lines: Sequence[Line], standalone: dict[int, str]) -> set[Look]:
    return {line.look for line in lines if id(line) in standalone}


def _is_unknown_heading(line: Line, following: Sequence[Line], looks: set[Look], *, has_work: bool) -> bool:
    """Tell whether a line that names no known section looks just like those that do.

    A line in capitals above a date may be an employer; it is one where another heading already names the work.
    """
    look = line.look
    distinct = look.style > 0 or (look.caps and (look.bold or line.gap)) or (look.bold and look.size > 0)
    if line.look not in looks or not distinct or line.bullet or TAB in line.text:
        return False
    words = _TOKENS.findall(line.text)
    if len(words) > MAX_HEADING_WORDS or any(c.isdigit() for c in line.text) or line.zone in {Zone.HEADER, Zone.FOOTER}:
        return False
    if look.style:
        return not find_periods(" ".join(f.text for f in following[:1]))
    dated = has_work and any(find_periods(f.text) for f in following)
    return "," not in line.text and not dated and not is_document_title(line.text)


def _inline(line: Line, block: Block, *, allowed: bool) -> tuple[str, str] | None:
    """Return (kind, heading text) of a line such as ``Skills: till work, plant care`` or a row ``Digital skills | QGIS``."""
    match = _INLINE.match(line.text)
    if not match or line.bullet or line.zone in {Zone.HEADER, Zone.FOOTER}:
        return None
    label = match[1]
    is_row = line.text[match.end(1) :].lstrip(" ").startswith(TAB)
    kind = heading_kind(label, weak=not is_row)
    if not kind or kind == OTHER or (kind == "contact" and not is_row) or fold(label).strip() in LABEL_OF:
        return None
    if block.kind in {"work_experience", "education", OTHER} and not (allowed and (is_row or block.inline)):
        return None
    if kind == "languages":
        spoken = any(token in LANGUAGE_NAMES for token in _TOKENS.findall(fold(match[2])))
        return ("languages" if spoken else "it_ai_skills", label)
    return kind, label


def _known_parts(token: str) -> list[str]:
    """Return the token, or the parts of a compound ("ki-kenntnisse") that is no known word itself."""
    is_known = token in HEADING_MODIFIERS or token in HEADING_SMALL or _owner([token])
    return [token] if is_known or "-" not in token else token.split("-")


def _owner(keys: Sequence[str]) -> str:
    return min((_OWNERS[key] for key in keys if key in _OWNERS), default=(0, ""))[1]


def _unspaced(text: str) -> str:
    """Return ``E D U C A T I O N`` as one word; two or more spaces part words."""
    parts = re.split(r" {2,}", text.strip())
    return " ".join(part.replace(" ", "") if _SPACED.match(part) else part for part in parts)
