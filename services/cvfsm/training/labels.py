"""Which label each line and each piece of a printed content has: the content's texts are found again in what was read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from services.cvfsm.core.document.dates import find_periods
from services.cvfsm.core.document.lines import Zone
from services.cvfsm.core.ingest.contact_fields import EMAIL, LINK
from services.cvfsm.training.contents import vocabulary
from services.cvfsm.training.placing import Found, place_entries
from services.cvfsm.training.traces import Trace, Traces, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from services.cvfsm.core.document.lines import Line
    from services.cvfsm.core.ingest.pieces import Piece

LISTS: Final = (
    "languages", "skills", "certifications", "projects", "publications", "awards", "volunteering", "interests", "references",
)  # fmt: skip
DATED: Final = ("projects", "volunteering")
"""Lists whose items are set like positions; their lines are told apart so that no section is the simpler one."""
COVER: Final = 0.55
"""Of the letters of a short line are its list's, when it is a line of that list."""
LONG: Final = 14
"""Letters of a text that is found where it stands, whatever is around it."""
ITEM_LINES: Final = 6
"""Lines over which one item of a list may be spread."""


class Truth:
    """The labels of a document's lines, and of the pieces of its headers."""

    def __init__(self, lines: Sequence[Line], row: dict[str, Any]) -> None:
        self.lines = lines
        self.content = row["content"]
        self.expected = row["expected"]
        self.labels: list[str] = [""] * len(lines)
        self.headers: set[int] = set()
        """Lines of the headers of positions and degrees."""
        self._traces = Traces(lines)
        self._fields = [[""] * len(line.text) for line in lines]
        self._taken: set[int] = set(self._traces.linked)
        self._mark()

    def role(self, index: int, piece: Piece) -> str:
        """Return the field a piece of a line is of: the one most of its letters belong to, or ``none``."""
        if piece.period:
            return "date"
        letters = [at for at in range(piece.start, piece.end) if self.lines[index].text[at].isalnum()]
        told = [name for at in letters if (name := self._fields[index][at])]
        best = max(set(told), key=told.count, default="none")
        return best if 2 * told.count(best) >= len(letters) else "none"

    def _mark(self) -> None:
        content = self.content
        for index, line in enumerate(self.lines):
            if line.zone is Zone.FOOTER:
                self.labels[index] = "furniture"
        if content["profile"]:
            self._take(self._traces.find(content["profile"], self._taken)[:1], "profile")
        bodies = {
            name: self._bodies(content[rows], texts)
            for name, rows, texts in (("work", "jobs", ("summary", "bullets")), ("education", "studies", ("details",)))
        }
        for name, rows in (("work", "jobs"), ("education", "studies")):
            told = self.expected["work_experience" if name == "work" else "education"]
            found = place_entries(self.lines, self._traces, self._taken, content[rows], told, bodies[name], name)
            self._headers(name, found)
        for name, entries in bodies.items():
            self._set((i for traces in entries for t in traces for i in _lines_of(t)), f"{name}.body")
        for job in content["jobs"]:
            for text in (job["team"], job["link"]):
                near = [t for t in self._traces.find(text) if not self.labels[t.first]] if text else []
                for trace in near:
                    if self._inside(trace.first):
                        self._set(_lines_of(trace), "work.body")
        self._items()
        self._head()
        self._lists()
        self._rest()

    def _take(self, traces: Iterable[Trace], label: str) -> None:
        for trace in traces:
            self._taken.update(range(trace.start, trace.end))
            self._set(_lines_of(trace), label)

    def _set(self, indexes: Iterable[int], label: str) -> None:
        for index in indexes:
            if not self.labels[index]:
                self.labels[index] = label

    def _bodies(self, rows: Sequence[dict[str, Any]], keys: Sequence[str]) -> list[list[Trace]]:
        """Take the texts below each header, in reading order; the lines are labelled once the headers are."""
        found: list[list[Trace]] = []
        at = 0
        for row in rows:
            own: list[Trace] = []
            for key in keys:
                for text in [row[key]] if isinstance(row[key], str) else row[key]:
                    traces = self._traces.find(text, self._taken) if len(text) > LONG else []
                    best = next((t for t in traces if t.start >= at), traces[0] if traces else None)
                    if best:
                        self._taken.update(range(best.start, best.end))
                        own.append(best)
                        at = max(at, best.start)
            found.append(own)
        return found

    def _headers(self, name: str, found: Sequence[Found]) -> None:
        for entry in found:
            for role, traces in entry.traces.items():
                for trace in traces:
                    self._taken.update(range(trace.start, trace.end))
                    for line, at in self._traces.characters(trace):
                        self._fields[line][at] = role
            lines = sorted({i for traces in entry.traces.values() for t in traces for i in _lines_of(t)})
            self.headers.update(lines)
            for number, index in enumerate(lines):
                if not self.labels[index] or (number == 0 and self.labels[index] == f"{name}.head"):
                    self.labels[index] = f"{name}.head" if number else f"{name}.start"

    def _items(self) -> None:
        content = self.content
        for name in ("projects", "publications", "volunteering", "awards", "certifications"):
            for item in content[name]:
                anchor = next((t for t in self._traces.find(item["name"], self._taken) if self._is_free(t)), None)
                if anchor is None:
                    continue
                self._set([anchor.first], name + (".start" if name in DATED else ""))
                for text in (item["name"], item["by"], item["text"], item["link"]):
                    near = (
                        [t for t in self._traces.find(text) if abs(t.first - anchor.first) < ITEM_LINES] if text else []
                    )
                    for trace in near[:1]:
                        self._set(_lines_of(trace), name + (".body" if name in DATED else ""))
        for text in content["references"]:
            for trace in self._traces.find(text, self._taken)[:1]:
                self._set(_lines_of(trace), "references")

    def _is_free(self, trace: Trace) -> bool:
        return not any(self.labels[i] for i in _lines_of(trace))

    def _head(self) -> None:
        content = self.content
        firsts = [index for index, label in enumerate(self.labels) if label and label != "furniture"]
        limit = firsts[0] if firsts else len(self.lines)
        for name in ("name", "headline"):
            for trace in self._traces.find(content[name], self._taken) if content[name] else []:
                if self._is_free(trace) and (name == "name" or trace.first < max(limit, 12)):
                    self._set(_lines_of(trace), name)
        for name in ("location", "headline", "name"):
            for trace in self._traces.find(content[name]) if content[name] else []:
                for line, at in self._traces.characters(trace):
                    self._fields[line][at] = self._fields[line][at] or f"head.{name}"
        values = [value for _, value in content["personal"]]
        for text in (content["email"], content["phone"], *content["links"], content["location"], *values):
            for trace in self._traces.find(text) if len(squeeze(text)) > 3 else []:
                self._set(_lines_of(trace), "contact")

    def _lists(self) -> None:
        content = self.content
        groups = {
            "languages": [t for pair in content["languages"] for t in pair if t],
            "skills": [t for group, items in content["skills"] for t in (group, *items) if t],
            "interests": list(content["interests"]),
        }
        for index, line in enumerate(self.lines):
            text = squeeze(line.text)
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
        lists = [vocabulary(self.content["language"]), vocabulary("en")]
        known = {
            squeeze(text): key.partition(".")[2]
            for names in reversed(lists)
            for key, texts in names.items()
            if key.startswith("head.")
            for text in texts
        }
        titles = {squeeze(text) for names in lists for text in names["doctitle"]}
        after = self._sections_after()
        current = ""
        for index, line in enumerate(self.lines):
            label = self.labels[index]
            if label:
                current = _section(label) if label != "furniture" else current
                continue
            text = squeeze(line.text)
            kind = known.get(text)
            if text in titles:
                self.labels[index] = "doctitle"
            elif kind and (
                kind == after[index] or (kind == "contact" and after[index] in {"contact", "name", "headline"})
            ):
                self.labels[index], current = f"heading.{kind}", kind
            elif self._may_head(line, text) and after[index] not in {"", current, "name", "headline", "head"}:
                following = next((i for i in range(index + 1, len(self.labels)) if self.labels[i]), index)
                is_last = not any(
                    self._may_head(self.lines[i], squeeze(self.lines[i].text)) for i in range(index + 1, following)
                )
                self.labels[index] = f"heading.{after[index]}" if is_last else self._by_section(line, current)
                current = after[index] if is_last else current
            else:
                self.labels[index] = self._by_section(line, current)

    def _sections_after(self) -> list[str]:
        following = ""
        after = [""] * len(self.lines)
        for index in range(len(self.lines) - 1, -1, -1):
            after[index] = following
            if self.labels[index] and self.labels[index] != "furniture":
                following = _section(self.labels[index])
        return after

    @staticmethod
    def _may_head(line: Line, text: str) -> bool:
        short = len(line.text.split()) <= 6 and bool(text) and ": " not in line.text and not line.bullet
        return short and not find_periods(line.text) and not EMAIL.search(line.text) and any(c.isalpha() for c in text)

    @staticmethod
    def _by_section(line: Line, current: str) -> str:
        if current in {"work", "education", *DATED}:
            return f"{current}.body"
        if current in LISTS or current == "profile":
            return current
        is_contact = EMAIL.search(line.text) or LINK.search(line.text) or current in {"contact", "name", "headline", ""}
        return "contact" if is_contact else "other"


def _lines_of(trace: Trace) -> range:
    return range(trace.first, trace.last + 1)


def _section(label: str) -> str:
    return label.partition(".")[0] if not label.startswith("heading.") else label.partition(".")[2]
