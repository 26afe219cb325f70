"""What an invented CV says, and the words it is made of: one file of lists for each language in ``words/``."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

WORDS: Final = Path(__file__).with_name("words")
LANGUAGES: Final = ("en", "de", "pl", "es", "fr", "it", "pt", "nl")


@dataclass(slots=True)
class Job:
    """A position. Dates are ``(year, month)``, month 0 unknown; `end` None is the present."""

    employer: str
    title: str
    start: tuple[int, int]
    end: tuple[int, int] | None
    location: str = ""
    summary: str = ""
    bullets: list[str] = field(default_factory=list)
    team: str = ""
    link: str = ""


@dataclass(slots=True)
class Study:
    """A degree or school; `start` None is a lone end."""

    institution: str
    degree: str
    kind: str
    area: str
    start: tuple[int, int] | None
    end: tuple[int, int] | None
    location: str = ""
    details: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Item:
    """A project, an award, a publication, a voluntary post, a certificate."""

    name: str
    by: str = ""
    start: tuple[int, int] | None = None
    end: tuple[int, int] | None = None
    text: str = ""
    link: str = ""


@dataclass(slots=True)
class Content:
    """Everything a CV says."""

    language: str
    name: str
    email: str
    phone: str
    location: str
    links: list[str]
    headline: str
    profile: str
    jobs: list[Job]
    studies: list[Study]
    languages: list[tuple[str, str]]
    skills: list[tuple[str, list[str]]]
    certifications: list[Item]
    projects: list[Item]
    publications: list[Item]
    awards: list[Item]
    volunteering: list[Item]
    interests: list[str]
    references: list[str]
    personal: list[tuple[str, str]]


@lru_cache
def vocabulary(language: str) -> Mapping[str, list[str]]:
    """Return the word lists of a language by their name."""
    found: dict[str, list[str]] = {}
    for line in (WORDS / f"{language}.txt").read_text("utf-8").splitlines():
        name, _, rest = line[1:].partition("] ")
        spaced = name in {"faker", "locale_months", "short_months"}
        found[name] = (
            rest.split() if spaced else [part.strip() if name != "tails" else part for part in rest.split("|")]
        )
    return found
