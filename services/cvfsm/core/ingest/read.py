"""Reads a whole CV: lines and pieces are labelled by taught models, each section is put together by its own rule.

What no rule wanted is unsorted text: no word of the document is lost.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.document.cv import CvData, EducationEntry, Language, WorkEntry
from services.cvfsm.core.document.lines import TAB, Line, Zone
from services.cvfsm.core.ingest.contact import read_contact
from services.cvfsm.core.ingest.contact_fields import EMAIL, label_of
from services.cvfsm.core.ingest.draft import Draft
from services.cvfsm.core.ingest.entries import read_education, read_work
from services.cvfsm.core.ingest.heading_words import HEADING_KEYS
from services.cvfsm.core.ingest.headings import heading_kind, is_document_title
from services.cvfsm.core.ingest.inline import entries_apart, headings_apart
from services.cvfsm.core.ingest.labelling import Labeller, labelled
from services.cvfsm.core.ingest.lexicon import LEVEL
from services.cvfsm.core.ingest.lists import is_formula, is_language, level_below, read_items, read_languages
from services.cvfsm.core.ingest.names import is_name_line
from services.shared.language.fold import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from services.cvfsm.core.ingest.labelling import Labelled

MIN_PROFILE_WORDS: Final = 8
"""Shorter lines above the first heading are headlines or scraps, not a profile."""
MAX_LABEL_WORDS: Final = 4
"""Labels of skill groups are short ("Programming languages and tools")."""
HEADING: Final = "heading"
FURNITURE: Final = "furniture"
_FIELD_OF: Final = MappingProxyType({"work": "work_experience"})
"""Label of a section -> field of the data, where they differ."""
_LINES: Final = frozenset({"certifications", "publications", "projects", "awards", "volunteering", "references"})
"""Sections whose lines are kept whole."""
_LICENCES: Final = frozenset(
    [
        "fuhrerschein",
        "prawo jazdy",
        "carnet de conducir",
        "permiso de conducir",
        "permis de conduire",
        "permis",
        "patente",
        "carta de conducao",
        "rijbewijs",
    ]
)


def read_cv(lines: Sequence[Line], labeller: Labeller) -> CvData:
    """Return what the lines say, with a source for every value; every word is in a value, a quote or `unsorted`."""
    lines = entries_apart(headings_apart(lines))
    understood = labelled(lines, labeller)
    draft = Draft(lines)
    reader = _Reader(draft, lines, understood)
    return reader.read()


class _Reader:
    """The fields being filled."""

    def __init__(self, draft: Draft, lines: Sequence[Line], understood: Labelled) -> None:
        self._draft, self._lines, self._found = draft, lines, understood
        self.profile: list[str] = []
        self.languages: list[Language] = []
        self.lists: dict[str, list[str]] = {
            name: [] for name in ("skills", "it_ai_skills", "interests", *sorted(_LINES))
        }
        self._heading = ""
        self._levelled = False

    def read(self) -> CvData:
        """Read the contact data first, then each line by its label."""
        draft, labels, blocks = self._draft, self._found.labels, self._found.blocks
        head_lines = [
            line
            for line, label in zip(self._lines, labels, strict=True)
            if label in {"name", "headline", "contact", "doctitle", "other", FURNITURE, "heading.contact"}
        ]
        contact = read_contact(draft, head_lines, self._lines, next(iter(blocks.get("head", ())), None))
        for line, label in zip(self._lines, labels, strict=True):
            if label.startswith(HEADING):
                kind = label.partition(".")[2]
                draft.cite_more(_FIELD_OF.get(kind, kind), line, line.text)
        work = self._work()
        education = self._education()
        readers: dict[str, Callable[[str, Line], None]] = {
            "profile": self._read_profile, "languages": self._read_languages, "skills": self._read_skills,
            "it_ai_skills": self._read_skills, "interests": self._read_skills, **dict.fromkeys(_LINES, self._read_line),
        }  # fmt: skip
        for line, label in zip(self._lines, labels, strict=True):
            if label.startswith(HEADING):
                self._heading = line.text
            kind = label.partition(".")[0]
            if (reader := readers.get(kind)) and draft.rest(line):
                reader(kind, line)
        if not self.profile:
            self._read_opening_profile(labels)
        return CvData(
            full_name=contact.full_name,
            headline=contact.headline,
            email=contact.email,
            phone=contact.phone,
            location=contact.location,
            links=contact.links,
            profile="\n".join(self.profile),
            work_experience=tuple(work),
            education=tuple(education),
            languages=tuple(self.languages),
            **{name: tuple(items) for name, items in self.lists.items()},
            unsorted=self._unsorted(),
            sources=MappingProxyType(draft.sources),
        )

    def _work(self) -> list[WorkEntry]:
        return read_work(self._draft, self._lines, self._found.blocks.get("work", ()))

    def _education(self) -> list[EducationEntry]:
        return read_education(self._draft, self._lines, self._found.blocks.get("education", ()))

    def _unsorted(self) -> tuple[str, ...]:
        """Return what is left, and note its place as its source; titles of the document and page furniture are no content."""
        aside = {
            id(line)
            for line, label in zip(self._lines, self._found.labels, strict=True)
            if label in {FURNITURE, "doctitle"}
        }
        name = self._draft.sources.get("full_name")
        for line, text in self._draft.leftovers():
            if id(line) in aside or is_document_title(text) or is_name_line(text, name) or is_formula(text):
                self._draft.cite_more("contact", line, text)
        left = self._draft.leftovers()
        for index, (line, text) in enumerate(left):
            self._draft.cite(f"unsorted[{index}]", line, text)
        return tuple(text for _, text in left)

    def _read_opening_profile(self, labels: Sequence[str]) -> None:
        """Take the sentences above the first heading as the profile."""
        for line, label in zip(self._lines, labels, strict=True):
            if label.startswith(HEADING):
                return
            text = self._draft.rest(line)
            long = len(text.split()) >= MIN_PROFILE_WORDS and TAB not in text and not EMAIL.search(text)
            if line.zone is Zone.BODY and long and label in {"contact", "headline", "other"}:
                self._add_profile(line, text)

    def _read_profile(self, _: str, line: Line) -> None:
        self._add_profile(line, self._draft.rest(line))

    def _add_profile(self, line: Line, text: str) -> None:
        self.profile.append(text.replace(TAB, " "))
        self._draft.cite("profile", line, text)

    def _read_languages(self, _: str, line: Line) -> None:
        text = line.text
        if self._take_languages(line, text) or is_formula(text):
            return
        if self.languages and not self._levelled and (level := level_below(text, bare=not self.languages[-1].level)):
            self._level_below(line, level)
        elif self._names_skills() and not heading_kind(text):
            self._add_items("skills", line, text, "")

    def _level_below(self, line: Line, level: str) -> None:
        """A level on a line of its own, or a row of the CEFR grid, belongs to the language above."""
        last = self.languages[-1]
        levels = dict.fromkeys([*last.level.split(" / "), *level.split(" / ")])
        self.languages[-1] = Language(last.name, " / ".join(text for text in levels if text))
        self._draft.cite(f"languages[{len(self.languages) - 1}].level", line, line.text)

    def _take_languages(self, line: Line, text: str) -> bool:
        known = {fold(row.name) for row in self.languages}
        found = [row for row in read_languages(text) if fold(row[0].name) not in known]
        for language, quote in found:
            path = f"languages[{len(self.languages)}]"
            self._draft.cite(f"{path}.name", line, quote)
            if language.level:
                self._draft.cite(f"{path}.level", line, quote)
            self.languages.append(language)
        if found:
            self._levelled = bool(self.languages[-1].level)
        return bool(found)

    def _names_skills(self) -> bool:
        """Tell whether the heading of languages is one of skills too ("Skills and languages")."""
        return any(token in HEADING_KEYS["skills"] for token in fold(self._heading).split())

    def _read_skills(self, kind: str, line: Line) -> None:
        text = line.text
        if is_formula(text) or is_name_line(text, self._draft.sources.get("full_name")):
            return
        if self._aside(line, text) or self._sidestep_languages(kind, line, text):
            return
        if kind == "skills" and heading_kind(self._heading) == "it_ai_skills":
            kind = "it_ai_skills"
        label, listed = _label_and_items(text)
        if label and heading_kind(label, weak=True) == "it_ai_skills":
            kind = "it_ai_skills"
        self._add_items(kind, line, listed, label)

    def _aside(self, line: Line, text: str) -> bool:
        """Keep driving licences as certifications; leave other personal labels unsorted."""
        kind, label, value = label_of(text)
        if (kind == "personal" and "licen" in fold(label)) or fold(label) in _LICENCES:
            self._add("certifications", line, f"{label}: {value}", quote=text)
            return True
        return False

    def _sidestep_languages(self, kind: str, line: Line, text: str) -> bool:
        """Read a line of spoken languages with levels inside a skills section as languages."""
        if kind == "interests":
            return False
        found = read_languages(text)
        levelled = bool(found) and all(LEVEL.search(fold(language.level)) for language, _ in found)
        sure = found and (levelled or ("languages" in fold(self._heading) and is_language(text)))
        return bool(sure) and self._take_languages(line, text)

    def _add_items(self, kind: str, line: Line, text: str, label: str) -> None:
        for number, item in enumerate(read_items(text)):
            self._add(kind, line, item, quote=f"{label}: {item}" if label and not number else item)
            self._draft.use(line, label, item)

    def _add(self, kind: str, line: Line, text: str, quote: str = "") -> None:
        self._draft.cite(f"{kind}[{len(self.lists[kind])}]", line, quote or text)
        self.lists[kind].append(text.replace(TAB, " "))

    def _read_line(self, kind: str, line: Line) -> None:
        text = self._draft.rest(line)
        if not is_formula(text):
            self._add(kind, line, text.replace(TAB, " "), quote=text)


def _label_and_items(text: str) -> tuple[str, str]:
    """Return ("Tools", "Airflow, dbt") of ``Tools: Airflow, dbt`` or of a row with these two cells."""
    for mark in (":", TAB):
        label, found, rest = text.partition(mark)
        if found and rest.strip() and TAB not in rest.strip() and len(label.split()) <= MAX_LABEL_WORDS:
            return label.strip(), rest.strip()
    return "", text
