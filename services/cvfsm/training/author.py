"""Writes invented CVs in eight languages, with exact truth: what a document is printed from."""

from __future__ import annotations

import re

from services.cvfsm.training.contents import Content, Item, Job, Study
from services.cvfsm.training.people import Person
from services.cvfsm.training.wording import slug

LAST_YEAR = 2026


class Author(Person):
    """Writes the content of one CV."""

    def content(self) -> Content:
        """Return the whole CV."""
        size = self.random.choices((1, 2, 3, 4, 6, 9), (6, 16, 28, 26, 18, 6))[0]
        jobs = self._jobs(size)
        name = self._name()
        domain = self.pick(
            ["example.com", "example.org", "mail.example", "example.net", "posteo.example", "gmail.example.com"]
        )
        return Content(
            language=self.language,
            name=name,
            email=self._email(name, domain),
            phone=self._phone(),
            location=self._home(),
            links=self._links(name),
            headline=self._title() if self.chance(0.5) else "",
            profile=self._profile() if self.chance(0.6) else "",
            jobs=jobs,
            studies=self._studies(self.random.choices((0, 1, 2, 3, 4), (4, 28, 40, 20, 8))[0]),
            languages=self._languages() if self.chance(0.75) else [],
            skills=self._skills() if self.chance(0.85) else [],
            certifications=[self._certificate() for _ in range(self.random.randint(1, 4))] if self.chance(0.4) else [],
            projects=[self._project() for _ in range(self.random.randint(1, 3))] if self.chance(0.3) else [],
            publications=[self._publication(name) for _ in range(self.random.randint(1, 4))]
            if self.chance(0.15)
            else [],
            awards=[self._award() for _ in range(self.random.randint(1, 3))] if self.chance(0.22) else [],
            volunteering=[self._post() for _ in range(self.random.randint(1, 2))] if self.chance(0.22) else [],
            interests=self.random.sample(self.words["interests"], self.random.randint(2, 5))
            if self.chance(0.4)
            else [],
            references=self._references() if self.chance(0.18) else [],
            personal=self._personal() if self.chance(0.25) else [],
        )

    def _jobs(self, count: int) -> list[Job]:
        jobs: list[Job] = []
        year, month = self.random.randint(2019, LAST_YEAR), self.random.randint(1, 12)
        current = self.chance(0.65)
        located = self.chance(0.65)
        teamed = self.chance(0.12)
        summarised = self.chance(0.25)
        linked = self.chance(0.15)
        size = self.random.choices((0, 1, 2, 3, 5), (10, 15, 30, 30, 15))[0]
        employer, place = self._employer(), self._place()
        for number in range(count):
            if number and not self.chance(0.14):
                employer, place = self._employer(), self._place()
            start_year = year - self.random.choice((0, 1, 1, 2, 3, 4, 6))
            start_month = self.random.randint(1, month) if start_year == year else self.random.randint(1, 12)
            bullets = [self.sentence() for _ in range(max(0, size + self.random.randint(-1, 1)))] if size else []
            jobs.append(
                Job(
                    employer,
                    self._title(),
                    (start_year, start_month),
                    None if not number and current else (year, month),
                    place if located else "",
                    self._profile() if summarised else "",
                    bullets,
                    self._filled(self.pick(["{area}", "{industry}", "{coined}-Team"])) if teamed else "",
                    f"www.{slug(employer)[:16]}.example" if linked else "",
                )
            )
            year, month = start_year, start_month
            if self.chance(0.4):
                year, month = (year, month - 1) if month > 1 else (year - 1, 12)
        return jobs

    def _studies(self, count: int) -> list[Study]:
        studies = []
        year = self.random.randint(1996, 2024)
        lone = self.chance(0.25)
        located = self.chance(0.4)
        detailed = self.chance(0.35)
        for number in range(count):
            form = self.pick(self.words["degrees"])
            degree = self._unique(form)
            kind, mark, _ = form.partition("{area")
            area = degree[len(kind) :] if mark else ""
            kind = re.sub(r"(?:,|:| in| en| em| de| der)? *$", "", kind) if mark else degree
            length = self.random.choice((1, 2, 3, 3, 4, 5))
            studies.append(
                Study(
                    self._unique(self.pick(self.words["schools"])),
                    degree,
                    kind,
                    area,
                    None if lone else (year - length, self.random.choice((9, 10, 8, 1))),
                    None
                    if not number and not lone and self.chance(0.08)
                    else (year, self.random.choice((6, 7, 5, 12))),
                    self._place() if located else "",
                    [self._filled(self.pick(self.words["gpa"])) for _ in range(self.random.randint(1, 2))]
                    if detailed
                    else [],
                )
            )
            year -= length
        return studies

    def _languages(self) -> list[tuple[str, str]]:
        names = list(dict.fromkeys(self.random.sample(self.words["languages"], self.random.randint(1, 4))))
        levelled = self.chance(0.9)
        return [(name, self.pick(self.words["levels"]) if levelled else "") for name in names]

    def _skills(self) -> list[tuple[str, list[str]]]:
        if self.chance(0.5):
            return [
                (
                    "",
                    self.random.sample(
                        self.words["skills"], min(len(self.words["skills"]), self.random.randint(3, 12))
                    ),
                )
            ]
        groups = self.random.sample(self.words["skill_groups"], self.random.randint(2, 4))
        return [(group, self.random.sample(self.words["skills"], self.random.randint(2, 5))) for group in groups]

    def _date(self) -> tuple[int, int]:
        return self.random.randint(2005, 2025), self.random.randint(1, 12)

    def _certificate(self) -> Item:
        by = self._filled("{coined}") if self.chance(0.4) else ""
        return Item(self.pick(self.words["certifications"]), by, end=self._date() if self.chance(0.6) else None)

    def _project(self) -> Item:
        start = self._date() if self.chance(0.6) else None
        end = (start[0] + 1, start[1]) if start and self.chance(0.6) else None
        name = self._coined() + (f" {self.pick(self.words['areas'])}" if self.chance(0.4) else "")
        return Item(name, "", start, end, self.sentence(), f"github.com/{slug(name)}" if self.chance(0.4) else "")

    def _publication(self, name: str) -> Item:
        title = self._filled("{area}: {object}, {coined}")
        return Item(title, self._filled("Journal of {area}") if self.chance(0.6) else name, end=self._date(), text="")

    def _award(self) -> Item:
        return Item(
            self.pick(self.words["awards"]), self._filled("{coined}") if self.chance(0.5) else "", end=self._date()
        )

    def _post(self) -> Item:
        start = self._date()
        end = (start[0] + self.random.randint(1, 4), start[1]) if self.chance(0.7) else None
        return Item(self._filled("{coined} {industry}"), self._title(), start, end, self.sentence())

    def _references(self) -> list[str]:
        if self.chance(0.5):
            return [self.pick(self.words["refs"])]
        return [f"{self.faker.name()}, {self._title()}, {self._employer()}" for _ in range(2)]

    def _profile(self) -> str:
        return self._filled(self.pick(self.words["profiles"]))
