"""Layouts of our own for invented CVs: one sampled style, one list of visual lines, printed as a web page or a Word file.

Other people's layouts are in `templates`.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.cvfsm.training.contents import vocabulary
from services.cvfsm.training.entries import Entries, Row
from services.cvfsm.training.styles import PLAIN, Look, Style

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from services.cvfsm.training.contents import Content, Item


@dataclass(slots=True)
class Section:
    """A heading and its rows; `side` puts it into the narrow column."""

    kind: str
    rows: list[Row]
    side: bool = False


@dataclass(slots=True)
class Sheet:
    """A whole page to be printed."""

    head: list[Row]
    sections: list[Section]
    footer: str
    style: Style


def sheet(content: Content, style: Style) -> Sheet:
    """Return the content in the style's order and form."""
    writer = _Writer(content, style)
    return Sheet(writer.head(), writer.sections(), writer.footer(), style)


class _Writer(Entries):
    def footer(self) -> str:
        if not self.style.footer:
            return ""
        pages = self.lists["page"]
        return pages[int(self.style.order * len(pages))].replace("{name}", self.content.name)

    def head(self) -> list[Row]:
        content, style = self.content, self.style
        rows: list[Row] = []
        name = content.name
        title = self.lists["doctitle"][0]
        if style.name_shape == "doctitle above":
            rows.append(Row("text", [(title, style.heading)]))
        if style.name_shape == "two lines" and len(name.split()) == 2:
            rows += [Row("name", [(part, style.name)]) for part in name.split()]
        elif style.name_shape == "with title":
            rows.append(Row("name", [(f"{title} – {name}", style.name)]))
        elif style.name_shape == "comma headline" and content.headline:
            rows.append(Row("name", [(name, style.name), (f", {content.headline}", PLAIN)]))
        elif style.name_shape == "label":
            label = {"en": "Name", "de": "Name", "pl": "Imię i nazwisko", "es": "Nombre y apellidos", "fr": "Nom et prénom",
                     "it": "Nome e cognome", "pt": "Nome", "nl": "Naam"}[content.language]  # fmt: skip
            rows.append(Row("name", [(f"{label}: {name}", style.name)]))
        else:
            rows.append(Row("name", [(name, style.name)]))
        if content.headline and style.name_shape != "comma headline":
            rows.append(Row("text", [(content.headline, Look(color=style.accent, italic=style.order < 0.3))]))
        if not style.contact_side or not style.columns:
            rows += self.contact_rows()
        return rows

    def contact_rows(self) -> list[Row]:
        content, style = self.content, self.style
        email, phone, address, *_ = self.lists["labels"]
        web = self.lists["labels"][5]
        items = [
            (address, content.location),
            (phone, content.phone),
            (email, content.email),
            *((web, link) for link in content.links),
        ]
        items += content.personal
        shift = int(style.order * 3)
        items = [(label, text) for label, text in items[shift:] + items[:shift] if text]
        match style.contact:
            case "line":
                return [Row("text", [(style.contact_mark.join(text for _, text in items), PLAIN)])]
            case "labelled line":
                return [Row("text", [(style.contact_mark.join(f"{label}: {text}" for label, text in items), PLAIN)])]
            case "lines":
                return [Row("text", [(text, PLAIN)]) for _, text in items]
            case "labelled lines":
                return [Row("text", [(f"{label}: {text}", PLAIN)]) for label, text in items]
            case "table":
                return [Row("text", [(text, PLAIN)], margin=[(label, PLAIN)]) for label, text in items]
        half = (len(items) + 1) // 2
        return [
            Row("text", [(style.contact_mark.join(text for _, text in part), PLAIN)])
            for part in (items[:half], items[half:])
            if part
        ]

    def sections(self) -> list[Section]:
        content, style = self.content, self.style
        makers: dict[str, Callable[[], list[Row]]] = {
            "profile": lambda: [Row("text", [(content.profile, PLAIN)])] if content.profile else [],
            "work": self.jobs,
            "education": self.studies,
            "skills": self.skills,
            "languages": self.languages,
            "certifications": lambda: self.items(content.certifications),
            "projects": lambda: self.items(content.projects),
            "publications": lambda: self.items(content.publications),
            "awards": lambda: self.items(content.awards),
            "volunteering": lambda: self.items(content.volunteering),
            "interests": lambda: self.listed(content.interests),
            "references": lambda: [Row("text", [(text, PLAIN)]) for text in content.references],
        }
        order = list(makers)
        draw = random.Random(style.order)
        tail = order[3:]
        draw.shuffle(tail)
        order = ["profile", *(["work", "education"] if style.order < 0.65 else ["education", "work"]), *tail]
        if style.order > 0.9:
            draw.shuffle(order)
        sections = []
        side_kinds = {"skills", "languages", "interests", "certifications", "contact"} | (
            {"profile"} if style.order < 0.3 else set()
        )
        if style.contact_side and style.columns:
            sections.append(Section("contact", [self.heading("contact"), *self.contact_rows()], side=True))
        for kind in order:
            rows = makers[kind]()
            if not rows:
                continue
            bare = kind == "profile" and style.order < 0.4
            sections.append(
                Section(kind, rows if bare else [self.heading(kind), *rows], bool(style.columns) and kind in side_kinds)
            )
        return sections

    def heading(self, kind: str) -> Row:
        style = self.style
        options = (vocabulary("en") if style.english_headings else self.lists)[f"head.{kind}"]
        text = options[int(random.Random(f"{style.order}{kind}").random() ** 1.4 * len(options))]
        if style.heading_mark == ":":
            text += ":"
        elif style.heading_mark == "spaced":
            text = text.upper()
        elif style.heading_mark == "icon":
            text = f"\uf0b1 {text}"
        return Row("heading", [(text, style.heading)], gap=True)

    def skills(self) -> list[Row]:
        rows: list[Row] = []
        for group, items in self.content.skills:
            if group and self.style.skills != "bullets":
                rows.append(Row("text", [(f"{group}: ", Look(bold=self.style.order < 0.7)), (", ".join(items), PLAIN)]))
            elif group:
                rows.append(Row("text", [(group, Look(bold=True))]))
                rows += [Row("bullet", [(item, PLAIN)], level=1) for item in items]
            else:
                rows += self.listed(items)
        return rows

    def listed(self, items: Sequence[str]) -> list[Row]:
        match self.style.skills:
            case "bullets":
                return [Row("bullet", [(item, PLAIN)], level=1) for item in items]
            case "columns":
                half = (len(items) + 1) // 2
                return [
                    Row("text", [(a, PLAIN)], [(b, PLAIN)] if b else [])
                    for a, b in zip(items[:half], [*items[half:], ""], strict=False)
                ]
        mark = {"semicolons": "; ", "pipes": " | "}.get(self.style.skills, ", ")
        return [Row("text", [(mark.join(items), PLAIN)])] if items else []

    def languages(self) -> list[Row]:
        rows = []
        texts = []
        if self.style.scale:
            return [self._scaled(name) for name, _ in self.content.languages]
        for name, level in self.content.languages:
            left, _, right = self.style.language_form.format(name, level).partition(" >> ")
            if not level:
                left, right = name, ""
            texts.append(f"{left} ({right})" if right else left)
            first, _, second = left.partition(" // ")
            rows.append(
                Row(
                    "bullet" if self.style.language_rows == "bullets" else "text",
                    [(first, PLAIN)],
                    [(right, PLAIN)] if right else [],
                    level=1,
                )
            )
            if second:
                rows.append(Row("text", [(second, Look(italic=True))]))
        if self.style.language_rows == "inline" and not any(" // " in text for text in texts):
            mark = " | " if "," in self.style.language_form else ", "
            return [Row("text", [(mark.join(texts).replace(" | ", mark), PLAIN)])] if texts else []
        return rows

    def _scaled(self, name: str) -> Row:
        """Return a language whose level is drawn: as glyphs, or as a bar, which has no text."""
        count = 2 + len(name) % 4
        if self.style.scale == "bar":
            return Row("text", [(name, PLAIN)])
        full, empty = self.style.scale[0], self.style.scale[1]
        glyphs = [(full * count + empty * (5 - count), Look(color=self.style.accent))]
        return (
            Row("text", [(name, PLAIN)], glyphs)
            if self.style.order < 0.6
            else Row("text", [(name + " ", PLAIN), *glyphs])
        )

    def items(self, items: Sequence[Item]) -> list[Row]:
        rows: list[Row] = []
        for item in items:
            date = self.style.period(
                self.content, item.start, item.end, current=item.start is not None and item.end is None
            )
            if item.start and item.text:
                rows += self._header("work", {"title": item.name, "org": item.by, "place": "", "date": date})
            else:
                mark = self.style.random.choice((", ", " – ", " · "))
                text = mark.join(
                    part
                    for part in ((item.name, item.by, date) if self.style.order < 0.7 else (date, item.name, item.by))
                    if part
                )
                rows.append(Row("bullet" if self.style.order < 0.6 else "text", [(text, PLAIN)], level=1))
            if item.link:
                rows.append(Row("text", [(item.link, PLAIN)]))
            if item.text:
                rows += self._body([item.text])
        return rows
