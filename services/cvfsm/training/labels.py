"""Which label each line and each piece of a printed content has: the content's texts are found again in what was read."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from services.cvfsm.core.document.dates import find_periods
from services.cvfsm.core.document.lines import Line, Zone
from services.cvfsm.core.ingest.contact_fields import EMAIL, LINK
from services.cvfsm.training.contents import words
from services.cvfsm.training.corpus import squeeze

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.cvfsm.core.ingest.pieces import Piece

LISTS: Final = (
    "languages",
    "skills",
    "certifications",
    "projects",
    "publications",
    "awards",
    "volunteering",
    "interests",
    "references",
)
DATED: Final = ("projects", "volunteering")
"""Lists whose items are set like positions; their lines are told apart so that no section is the simpler one."""
COVER: Final = 0.55
"""Of the letters of a short line are its list's, when it is a line of that list."""
LONG: Final = 14
"""Letters of a text that is found where it stands, whatever is around it."""


@dataclass(slots=True)
class Entry:
    """A position or degree found again: its fields, and the lines of its header in order."""

    section: str
    fields: dict[str, str]
    first: int
    lines: set[int]


class Truth:
    """The labels of a document's lines."""

    def __init__(self, lines: Sequence[Line], row: dict[str, Any]) -> None:
        self.lines = lines
        self.content = row["content"]
        self.expected = row["expected"]
        self.labels: list[str] = [""] * len(lines)
        self.entries: list[Entry] = []
        self._squeezed = [squeeze(line.text) for line in lines]
        self._starts: list[int] = []
        at = 0
        for text in self._squeezed:
            self._starts.append(at)
            at += len(text)
        self._whole = "".join(self._squeezed)
        self._owner: list[tuple[str, int] | None] = [None] * len(lines)
        self._mark()

    def _find(self, text: str, near: int | None = None) -> list[int]:
        """Return the lines a text covers, at the place nearest to a line; empty when it is not there."""
        needle = squeeze(text)
        if len(needle) < 2:
            return []
        places = []
        at = self._whole.find(needle)
        while at >= 0:
            places.append(at)
            at = self._whole.find(needle, at + 1)
        if not places:
            return []
        usable = [p for p in places if self.lines[self._line(p)].zone is not Zone.FOOTER] or places
        best = usable[0] if near is None else min(usable, key=lambda p: (abs(self._line(p) - near), p))
        return list(range(self._line(best), self._line(best + len(needle) - 1) + 1))

    def _line(self, at: int) -> int:
        return bisect_right(self._starts, at) - 1

    def _mark(self) -> None:
        content = self.content
        for index, line in enumerate(self.lines):
            if line.zone is Zone.FOOTER:
                self.labels[index] = "furniture"
        for index in self._find(content["profile"]) if content["profile"] else []:
            self._set(index, "profile")
        self._entries("work", content["jobs"], ("employer", "title"), "bullets")
        self._entries("education", content["studies"], ("institution", "degree"), "details")
        for name in ("projects", "publications", "volunteering", "awards", "certifications"):
            for item in content[name]:
                anchor = self._find(item["name"])
                if not anchor or self.labels[anchor[0]]:
                    continue
                for text in (item["name"], item["by"], item["text"], item["link"]):
                    for index in self._find(text, anchor[0]) if text else []:
                        if abs(index - anchor[0]) < 6:
                            part = "" if name not in DATED else ".start" if index == anchor[0] else ".body"
                            self._set(index, name + part)
        for text in content["references"]:
            for index in self._find(text):
                self._set(index, "references")
        self._head()
        self._lists()
        self._rest()

    def _set(self, index: int, label: str) -> None:
        if not self.labels[index]:
            self.labels[index] = label

    def _entries(self, section: str, rows: Sequence[dict[str, Any]], names: tuple[str, str], body: str) -> None:
        org_name, title_name = names
        found: list[tuple[int, dict[str, Any], dict[str, list[int]], list[int]]] = []
        expected = {
            (e[org_name], e[title_name]): e
            for e in self.expected["work_experience" if section == "work" else "education"]
        }
        at = -1
        for row in rows:
            bullets = [
                index
                for text in row[body]
                for index in self._find(text, at + 1 if at >= 0 else None)
                if len(text) > LONG
            ]
            title_text = row["title"] if section == "work" else row["degree"]
            texts = {"title": title_text, "org": row[org_name], "place": row["location"]}
            places: dict[str, list[int]] = {}
            title = self._find(title_text, at + 1 if at >= 0 else None)
            if not title and section == "education":
                title = self._find(row["area"], at + 1) or self._find(row["kind"], at + 1)
            org = self._find(row[org_name], title[0] if title else (at + 1 if at >= 0 else None))
            if org and (not title or abs(title[0] - org[0]) > 12):
                nearer = self._find(title_text, org[0])
                if nearer and (not title or abs(nearer[0] - org[0]) < abs(title[0] - org[0])):
                    title = nearer
            anchor = title[0] if title else org[0] if org else None
            if anchor is None:
                continue
            places["title"], places["org"] = title, org
            if texts["place"]:
                near = [index for index in self._find(texts["place"], anchor) if abs(index - anchor) <= 4]
                city = [index for index in self._find(texts["place"].split(",")[0], anchor) if abs(index - anchor) <= 4]
                places["place"] = near or city
            told = expected.get((row[org_name], title_text)) or expected.get(
                (row[org_name], row["title"] if section == "work" else row["degree"])
            )
            dates = (told["start"], told["end"]) if told else ("", "")
            places["date"] = self._dated(dates, anchor)
            found.append((anchor, row, places, [b for b in bullets if abs(b - anchor) < 40]))
            at = anchor
        found.sort(key=lambda part: part[0])
        shared: set[int] = set()
        for number, (anchor, row, places, bullets) in enumerate(found):
            header = {index for name in ("title", "place", "date") for index in places.get(name, [])}
            above = {index for index in places["org"] if index in shared}
            header |= (
                {index for index in places["org"] if not above}
                if not above
                else {i for i in places["org"] if abs(i - anchor) <= 1 and i not in shared}
            )
            low = max(
                (
                    index
                    for _, _, earlier, earlier_bullets in found[:number]
                    for index in (*earlier["title"], *earlier_bullets)
                ),
                default=-1,
            )
            header = (
                {index for index in header if index > low or index in places["title"]}
                or set(places["title"])
                or set(places["org"])
            )
            shared |= set(places["org"])
            fields = {
                "title": row["title"] if section == "work" else row["degree"],
                "org": row[org_name],
                "place": row["location"],
                "team": row.get("team", ""),
            }
            if section == "education":
                fields["kind"], fields["area"] = row["kind"], row["area"]
            first = min(header)
            group = [index for index in places["org"] if index not in header and index < first]
            for index in group:
                if not self.labels[index]:
                    self._set(index, f"{section}.start")
                    self.entries.append(Entry(section, {**fields, "title": "", "kind": "", "area": ""}, index, {index}))
            self.entries.append(Entry(section, fields, first, header))
            for index in sorted(header):
                if not self.labels[index] or self.labels[index].endswith(".body"):
                    self.labels[index] = f"{section}.start" if index == first else f"{section}.head"
            for index in bullets:
                self._set(index, f"{section}.body")
            for text in (row.get("summary", ""), row.get("team", ""), row.get("link", "")):
                for index in self._find(text, anchor) if text else []:
                    if abs(index - anchor) < 8:
                        self._set(index, f"{section}.body")

    def _dated(self, dates: tuple[str, str], anchor: int) -> list[int]:
        """Return the line nearest to an anchor that tells these dates."""
        if not any(dates):
            return []
        near = sorted(range(max(0, anchor - 4), min(len(self.lines), anchor + 5)), key=lambda i: (abs(i - anchor), i))
        for index in near:
            for period in find_periods(self.lines[index].text):
                if (period.start, period.end) == dates or (not period.start and period.end in dates and "" in dates):
                    return [index]
        return []

    def _head(self) -> None:
        content = self.content
        firsts = [index for index, label in enumerate(self.labels) if label and label != "furniture"]
        limit = firsts[0] if firsts else len(self.lines)
        name = content["name"]
        whole = self._find(name)
        if whole and len(whole) <= 2:
            for index in whole:
                self._set(index, "name")
        if content["headline"]:
            for index in self._find(content["headline"]):
                if not self.labels[index] and index < max(limit, 12):
                    self._set(index, "headline")
        for text in (
            content["email"],
            content["phone"],
            *content["links"],
            content["location"],
            *(value for _, value in content["personal"]),
        ):
            for index in self._find(text) if text and len(squeeze(text)) > 3 else []:
                self._set(index, "contact")

    def _lists(self) -> None:
        content = self.content
        groups = {
            "languages": [t for pair in content["languages"] for t in pair if t],
            "skills": [t for group, items in content["skills"] for t in (group, *items) if t],
            "interests": list(content["interests"]),
        }
        for index, text in enumerate(self._squeezed):
            if self.labels[index] or not text:
                continue
            best, kind = 0.0, ""
            for name, items in groups.items():
                left = text
                for item in sorted(map(squeeze, items), key=len, reverse=True):
                    if len(item) > 1 or left == item:
                        left = left.replace(item, "", 1)
                share = 1 - len(left) / len(text)
                if share > best:
                    best, kind = share, name
            if best >= COVER and not self._inside(index):
                self.labels[index] = kind

    def _inside(self, index: int) -> bool:
        """Tell whether a line stands among the lines of an entry of its own column."""
        around = [
            next((i for i in span if self.labels[i] and self.lines[i].flow == self.lines[index].flow), None)
            for span in (range(index - 1, -1, -1), range(index + 1, len(self.lines)))
        ]
        sections = {self.labels[i].partition(".")[0] for i in around if i is not None}
        return None not in around and len(sections) == 1 and sections <= {"work", "education"}

    def _rest(self) -> None:
        """Label headings by what follows them, and what stands inside a section by the section."""
        names = words(self.content["language"])
        known = {
            squeeze(text): key.partition(".")[2]
            for key, texts in names.items()
            if key.startswith("head.")
            for text in texts
        }
        english = {
            squeeze(text): key.partition(".")[2]
            for key, texts in words("en").items()
            if key.startswith("head.")
            for text in texts
        }
        titles = {squeeze(text) for texts in (names["doctitle"], words("en")["doctitle"]) for text in texts}
        following = ""
        after: list[str] = [""] * len(self.lines)
        for index in range(len(self.lines) - 1, -1, -1):
            after[index] = following
            if self.labels[index] and self.labels[index] != "furniture":
                following = _section(self.labels[index])
        current = ""
        for index, line in enumerate(self.lines):
            label = self.labels[index]
            if label:
                current = _section(label) if label != "furniture" else current
                continue
            text = self._squeezed[index]
            if text in titles:
                self.labels[index] = "doctitle"
                continue
            short = len(line.text.split()) <= 6 and not find_periods(line.text) and bool(text) and ": " not in line.text
            kind = known.get(text) or english.get(text)
            if kind and (
                kind == after[index] or (kind == "contact" and after[index] in {"contact", "name", "headline"})
            ):
                self.labels[index] = f"heading.{kind}"
                current = kind
            elif (
                short
                and after[index]
                and after[index] != current
                and after[index] not in {"name", "headline", "head"}
                and not EMAIL.search(line.text)
            ):
                last = all(
                    self.labels[i] or self.labels[i] == "furniture" for i in range(index + 1, _next(self.labels, index))
                )
                self.labels[index] = f"heading.{after[index]}" if last else "other"
                current = after[index] if last else current
            elif current in {"work", "education", *DATED}:
                self.labels[index] = f"{current}.body"
            elif current in LISTS or current == "profile":
                self.labels[index] = current
            elif EMAIL.search(line.text) or LINK.search(line.text) or current in {"contact", "name", "headline", ""}:
                self.labels[index] = "contact"
            else:
                self.labels[index] = "other"


def _next(labels: Sequence[str], index: int) -> int:
    return next((i for i in range(index + 1, len(labels)) if labels[i]), len(labels))


def _section(label: str) -> str:
    return label.partition(".")[0] if not label.startswith("heading.") else label.partition(".")[2]


def piece_label(piece: Piece, fields: dict[str, str], order: Sequence[str]) -> str:
    """Return which field a piece is of: the one it equals, else the one that holds it or that it holds."""
    if piece.period:
        return "date"
    text = squeeze(piece.text)
    if not text:
        return "none"
    best, label = 0.0, "none"
    for name in order:
        value = squeeze(fields.get(name, ""))
        if not value:
            continue
        if text == value:
            score = 2.0
        elif text in value and (len(text) > 2 or piece.text.isupper()):
            score = 0.5 + len(text) / len(value)
        elif value in text:
            score = 0.4 + len(value) / len(text)
        else:
            continue
        if score > best:
            best, label = score, name
    return {"kind": "title", "area": "title", "team": "none"}.get(label, label)
