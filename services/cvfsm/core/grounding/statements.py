"""Which parts of a statement are a source: what the person says is or was so, of herself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.grounding import spelling
from services.cvfsm.core.grounding import text as read
from services.cvfsm.core.grounding.lexicon import DOES, NOMINATED, NOT_ONLY, OTHERS, OWN_PART, SELF, WISHES
from services.cvfsm.core.grounding.words import STOP
from services.shared.language.verbs import base_of_s, base_verb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.cvfsm.core.grounding.evidence import Unit

_SEGMENT: Final = re.compile(r"(?<=[.!?])\s+|[;\n]+|,?\s+(?:but|although|though|however|whereas)\s+", re.IGNORECASE)
_WISHES: Final = re.compile(WISHES, re.IGNORECASE)
_IN_MAY: Final = re.compile(r"\b(?:in|since|last|of|from|until|till|early|late|mid|this) May\b|\bMay \d")
_NOT_ONLY: Final = re.compile(NOT_ONLY, re.IGNORECASE)
_NOMINATED: Final = re.compile(NOMINATED, re.IGNORECASE)
_OTHERS: Final = re.compile(OTHERS, re.IGNORECASE)
_SELF: Final = re.compile(SELF, re.IGNORECASE)


def asserted(statement: str) -> tuple[str, ...]:
    """The parts of a statement in which the person says something about what is or was so.

    Wishes, plans, denials, attempts and other people's deeds are left out: they are no source.
    """
    return tuple(part for part in _assertions(statement) if not _NOMINATED.search(part))


def nominations(statement: str) -> tuple[str, ...]:
    """The parts of a statement that tell of a nomination: a source for nothing but that."""
    return tuple(part for part in _assertions(statement) if _NOMINATED.search(part))


def _assertions(statement: str) -> tuple[str, ...]:
    found = []
    for part in _SEGMENT.split(statement.replace("\u2019", "'")):
        plain = _IN_MAY.sub(" ", _NOT_ONLY.sub(" ", part))
        about_others = (_OTHERS.search(plain) or _is_of_others(plain)) and not _SELF.search(plain)
        if part.strip() and not _WISHES.search(plain) and not about_others:
            found.append(_own_part(part.strip()))
    return tuple(part for part in found if part)


def _is_of_others(part: str) -> bool:
    """Whether a sentence has a subject of its own that uses, owns or does something: "head office uses SAP"."""
    tokens = spelling.words(part)
    if tokens[:1] and tokens[0] in _DETERMINERS and any(base_of_s(word) for word in tokens[2:5] if word not in STOP):
        return not _MINE.search(part)
    subject, verb, _ = part.partition(found.group()) if (found := _DOES.search(part)) else ("", "", "")
    first = next(iter(spelling.words(subject)), "")
    is_deed = read.is_verb(first) and (not base_verb(first) or len(spelling.words(subject)) > len(("head", "office")))
    return bool(verb and first) and not is_deed and not _MINE.search(part)


def _own_part(part: str) -> str:
    """What the person says of herself in a sentence that begins with somebody else."""
    other = _OTHERS.search(part)
    if not other and _is_of_others(part):
        turn = _OWN_PART.search(part)
        is_turn = turn and not _SELF.search(part[: turn.start()])
        return part[turn.start() :].lstrip(",; ") if turn and is_turn else part
    if not other or part[: other.start()].strip(" \"'") or _DEICTIC.search(part):
        return part
    turn = _OWN_PART.search(part)
    return part[turn.start() :].lstrip(",; ") if turn else ""


_DETERMINERS: Final = frozenset(
    {"the", "a", "an", "one", "another", "some", "most", "every", "each", "this", "that", "their", "his", "her"}
)
_DOES: Final = re.compile(DOES, re.IGNORECASE)
_MINE: Final = re.compile(
    r"^\W*(?:my|our)\b|\b(?:gave|named|made|taught|trained|award\w+|put|let|voted|picked|chose|elected|handed|paid|hired) (?:me|us)\b",
    re.IGNORECASE,
)
_OWN_PART: Final = re.compile(OWN_PART, re.IGNORECASE)
_DEICTIC: Final = re.compile(r"\b(?:i|we) (?:\w+ )?(?:it|them|this|that|these|those)\b", re.IGNORECASE)


def achieved(said: Sequence[Unit], not_yet: str) -> tuple[Unit, ...]:
    """What was said of things done, without what is only begun, seen or tried."""
    return tuple(unit for unit in said if not re.search(not_yet, unit.text, re.IGNORECASE))
