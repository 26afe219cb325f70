"""The words of one invented CV, drawn from one seeded generator, so that a corpus can be made again.

Names, towns and phone numbers are drawn from Faker's locales; everything else is composed of the word lists in ``words/``.
"""

from __future__ import annotations

import random
import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from faker import Faker

from services.cvfsm.core.ingest.towns import towns
from services.cvfsm.training.contents import LANGUAGES, vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

_TITLES: Final = Path(__file__).parents[2] / "onet_match" / "training" / "international_titles.tsv"
"""English job titles, a code and a title a line."""


@lru_cache
def _towns() -> list[str]:
    return sorted(towns())


@lru_cache
def english_titles() -> list[str]:
    """Return the job titles that the matcher is taught with."""
    rows = _TITLES.read_text("utf-8").splitlines()
    return [row.partition("\t")[2] for row in rows if row[:1].isdigit()]


@lru_cache
def _faker(locale: str) -> Faker:
    return Faker(locale)


def slug(text: str) -> str:
    """Return a text as an address has it."""
    plain = unicodedata.normalize("NFKD", text.casefold()).replace("ß", "ss").replace("ł", "l")
    return re.sub(r"[^a-z0-9]", "", plain)


class Wording:
    """Draws words of one language."""

    def __init__(self, seed: str, language: str = "") -> None:
        self.random = random.Random(seed)
        self.language = language or self.random.choices(LANGUAGES, (30, 12, 9, 10, 10, 9, 9, 8))[0]
        self.words = vocabulary(self.language)
        self.faker = _faker(self.random.choice(self.words["faker"]))
        self.faker.seed_instance(seed)
        self._used: set[str] = set()

    def pick(self, options: Sequence[str]) -> str:
        """Return one of the options."""
        return self.random.choice(options)

    def chance(self, share: float) -> bool:
        """Return True in this share of cases."""
        return self.random.random() < share

    def sentence(self) -> str:
        """Return one deed, as a bullet tells it."""
        text = f"{self.pick(self.words['verbs'])} {self.pick(self.words['objects'])}{self.pick(self.words['tails'])}"
        text = self._filled(text)
        if self.chance(0.12):
            text += f" ({self.pick(self.words['skills'])}, {self.pick(self.words['skills'])})"
        if self.chance(0.15):
            other = (
                f"{self.pick(self.words['verbs'])} {self.pick(self.words['objects'])}{self.pick(self.words['tails'])}"
            )
            text += "; " + self._filled(other).lower()
        return text + ("." if self.chance(0.4) else "")

    def _filled(self, text: str) -> str:
        while match := re.search(r"\{(\w+)\}", text):
            text = text[: match.start()] + self._word(match[1]) + text[match.end() :]
        return re.sub(r" ,", ",", text)

    def _word(self, name: str) -> str:
        match name:
            case "n":
                return str(self.random.randint(2, 9) if self.chance(0.6) else self.random.randint(10, 60))
            case "surname" | "surname2":
                return self.pick(vocabulary("names")["occupations"]) if self.chance(0.08) else self.faker.last_name()
            case "city":
                return self._city()
            case "coined":
                return self._coined()
            case "acronym":
                return "".join(self.random.choices("ABCDEFGHIKLMNOPRSTVWZ", k=self.random.randint(2, 5)))
            case "area" | "area2":
                return self.pick(self.words["areas"])
            case "title":
                return self._title()
            case "object":
                return self.pick(self.words["areas"])
            case _:
                return self.pick(self.words[{"industry": "industries"}.get(name, name)])

    def _coined(self) -> str:
        word = "".join(
            self.random.choices(vocabulary("names")["syllables"], k=self.random.choice((1, 2, 2, 2, 3)))
        ) + self.pick(vocabulary("names")["endings"])
        word = word.capitalize()
        if self.chance(0.15):
            word += " " + "".join(self.random.choices(vocabulary("names")["syllables"], k=2)).capitalize()
        return word.upper() if self.chance(0.07) else word

    def _city(self) -> str:
        if self.chance(0.12):
            return self._coined()
        if self.chance(0.4):
            return self.pick(_towns()).title()
        return str(self.faker.city()).replace(",", "")

    def _unique(self, make: str) -> str:
        for _ in range(20):
            text = self._filled(make)
            if unicodedata.normalize("NFC", text.casefold()) not in self._used:
                self._used.add(text.casefold())
                return text
        return text

    def _employer(self) -> str:
        text = self._unique(self.pick(self.words["employers"])).replace(" ,", ",")
        if self.chance(0.05):
            text += f" ({self._coined()} Group)" if self.chance(0.5) else f" – {self.pick(self.words['industries'])}"
        return text.upper() if self.chance(0.04) else text

    def _title(self) -> str:
        title = self.pick(self.words["titles"])
        if self.language == "en" and self.chance(0.5):
            title = self.pick(english_titles())
            title = title.title() if title.islower() or self.chance(0.5) else title
        elif self.language in {"en", "de", "fr", "es", "pt", "pl"} and self.chance(0.3):
            title = str(self.faker.job()).split("(")[0].strip()
            title = title[0].upper() + title[1:]
            if self.chance(0.8):
                title = title.split("/")[0].split(",")[0].strip()
        if self.chance(0.25):
            title = self._filled(self.pick(self.words["modifiers"]).replace("{}", title))
        if self.chance(0.06):
            title = f"{title} / {self.pick(self.words['titles'])}"
        return title

    def _place(self) -> str:
        city = self._city()
        match self.random.choices(("city", "country", "state", "remote", "foreign"), (45, 25, 15, 5, 10))[0]:
            case "country":
                return f"{city}, {self.pick(self.words['countries'])}"
            case "state":
                return f"{city}, {self.pick(['NY', 'CA', 'TX', 'IA', 'NE', 'MN', 'PA', 'OH', 'WA', 'FL', 'IL', 'MA', 'NSW', 'BC', 'ON', 'ZH', 'BY', 'MI', 'RM', 'SP', 'RJ', 'NH', 'UT'])}"
            case "remote":
                return self.pick(["Remote", "Remote", "Home office", "Hybrid"])
            case "foreign":
                return f"{self.pick(['Oslo', 'Ystad', 'Tartu', 'Lagos', 'Pune', 'Kraków', 'Gdynia', 'Porto', 'Accra', 'Graz', 'Lviv', 'Bergen'])}, {self.pick(['Norway', 'Sweden', 'Estonia', 'Nigeria', 'India', 'Poland', 'Austria', 'Ukraine'])}"
        return city
