"""Who is who in the headers of a section, decided for all of them together: a CV repeats one layout.

Each piece has the model's odds of every role, and the odds of the pieces that stand in its place in the other headers. A header
is then read as a whole: it names a title and an organisation, each once.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from math import log
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.document.dates import is_duration
from services.cvfsm.core.ingest.entry_labels import entry_labels, label_role
from services.cvfsm.core.ingest.lexicon import GRADE
from services.cvfsm.core.ingest.piece_features import loose_slot, slot
from services.shared.language.fold import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from services.cvfsm.core.ingest.blocks import Block, Placed

ROLES: Final = ("title", "org", "place", "none")
TITLE, ORG, PLACE, NONE = range(len(ROLES))
DATE: Final = "date"
LABEL: Final = "label"
ROLE_OF: Final = MappingProxyType({"organisation": ORG, "title": TITLE, "place": PLACE, "period": NONE, "aside": NONE})
"""What a label inside of an entry names -> the role of the piece behind it."""
LEAST: Final = 0.01
"""No role is less probable than this: the model has not seen every layout."""
SHARED: Final = ((slot, 0.8), (loose_slot, 0.3))
"""How pieces of one place are told, and how much the others' odds count beside a piece's own."""
MISSING: Final = (2.0, 2.0)
"""What a header without a title or an organisation costs, in units of log odds."""
INHERITED: Final = 2.0
"""What it costs that a position has its organisation from the one above."""
SECOND: Final = 4.0
"""What it costs that a role is taken up again after another one."""
DROPPED: Final = 1.5
"""What it costs that words behind a title or name, parted by a comma or in brackets, are not of it ("Charge Nurse, ICU")."""
CERTAIN: Final = 8.0
"""Log odds of what a label says."""

Scores = list[list[float]]


def decide(kind: str, group: Sequence[Block], odds: Sequence[Sequence[tuple[float, ...]]]) -> None:
    """Give every piece of the headers of a section its role.

    Args:
        kind: ``work`` or ``education``.
        group: The headers; each gets `roles` and `sure`.
        odds: For each header and piece how probable each of `ROLES` is.
    """
    own = [[[log(max(p, LEAST)) for p in piece] for piece in chances] for chances in odds]
    pooled = _pooled(group, own)
    known = entry_labels(placed.piece.text for block in group for placed in block.pieces if not placed.index)
    inherits = False
    for block, scores, chances in zip(group, pooled, odds, strict=True):
        fixed = _fixed(block, known)
        for at, role in fixed.items():
            scores[at] = (
                [CERTAIN * (role == other) for other in range(len(ROLES))]
                if role is not None
                else [0.0, 0.0, 0.0, CERTAIN]
            )
        roles = _best(block, scores, inherits=inherits)
        block.roles = [
            f"{kind}.{DATE if p.piece.period else LABEL if fixed.get(at, NONE) is None else ROLES[role]}"
            for at, (p, role) in enumerate(zip(block.pieces, roles, strict=True))
        ]
        block.sure = [
            1.0 if at in fixed or p.piece.period else chances[at][role]
            for at, (p, role) in enumerate(zip(block.pieces, roles, strict=True))
        ]
        inherits = kind == "work" and (ORG in roles or inherits)


def _pooled(group: Sequence[Block], own: Sequence[Scores]) -> list[Scores]:
    """Add to the log odds of each piece the mean ones of the pieces at its place in the other headers."""
    total = [[list(piece) for piece in scores] for scores in own]
    for place_of, weight in SHARED:
        sums: dict[Hashable, list[float]] = defaultdict(lambda: [0.0] * len(ROLES))
        counts: dict[Hashable, int] = defaultdict(int)
        for block, scores in zip(group, own, strict=True):
            for key, piece in zip(_places(block, place_of), scores, strict=True):
                counts[key] += 1
                sums[key] = [a + b for a, b in zip(sums[key], piece, strict=True)]
        for number, block in enumerate(group):
            for at, key in enumerate(_places(block, place_of)):
                others = counts[key] - 1
                if others:
                    share = weight * others / (others + 1)
                    for role in range(len(ROLES)):
                        total[number][at][role] += share * (sums[key][role] - own[number][at][role]) / others
    return total


def _places(block: Block, place_of: Callable[[Placed], Hashable]) -> list[Hashable]:
    return [place_of(placed) for placed in block.pieces]


def _fixed(block: Block, known: dict[str, str]) -> dict[int, int | None]:
    """Return the pieces whose role is plain: behind a label ("Employer: ..."), a grade, a duration; None for the label itself."""
    fixed: dict[int, int | None] = {}
    for at, placed in enumerate(block.pieces):
        grade = placed.piece.cut != "open" and GRADE.match(fold(placed.piece.text))
        if placed.piece.period or grade or is_duration(placed.piece.text):
            fixed[at] = NONE
    for at, (placed, following) in enumerate(pairwise(block.pieces)):
        role = ROLE_OF.get(label_role(placed.piece.text, known))
        if role is not None and following.row == placed.row and following.piece.cut in {"colon", "tab", "date"}:
            fixed[at] = None
            if not following.piece.period:
                fixed[at + 1] = role
    return fixed


def _best(block: Block, scores: Scores, *, inherits: bool) -> list[int]:
    """Return the roles of a header's pieces that are best together."""
    # What has been read so far: the roles met, the role now going on -> (score, roles).
    paths: dict[tuple[frozenset[int], int], tuple[float, list[int]]] = {(frozenset(), NONE): (0.0, [])}
    for placed, piece in zip(block.pieces, scores, strict=True):
        after: dict[tuple[frozenset[int], int], tuple[float, list[int]]] = {}
        for (met, last), (score, roles) in paths.items():
            for role in range(len(ROLES)):
                goes_on = role == last and (placed.index > 0 or role == PLACE)
                dropped = DROPPED * (role == NONE and last in {TITLE, ORG} and placed.piece.cut in {"comma", "open"})
                again = SECOND if role != NONE and role in met and not goes_on else 0.0
                key = (met | {role}, last if placed.piece.period else role)
                value = score + piece[role] - again - dropped
                if key not in after or value > after[key][0]:
                    after[key] = (value, [*roles, role])
        paths = after

    def whole(path: tuple[tuple[frozenset[int], int], tuple[float, list[int]]]) -> float:
        (met, _), (score, _) = path
        no_org = INHERITED if inherits else MISSING[ORG]
        return score - MISSING[TITLE] * (TITLE not in met) - no_org * (ORG not in met)

    return max(paths.items(), key=whole)[1][1]
