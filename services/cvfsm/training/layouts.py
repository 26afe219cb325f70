"""Layouts of our own for invented CVs: one sampled style, one list of visual lines, printed as a web page or a Word file.

An entry's header is a pattern: ``//`` begins a line, ``>>`` moves to the right edge, ``<<`` closes a margin at the left;
``{field}`` is dropped with the mark before it where the content has none. Other people's layouts are in `templates`.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from services.cvfsm.training.contents import words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from services.cvfsm.training.contents import Content, Item, Job

Date = tuple[int, int]

_PATTERNS: Final = (
    "{title} >> {date} // {org}, {place}",
    "{org} >> {place} // {title} >> {date}",
    "{org} >> {date} // {title} >> {place}",
    "{title} >> {place} // {org} >> {date}",
    "{title}, {org} >> {date} // {place}",
    "{date} << {title} // {org}, {place}",
    "{date} << {title}, {org}, {place}",
    "{date} << {org}, {place} // {title}",
    "{date} // {place} << {title} // {org}",
    "{org} | {title} | {place} | {date}",
    "{title} | {org} | {date}",
    "{title} | {org} // {date} | {place}",
    "{org}: {title} // {date}",
    "{title} AT {org} ({date})",
    "{title} AT {org} // {date} · {place}",
    "{date} // {title} // {org} // {place}",
    "{title} // {org} // {date} // {place}",
    "{org} // {title} // {date}",
    "{org}, {place} // {title}, {date}",
    "{org} ({place}) // {title} ({date})",
    "{date}: {title}, {org}, {place}",
    "{date} – {org} // {title}",
    "{date} {org} – {title}",
    "{place}, {date} // {org} // {title}",
    "{place} >> {date} // {org} // {title}",
    "{title} – {org}, {place} >> {date}",
    "{org} – {title} >> {date}",
    "{org}, {title}, {date}",
    "{title} – {org} [{date}]",
    "{title} • {org} • {place} // {date}",
    "{date} | {place} // {title} | {org}",
    "{title} // {date} – {place} // {org}",
    "{date} {title} {org}",
    "{title} {org} // {date} {place}",
    "{date} // {title} – {org}",
    "{org}, {place} — {title} // {date}",
    "{title} >> {org} // {date} >> {place}",
    "{org} >> {title} // {place} >> {date}",
    "{title}, {date} // {org}",
    "{title} / {org} / {date}",
    "{org} // {date} >> {title}",
    "{title} ({org}, {place}) >> {date}",
    "{org} >> {title} >> {date}",
    "{title} >> {org} >> {date}",
    "{org} >> {place} >> {date} // {title}",
    "{date} >> {title} >> {org}, {place}",
    "{title}, {place} // {org} >> {date}",
    "{org}, {place} >> {date} // {title}",
    "{title} >> {date} // {org}",
    "{title} // {org}, {place} >> {date}",
    "{org} // {title} | {date} | {place}",
    "{date} << {org} // {title} // {place}",
)
_MARKS: Final = (", ", " | ", " – ", " - ", " · ", " • ", " AT ", ": ", " / ", " — ", "  ")
_FIELD: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Look:
    """How a text is set."""

    bold: bool = False
    italic: bool = False
    caps: bool = False
    size: float = 0.0
    color: str = ""


PLAIN: Final = Look()
Part = tuple[str, Look]


@dataclass(slots=True)
class Row:
    """A visual line: a margin at the left, the text, the text at the right edge.

    Attributes:
        kind: ``name``, ``heading``, ``text`` or ``bullet``.
        middle: What stands between the text and the right edge.
        level: Depth of a bullet.
        gap: Whether air stands above it.
    """

    kind: str
    parts: list[Part]
    right: list[Part] = field(default_factory=list)
    margin: list[Part] = field(default_factory=list)
    level: int = 0
    gap: bool = False
    middle: list[Part] = field(default_factory=list)


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


class Style:
    """Every choice a designer makes, drawn once for a layout."""

    def __init__(self, seed: str) -> None:
        draw = random.Random(f"style {seed}")
        self.random = draw
        self.patterns = {"work": self._pattern(), "education": self._pattern()}
        if draw.random() < 0.6:
            self.patterns["education"] = self.patterns["work"]
        self.looks = {name: self._look() for name in ("title", "org", "place", "date")}
        strong = draw.choice(("title", "org", "title", "org", "date", "none"))
        if strong in self.looks:
            self.looks[strong] = Look(
                True, draw.random() < 0.1, draw.random() < 0.1, draw.choice((0, 0, 1, 2)), self.looks[strong].color
            )
        self.heading = Look(
            draw.random() < 0.75,
            draw.random() < 0.08,
            draw.random() < 0.45,
            draw.choice((0, 1, 2, 3, 4, 6)),
            self._color(0.5),
        )
        if not (self.heading.bold or self.heading.caps or self.heading.size):
            self.heading = Look(True, caps=draw.random() < 0.5)
        self.heading_mark = draw.choices(("", ":", "rule", "spaced", "icon"), (62, 8, 15, 6, 9))[0]
        self.name = Look(
            draw.random() < 0.6, False, draw.random() < 0.25, draw.choice((4, 8, 12, 16, 20, 0)), self._color(0.3)
        )
        if not self.name.size and not self.name.bold:
            self.name = Look(True, size=draw.choice((2, 6)))
        self.name_shape = draw.choices(
            ("plain", "two lines", "with title", "doctitle above", "comma headline", "label"), (70, 7, 5, 9, 5, 4)
        )[0]
        self.contact = draw.choices(
            ("line", "lines", "labelled lines", "labelled line", "table", "block"), (32, 22, 16, 10, 8, 12)
        )[0]
        self.contact_mark = draw.choice((" | ", " • ", " · ", ", ", " – ", "   ", " / ", " ⋄ "))
        self.contact_side = draw.random() < 0.3
        self.columns = draw.choices(("", "left", "right"), (62, 22, 16))[0]
        self.two_column_share = draw.choice((24, 28, 30, 33, 36, 40))
        self.margin_headings = draw.random() < 0.1 and not self.columns
        self.bullet = draw.choice(("•", "•", "•", "–", "-", "▪", "◦", "‣", "*", "➢", "", "✓", "o"))
        self.header_bullet = draw.random() < 0.06
        self.body = draw.choices(("bullets", "paragraphs", "one paragraph", "sentences"), (70, 12, 10, 8))[0]
        self.sub = draw.random() < 0.15
        self.tech = draw.random() < 0.12
        self.dates = self._dates()
        self.lone_year = draw.random() < 0.12
        self.skills = draw.choices(
            ("inline", "bullets", "groups", "columns", "semicolons", "pipes"), (28, 24, 24, 8, 8, 8)
        )[0]
        self.language_form = draw.choice(
            ("{} – {}", "{}: {}", "{} ({})", "{} {}", "{}, {}", "{} >> {}", "{} // {}", "{} | {}")
        )
        self.language_rows = draw.choices(("rows", "inline", "bullets"), (50, 25, 25))[0]
        self.nested = draw.random() < 0.6
        self.total = draw.random() < 0.5
        self.size = draw.choice((9, 9.5, 10, 10.5, 11, 11, 12))
        self.font = draw.choice(FONTS)
        self.heading_font = self.font if draw.random() < 0.75 else draw.choice(FONTS)
        self.accent = self._color(1.0)
        self.air = draw.choice((0.2, 0.4, 0.6, 0.9, 1.2))
        self.spacing = draw.choice((1.1, 1.2, 1.3, 1.4, 1.55))
        self.page = draw.choice(("A4", "A4", "Letter"))
        self.margins = draw.choice((12, 16, 20, 25))
        self.center = draw.random() < 0.3
        self.footer = draw.random() < 0.25
        self.order = draw.random()
        self.gap_between = draw.random() < 0.75
        self.rules = draw.random() < 0.2
        self.table = draw.random() < 0.35
        self.margin_headings |= draw.random() < 0.1 and not self.columns
        self.keywords = draw.choices(("", " | ", " • ", ", ", " / "), (88, 4, 4, 2, 2))[0]
        self.scale = draw.choices(("", "●○", "★☆", "bar"), (86, 6, 3, 5))[0]
        self.beside = draw.random() < 0.14 and not self.columns and not self.center
        self.english_headings = draw.random() < 0.07
        self.boxes = draw.random() < 0.4
        self.field_labels = draw.random() < 0.05
        if self.field_labels:
            names = ["{org}", "{title}", "{date}", "{place}"]
            draw.shuffle(names)
            self.patterns = dict.fromkeys(self.patterns, draw.choice((" // ", " // ", " | ")).join(names))
        self._part_by_look()

    def _part_by_look(self) -> None:
        """Set two fields that nothing but a space parts in two looks, or no reader could tell them apart."""
        for pattern in self.patterns.values():
            for one, two in re.findall(r"\{(\w+)\} +(?=\{(\w+)\})", pattern):
                if {one, two} <= {"title", "org", "place"} and self.looks[one].bold == self.looks[two].bold:
                    self.looks[one] = replace(self.looks[one], bold=not self.looks[two].bold)

    def _pattern(self) -> str:
        draw = self.random
        if draw.random() < 0.55:
            return draw.choice(_PATTERNS)
        fields = ["{title}", "{org}"]
        draw.shuffle(fields)
        extra = ["{place}", "{date}"] if draw.random() < 0.7 else ["{date}"]
        for name in extra:
            fields.insert(draw.choice((0, len(fields), len(fields), draw.randint(0, len(fields)))), name)
        mark = draw.choice(_MARKS)
        text, right = fields[0], False
        for name in fields[1:]:
            how = draw.random()
            if how < 0.38:
                text, right = f"{text} // {name}", False
            elif how < 0.55 and not right:
                text, right = f"{text} >> {name}", True
            else:
                usual = mark if mark != " AT " or name == "{org}" else ", "
                text += (usual if draw.random() < 0.75 else ", ") + name
        if "<<" not in text and text.startswith("{date} //") and draw.random() < 0.4:
            text = text.replace(" //", " <<", 1)
        return text

    def _look(self) -> Look:
        draw = self.random
        return Look(
            draw.random() < 0.22,
            draw.random() < 0.25,
            draw.random() < 0.07,
            draw.choice((0, 0, 0, 0, 1, -1)),
            self._color(0.2),
        )

    def _color(self, share: float) -> str:
        draw = self.random
        return (
            draw.choice(("#1a5276", "#7b241c", "#444444", "#117864", "#5b2c6f", "#777777", "#d35400", "#003366"))
            if draw.random() < share
            else ""
        )

    def _dates(self) -> Callable[[Content, Date, bool], str]:
        draw = self.random
        kind = draw.choices(
            (
                "long",
                "short",
                "slash",
                "iso",
                "year",
                "dot",
                "short year",
                "apostrophe",
                "day",
                "year slash",
                "season",
                "comma",
                "upper",
                "long year month",
            ),
            (20, 22, 12, 6, 18, 5, 3, 2, 2, 2, 2, 2, 3, 1),
        )[0]
        self.date_kind = kind
        self.dash = draw.choice(
            (" – ", " - ", "–", "-", " — ", " TO ", " to ", " / ") if kind != "iso" else (" – ", " — ", " TO ", " / ")
        )
        self.present_form = draw.choices(("word", "open", "since"), (88, 6, 6))[0]

        def write(content: Content, date: Date, short: bool) -> str:
            del short
            lists = words(content.language)
            year, month = date
            name = lists["locale_months"][month - 1] if month else ""
            brief = lists["short_months"][month - 1] if month else ""
            of = " de " if content.language in {"es", "pt"} and kind == "long" and self.order < 0.5 else " "
            if not month:
                return str(year)
            forms = {
                "long": f"{name}{of}{year}",
                "short": f"{brief} {year}",
                "slash": f"{month:02d}/{year}",
                "iso": f"{year}-{month:02d}",
                "year": str(year),
                "dot": f"{month:02d}.{year}",
                "short year": f"{month:02d}/{year % 100:02d}",
                "apostrophe": f"{brief} '{year % 100:02d}",
                "day": f"01.{month:02d}.{year}" if content.language in {"de", "pl"} else f"01/{month:02d}/{year}",
                "year slash": f"{year} / {month:02d}",
                "season": f"{lists['seasons'][(month // 3) % len(lists['seasons'])]} {year}",
                "comma": f"{name}, {year}",
                "upper": f"{brief} {year}".upper(),
                "long year month": f"{year} {name}",
            }
            return forms[kind]

        return write

    def as_truth(self, date: Date | None) -> str:
        """Return the ISO form of what this style prints of a date."""
        if date is None:
            return ""
        year, month = date
        return str(year) if self.date_kind in {"year", "season"} or not month else f"{year}-{month:02d}"

    def period(self, content: Content, start: Date | None, end: Date | None, *, current: bool) -> str:
        """Return a period as printed; a lone end for what has no start."""
        lists = words(content.language)
        first = self.dates(content, start, False) if start else ""
        last = self.dates(content, end, False) if end else ""
        if start and current and not end:
            if self.present_form == "since" and lists["since"]:
                return lists["since"][0].format(first)
            if self.present_form == "open":
                return f"{first}{self.dash.replace('TO', '–').replace(' to ', ' – ').replace(' / ', ' – ').rstrip()}"
            last = lists["present"][int(self.order * len(lists["present"]))]
        to = lists["to"][0]
        return (
            f"{first}{self.dash.replace('TO', to).replace(' to ', f' {to} ')}{last}"
            if first and last
            else first or last
        )


FONTS: Final = (
    "Liberation Sans", "Liberation Serif", "DejaVu Sans", "DejaVu Serif", "Lato", "Open Sans", "Roboto", "Carlito", "Caladea",
    "Noto Sans", "Noto Serif", "EB Garamond", "Latin Modern Roman", "TeX Gyre Heros", "TeX Gyre Pagella", "Cabin", "Fira Sans",
)  # fmt: skip


def sheet(content: Content, style: Style) -> Sheet:
    """Return the content in the style's order and form."""
    writer = _Writer(content, style)
    return Sheet(writer.head(), writer.sections(), writer.footer(), style)


class _Writer:
    def __init__(self, content: Content, style: Style) -> None:
        self.content, self.style = content, style
        self.lists = words(content.language)

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
        options = (words("en") if style.english_headings else self.lists)[f"head.{kind}"]
        text = options[int(random.Random(f"{style.order}{kind}").random() ** 1.4 * len(options))]
        if style.heading_mark == ":":
            text += ":"
        elif style.heading_mark == "spaced":
            text = text.upper()
        elif style.heading_mark == "icon":
            text = f"\uf0b1 {text}"
        return Row("heading", [(text, style.heading)], gap=True)

    def jobs(self) -> list[Row]:
        rows: list[Row] = []
        jobs = self.content.jobs
        index = 0
        while index < len(jobs):
            same = [job for job in jobs[index:] if job.employer == jobs[index].employer]
            run = 1
            while index + run < len(jobs) and jobs[index + run].employer == jobs[index].employer:
                run += 1
            if run > 1 and self.style.nested:
                rows += self._group(same[:run])
            else:
                for job in jobs[index : index + run]:
                    rows += self._job(job, job.employer, job.location)
            index += run
        return rows

    def _group(self, jobs: Sequence[Job]) -> list[Row]:
        total = (
            self.style.period(self.content, jobs[-1].start, jobs[0].end, current=jobs[0].end is None)
            if self.style.total
            else ""
        )
        head = [(jobs[0].employer, self.style.looks["org"])]
        if jobs[0].location:
            head.append((f", {jobs[0].location}", self.style.looks["place"]))
        rows = [Row("text", head, [(total, self.style.looks["date"])] if total else [], gap=True)]
        for job in jobs:
            rows += self._job(job, "", "")
        return rows

    def _job(self, job: Job, employer: str, place: str) -> list[Row]:
        date = self.style.period(self.content, job.start, job.end, current=job.end is None)
        rows = self._header("work", {"title": job.title, "org": employer, "place": place, "date": date})
        if job.team:
            rows.append(Row("text", [(job.team, PLAIN)]))
        if job.link:
            rows.append(Row("text", [(job.link, Look(color=self.style.accent))]))
        if job.summary:
            rows.append(Row("text", [(job.summary, PLAIN)]))
        if self.style.keywords:
            tools = random.Random(job.title).sample(self.lists["skills"], 4)
            rows.append(Row("text", [(self.style.keywords.join(tools), Look(italic=self.style.order < 0.4))]))
        if job.bullets and self.style.sub:
            rows.append(
                Row(
                    "text",
                    [
                        (
                            self.lists["sub"][int(self.style.order * len(self.lists["sub"]))],
                            Look(italic=self.style.order < 0.5),
                        )
                    ],
                )
            )
        rows += self._body(job.bullets)
        if self.style.tech and job.bullets:
            skills = ", ".join(random.Random(job.title).sample(self.lists["skills"], 3))
            rows.append(Row("text", [(f"{self.lists['skill_groups'][0]}: {skills}", PLAIN)]))
        return rows

    def _body(self, bullets: Sequence[str]) -> list[Row]:
        match self.style.body:
            case "bullets":
                return [Row("bullet", [(text, PLAIN)], level=1) for text in bullets]
            case "paragraphs":
                return [Row("text", [(text, PLAIN)]) for text in bullets]
            case "one paragraph":
                return (
                    [Row("text", [("; ".join(text.rstrip(".") for text in bullets) + ".", PLAIN)])] if bullets else []
                )
        return [Row("text", [(" ".join(text.rstrip(".") + "." for text in bullets), PLAIN)])] if bullets else []

    def studies(self) -> list[Row]:
        rows: list[Row] = []
        for study in self.content.studies:
            current = study.end is None and study.start is not None
            date = self.style.period(self.content, study.start, study.end, current=current)
            rows += self._header(
                "education", {"title": study.degree, "org": study.institution, "place": study.location, "date": date}
            )
            rows += [
                Row("bullet" if self.style.order < 0.5 else "text", [(text, PLAIN)], level=1) for text in study.details
            ]
        return rows

    def _header(self, kind: str, values: dict[str, str]) -> list[Row]:
        pattern = self.style.patterns[kind].replace("AT", self.lists["at"][0])
        values = self._labelled(kind, values) if self.style.field_labels else values
        margin: list[Part] = []
        if "<<" in pattern:
            left, _, pattern = pattern.partition(" << ")
            margin = [part for line in left.split(" // ") for part in self._parts(line, values)]
            if len(margin) > 1:
                margin = [margin[0], *(("\n" + text, look) for text, look in margin[1:])]
        rows: list[Row] = []
        for line in pattern.split(" // "):
            parts, *aside = [found for text in line.split(" >> ") if (found := self._parts(text, values))] or [[]]
            if parts:
                rows.append(Row("text", parts, aside[-1] if aside else [], middle=aside[0] if len(aside) > 1 else []))
        if not rows:
            return [Row("text", margin, gap=True)] if margin else []
        rows[0].margin = margin
        rows[0].gap = self.style.gap_between
        if self.style.header_bullet:
            rows[0].kind = "bullet"
        return rows

    def _labelled(self, kind: str, values: dict[str, str]) -> dict[str, str]:
        """Put the name of each field before it."""
        names = self.lists[f"fields.{kind}"]
        chosen = zip(("org", "title", "date", "place"), names, strict=True)
        labels = {field: name.split("/")[int(self.style.order * len(name.split("/")))] for field, name in chosen}
        return {field: f"{labels[field]}: {text}" if text else "" for field, text in values.items()}

    def _parts(self, line: str, values: dict[str, str]) -> list[Part]:
        parts: list[Part] = []
        closing = {"(": ")", "[": "]"}
        open_mark = ""
        at = 0
        for match in _FIELD.finditer(line):
            mark = line[at : match.start()]
            at = match.end()
            text = values[match[1]]
            if not text:
                continue
            for close in (")", "]"):
                if open_mark and close in mark and open_mark in "([" and closing[open_mark] == close:
                    parts.append((close, PLAIN))
                    mark, open_mark = mark.replace(close, ""), ""
            if not parts:
                mark = mark.strip(" ,|–-·•:/—")
                mark = "" if mark not in {"(", "["} else mark
            if mark.strip() in {"(", "["}:
                open_mark = mark.strip()
                mark = mark if parts else ""
                open_mark = open_mark if mark else ""
            if mark:
                parts.append((mark, PLAIN))
            parts.append((text, self.style.looks[match[1]]))
        if open_mark:
            parts.append((closing[open_mark], PLAIN))
        return parts

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
