"""Reads a whole CV: sections first, then each section by its own rule; what no rule wanted is unsorted text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from types import MappingProxyType
from typing import Final

from services.cvfsm.core.cv import CvData, EducationEntry, Language, WorkEntry
from services.cvfsm.core.dates import find_periods
from services.cvfsm.core.ingest import roles
from services.cvfsm.core.ingest.contact import EMAIL, is_name_line, label_of, read_contact
from services.cvfsm.core.ingest.draft import Draft
from services.cvfsm.core.ingest.entries import RawEntry, split_entries
from services.cvfsm.core.ingest.lexicon import ENTRY_LABELS, LEAVE_WORDS, LEVEL, fold
from services.cvfsm.core.ingest.lists import is_formula, is_language, read_items, read_languages
from services.cvfsm.core.ingest.sections import OPENING, OTHER, Block, heading_kind, is_document_title, split_sections
from services.cvfsm.core.lines import TAB, Line, Zone

MIN_PROFILE_WORDS: Final = 8
"""Shorter lines above the first heading are headlines or scraps, not a profile."""


def _asides(head: roles.Roles) -> list[Line]:
    """Return the header lines that are wholly neither title, organisation nor place: they open the body."""
    named = {id(line) for role, line, _ in head.lines if role != roles.ASIDE}
    rows = {id(line): line for role, line, _ in head.lines if role == roles.ASIDE and id(line) not in named}
    return [line for line in rows.values() if not find_periods(line.text)]


MAX_LABEL_WORDS: Final = 4
"""Labels of skill groups are short ("Programming languages and tools")."""


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
        self.lists: dict[str, list[str]] = {name: [] for name in ("skills", "it_ai_skills", "certifications", "publications", "interests")}
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
            if line.zone is Zone.BODY and len(text.split()) >= MIN_PROFILE_WORDS and TAB not in text and not EMAIL.search(text):
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
            self._take_languages(line, text)

    def _take_languages(self, line: Line, text: str) -> bool:
        known = {fold(row.name) for row in self.languages}
        found = [row for row in read_languages(text) if fold(row[0].name) not in known]
        for language, quote in found:
            path = f"languages[{len(self.languages)}]"
            self._draft.cite(f"{path}.name", line, quote.replace(TAB, " "))
            self._draft.use(line, quote)
            self.languages.append(language)
        return bool(found)

    def _read_skills(self, block: Block) -> None:
        for line in block.lines:
            text = self._text(block, line)
            kind = block.kind
            if not text or is_formula(text) or (line.zone is Zone.BODY and is_name_line(text, self._draft.sources.get("full_name"))):
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
        if kind == "personal" and "licen" in fold(label) + "" or fold(label) in {"fuhrerschein", "prawo jazdy", "carnet de conducir", "permiso de conducir", "permis de conduire", "permis"}:
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
        loose, entries = split_entries(block.lines, self._text(block, block.lines[0]) if block.inline else "")
        if not any(entry.period for entry in entries) and not loose:
            entries = [entry for entry in entries if len(entry.header) > 1 or entry.body]
        heads = roles.assign([entry.header for entry in entries], roles.WORK)
        employer = ""
        for entry, head in zip(entries, heads, strict=True):
            own = roles.strip_joiner(head.organisation)
            if entry.is_group:
                employer = own or head.title
                self._cite_header(entry, head, "work_experience", len(self.work))
                continue
            if LEAVE_WORDS.search(fold(head.title or head.organisation)):
                continue
            own, bracketed = roles.place_in_brackets(own) if not head.place else (own, "")
            employer = own or employer
            self._add_work(entry, head, employer, bracketed)

    def _add_work(self, entry: RawEntry, head: roles.Roles, employer: str, bracketed: str) -> None:
        period = entry.period
        start, end = (period.start, period.end) if period else ("", "")
        index = len(self.work)
        entry.body = [*_asides(head), *entry.body]
        body = self._body(entry, "work_experience", index, "bullets")
        self.work.append(WorkEntry(employer, head.title, start or end, end, head.place or bracketed, tuple(body)))
        self._cite_header(entry, head, "work_experience", index)

    def _read_education(self, block: Block) -> None:
        loose, entries = split_entries(block.lines, self._text(block, block.lines[0]) if block.inline else "")
        del loose  # stays unsorted
        heads = roles.assign([entry.header for entry in entries], roles.STUDY)
        for entry, head in zip(entries, heads, strict=True):
            index = len(self.education)
            period = entry.period
            entry.body = [*_asides(head), *entry.body]
            body = self._body(entry, "education", index, "details")
            organisation = roles.strip_joiner(head.organisation)
            place = head.place
            if not place:
                organisation, place = roles.place_in_brackets(organisation)
            self.education.append(
                EducationEntry(organisation, head.title, period.start if period else "", period.end if period else "", place, tuple(body))
            )
            self._cite_header(entry, head, "education", index)

    def _cite_header(self, entry: RawEntry, head: roles.Roles, section: str, index: int) -> None:
        names = {"work_experience": ("title", "employer"), "education": ("degree", "institution")}[section]
        labels = {(id(row.line), row.text): row.line.text for row in entry.header if row.role}
        fields = {roles.TITLE: names[0], roles.ORGANISATION: names[1], roles.PLACE: "location"}
        for role, line, text in head.lines:
            if role in fields:
                label = labels.get((id(line), text), text)
                self._draft.cite_more(f"{section}[{index}].{fields[role]}", line, label)
        if entry.dated:
            line, quote = entry.dated
            for name in ("start", "end"):
                self._draft.cite(f"{section}[{index}].{name}", line, quote)

    def _body(self, entry: RawEntry, section: str, index: int, name: str) -> list[str]:
        found: list[str] = []
        for line in entry.body:
            text = line.text.replace(TAB, " ")
            if ENTRY_LABELS.get(fold(line.text.partition(":")[0]).strip()) == "aside" or is_formula(line.text):
                continue
            self._draft.cite(f"{section}[{index}].{name}[{len(found)}]", line, line.text)
            found.append(text)
        return found

    def _text(self, block: Block, line: Line) -> str:
        """Return the line's text; without the heading that shares its line."""
        text = self._draft.rest(line)
        if block.inline and block.lines and line is block.lines[0]:
            return line.text[len(block.inline) :].lstrip(" :\t")
        return line.text if text else ""
