"""Reads a whole CV: sections first, then each section by its own rule; what no rule wanted is unsorted text."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.document.cv import CvData, EducationEntry, Language, WorkEntry
from services.cvfsm.core.document.lines import TAB, Line, Zone
from services.cvfsm.core.ingest.contact import read_contact
from services.cvfsm.core.ingest.contact_fields import EMAIL, label_of
from services.cvfsm.core.ingest.draft import Draft
from services.cvfsm.core.ingest.lexicon import HEADING_KEYS, LEVEL
from services.cvfsm.core.ingest.lists import is_formula, is_language, read_items, read_languages
from services.cvfsm.core.ingest.names import is_name_line
from services.cvfsm.core.ingest.positions import read_education, read_work
from services.cvfsm.core.ingest.sections import OPENING, OTHER, Block, heading_kind, is_document_title, split_sections
from services.shared.language.fold import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

MIN_PROFILE_WORDS: Final = 8
"""Shorter lines above the first heading are headlines or scraps, not a profile."""


MAX_LABEL_WORDS: Final = 4
"""Labels of skill groups are short ("Programming languages and tools")."""


def _names_skills(heading: Line | None) -> bool:
    """Tell whether a heading of languages is one of skills too ("Skills and languages")."""
    return heading is not None and any(token in HEADING_KEYS["skills"] for token in fold(heading.text).split())


def _label_and_items(text: str) -> tuple[str, str]:
    """Return ("Tools", "Airflow, dbt") of ``Tools: Airflow, dbt`` or of a row with these two cells."""
    for mark in (":", TAB):
        label, found, rest = text.partition(mark)
        if found and rest.strip() and TAB not in rest.strip() and len(label.split()) <= MAX_LABEL_WORDS:
            return label.strip(), rest.strip()
    return "", text


def read_cv(lines: Sequence[Line]) -> CvData:
    """Return what the lines say, with a source for every value; every word is in a value, a quote or `unsorted`."""
    draft = Draft(lines)
    blocks = split_sections(lines)
    opening = [line for block in blocks if block.kind == OPENING for line in block.lines]
    contact_lines = [line for block in blocks if block.kind == "contact" for line in block.lines]
    contact = read_contact(draft, opening, contact_lines, [line for line in lines if line.zone is not Zone.FOOTER])
    values = _Values(draft)
    for block in blocks:
        if block.heading is not None and block.kind != OTHER:
            draft.cite_more(block.kind, block.heading, block.heading.text)
        if block.inline:
            draft.cite_more(block.kind, block.lines[0], block.inline)
        values.read(block)
    if not values.profile:
        values.read_opening_profile(opening)
    return CvData(
        full_name=contact.full_name,
        headline="",
        email=contact.email,
        phone=contact.phone,
        location=contact.location,
        links=contact.links,
        profile="\n".join(values.profile),
        work_experience=tuple(values.work),
        education=tuple(values.education),
        languages=tuple(values.languages),
        **{name: tuple(items) for name, items in values.lists.items()},
        unsorted=tuple(text for _, text in values.unsorted()),
        sources=MappingProxyType(draft.sources),
    )


class _Values:
    """The fields being filled."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self.profile: list[str] = []
        self.work: list[WorkEntry] = []
        self.education: list[EducationEntry] = []
        self.languages: list[Language] = []
        self.lists: dict[str, list[str]] = {
            name: [] for name in ("skills", "it_ai_skills", "certifications", "publications", "interests")
        }
        self._readers: dict[str, Callable[[Block], None]] = {
            "profile": self._read_profile,
            "work_experience": self._read_work,
            "education": self._read_education,
            "languages": self._read_languages,
            "skills": self._read_skills,
            "it_ai_skills": self._read_skills,
            "certifications": self._read_lines,
            "publications": self._read_lines,
            "interests": self._read_skills,
        }

    def read(self, block: Block) -> None:
        """Read one section; sections of no known kind stay unsorted."""
        if reader := self._readers.get(block.kind):
            reader(block)

    def unsorted(self) -> list[tuple[Line, str]]:
        """Return what is left, and note its place as its source."""
        for line, text in self._draft.leftovers():
            if is_document_title(text):
                self._draft.cite_more("contact", line, text)
        left = self._draft.leftovers()
        for index, (line, text) in enumerate(left):
            self._draft.cite(f"unsorted[{index}]", line, text)
        return left

    def read_opening_profile(self, lines: Iterable[Line]) -> None:
        """Take the sentences above the first heading as the profile."""
        for line in lines:
            text = self._draft.rest(line)
            if (
                line.zone is Zone.BODY
                and len(text.split()) >= MIN_PROFILE_WORDS
                and TAB not in text
                and not EMAIL.search(text)
            ):
                self._add_profile(line, text)

    def _add_profile(self, line: Line, text: str) -> None:
        self.profile.append(text.replace(TAB, " "))
        self._draft.cite("profile", line, text)

    def _read_profile(self, block: Block) -> None:
        for line in block.lines:
            if text := self._text(block, line):
                self._add_profile(line, text)

    def _read_languages(self, block: Block) -> None:
        for line in block.lines:
            text = self._text(block, line)
            if block.inline and line is block.lines[0] and LEVEL.search(fold(block.inline)):
                text = line.text
            if not self._take_languages(line, text) and text and _names_skills(block.heading) and not is_formula(text):
                self._add_items("skills", line, text, "")

    def _take_languages(self, line: Line, text: str) -> bool:
        known = {fold(row.name) for row in self.languages}
        found = [row for row in read_languages(text) if fold(row[0].name) not in known]
        for language, quote in found:
            path = f"languages[{len(self.languages)}]"
            self._draft.cite(f"{path}.name", line, quote)
            if language.level:
                self._draft.cite(f"{path}.level", line, quote)
            self.languages.append(language)
        return bool(found)

    def _read_skills(self, block: Block) -> None:
        for line in block.lines:
            text = self._text(block, line)
            kind = block.kind
            if (
                not text
                or is_formula(text)
                or (line.zone is Zone.BODY and is_name_line(text, self._draft.sources.get("full_name")))
            ):
                continue
            if self._aside(line, text) or self._sidestep_languages(block, line, text):
                continue
            label, listed = _label_and_items(text)
            if label and heading_kind(label, weak=True) == "it_ai_skills":
                kind = "it_ai_skills"
            self._add_items(kind, line, listed, label)

    def _aside(self, line: Line, text: str) -> bool:
        """Keep driving licences as certifications; leave other personal labels unsorted."""
        kind, label, value = label_of(text)
        if (kind == "personal" and "licen" in fold(label) + "") or fold(label) in {
            "fuhrerschein",
            "prawo jazdy",
            "carnet de conducir",
            "permiso de conducir",
            "permis de conduire",
            "permis",
        }:
            self._add("certifications", line, f"{label}: {value}", quote=text)
            return True
        return False

    def _sidestep_languages(self, block: Block, line: Line, text: str) -> bool:
        """Read a line of spoken languages with levels inside a skills section as languages."""
        if block.kind == "interests":
            return False
        found = read_languages(text)
        sure = found and (
            all(LEVEL.search(fold(language.level)) for language, _ in found)
            or ("languages" in (fold(block.heading.text) if block.heading else "") and is_language(text))
        )
        return bool(sure) and self._take_languages(line, text)

    def _add_items(self, kind: str, line: Line, text: str, label: str) -> None:
        for number, item in enumerate(read_items(text)):
            self._add(kind, line, item, quote=f"{label}: {item}" if label and not number else item)
            self._draft.use(line, label, item)

    def _add(self, kind: str, line: Line, text: str, quote: str = "") -> None:
        self._draft.cite(f"{kind}[{len(self.lists[kind])}]", line, quote or text)
        self.lists[kind].append(text.replace(TAB, " "))

    def _read_lines(self, block: Block) -> None:
        for line in block.lines:
            if (text := self._text(block, line)) and not is_formula(text):
                self._add(block.kind, line, text.replace(TAB, " "), quote=text)

    def _read_work(self, block: Block) -> None:
        self.work += read_work(self._draft, block.lines, self._inline_text(block), len(self.work))

    def _read_education(self, block: Block) -> None:
        self.education += read_education(self._draft, block.lines, self._inline_text(block), len(self.education))

    def _inline_text(self, block: Block) -> str:
        return self._text(block, block.lines[0]) if block.inline else ""

    def _text(self, block: Block, line: Line) -> str:
        """Return the line's text; without the heading that shares its line."""
        text = self._draft.rest(line)
        if block.inline and block.lines and line is block.lines[0]:
            return line.text[len(block.inline) :].lstrip(" :\t")
        return line.text if text else ""
