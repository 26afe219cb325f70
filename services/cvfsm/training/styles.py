"""Every choice a designer makes of a CV's layout, drawn once for a layout from one seeded generator."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from services.cvfsm.training.contents import vocabulary
from services.cvfsm.training.patterns import MARKS, PATTERNS

if TYPE_CHECKING:
    from collections.abc import Callable

    from services.cvfsm.training.contents import Content

Date = tuple[int, int]
FONTS: Final = (
    "Liberation Sans", "Liberation Serif", "DejaVu Sans", "DejaVu Serif", "Lato", "Open Sans", "Roboto", "Carlito", "Caladea",
    "Noto Sans", "Noto Serif", "EB Garamond", "Latin Modern Roman", "TeX Gyre Heros", "TeX Gyre Pagella", "Cabin", "Fira Sans",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """How a text is set."""

    bold: bool = False
    italic: bool = False
    caps: bool = False
    size: float = 0.0
    color: str = ""


PLAIN: Final = Look()


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
            return draw.choice(PATTERNS)
        fields = ["{title}", "{org}"]
        draw.shuffle(fields)
        extra = ["{place}", "{date}"] if draw.random() < 0.7 else ["{date}"]
        for name in extra:
            fields.insert(draw.choice((0, len(fields), len(fields), draw.randint(0, len(fields)))), name)
        mark = draw.choice(MARKS)
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
            lists = vocabulary(content.language)
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
        lists = vocabulary(content.language)
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
