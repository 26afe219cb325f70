"""What the models see of a piece of a header: its look, its place in the header, what parts it from its neighbours, its words."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.ingest.contact_fields import EMAIL, LINK, PHONE, is_phone, label_of
from services.cvfsm.core.ingest.features import MAX_WORDS, Features, body_size, bucket, email_name, lexical, shape, size
from services.cvfsm.core.ingest.lexicon import ENTRY_LABELS
from services.cvfsm.core.ingest.pieces import words_of
from services.shared.language.fold import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.cvfsm.core.document.lines import Line
    from services.cvfsm.core.ingest.blocks import Block, Placed

_STATE: Final = re.compile(r"^[A-Z]{2}$")


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
    telling = [lexical(fold(p.piece.text), words_of(p.piece.text)) for p in block]
    dated = [p.row for p in block if p.piece.period]
    biggest = max((p.piece.look.size for p in block), default=0.0)
    found: list[Features] = []
    for at, placed in enumerate(block):
        following = block[at + 1].piece.cut if at + 1 < len(block) else "end"
        features = [f"k={kind}", *briefs[at], *_seat(placed, following), *telling[at]]
        features.append(f"biggest={placed.piece.look.size == biggest}")
        features.append(f"alone={placed.count == 1}/{bool(dated) and placed.row == dated[0]}")
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
                features += [f"{offset}|{text}" for text in telling[other]]
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
    features = [f"shape={shape(text)}", f"len={bucket(len(text.split()), (1, 2, 3, 4, 6, 9))}"]
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
    brief = [f"size={size(look.size, body)}"]
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
    body, local = body_size(lines), email_name(lines)
    return [
        piece_features(kind, block.pieces, body=body, local=local if kind == "head" else "", known=known)
        for block in blocks
    ]
