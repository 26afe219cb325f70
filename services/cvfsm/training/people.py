"""Invented people: names of all kinds, addresses, phone numbers, links."""

from __future__ import annotations

import re

from services.cvfsm.training.contents import vocabulary
from services.cvfsm.training.wording import Wording, slug


class Person(Wording):
    """Draws what a page's head tells of a person."""

    def _name(self) -> str:
        first, last = str(self.faker.first_name()), str(self.faker.last_name())
        match self.random.choices(
            (
                "plain",
                "occupation",
                "particle",
                "double",
                "middle",
                "other",
                "mononym",
                "place",
                "surname first",
                "titled",
            ),
            (40, 14, 10, 9, 8, 8, 1, 3, 2, 5),
        )[0]:
            case "occupation":
                return f"{first} {self.pick(vocabulary('names')['occupations'])}"
            case "particle":
                return f"{first} {self.pick(vocabulary('names')['particles']).format(last)}"
            case "double":
                return (
                    f"{first}-{self.faker.first_name()} {last}"
                    if self.chance(0.4)
                    else f"{first} {last}-{self.faker.last_name()}"
                )
            case "middle":
                middle = str(self.faker.first_name())
                return f"{first} {middle if self.chance(0.5) else middle[0] + '.'} {last}"
            case "other":
                return self.pick(vocabulary("names")["other_names"])
            case "mononym":
                return self.pick(vocabulary("names")["mononyms"])
            case "place":
                return f"{first} {self.pick(vocabulary('names')['places'])}"
            case "surname first":
                return f"{last} {first}"
            case "titled":
                return f"{self.pick(['Dr.', 'Dr', 'Prof.', 'Ing.'])} {first} {last}"
        return f"{first} {last}"

    def _email(self, name: str, domain: str) -> str:
        parts = [slug(part) for part in name.split() if slug(part)] or ["post"]
        kind = self.random.random()
        if kind < 0.45:
            local = f"{parts[0]}.{parts[-1]}"
        elif kind < 0.6:
            local = f"{parts[0][0]}{parts[-1]}"
        elif kind < 0.75:
            local = f"{parts[-1]}{self.random.randint(1, 99)}"
        elif kind < 0.85:
            local = parts[0]
        else:
            local = self.pick(["hello", "mail", "kontakt", "blue.heron", "xk42", "sunflower77"])
        return f"{local}@{domain}"

    def _phone(self) -> str:
        if self.chance(0.08):
            return ""
        if self.chance(0.4):
            return f"+{self.random.randint(1, 99)} {self.random.randint(10, 999)} {self.random.randint(100, 999)} {self.random.randint(1000, 9999)}"
        return re.sub(r"\s*(?:x|ext\.?)\s*\d+$", "", str(self.faker.phone_number()))

    def _links(self, name: str) -> list[str]:
        handle = slug(name)
        options = [
            f"linkedin.com/in/{handle}",
            f"github.com/{handle}",
            f"https://{handle}.example",
            f"www.{handle}.example",
            f"https://www.linkedin.com/in/{handle}/",
        ]
        return self.random.sample(options, self.random.choice((0, 0, 1, 1, 2)))

    def _home(self) -> str:
        kind = self.random.random()
        if kind < 0.12:
            return ""
        if kind < 0.4:
            return " ".join(str(self.faker.address()).replace("\n", ", ").split())
        return self._place() if kind < 0.97 else self._city()

    def _personal(self) -> list[tuple[str, str]]:
        labels = self.words["labels"]
        born = f"{self.random.randint(1, 28):02d}.{self.random.randint(1, 12):02d}.{self.random.randint(1960, 2003)}"
        return [(labels[3], born), (labels[4], self.pick(self.words["countries"]))][: self.random.randint(1, 2)]
