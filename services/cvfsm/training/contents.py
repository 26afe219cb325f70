"""Invented people and their CVs in eight languages, with exact truth: what a document is printed from.

Names, towns and phone numbers are drawn from Faker's locales; everything else is composed of the word lists in ``words/``.
Every text of a CV is drawn from one seeded generator, so that a corpus can be made again.
"""

from __future__ import annotations

import random
import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from faker import Faker

from services.cvfsm.core.ingest.towns import towns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WORDS: Final = Path(__file__).with_name("words")
LANGUAGES: Final = ("en", "de", "pl", "es", "fr", "it", "pt", "nl")
FIRST_YEAR, LAST_YEAR = 1984, 2026
_TITLES: Final = Path(__file__).parents[2] / "onet_match" / "training" / "international_titles.tsv"
"""English job titles, a code and a title a line."""

_OCCUPATIONS: Final = [
    "Cook",
    "Baker",
    "Carpenter",
    "Mason",
    "Butcher",
    "Fisher",
    "Porter",
    "Taylor",
    "Weaver",
    "Shepherd",
    "Farmer",
    "Gardener",
    "Potter",
    "Cooper",
    "Clerk",
    "Driver",
    "Archer",
    "Page",
    "Marshall",
    "Dean",
    "Chancellor",
    "Walker",
    "Turner",
    "Skinner",
    "Tanner",
    "Barber",
    "Singer",
    "Miner",
    "Judge",
    "Usher",
    "Guard",
    "Steward",
    "Piper",
    "Draper",
    "Koch",
    "Müller",
    "Schneider",
    "Bäcker",
    "Richter",
    "Lehrer",
    "Schreiber",
    "Jäger",
    "Förster",
    "Gärtner",
    "Wagner",
    "Hofmeister",
    "Lagerist",
    "Kaufmann",
    "Kowal",
    "Krawiec",
    "Rybak",
    "Szewc",
    "Młynarz",
    "Kucharz",
    "Leśniczy",
    "Herrero",
    "Pastor",
    "Zapatero",
    "Molinero",
    "Guerrero",
    "Labrador",
    "Boulanger",
    "Charpentier",
    "Lemaire",
    "Berger",
    "Marchand",
    "Meunier",
    "Tessier",
    "Facteur",
    "Ferrari",
    "Barbieri",
    "Sarti",
    "Cavalieri",
    "Ferreiro",
    "Carpinteiro",
    "Sapateiro",
    "Bakker",
    "Visser",
    "Smit",
    "Kuiper",
    "Meijer",
    "Schipper",
    "Dekker",
    "Timmerman",
    "Slager",
    "Lecturer",
]
_PLACES: Final = [
    "London",
    "Lincoln",
    "Paris",
    "Florence",
    "Chester",
    "Berlin",
    "Austin",
    "Jordan",
    "Devon",
    "Roma",
    "Madrid",
    "Warszawski",
    "Bath",
    "Wells",
    "Kent",
    "York",
    "Boston",
]
_PARTICLES: Final = [
    "van der {}",
    "van {}",
    "de {}",
    "von {}",
    "de la {}",
    "dos {}",
    "da {}",
    "del {}",
    "El {}",
    "Al {}",
    "Mc{}",
    "O'{}",
    "zu {}",
    "Di {}",
    "ten {}",
    "De {}",
    "bin {}",
    "Das",
    "Do {}",
]
_OTHER_NAMES: Final = [
    "Oluwaseun Adeyemi",
    "Nguyễn Thị Minh",
    "Siti Nurhaliza",
    "Ananya Iyer",
    "Kwame Mensah",
    "Fatima Zahra Benali",
    "Chukwuemeka Obi",
    "Mei-Ling Chen",
    "Hyun-woo Park",
    "Yuki Tanaka",
    "Þóra Jónsdóttir",
    "Søren Ågård",
    "Åsa Öberg",
    "Zoë Brontë",
    "Ngozi Eze",
    "Arjun Das",
    "Rupa Singh",
    "Aoife Ní Bhriain",
    "Иван Петров",
    "Ольга Коваленко",
    "Ελένη Παππά",
    "João Conceição",
    "Ștefan Țurcanu",
    "İpek Yılmaz",
    "Dragan Đorđević",
    "Li Na",
    "Wei Zhang",
    "Ana Sá",
]
_MONONYMS: Final = [
    "Sukarno",
    "Suharti",
    "Madhuri",
    "Teller",
    "Bono",
    "Shakuntala",
    "Wulandari",
    "Kaveri",
    "Osho",
    "Nadira",
]
_SYLLABLES: Final = [
    "ka",
    "lor",
    "ven",
    "tri",
    "mar",
    "sol",
    "bex",
    "nor",
    "dun",
    "fal",
    "gri",
    "hel",
    "jun",
    "kes",
    "lin",
    "mor",
    "nad",
    "osk",
    "pel",
    "quil",
    "rud",
    "san",
    "tar",
    "ul",
    "vik",
    "wes",
    "yar",
    "zen",
    "bra",
    "cor",
    "del",
    "fen",
    "gal",
    "hum",
    "ist",
    "jor",
    "kro",
    "lum",
    "mi",
    "nu",
    "ora",
    "pri",
    "ren",
    "sto",
    "tha",
    "um",
    "vor",
    "win",
    "xan",
    "ber",
    "clay",
    "drif",
    "eck",
    "fjor",
]
_ENDINGS: Final = [
    "",
    "a",
    "o",
    "us",
    "is",
    "ex",
    "ix",
    "ia",
    "on",
    "um",
    "er",
    "y",
    "en",
    "wise",
    "field",
    "ton",
    "berg",
    "ford",
    "mark",
    "via",
    "ly",
    "io",
    "loft",
    "gate",
    "wick",
    "ham",
    "stad",
    "ova",
    "ski",
]


@dataclass(slots=True)
class Job:
    """A position. Dates are ``(year, month)``, month 0 unknown; `end` None is the present."""

    employer: str
    title: str
    start: tuple[int, int]
    end: tuple[int, int] | None
    location: str = ""
    summary: str = ""
    bullets: list[str] = field(default_factory=list)
    team: str = ""
    link: str = ""


@dataclass(slots=True)
class Study:
    """A degree or school; `start` None is a lone end."""

    institution: str
    degree: str
    kind: str
    area: str
    start: tuple[int, int] | None
    end: tuple[int, int] | None
    location: str = ""
    details: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Item:
    """A project, an award, a publication, a voluntary post, a certificate."""

    name: str
    by: str = ""
    start: tuple[int, int] | None = None
    end: tuple[int, int] | None = None
    text: str = ""
    link: str = ""


@dataclass(slots=True)
class Content:
    """Everything a CV says."""

    language: str
    name: str
    email: str
    phone: str
    location: str
    links: list[str]
    headline: str
    profile: str
    jobs: list[Job]
    studies: list[Study]
    languages: list[tuple[str, str]]
    skills: list[tuple[str, list[str]]]
    certifications: list[Item]
    projects: list[Item]
    publications: list[Item]
    awards: list[Item]
    volunteering: list[Item]
    interests: list[str]
    references: list[str]
    personal: list[tuple[str, str]]


@lru_cache
def words(language: str) -> Mapping[str, list[str]]:
    """Return the word lists of a language by their name."""
    found: dict[str, list[str]] = {}
    for line in (WORDS / f"{language}.txt").read_text("utf-8").splitlines():
        name, _, rest = line[1:].partition("] ")
        spaced = name in {"faker", "locale_months", "short_months"}
        found[name] = (
            rest.split() if spaced else [part.strip() if name != "tails" else part for part in rest.split("|")]
        )
    return found


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


class Author:
    """Writes the content of one CV."""

    def __init__(self, seed: str, language: str = "") -> None:
        self.random = random.Random(seed)
        self.language = language or self.random.choices(LANGUAGES, (30, 12, 9, 10, 10, 9, 9, 8))[0]
        self.words = words(self.language)
        self.faker = _faker(self.random.choice(self.words["faker"]))
        self.faker.seed_instance(seed)
        self._used: set[str] = set()

    def pick(self, options: Sequence[str]) -> str:
        """Return one of the options."""
        return self.random.choice(options)

    def chance(self, share: float) -> bool:
        """Return True in this share of cases."""
        return self.random.random() < share

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
                return self.pick(_OCCUPATIONS) if self.chance(0.08) else self.faker.last_name()
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
        word = "".join(self.random.choices(_SYLLABLES, k=self.random.choice((1, 2, 2, 2, 3)))) + self.pick(_ENDINGS)
        word = word.capitalize()
        if self.chance(0.15):
            word += " " + "".join(self.random.choices(_SYLLABLES, k=2)).capitalize()
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

    def _home(self) -> str:
        kind = self.random.random()
        if kind < 0.12:
            return ""
        if kind < 0.4:
            return " ".join(str(self.faker.address()).replace("\n", ", ").split())
        return self._place() if kind < 0.97 else self._city()

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
                    f"www.{_slug(employer)[:16]}.example" if linked else "",
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
        return Item(name, "", start, end, self.sentence(), f"github.com/{_slug(name)}" if self.chance(0.4) else "")

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

    def _personal(self) -> list[tuple[str, str]]:
        labels = self.words["labels"]
        born = f"{self.random.randint(1, 28):02d}.{self.random.randint(1, 12):02d}.{self.random.randint(1960, 2003)}"
        return [(labels[3], born), (labels[4], self.pick(self.words["countries"]))][: self.random.randint(1, 2)]

    def _profile(self) -> str:
        return self._filled(self.pick(self.words["profiles"]))

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
                return f"{first} {self.pick(_OCCUPATIONS)}"
            case "particle":
                return f"{first} {self.pick(_PARTICLES).format(last)}"
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
                return self.pick(_OTHER_NAMES)
            case "mononym":
                return self.pick(_MONONYMS)
            case "place":
                return f"{first} {self.pick(_PLACES)}"
            case "surname first":
                return f"{last} {first}"
            case "titled":
                return f"{self.pick(['Dr.', 'Dr', 'Prof.', 'Ing.'])} {first} {last}"
        return f"{first} {last}"

    def _email(self, name: str, domain: str) -> str:
        parts = [_slug(part) for part in name.split() if _slug(part)] or ["post"]
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
        slug = _slug(name)
        options = [
            f"linkedin.com/in/{slug}",
            f"github.com/{slug}",
            f"https://{slug}.example",
            f"www.{slug}.example",
            f"https://www.linkedin.com/in/{slug}/",
        ]
        return self.random.sample(options, self.random.choice((0, 0, 1, 1, 2)))


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold()).replace("ß", "ss").replace("ł", "l")
    return re.sub(r"[^a-z0-9]", "", plain)
