"""Values read out of a sentence alone: addresses, numbers, dates, levels, and one wording for another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.document import cv
from services.cvfsm.core.document.dates import find_periods
from services.cvfsm.core.grounding.kinds.level import CLASSES as LEVEL_CLASSES
from services.cvfsm.core.grounding.kinds.level import WORDS as LEVEL_WORDS
from services.cvfsm.core.machine.statement.cues import ASK
from services.cvfsm.core.machine.statement.places import entry_named, has, only_one, plain_words
from services.cvfsm.core.machine.updates import Change, Operation

if TYPE_CHECKING:
    from services.cvfsm.core.document.cv import CvData

_PHONE: Final = re.compile(r"\+?\(?\d[\d ()./-]{6,}\d")


_PHONE_DIGITS: Final = 7


_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


_LINK: Final = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|dev|example|co\.uk|de|pl|fr|es)/\S+"
)


_HOME: Final = re.compile(
    r"(?:\bmoved (?:house |home )?(?:\w+ \w+, )?to|\b(?:new )?address (?:is|should be)(?: now)?|\baddress (?:has )?changed to|\baddress:?|"
    r"\b(?:i|we)(?:'m| am| are)? (?:now )?(?:live|living|based) (?:now )?(?:in|at)|\bi'm in)\s+(?P<place>.+?)(?:\s+(?:now|these days|nowadays|at the moment))?[.!]?$",
    re.IGNORECASE,
)


_NAME: Final = re.compile(
    r"\bmy (?:full |new )?name (?:is|should be|has changed to)(?: now)?\s+(?P<name>[^,.;]+?)(?:\s+now)?[.!]?$",
    re.IGNORECASE,
)


_PART_OF_NAME: Final = re.compile(
    r"\bmy (?P<which>surname|last name|family name|first name|given name) (?:is|should be)(?: now)? (?:spel\w+ )?(?P<name>[^\W\d]\S*?)[.!]?$",
    re.IGNORECASE,
)


_POSTCODE: Final = re.compile(r"\b(?:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|\d{2}-\d{3}|\d{4,5})\b", re.IGNORECASE)
"""British, Polish, and those of four or five digits."""


def contact(text: str, section: str, data: CvData) -> list[Change]:
    """New contact data: the first of address, link, place, phone number and name that a text has."""
    readers = (_email, _link, _home, _phone, _own_name) if section in {"", "contact"} else ()
    return next(([change] for read in readers if (change := read(text, data))), [])


def _email(text: str, data: CvData) -> Change | None:
    del data
    match = _EMAIL.search(text)
    return Change(Operation.SET, "email", match.group()) if match else None


def _link(text: str, data: CvData) -> Change | None:
    match = _LINK.search(text)
    if not match:
        return None
    host = match.group().removeprefix("https://").removeprefix("www.").split("/")[0]
    index = next((i for i, link in enumerate(data.links) if host in link), None)
    if index is None:
        return Change(Operation.ADD, "links", match.group())
    return Change(Operation.SET, f"links[{index}]", match.group())


def _home(text: str, data: CvData) -> Change | None:
    if re.search(r"\b(?:post ?code|zip)\b", text, re.IGNORECASE) and (new := _POSTCODE.search(text)):
        place = (
            _POSTCODE.sub(new.group(), data.location)
            if _POSTCODE.search(data.location)
            else f"{data.location} {new.group()}"
        )
        return Change(Operation.SET, "location", place.strip()) if not exchange(text) else None
    match = _HOME.search(text)
    return Change(Operation.SET, "location", match["place"]) if match and not exchange(text) else None


def _phone(text: str, data: CvData) -> Change | None:
    numbers = [m.group().strip() for m in _PHONE.finditer(text)]
    numbers = [number for number in numbers if len(re.sub(r"\D", "", number)) >= _PHONE_DIGITS]
    new = next((n for n in numbers if plain_words(n) != plain_words(data.phone)), numbers[0] if numbers else "")
    return Change(Operation.SET, "phone", new) if new else None


def _own_name(text: str, data: CvData) -> Change | None:
    if part := _PART_OF_NAME.search(text):
        names = data.full_name.split() or [""]
        names[0 if part["which"].casefold() in {"first name", "given name"} else -1] = part["name"]
        return Change(Operation.SET, "full_name", " ".join(names))
    match = _NAME.search(text)
    return Change(Operation.SET, "full_name", match["name"]) if match else None


_LEVELS: Final = "|".join(sorted(map(re.escape, {*LEVEL_CLASSES, *LEVEL_WORDS}), key=len, reverse=True))


_LEVEL: Final = re.compile(rf"(?<!not )\b(?:{_LEVELS})\b", re.IGNORECASE)


def level_of(text: str, section: str, data: CvData) -> list[Change]:
    """The new level of the one language a text names."""
    if section not in {"", "languages"}:
        return []
    named = [i for i, row in enumerate(data.languages) if has(text, row.name)]
    said = text.partition(" not ")[0] if re.search(r"\bnot\b", text) else text
    levels = [m.group() for m in _LEVEL.finditer(said)]
    if len(named) != 1 or not levels:
        return []
    level = levels[-1].lower()
    if level in LEVEL_CLASSES - {"native"}:
        level = level.upper()
    elif LEVEL_WORDS.get(level) == frozenset({"native"}):  # "mother tongue"
        level = "native"
    return [Change(Operation.SET, f"languages[{named[0]}].level", level)]


_END_VERB: Final = re.compile(
    r"\b(?:left|leaving|finished|ended|end(?:s)?|stopped|last day|until|till|graduated|no longer|completed|quit)\b",
    re.IGNORECASE,
)


_START_VERB: Final = re.compile(r"\b(?:started|joined|began|start(?:s)?|since)\b", re.IGNORECASE)


_STILL: Final = re.compile(
    r"\b(?:still (?:work\w*|there|at|in)|isn't finished|is not finished|back at)\b", re.IGNORECASE
)


def dated(text: str, section: str, data: CvData) -> list[Change]:
    """New dates of a job or degree: "I left Northgate in June 2024"."""
    lists = (section,) if section else ("work_experience", "education")
    if not set(lists) <= {"work_experience", "education"}:
        return []
    said = re.split(r",? \bnot\b|\binstead of\b", text)[0]
    period = next(iter(find_periods(said)), None)
    ends, starts, is_on = _END_VERB.search(said), _START_VERB.search(said), _STILL.search(said)
    is_whole = period is not None and period.start and period.end != cv.PRESENT
    if not (is_on or (period and (ends or starts or is_whole))):
        return []
    entry = entry_named(said, data, section, lists) or only_one(data, lists, ends=bool(ends))
    if not entry:
        return []
    if period is None:
        return [Change(Operation.SET, f"{entry}.end", cv.PRESENT)]
    if is_whole:
        return [Change(Operation.SET, f"{entry}.{leaf}", getattr(period, leaf)) for leaf in ("start", "end")]
    date = period.end if period.end != cv.PRESENT else period.start
    return [Change(Operation.SET, f"{entry}.{'end' if ends else 'start'}", date)]


_Q: Final = r"[\"'“”‘’]?"


_EXCHANGES: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^{ASK}(?:change|replace|correct|rename|swap)\s+{_Q}(?P<old>.+?){_Q}\s+(?:to|with|by|into)\s+{_Q}(?P<new>.+?){_Q}[.!]?$",
        rf"^(?:.*?: )?{_Q}(?P<old>.+?){_Q}\s*(?:->|→|=>)\s*{_Q}(?P<new>.+?){_Q}[.!]?$",
        rf"^(?:it )?should (?:say|be|read)\s+{_Q}(?P<new>.+?){_Q}(?: at .+?)?,?\s+(?:instead of|not|rather than)\s+{_Q}(?P<old>.+?){_Q}[.!]?$",
        rf"^you'?(?:ve| have)? (?:put|wrote|written)\s+{_Q}(?P<old>.+?){_Q},? but (?:i was|it's|it is|i am|it was)\s+(?:a |an )?{_Q}(?P<new>.+?){_Q}[.!]?$",
        rf"^{_Q}(?P<old>.+?){_Q}\s+(?:is a typo,?|is wrong,?)\s*(?:it'?s |it is |should be )?{_Q}(?P<new>.+?){_Q}[.!]?$",
        rf"^{_Q}(?P<old>.+?){_Q}\s+should (?:be|say|read)\s+{_Q}(?P<new>.+?){_Q}[.!]?$",
        rf"^(?:it'?s|it is|it was|that was|that's)\s+{_Q}(?P<new>.+?){_Q},?\s+not\s+{_Q}(?P<old>.+?){_Q}[.!]?$",
        rf"^not\s+{_Q}(?P<old>.+?){_Q},?\s+but\s+{_Q}(?P<new>.+?){_Q}[.!]?$",
        rf"^(?:.*?\b(?:is|was|are|were|to|by|in|of|from|the)\s+)??{_Q}(?P<new>[^,]+?){_Q},?\s+(?:not|instead of|rather than)\s+{_Q}(?P<old>[^,]+?){_Q}[.!]?$",
    )
)


def exchange(text: str) -> tuple[str, str] | None:
    """The old and the new wording of a text that sets one against the other."""
    for pattern in _EXCHANGES:
        if match := pattern.match(text):
            return match["old"].strip(), match["new"].strip()
    return None
