"""Which stretches of a message are activities: all that may be one are weighed by their edges, the best that do not overlap stay."""

from __future__ import annotations

import bisect
import itertools
import math
import re
from typing import TYPE_CHECKING, NamedTuple

from services.nlu.core.heard import logit
from services.nlu.core.reading import Span
from services.shared.language.tables import PREPOSITIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from services.nlu.core.heard import Piece
    from services.nlu.core.layers import Layer

CUTS = (0.15, 0.3, 0.5, 0.7)
"""Probabilities of belonging to a span, from which pieces make stretches to choose among: spread wide, as the layer weighs them."""
LEAST_WITHIN = 0.3
"""The cut whose neighbouring stretches are also tried as one."""
EAGER = 0.15
"""Probability of a beginning from which a stretch is also tried in parts."""
MOST_GAP = 2
"""Words between neighbours that are tried as one."""
MOST_TRIED = 240
"""Stretches weighed in one message, in its order; a list of 16,384 characters must not take seconds."""
LONG_WORDS = 9

_EDGES = re.compile(
    r"^(?:[^\w&]+|(?:and|or|but|then|also|i|we|to)\b(?=\W))|(?:[^\w%)]+|(?<!\w)(?:and|or|but|then|also|because|the|a|an|my|our|their|i|we|"
    r"which|who|whose|that\s+(?:the|other|we|i|my|our|their)|(?<!each\s)(?<!the\s)other))$",
    re.IGNORECASE,
)
"""What no activity begins or ends with: marks, conjunctions, and a determiner, a subject or the start of a clause that has lost what follows it."""
_JOINTS = re.compile(r"\s*(?:,|;|&|\band\b|\bthen\b)\s*", re.IGNORECASE)
"""Where a stretch is also tried in parts."""
_PARTED = re.compile(r"[.!?;\n]\s")
_WORD = re.compile(r"\w+")


class Edges(NamedTuple):
    """How many pieces of a text lie before a stretch, and before its end."""

    first: int
    last: int


def stretches(pieces: Sequence[Piece], text: str, least: float, begins: float = 1.0) -> list[Span]:
    """The stretches of pieces that belong to a span with at least that probability, whole words, in order.

    One ends where another is more likely to begin than it to go on, or begins with at least the probability `begins`.
    """
    found: list[tuple[int, int]] = []
    start = end = -1
    for piece in pieces:
        if piece.within < least:
            if start >= 0:
                found.append((start, end))
            start = -1
        elif start < 0 or (piece.begin > min(piece.inside, begins) and not _splits_word(text, piece.start)):
            if start >= 0:
                found.append((start, end))
            start, end = piece.start, piece.end
        else:
            end = piece.end
    if start >= 0:
        found.append((start, end))
    return [span for first, last in found if (span := _whole_words(text, first, last)) is not None]


def chosen(pieces: Sequence[Piece], text: str, layer: Layer) -> list[Span]:
    """The stretches that are most probably one activity each, in order; none overlaps another.

    Each counts by its words times its probability: the words that are expected to be rightly put together.
    """
    tried = tries(pieces, text)
    worth = [
        len(_WORD.findall(text[one.start : one.end])) * layer.probability(shape(pieces, text, one)) for one in tried
    ]
    order = sorted(range(len(tried)), key=lambda place: tried[place].end)
    best: list[tuple[float, tuple[int, ...]]] = [(0.0, ())]
    ends: list[int] = []
    for place in order:
        before = bisect.bisect_right(ends, tried[place].start)
        value, taken = best[before]
        best.append(max(best[-1], (value + worth[place], (*taken, place)), key=lambda pair: pair[0]))
        ends.append(tried[place].end)
    return [tried[place] for place in best[-1][1]]


def tries(pieces: Sequence[Piece], text: str) -> list[Span]:
    """Every stretch that may be an activity: at several cuts, in parts, and neighbours that hardly anything parts as one."""
    base = stretches(pieces, text, LEAST_WITHIN)
    found = {(one.start, one.end) for least in CUTS for one in stretches(pieces, text, least)}
    found |= {(one.start, one.end) for one in stretches(pieces, text, LEAST_WITHIN, EAGER)}
    found |= {part for one in base for part in _parts(text, one)}
    for one, other in itertools.pairwise(base):
        gap = text[one.end : other.start]
        if len(_WORD.findall(gap)) <= MOST_GAP and not _PARTED.search(gap):
            found.add((one.start, other.end))
    return [Span(start, end) for start, end in sorted(found)[:MOST_TRIED]]


def _parts(text: str, span: Span) -> Iterator[tuple[int, int]]:
    """The parts of a stretch between conjunctions and commas, where there are several."""
    start = span.start
    places = [*((one.start(), one.end()) for one in _JOINTS.finditer(text, span.start, span.end)), (span.end, span.end)]
    for end, following in places:
        if len(places) > 1 and (whole := _whole_words(text, start, end)) is not None and start < end:
            yield whole.start, whole.end
        start = following


def shape(pieces: Sequence[Piece], text: str, span: Span) -> dict[str, float]:
    """The signals by which a stretch is weighed: how sure its pieces and its edges are, and its first and last words."""
    at = _edges(pieces, span)
    inner = pieces[at.first : at.last]
    after = pieces[at.last] if at.last < len(pieces) else None
    words = _WORD.findall(text[span.start : span.end].lower())
    return {
        "inside": logit(sum(piece.within for piece in inner) / len(inner)),
        "weakest": logit(min(piece.within for piece in inner)),
        "begins": logit(inner[0].begin),
        "begins_again": logit(max((piece.begin for piece in inner[1:]), default=0.0)),
        "before": logit(pieces[at.first - 1].within) if at.first else logit(0.0),
        "goes_on": logit(after.inside) if after else logit(0.0),
        "words": math.log(max(1, len(words))),
        "words.one": float(len(words) == 1),
        "words.many": float(len(words) > LONG_WORDS),
        "words.open": float(words[-1:] != [] and words[-1] in PREPOSITIONS),
        "words.parted": float(bool(_PARTED.search(text[span.start : span.end]))),
        "words.and": float("and" in words[1:]),
        "words.comma": float("," in text[span.start : span.end]),
    }


def pieces_of(pieces: Sequence[Piece], span: Span) -> Sequence[Piece]:
    """The pieces that lie in a span."""
    at = _edges(pieces, span)
    return pieces[at.first : at.last]


def _edges(pieces: Sequence[Piece], span: Span) -> Edges:
    first = bisect.bisect_right(pieces, span.start, key=lambda piece: piece.end)
    return Edges(first, bisect.bisect_left(pieces, span.end, key=lambda piece: piece.start))


def _splits_word(message: str, place: int) -> bool:
    return place > 0 and message[place - 1].isalnum() and message[place].isalnum()


def _whole_words(message: str, start: int, end: int) -> Span | None:
    while start > 0 and _splits_word(message, start):
        start -= 1
    while end < len(message) and _splits_word(message, end):
        end += 1
    words = message[start:end]
    while (bare := _EDGES.sub("", words)) != words:
        start += words.find(bare) if bare else len(words)
        words = bare
    return Span(start, start + len(words)) if words else None
