"""Labels for the lines and pieces of a document, by two models read twice: the second time each sees what its likes were taken for."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise
from statistics import mean
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Protocol

from services.cvfsm.core.document.dates import is_duration
from services.cvfsm.core.ingest import features as see
from services.cvfsm.core.ingest.blocks import ENTRY_KINDS, Block, as_headed, as_printed, blocks_of
from services.cvfsm.core.ingest.lexicon import ENTRY_LABELS, GRADE
from services.cvfsm.core.ingest.lists import is_formula
from services.cvfsm.core.ingest.places import is_proper
from services.shared.language.fold import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from services.cvfsm.core.document.lines import Line

LABEL: Final = "label"
ROLE_OF: Final = MappingProxyType(
    {"organisation": "org", "title": "title", "place": "place", "period": "none", "aside": "none"}
)
"""What a label inside of an entry names -> the role of the piece behind it."""
ROLES: Final = ("title", "org")
"""What every header names, however it is set."""
POSSIBLE: Final = 0.02
"""A piece that is this probably the missing one of a header, over all entries of the section, is it."""
MAYBE: Final = 0.03
"""How probable a place is at least that is cut off from what stands before it."""
INHERITED: Final = 0.25
"""A position below an employer's other position may leave the employer out: only a likely piece is taken for one."""

SAME_SLOT: Final = 0.5
"""What it counts that another header of the section has it in this slot."""


UNSURE: Final = 0.4
"""How sure such a find is."""


class Labeller(Protocol):
    """A taught model for sequences."""

    def label(self, model: str, sequence: Sequence[see.Features]) -> tuple[list[str], list[float]]:
        """Return a label for each item, and how probable it is, 0 to 1."""

    def odds(self, model: str, sequence: Sequence[see.Features], labels: Sequence[str]) -> list[tuple[float, ...]]:
        """Return for each item how probable each of these labels is."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A document understood: a label for each line, and for each piece of its blocks a role and how probable it is."""

    labels: list[str]
    blocks: Mapping[str, list[Block]]


def labelled(lines: Sequence[Line], labeller: Labeller) -> Labelled:
    """Return the lines' labels and the blocks with their pieces labelled."""
    features = see.line_features(lines)
    first, _ = labeller.label("lines.first", features)
    labels, _ = labeller.label("lines.second", see.agreed(lines, first, features))
    labels = ["other" if is_formula(line.text) else label for line, label in zip(lines, labels, strict=True)]
    labels = as_printed(lines, as_headed(lines, labels))
    blocks = blocks_of(lines, labels)
    for kind, group in blocks.items():
        given = see.block_features(kind, group, lines)
        guesses = [labeller.label("pieces.first", row)[0] for row in given]
        rows = see.agreed_pieces([b.pieces for b in group], guesses, given)
        for block, row in zip(group, rows, strict=True):
            block.roles, block.sure = labeller.label("pieces.second", row)
        if kind in ENTRY_KINDS:
            names = [f"{kind}.{role}" for role in (*ROLES, "place")]
            odds = [labeller.odds("pieces.second", row, names) for row in rows]
            for block, chances in zip(group, odds, strict=True):
                _obey_labels(kind, block)
                _place_behind(kind, block, [chance[-1] for chance in chances])
            _complete(group, names[:-1], odds)
    return Labelled(labels, blocks)


def _place_behind(kind: str, block: Block, chances: Sequence[float]) -> None:
    """Take a proper name behind a title or organisation for its place, where it may be one and no other is told."""
    place = f"{kind}.place"
    if place in block.roles:
        return
    for at in range(len(block.pieces) - 1, 0, -1):
        placed, before = block.pieces[at], block.pieces[at - 1]
        goes_on = (
            block.roles[at] == block.roles[at - 1]
            and placed.row == before.row
            and placed.piece.cut in {"comma", "mark"}
        )
        if goes_on and chances[at] > MAYBE and is_proper(placed.piece.text):
            block.roles[at], block.sure[at] = place, UNSURE
            return


def _obey_labels(kind: str, block: Block) -> None:
    """Give the piece behind a label ("Employer: ...") the role that the label names; a grade or a duration names nothing."""
    for at, placed in enumerate(block.pieces):
        grade = placed.piece.cut != "open" and GRADE.match(fold(placed.piece.text))
        if grade or is_duration(placed.piece.text):
            block.roles[at] = f"{kind}.none"
    for at, (placed, following) in enumerate(pairwise(block.pieces)):
        role = ROLE_OF.get(ENTRY_LABELS.get(fold(placed.piece.text).strip(" .:"), ""))
        if role and following.row == placed.row and following.piece.cut in {"colon", "tab", "date"}:
            block.roles[at] = f"{kind}.{LABEL}"
            if not following.piece.period:
                block.roles[at + 1], block.sure[at + 1] = f"{kind}.{role}", 1.0


def _complete(group: Sequence[Block], names: Sequence[str], odds: Sequence[Sequence[tuple[float, ...]]]) -> None:
    """Find the role a header lacks among its other pieces: the slot that is most probably it over all headers of the section."""
    for at in (1, 0, 1):
        name, other = names[at], names[1 - at]
        slots: dict[str, list[float]] = defaultdict(list)
        for block, chances in zip(group, odds, strict=True):
            for placed, chance in zip(block.pieces, chances, strict=True):
                slots[see.slot(placed)].append(chance[at])
        seats, taken = _seats(group, name), _seats(group, other)
        usual = {slot: mean(values) + SAME_SLOT * (slot in seats) for slot, values in slots.items()}
        named = False
        for block, chances in zip(group, odds, strict=True):
            if name in block.roles:
                named = True
                continue
            scores = [usual[see.slot(p)] + c[at] for p, c in zip(block.pieces, chances, strict=True)]
            own = [i for i, role in enumerate(block.roles) if role == other]
            wrong = [i for i in own if see.slot(block.pieces[i]) in seats and taken[see.slot(block.pieces[i])] == 1]
            if wrong and _second_places(block):
                block.roles[wrong[0]], block.sure[wrong[0]] = name, UNSURE
            elif seat := _seat(block, own, scores):
                index, score = seat
                if score / 2 > (INHERITED if named and name.endswith("org") else POSSIBLE):
                    block.roles[index], block.sure[index] = name, UNSURE


def _seats(group: Sequence[Block], name: str) -> Counter[str]:
    """Count the slots in which a role sits."""
    return Counter(see.slot(p) for b in group for p, role in zip(b.pieces, b.roles, strict=True) if role == name)


def _second_places(block: Block) -> list[int]:
    """Return the pieces taken for a place on another line than the first place: a header tells one."""
    places = [i for i, role in enumerate(block.roles) if role.endswith("place")]
    return [i for i in places if block.pieces[i].row != block.pieces[places[0]].row]


def _seat(block: Block, own: Sequence[int], scores: Sequence[float]) -> tuple[int, float] | None:
    """Return the best piece for a role, and its score: no date, no label, and not the only one of the other role."""
    second = _second_places(block)
    dead = [bool(p.piece.period) or is_duration(p.piece.text) for p in block.pieces]
    free = [i for i, role in enumerate(block.roles) if not dead[i] and not role.endswith(LABEL)]
    free = [i for i in free if i not in own or len(own) > 1]
    return max(((i, scores[i] + SAME_SLOT * (i in second)) for i in free), key=lambda pair: pair[1], default=None)
