"""What the models see of a line and of a piece: look, place, shape, neighbours, and words as weak evidence.

Features are short strings, as a CRF takes them. The same functions serve teaching and reading.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.document.dates import find_periods
from services.cvfsm.core.document.lines import TAB, Line
from services.cvfsm.core.ingest.contact_fields import EMAIL, LINK, PHONE, is_phone, label_of
from services.cvfsm.core.ingest.headings import heading_kind, is_document_title
from services.cvfsm.core.ingest.lexicon import ENTRY_LABELS, FORMULA, LANGUAGE_NAMES, LEVEL
from services.cvfsm.core.ingest.pieces import Piece, words_of
from services.cvfsm.core.ingest.role_words import (
    DEGREE_WORDS,
    ORGANISATION_WORDS,
    PLACE_WORDS,
    SCHOOL_WORDS,
    TITLE_WORDS,
    matcher,
)
from services.shared.language.fold import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.cvfsm.core.ingest.blocks import Block

Features = list[str]

_TITLE, _ORG, _DEGREE, _SCHOOL = (
    matcher(words) for words in (TITLE_WORDS, ORGANISATION_WORDS, DEGREE_WORDS, SCHOOL_WORDS)
)
_STATE: Final = re.compile(r"^[A-Z]{2}$")
_ENDS: Final = re.compile(r"[.!?;]$")
SHORT: Final = 6
"""Words of a line that may be a heading or name one thing."""
MAX_WORDS: Final = 8
"""The words of longer lines say little of their kind."""


@dataclass(slots=True)
class _Seen:
    """What is known of a line before its neighbours are looked at."""

    base: Features
    brief: Features
    """The few that its neighbours see."""
    look: str


@dataclass(frozen=True, slots=True)
class _Page:
    """What is counted over all lines: how often each look and text comes, and the letters of the e-mail address."""

    count: int
    looks: Counter[str]
    texts: Counter[str]
    local: str


def line_features(lines: Sequence[Line]) -> list[Features]:
    """Return the features of each line of a document."""
    body = _body_size(lines)
    looks = Counter(_signature(line, body) for line in lines)
    page = _Page(len(lines), looks, Counter(line.text for line in lines), _email_name(lines))
    seen = [_seen(line, body, page) for line in lines]
    found: list[Features] = []
    since_heading = 99
    above: dict[tuple[int, ...], str] = {}
    for index, (line, own) in enumerate(zip(lines, seen, strict=True)):
        features = [*own.base, *own.brief]
        for offset in (-2, -1, 1, 2, 3):
            other = index + offset
            if 0 <= other < len(lines):
                features += [f"{offset}|{text}" for text in seen[other].brief]
                if abs(offset) == 1:
                    features.append(f"{offset}|same={own.look == seen[other].look}")
            else:
                features.append(f"{offset}|none")
        if index:
            before = lines[index - 1]
            features.append(f"flow={before.flow != line.flow}")
            features.append(f"indent{_bucket(line.indent - before.indent, (-3, -0.7, 0.7, 3))}")
        if index + 1 < len(lines):
            features.append(f"next_gap={lines[index + 1].gap}")
            features.append(f"next_indent{_bucket(lines[index + 1].indent - line.indent, (-3, -0.7, 0.7, 3))}")
        kind = next((text for text in own.brief if text.startswith("hk=")), "")
        since_heading = 0 if kind else since_heading + 1
        above[line.flow] = kind or above.get(line.flow, "")
        features.append(f"under={above[line.flow]}")
        features.append(f"since={min(since_heading, 5)}")
        features.append(f"i={min(index, 8)}")
        found.append(features)
    return found


def _seen(line: Line, body: float, page: _Page) -> _Seen:
    look = _signature(line, body)
    folded, words = fold(line.text), words_of(line.text)
    base = [f"zone={line.zone}", f"style={line.look.style}", f"flows={len(line.flow)}"]
    base += [
        f"lookshare={_bucket(page.looks[look] / page.count, (0.03, 0.08, 0.2, 0.5))}",
        f"runs={min(len(line.runs), 4)}",
    ]
    base += [f"color={line.look.color != 0}", *_forms(line.text, folded), *_lexical(folded, words)]
    if page.texts[line.text] > 1:
        base.append("twice")
    if page.local and "@" not in line.text and any(len(w) > 2 and w in page.local for w in words):
        base.append("inmail")
    return _Seen([*base, *_spelt(line.text, folded, words)], _brief(line, body, words), look)


def _brief(line: Line, body: float, words: Sequence[str]) -> Features:
    """Return what also the neighbours of a line see of it."""
    text, look = line.text, line.look
    brief = [f"n={_bucket(len(text.split()), (1, 2, 3, 5, 8, 14, 25))}", f"size={_size(look.size, body)}"]
    marks = (("b", look.bold), ("it", look.italic), ("C", look.caps), ("bul", line.bullet), ("gap", line.gap))
    brief += [name for name, there in marks if there]
    if periods := find_periods(text):
        rest = len(text) - sum(p.span[1] - p.span[0] for p in periods)
        full = any(p.start and p.end for p in periods)
        brief.append("date=" + ("only" if rest < 4 else "full" if full else "lone"))
    if kind := heading_kind(text):
        brief.append(f"hk={kind}")
    if EMAIL.search(text):
        brief.append("email")
    if not words:
        brief.append("nowords")
    return brief


def _forms(text: str, folded: str) -> Features:
    """Return what a text has of marks, and what it has the form of."""
    phone = PHONE.search(text)
    label = label_of(text)[0]
    forms = [f"tabs={min(text.count(TAB), 3)}", f"commas={min(text.count(','), 4)}", f"shape={_shape(text)}"]
    forms += [f"has{mark}" for mark in "|•·–-/:(@" if mark in text]
    told = (
        ("stop", _ENDS.search(text)),
        ("endcolon", text.endswith(":")),
        ("link", LINK.search(text)),
        ("phone", phone and is_phone(phone[0], labelled=False)),
        (f"label={label}", label),
        ("doctitle", is_document_title(text)),
        ("formula", FORMULA.search(folded)),
    )
    return forms + [name for name, there in told if there]


def _spelt(text: str, folded: str, words: Sequence[str]) -> Features:
    """Return the words of a text: all and their beginnings and ends when they are few."""
    if len(text.split()) <= SHORT:
        affixes = [f"p={w[:4]}" for w in words] + [f"s={w[-4:]}" for w in words if len(w) > 4]
        return [*(f"w={w}" for w in words), *affixes, f"all={folded[:40]}"]
    if not words:
        return []
    return [f"w0={words[0]}", f"p0={words[0][:4]}", f"w-1={words[-1]}", *(f"W={w}" for w in words[:MAX_WORDS])]


def _lexical(folded: str, words: Sequence[str]) -> Features:
    found = [
        name for name, pattern in (("T", _TITLE), ("O", _ORG), ("D", _DEGREE), ("S", _SCHOOL)) if pattern.search(folded)
    ]
    if any(w in LANGUAGE_NAMES for w in words):
        found.append("lang")
    if LEVEL.search(folded):
        found.append("level")
    if folded.rpartition(",")[2].strip() in PLACE_WORDS:
        found.append("P")
    return [f"lex={name}" for name in found]


def agreed(lines: Sequence[Line], labels: Sequence[str], features: Sequence[Features]) -> list[Features]:
    """Return the features with what lines of one look were taken for in a first reading: one look, one role."""
    body = _body_size(lines)
    votes: dict[str, Counter[str]] = {}
    keys = [
        f"{_signature(line, body)}{line.bullet}{round(line.indent)}{bool(find_periods(line.text))}" for line in lines
    ]
    for key, label in zip(keys, labels, strict=True):
        votes.setdefault(key, Counter())[label] += 1
    out: list[Features] = []
    for index, (key, given) in enumerate(zip(keys, features, strict=True)):
        count = votes[key]
        top, many = count.most_common(1)[0]
        share = many / sum(count.values())
        more = [f"vote={top}", f"vote={top}/{share > 0.8}/{sum(count.values()) > 2}", f"first={labels[index]}"]
        before = labels[index - 1] if index else "start"
        after = labels[index + 1] if index + 1 < len(labels) else "end"
        out.append([*given, *more, f"first-1={before}", f"first+1={after}"])
    return out


def _signature(line: Line, body: float) -> str:
    look = line.look
    return f"{look.style}{look.bold:d}{look.caps:d}{look.italic:d}{_size(look.size, body)}{look.color}"


def _body_size(lines: Sequence[Line]) -> float:
    """Return the size most letters have."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.look.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _size(size: float, body: float) -> str:
    if not size or not body:
        return "?"
    return _bucket(size / body, (0.85, 0.97, 1.03, 1.12, 1.3, 1.7, 2.4))


def _bucket(value: float, edges: Sequence[float]) -> str:
    return str(sum(value > edge for edge in edges))


@lru_cache(maxsize=4096)
def _shape(text: str) -> str:
    """Return ``Aa``, ``A``, ``a``, ``9`` for up to four words: how they are written."""
    shapes = []
    for word in text.split()[:4]:
        core = word.strip("()[],.;:")
        if not core:
            shapes.append(".")
        elif core.isupper():
            shapes.append("A")
        elif core[0].isupper():
            shapes.append("Aa")
        elif core[0].isdigit():
            shapes.append("9")
        else:
            shapes.append("a")
    return "-".join(shapes)


def _email_name(lines: Sequence[Line]) -> str:
    """Return the letters of the first e-mail address before its @."""
    for line in lines:
        for text in (line.text, *line.links):
            if match := EMAIL.search(text):
                return re.sub(r"[^a-z]", "", fold(match[0].partition("@")[0]))
    return ""


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


def piece_features(
    kind: str, block: Sequence[Placed], *, body: float, local: str, known: Counter[str]
) -> list[Features]:
    """Return the features of the pieces of one block: the header of an entry, or the head of the page.

    Args:
        kind: ``work``, ``education`` or ``head``.
        block: The pieces in order.
        body: Size of the document's text.
        local: Letters of the e-mail address.
        known: How often each text is written as a piece of the section.
    """
    briefs = [_piece_brief(p, body) for p in block]
    lexical = [_lexical(fold(p.piece.text), words_of(p.piece.text)) for p in block]
    dated = [p.row for p in block if p.piece.period]
    biggest = max((p.piece.look.size for p in block), default=0.0)
    found: list[Features] = []
    for at, placed in enumerate(block):
        following = block[at + 1].piece.cut if at + 1 < len(block) else "end"
        features = [f"k={kind}", *briefs[at], *_seat(placed, following), *lexical[at]]
        features.append(f"biggest={placed.piece.look.size == biggest}")
        if dated:
            features.append(f"fromdate={max(-3, min(3, placed.row - dated[0]))}")
        features += _piece_words(placed.piece.text, local, known)
        for offset in (-2, -1, 1, 2):
            other = at + offset
            if not 0 <= other < len(block):
                features.append(f"{offset}|none")
                continue
            features += [f"{offset}|{text}" for text in briefs[other]]
            if abs(offset) == 1:
                features += [f"{offset}|{text}" for text in lexical[other]]
                features.append(f"{offset}|sameline={block[other].row == placed.row}")
        found.append(features)
    return found


def _seat(placed: Placed, following: str) -> Features:
    """Return where in its header a piece stands, and what parts it from its neighbours."""
    cut, at = placed.piece.cut, min(placed.index, 4)
    return [
        f"cut={cut}", f"row={placed.row}", f"rows={min(placed.rows, 5)}", f"i={at}", f"of={min(placed.count, 5)}",
        f"slot={placed.row}/{at}/{cut}", f"at={placed.row}/{placed.rows}/{placed.index}/{placed.count}",
        f"last={placed.index == placed.count - 1}", f"nextcut={following}", f"cuts={cut}/{following}", f"bullet={placed.line.bullet}",
    ]  # fmt: skip


def _piece_words(text: str, local: str, known: Counter[str]) -> Features:
    """Return what the words of a piece tell."""
    folded, words = fold(text), words_of(text)
    features = [f"shape={_shape(text)}", f"len={_bucket(len(text.split()), (1, 2, 3, 4, 6, 9))}"]
    if known[folded] > 1:
        features.append("again")
    if local and not any(c.isdigit() or c in "@/" for c in text) and any(len(w) > 2 and w in local for w in words):
        features.append("inmail")
    if role := ENTRY_LABELS.get(folded.strip(" .:")):
        features.append(f"label={role}")
    if label := label_of(text + ": x")[0]:
        features.append(f"contact={label}")
    few = words[:MAX_WORDS]
    features += [f"w={w}" for w in few] + [f"p={w[:4]}" for w in few] + [f"s={w[-4:]}" for w in few if len(w) > 4]
    return features + ([f"w0={words[0]}", f"w-1={words[-1]}"] if words else [])


def _piece_brief(placed: Placed, body: float) -> Features:
    piece = placed.piece
    look = piece.look
    brief = [f"size={_size(look.size, body)}"]
    brief += [
        name
        for name, there in (
            ("b", look.bold),
            ("it", look.italic),
            ("C", look.caps or piece.text.isupper()),
            ("col", look.color != 0),
        )
        if there
    ]
    if piece.period:
        brief.append("date")
    if _STATE.match(piece.text):
        brief.append("XX")
    if any(c.isdigit() for c in piece.text) and not piece.period:
        brief.append("digits")
    if EMAIL.search(piece.text):
        brief.append("email")
    elif LINK.search(piece.text):
        brief.append("link")
    elif (match := PHONE.search(piece.text)) and is_phone(match[0], labelled=False):
        brief.append("phone")
    return brief


def slot(placed: Placed) -> str:
    """Return where and how a piece is set: pieces of one slot have one role in a section."""
    look = placed.piece.look
    return (
        f"{placed.row}/{placed.rows}/{min(placed.index, 4)}/{placed.piece.cut}/{look.bold:d}{look.italic:d}{look.color}"
    )


def loose_slot(placed: Placed) -> str:
    """Return the look and what parts a piece: what stays the same where lines are missing."""
    look = placed.piece.look
    return f"{placed.piece.cut}/{look.bold:d}{look.italic:d}{look.color}{round(look.size)}/{min(placed.row, 1)}"


def agreed_pieces(
    blocks: Sequence[Sequence[Placed]], labels: Sequence[Sequence[str]], features: Sequence[Sequence[Features]]
) -> list[list[Features]]:
    """Return the features with what pieces of one slot were taken for, over all entries of a section."""
    votes: dict[str, Counter[str]] = {}
    loose: dict[str, Counter[str]] = {}
    for block, given in zip(blocks, labels, strict=True):
        for placed, label in zip(block, given, strict=True):
            votes.setdefault(slot(placed), Counter())[label] += 1
            loose.setdefault(loose_slot(placed), Counter())[label] += 1
    out: list[list[Features]] = []
    for block, given, own in zip(blocks, labels, features, strict=True):
        rows: list[Features] = []
        for at, (placed, row) in enumerate(zip(block, own, strict=True)):
            more = [
                f"first={given[at]}",
                f"first-1={given[at - 1] if at else 'start'}",
                f"first+1={given[at + 1] if at + 1 < len(given) else 'end'}",
            ]
            for name, table, key in (("vote", votes, slot(placed)), ("loose", loose, loose_slot(placed))):
                count = table[key]
                top, many = count.most_common(1)[0]
                share = many / sum(count.values())
                more += [f"{name}={top}", f"{name}={top}/{share > 0.75}/{min(sum(count.values()), 3)}"]
            more += [
                f"no_title={not any(r.endswith('title') for r in given)}",
                f"no_org={not any(r.endswith('org') for r in given)}",
            ]
            rows.append([*row, *more])
        out.append(rows)
    return out


def block_features(kind: str, blocks: Sequence[Block], lines: Sequence[Line]) -> list[list[Features]]:
    """Return the features of the pieces of blocks of one kind."""
    known = Counter(fold(placed.piece.text) for block in blocks for placed in block.pieces)
    body, local = _body_size(lines), _email_name(lines)
    return [
        piece_features(kind, block.pieces, body=body, local=local if kind == "head" else "", known=known)
        for block in blocks
    ]
