"""The entries of a CV as visual lines: headers by the style's pattern, and what stands below them."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from services.cvfsm.training.contents import vocabulary
from services.cvfsm.training.styles import PLAIN, Look

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.cvfsm.training.contents import Content, Job
    from services.cvfsm.training.styles import Style

Part = tuple[str, Look]
_FIELD: Final = re.compile(r"\{(\w+)\}")


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


class Entries:
    """Writes positions and degrees."""

    def __init__(self, content: Content, style: Style) -> None:
        self.content, self.style = content, style
        self.lists = vocabulary(content.language)

    def jobs(self) -> list[Row]:
        """Return the positions; several below one employer where the style has it."""
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
        """Return the degrees."""
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
