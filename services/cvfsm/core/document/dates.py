"""Dates and periods as CVs write them, in eight languages, to ISO months and years.

Rules:
    1. ``YYYY-MM`` when a month is written, else ``YYYY``. Days are dropped; a season or quarter becomes its year.
    2. "since 2021" and "2021 -" at the end of a line run to the present.
    3. Numbers with day and month are read day first, unless only month first makes a date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from services.cvfsm.core.document.cv import PRESENT

_MONTH_NAMES: Final = (
    "january jan januar jänner jän styczeń stycznia sty enero ene janvier janv gennaio gen janeiro januari januar jan",
    "february feb februar feber luty lutego lut febrero février févr fév febbraio fevereiro fev februari feb",
    "march mar märz mrz maerz mär marzec marca marzo mars março maart mrt",
    "april apr kwiecień kwietnia kwi abril abr avril avr aprile april",
    "may mai maj maja mayo maggio mag maio mei",
    "june jun juni czerwiec czerwca cze junio juin giugno giu junho jun",
    "july jul juli lipiec lipca lip julio juillet juil luglio lug julho jul",
    "august aug sierpień sierpnia sie agosto ago août aout augustus augusti",
    "september sept sep wrzesień września wrz septiembre setiembre set septembre settembre setembro",
    "october oct oktober okt październik października paź octubre octobre ottobre ott outubro out",
    "november nov listopad listopada lis noviembre novembre novembro",
    "december dec dezember dez grudzień grudnia gru diciembre dic décembre déc dicembre dezembro desember des december",
)
_PRESENT_WORDS: Final = (
    "present|the present|current|currently|now|today|ongoing|to date|till date|date|"
    "heute|jetzt|aktuell|laufend|gegenwart|gegenwärtig|dato|"
    "obecnie|teraz|nadal|dziś|dzisiaj|do dziś|chwili obecnej|aktualnie|"
    "actualidad|la actualidad|actual|actualmente|presente|el presente|hoy|la fecha|"
    "(?:à )?ce jour|aujourd[’']hui|présent|maintenant|en cours|actuel|actuelle|actuellement|"
    "oggi|attuale|attualmente|ad oggi|in corso|presente|atual|atualmente|hoje|(?:até )?(?:o momento|ao presente)|ao presente|heden|nu|huidig|i dag|nå|nåværende|pågående|till now"
)
_SEASONS: Final = (
    "spring|summer|autumn|fall|winter|frühling|frühjahr|sommer|herbst|wiosna|wiosną|lato|latem|jesień|jesienią|zima|zimą|"
    "primavera|verano|otoño|invierno|printemps|été|automne|hiver|"
    "wintersemester|sommersemester|wise|sose|ws|ss|q[1-4]|[1-4]q|early|late|mid|estate|autunno|inverno|verão|outono|voorjaar|lente|zomer|najaar|herfst|vår|sommar|høst|höst|anfang|mitte|ende|end of|początek|koniec|début|fin"
)
_SINCE: Final = (
    "since|from|seit|ab|von|vom|od|desde|de|del|depuis|dès|à partir de|dal|da|sinds|vanaf|van|siden|fra|från"
)
_OPEN: Final = frozenset(
    ["since", "seit", "ab", "od", "desde", "depuis", "dès", "dal", "da", "sinds", "vanaf", "siden"]
)
_UNTIL: Final = "until|till|bis|do|hasta|jusqu[’'](?:en|au|à)|up to|fino (?:a|ad|al)|até|tot|t/m"
_DURATION_UNITS: Final = r"(?:years?|yrs?|months?|mos?|jahre?n?|monate?n?|lat|lata|roku?|mies\w*|años?|mes(?:es)?|ans?|mois|ann[oi]|mes[ei]|anos?|jaar|maand(?:en)?|yr|mo|a (?:year|month|few months))"

MONTHS: Final = MappingProxyType({word: number for number, row in enumerate(_MONTH_NAMES, 1) for word in row.split()})

# Lines are clean: parts of a line are separated by tabs, words by one space; a date never spans a tab.
_YEAR: Final = r"(?:19[4-9]\d|20[0-4]\d)"
_MONTH_WORD: Final = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")(?![^\W\d_])\.?"
_NUMBER_MONTH: Final = r"(?:1[0-2]|0?[1-9])"
_DAY: Final = r"\d{1,2}(?:st|nd|rd|th|er|\.|º)?"
_ATOM: Final = "|".join(
    (
        rf"(?:{_DAY} +(?:(?:de|of) +)?)?{_MONTH_WORD}(?: +\d{{1,2}}(?:st|nd|rd|th)?,)?[ ,/-]*(?:del? +)?(?:{_YEAR}|[’']\d\d)",
        rf"{_YEAR}[-/.]{_NUMBER_MONTH}(?:[-/.]\d{{1,2}})?(?!\d)",
        rf"{_YEAR} / {_NUMBER_MONTH}(?!\d)",
        rf"{_YEAR}(?: +|, ?| ?[-–/] ?){_MONTH_WORD}(?![ ,]*(?:del? +)?(?:{_YEAR}|[’']\d\d))",
        rf"\d{{1,2}}[-/.]\d{{1,2}}[-/.]{_YEAR}",
        rf"{_NUMBER_MONTH} ?[-/.] ?{_YEAR}",
        rf"(?:{_SEASONS}) +(?:of +|de +)?{_YEAR}(?:/\d\d(?:\d\d)?)?",
        rf"{_YEAR}/\d\d(?!\d)",
        rf"{_YEAR}",
    )
)
_SHORT: Final = r"(?:0?[1-9]|1[0-2])[/.]\d\d(?![\d/.])"
_DASH: Final = r" *(?:[-–—−‐‑→]|\.\.\.?|…) *"
_TO: Final = rf"(?:{_DASH}| +/ +| +(?:to|through|thru|a|al|à|au|und|and|tot en met|{_UNTIL}) +(?:(?:el|la|le) +)?)"
# A lone month with a short year is a date only when it is all there is: "9/10" in a sentence is a grade.
_ALONE: Final = r"(?:(?<=\t)|^)(?:0[1-9]|1[0-2])/\d\d(?=$|\t)|(?(since)(?:0?[1-9]|1[0-2])/\d\d(?![\d/.])|(?!))"
# A start that leaves its year to the end: "March - July 2019", "01-06/2019".
_HALF: Final = rf"{_MONTH_WORD}(?={_TO}{_MONTH_WORD})|{_NUMBER_MONTH}\.?(?={_DASH}{_NUMBER_MONTH}[/.]{_YEAR})"

_PERIOD: Final = re.compile(
    rf"(?<![\w£$€#])(?:(?P<since>{_SINCE}) +)?"
    rf"(?:(?P<start>{_HALF}|{_ATOM}|{_ALONE}|{_SHORT}(?={_TO}(?:(?:(?:{_UNTIL}) +)?(?:{_PRESENT_WORDS})|{_SHORT}|{_YEAR}|$|[\t)]))|{_SHORT}(?= *[-–—] *(?:$|[\t)\]])))"
    rf"(?:{_TO}(?:(?P<present>(?:(?:{_UNTIL}) +)?(?:{_PRESENT_WORDS})(?![^\W\d_]))|(?P<end>{_ATOM}|{_SHORT}(?!\d)))"
    rf"|(?P<open> *[-–—](?: *(?=$|[)\]\t])|(?= [/|·•] )))| */ *(?P<slash>{_YEAR}))?"
    rf"|(?:{_UNTIL}) +(?P<until>{_ATOM}))"
    rf"(?![\w%€])(?: *[·,]? *\(? *(?:ca\. *)?\d+ *{_DURATION_UNITS}\.?(?:[ ,]*(?:and|und|i|y|et)? *\d+ *{_DURATION_UNITS}\.?)? *\)?)?",
    re.IGNORECASE,
)
_DURATION: Final = re.compile(
    rf"\(?(?:ca\. *)?\d+ *{_DURATION_UNITS}\.?(?:[ ,]*(?:and|und|i|y|et|e|en)? *\d+ *{_DURATION_UNITS}\.?)?\)?",
    re.IGNORECASE,
)
_NUMBERS: Final = re.compile(r"\d+")
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_CENTURY_SPLIT: Final = 50
"""Two-digit years below this are of this century: '19 is 2019, '87 is 1987."""


@dataclass(frozen=True, slots=True)
class Period:
    """A period found in a text.

    Attributes:
        start: ISO, or empty.
        end: ISO, ``present``, or empty. A lone date is `end` with an empty `start`.
        span: Where it stands, with its opening word and a duration after it.
    """

    start: str
    end: str
    span: tuple[int, int]


def find_periods(text: str) -> list[Period]:
    """Return all periods of a clean text (NFC) in order."""
    return list(_periods(text))


@lru_cache(maxsize=4096)
def _periods(text: str) -> tuple[Period, ...]:
    """Each line of a document is asked for its dates several times while it is read."""
    if not _NUMBERS.search(text):
        return ()
    return tuple(period for match in _PERIOD.finditer(text) if (period := _period(match)))


def is_duration(text: str) -> bool:
    """Tell whether a text says only how long something was ("4 ans 6 mois"), which is no date."""
    return bool(_DURATION.fullmatch(text.strip()))


def to_iso(text: str) -> str:
    """Return one written date as ``YYYY-MM`` or ``YYYY``; empty when there is none."""
    numbers = _NUMBERS.findall(text)
    month = next((MONTHS[w] for w in map(str.casefold, _LETTERS.findall(text)) if w in MONTHS), 0)
    year = next((n for n in numbers if len(n) == len("2000")), "")
    if not year:
        if not numbers:
            return ""
        tail = int(numbers[-1])
        year = str((2000 if tail < _CENTURY_SPLIT else 1900) + tail)
        numbers[-1] = year
    if not month and not _LETTERS.search(text):
        month = _number_month([int(n) for n in numbers if n != year], year_first=numbers[0] == year)
    return f"{year}-{month:02d}" if month else year


def _number_month(numbers: list[int], *, year_first: bool) -> int:
    """Return the month among the numbers beside a year: the only one, day before month, or month after the year."""
    last_month = 12
    if not numbers:
        return 0
    candidate = numbers[0] if year_first or len(numbers) == 1 else numbers[1]
    if candidate > last_month and len(numbers) > 1:
        candidate = numbers[0]
    return candidate if 1 <= candidate <= last_month else 0


def _period(match: re.Match[str]) -> Period | None:
    span = match.span()
    if match["until"]:
        return Period("", to_iso(match["until"]), span)
    raw, since = match["start"], (match["since"] or "").casefold()
    end = PRESENT if match["present"] or match["open"] else to_iso(match["end"] or match["slash"] or "")
    start = to_iso(raw)
    if end and end != PRESENT and not re.search(rf"{_YEAR}|{_SHORT}$|[’']\d\d", raw):
        start = _month_of_year(raw, end)
    if not end and (academic := re.fullmatch(rf"(.*?)({_YEAR})/(\d\d(?:\d\d)?)", raw.strip(), re.DOTALL)):
        return _academic(academic, span)
    if not end:
        return Period(start, PRESENT, span) if since in _OPEN else Period("", start, span)
    return Period(start, end, span)


def _academic(match: re.Match[str], span: tuple[int, int]) -> Period:
    """Read ``2012/13`` as two years, but ``2012/03`` as March."""
    year, tail = match[2], match[3]
    if len(tail) == len("13") and int(tail) != (int(year) + 1) % 100:
        return Period("", to_iso(f"{year}/{tail}"), span)
    return Period(year, year[:2] + tail[-2:], span)


def _month_of_year(raw: str, end: str) -> str:
    """Return the ISO month of a start that leaves its year to the end: ``March - July 2019``, ``01-06/2019``."""
    year = end.partition("-")[0]
    word = next((MONTHS[w] for w in map(str.casefold, _LETTERS.findall(raw)) if w in MONTHS), 0)
    number = word or int(_NUMBERS.findall(raw)[0])
    return f"{year}-{number:02d}"
