"""The CV as data: frozen values, and where each line of them came from (`cv_paths` changes them, `cv_json` writes them).

Rules:
    1. Text that is unknown is the empty string; in JSON the optional fields of an entry are then ``null``.
    2. Dates are ``YYYY-MM``, ``YYYY``, ``present`` or unknown. A year without a month stays a year.
    3. A path names one value: ``email``, ``skills[3]``, ``work_experience[0].bullets[2]``.
    4. ``sources`` says for a path where its text came from; whoever moves a line moves its source with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping  # noqa: TC003 - pydantic reads them (session_json)
from dataclasses import dataclass, field, fields
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, Literal

PRESENT: Final = "present"
DATE_PATTERN: Final = re.compile(r"(?:\d{4}(?:-(?:0[1-9]|1[0-2]))?|present)?")


class SourceKind(StrEnum):
    """What a line rests on."""

    DOCUMENT = "document"
    USER_STATEMENT = "user_statement"
    UPDATE = "update"
    CHAT_TASK = "chat_task"
    USER = "user"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a line came from.

    Attributes:
        kind: What it rests on.
        ref: Id of the paragraph (``p12``), statement, update or task.
        quote: The words there that became the value, as written.
        confidence: How sure the reader of a document is of the value, 0 to 1; 1 for what a person said.
    """

    kind: SourceKind
    ref: str
    quote: str
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class WorkEntry:
    """One position. Two positions at one employer are two entries."""

    employer: str = ""
    title: str = ""
    start: str = ""
    end: str = ""
    location: str = ""
    bullets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EducationEntry:
    """One degree, school or course of study. With one date only, it is the end."""

    institution: str = ""
    degree: str = ""
    start: str = ""
    end: str = ""
    location: str = ""
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Language:
    """One language; the level is kept as written (``C1``, ``Muttersprache``)."""

    name: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True)
class CvData:
    """A whole CV.

    Attributes:
        unsorted: Lines of the document that no rule understood, in reading order; shown, never dropped.
        sources: Path -> where its text came from. A path without a row has no known source.
    """

    full_name: str = ""
    headline: str = ""
    email: str = ""
    phone: str = ""
    location: str = ""
    links: tuple[str, ...] = ()
    profile: str = ""
    work_experience: tuple[WorkEntry, ...] = ()
    education: tuple[EducationEntry, ...] = ()
    languages: tuple[Language, ...] = ()
    skills: tuple[str, ...] = ()
    it_ai_skills: tuple[str, ...] = ()
    certifications: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    volunteering: tuple[str, ...] = ()
    publications: tuple[str, ...] = ()
    awards: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    unsorted: tuple[str, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=lambda: MappingProxyType({}))


Entry = WorkEntry | EducationEntry | Language
Step = str | int
ENTRY_TYPES: Final[Mapping[str, type[Entry]]] = MappingProxyType(
    {"work_experience": WorkEntry, "education": EducationEntry, "languages": Language}
)
"""List fields whose items are entries; every other list holds text."""
TEXT_FIELDS: Final = ("full_name", "headline", "email", "phone", "location", "profile")
LIST_FIELDS: Final = tuple(f.name for f in fields(CvData) if f.name not in {*TEXT_FIELDS, "sources"})
OPTIONAL_FIELDS: Final = frozenset({"start", "end", "location", "level"})
"""Fields of an entry that are ``null`` in JSON when unknown."""
SECTIONS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "contact": ("full_name", "email", "phone", "location", "links"),
        "profile": ("headline", "profile"),
        "work_experience": ("work_experience",),
        "education": ("education",),
        "languages": ("languages",),
        "skills": ("skills", "it_ai_skills"),
        "certifications": ("certifications",),
        "projects": ("projects",),
        "volunteering": ("volunteering",),
        "publications": ("publications",),
        "awards": ("awards",),
        "interests": ("interests",),
        "references": ("references",),
        "unsorted": ("unsorted",),
    }
)
"""What a person selects (docs/spec.md 6) -> the fields it covers; each field stands in exactly one section."""
Style = Literal["prose", "entries", "pairs", "tags", "list", "works"]
"""How a field is set: one text, jobs and degrees, names with levels, short items in a row, one line each, or an entry each."""
PRINTED: Final[Mapping[str, Style]] = MappingProxyType(
    {
        "profile": "prose",
        "work_experience": "entries",
        "education": "entries",
        "skills": "tags",
        "it_ai_skills": "tags",
        "languages": "pairs",
        "certifications": "list",
        "projects": "works",
        "volunteering": "works",
        "publications": "works",
        "awards": "works",
        "interests": "tags",
        "references": "works",
    }
)
"""The fields below the head of a printed CV, in the order they have unless a person or a posting asks for another."""
TEXT_LISTS: Final = tuple(name for name, style in PRINTED.items() if style in {"tags", "list", "works"})
"""Printed lists whose items are one text each."""
# Bounds of the schema. The longest academic CVs have some 300 publications; 4,000 characters fill a page at 10 pt.
MAX_ITEMS: Final = 500
MAX_UNSORTED: Final = 5_000
MAX_BULLETS: Final = 100
MAX_LINE_CHARS: Final = 4_000
MAX_PROFILE_CHARS: Final = 8_000


def lines(data: CvData) -> Iterator[tuple[str, str]]:
    """Yield ``(path, text)`` of every value that is not empty, in the order of the fields."""
    for row in fields(data):
        if row.name != "sources":
            yield from _lines(row.name, getattr(data, row.name))


def summary(data: CvData) -> dict[str, int]:
    """Count what is there: ``<list>_count`` for each list, and ``has_profile`` as 0 or 1."""
    counts = {f"{name}_count": len(getattr(data, name)) for name in LIST_FIELDS}
    return counts | {"has_profile": int(bool(data.profile))}


def _lines(path: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        if value:
            yield path, value
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _lines(f"{path}[{index}]", item)
    else:
        for row in fields(value):
            yield from _lines(f"{path}.{row.name}", getattr(value, row.name))
