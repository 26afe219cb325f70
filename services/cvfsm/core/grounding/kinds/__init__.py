"""One module for each kind of claim, with its examples beside it: `judge` yields what of a line no source supports."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What an unsupported part of a line is."""

    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    TITLE = "title"
    DEGREE = "degree"
    CERTIFICATION = "certification"
    LANGUAGE_LEVEL = "language_level"
    SKILL = "skill"
    SCOPE = "scope"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A part of a line; `is_exact` where no wording could make up for it."""

    kind: Kind
    text: str
    is_exact: bool = True
