"""Which place of a CV a sentence names: sections, entries by a word of their names, lines by their words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.document import cv
from services.cvfsm.core.machine.updates import SECTION_OF, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from services.cvfsm.core.document.cv import CvData

_WORD: Final = re.compile(r"[^\W_]+")


SMALL: Final = frozenset(
    [
        "the",
        "a",
        "an",
        "my",
        "our",
        "of",
        "at",
        "in",
        "on",
        "for",
        "to",
        "and",
        "or",
        "with",
        "from",
        "about",
        "job",
        "role",
        "line",
        "bullet",
        "bit",
        "one",
        "it",
    ]
)


def plain_words(text: str) -> str:
    """Words in lower case, parted by single spaces."""
    return " ".join(_WORD.findall(text.casefold()))


def has(text: str, phrase: str) -> bool:
    """Whether a text has a phrase, word for word."""
    folded = plain_words(phrase)
    return bool(folded) and f" {folded} " in f" {plain_words(text)} "


def lines_of(data: CvData, section: str) -> list[tuple[str, str]]:
    """Every line of the CV, those of the section first."""
    rows = [row for row in cv.lines(data) if not row[0].startswith("unsorted")]
    return sorted(rows, key=lambda row: bool(section) and section_of(row[0]) != section)


def section_of(path: str) -> str:
    """The section a path belongs to; empty for none."""
    return SECTION_OF.get(re.split(r"[\[.]", path)[0], "")


def place_of(section: str) -> str:
    """The first field of a section; empty for none."""
    names = cv.SECTIONS.get(section, ())
    return names[0] if names else ""


ENTRY: Final = re.compile(r"^(?:work_experience|education|languages)\[\d+\]")


def entry_named(
    text: str, data: CvData, section: str = "", lists: tuple[str, ...] = ("work_experience", "education")
) -> str:
    """The job or degree a text names by a word of its employer, title, school or degree; empty when none or several."""
    said = set(plain_words(text).split()) - SMALL
    scored: list[tuple[float, str]] = []
    for name in lists:
        for index, entry in enumerate(getattr(data, name)):
            heads = (
                text_of(entry.employer + " " + entry.title)
                if name == "work_experience"
                else f"{entry.institution} {entry.degree}"
            )
            words = set(plain_words(heads).split()) - SMALL
            shared = {w for w in words if w in said or any(_alike(w, s) for s in said)}
            if shared:
                scored.append(
                    (
                        len(shared) + (SECTION_OF[name] == section) * 0.5 + len(shared) / len(words) * 0.1,
                        f"{name}[{index}]",
                    )
                )
    scored.sort(reverse=True)
    if not scored or (len(scored) > 1 and scored[0][0] == scored[1][0]):
        return ""
    return scored[0][1]


def mentioned(text: str, section: str, data: CvData) -> str:
    """The entry or line a text has most words of; empty where it names none."""
    entry = entry_named(text, data, section)
    if entry:
        return entry
    said = set(plain_words(text).split()) - SMALL
    rows = [(len(said & set(plain_words(line).split())), path) for path, line in lines_of(data, section)]
    best = max(rows, default=(0, ""))
    return best[1] if best[0] > 1 else ""


def only_one(data: CvData, lists: Iterable[str], *, ends: bool) -> str:
    """The one entry a date without a name is about: the only one, or the only one that goes on where something ended."""
    entries = [(f"{name}[{i}]", row) for name in lists for i, row in enumerate(getattr(data, name))]
    going = [place for place, row in entries if row.end == cv.PRESENT]
    if ends and len(going) == 1:
        return going[0]
    return entries[0][0] if len(entries) == 1 else ""


def find(line: str, phrase: str) -> re.Match[str] | None:
    """Where a phrase stands in a line as whole words."""
    return re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", line, re.IGNORECASE) if phrase else None


def share(wanted: set[str], line: str) -> float:
    """Which part of the words of a target a line has; words may differ in their ending."""
    words = set(plain_words(line).split())
    return sum(1.0 if w in words else NEAR * any(_alike(w, other) for other in words) for w in wanted) / len(wanted)


NEAR: Final = 0.9
"""Of a word that stands there in another form ("cashing" for "cashed"): the word itself counts more."""


def _alike(a: str, b: str) -> bool:
    return len(a) >= _STEM and len(b) >= _STEM and a[:_STEM] == b[:_STEM]


_STEM: Final = 5
"""Letters at the beginning two forms of a word have in common."""


def is_item(path: str, *, is_bullet: bool) -> bool:
    """Whether a path is something that may be removed as a whole; of bullets alone where `is_bullet`."""
    if ".bullets" in path or ".details" in path:
        return True
    leaf = path.rsplit(".", 1)[-1] if "." in path else ""
    return not is_bullet and (path.endswith("]") or leaf in {"employer", "title", "institution", "degree", "name"})


SECTION_WORDS: Final = {
    "education": "education", "school": "education", "degree": "education", "degrees": "education", "work": "work_experience",
    "work experience": "work_experience", "experience": "work_experience", "jobs": "work_experience", "skills": "skills",
    "it skills": "it_ai_skills", "languages": "languages", "certificates": "certifications", "certifications": "certifications",
    "interests": "interests", "hobbies": "interests", "publications": "publications", "profile": "profile", "projects": "projects",
    "volunteering": "volunteering", "awards": "awards",
}  # fmt: skip
