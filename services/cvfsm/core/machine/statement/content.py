"""What is to be added, read out of a statement by the section it was written in: items, entries, bullets, values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.document.dates import find_periods
from services.cvfsm.core.grounding import text as read
from services.cvfsm.core.grounding.kinds import level
from services.cvfsm.core.machine.updates import Change, Operation

if TYPE_CHECKING:
    from services.cvfsm.core.document.cv import CvData

_LINES: Final = re.compile(r"[\n\u2022]+|(?<=[.!?])\s+(?=[^\W\d_a-z])|^\s*[-*]\s+", re.MULTILINE)


_ITEMS: Final = re.compile(r"[,;\n\u2022]+(?![^()]*\))")


_LEAD_IN: Final = re.compile(
    r"^(?:(?:please|pls|also|and|plus|you can(?: also)?|can you|could you|i forgot to|forgot to|oh and)[ ,]+)*"
    r"(?:(?:add|put in|put down|put|include|mention|say|new job|new)\b(?: that)?\s*:?\s*)?"
    r"(?:(?:skills?|certifications?|interests?|languages?|publications?)\s*:\s*)?(?:also )?",
    re.IGNORECASE,
)
"""How people begin what they want added; no part of it."""


_HAVING: Final = re.compile(
    r"^(?:I(?:'m| am)?|I've)\s+(?:also\s+)?(?:(?:can|know|speak|got|get|have|has|hold|passed|did|done|completed|finished|good (?:at|with)|able to|like|enjoy)\b\s*)+"
    r"(?:(?:use|how to|also)\s+)?(?:(?:my|a|an|the)\s+)?",
    re.IGNORECASE,
)
"""How people say that they have an item of a list: "I can drive a van" is the skill "drive a van"."""


_LEVEL: Final = "|".join(sorted(map(re.escape, (*level.CLASSES, *level.WORDS)), key=len, reverse=True))


_LANGUAGE: Final = re.compile(
    rf"^(?P<name>[^\W\d_][\w .'-]{{1,30}}?)\s*[:(\u2013-]?\s*(?P<level>(?:{_LEVEL})\b.*)$", re.IGNORECASE
)


_A_LITTLE: Final = re.compile(
    rf"^(?P<level>a little|some|a bit of|{_LEVEL})\s+(?P<name>[^\W\d_]+)(?: too| as well)?$", re.IGNORECASE
)


_POSITION: Final = re.compile(
    r"^(?P<title>[^,;:|\u2013]{2,80}?)\s+(?:at|bei|w|en|chez)\s+(?P<employer>[^,;(|]{2,80}?)\s*[,(|;:\u2013-]\s*(?P<dates>.*\b(?:19|20)\d\d\b.*)$"
)


_DEGREE_SAID: Final = re.compile(
    r"^(?P<degree>[^,;|]{2,120}?)\s+(?:at|from)\s+(?P<institution>[^;|()]{2,120}?),?\s+(?:in |\(|,)?\s*(?P<dates>(?:[^\W\d_]+ )?(?:19|20)\d\d\b[^,]*)$"
)


_DEGREE: Final = re.compile(
    r"^(?P<degree>[^,;|]{2,120}),\s*(?P<institution>(?=[^\W\d])[^;|()]{2,120}?),?\s*\(?(?P<dates>[^,]*\b(?:19|20)\d\d\b[^,]*)$"
)


_WHOLE_LINES: Final = frozenset({"publications", "projects", "volunteering", "awards", "references"})
"""Sections whose items are sentences of their own: commas do not part them."""


_PLAIN_LISTS: Final = frozenset({"skills", "certifications", "interests"}) | _WHOLE_LINES


_CONTACT: Final = (
    ("email", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("links", re.compile(r"(?:https?://|www\.)\S+")),
    ("phone", re.compile(r"\+?\d[\d ()./-]{6,}\d")),
)


def changes(section: str, statement: str, data: CvData) -> list[Change]:
    """What a statement adds to its section, as given."""
    if section == "profile":
        return [Change(Operation.SET, "profile", " ".join(statement.split()))]
    if section in _PLAIN_LISTS:
        return _list_changes(section, statement)
    stated = [_LEAD_IN.sub("", line) for line in _lines(statement)]
    by_section = {"work_experience": _work, "education": _education, "languages": _languages, "contact": _contact}
    return by_section[section]([line for line in stated if line], data)


def sentences_of(section: str, statement: str) -> list[str]:
    """The sentences of a statement; items of some sections are lines of their own."""
    if section in _WHOLE_LINES:
        return [line.strip() for line in statement.splitlines() if line.strip()]
    return _lines(statement)


def _lines(statement: str) -> list[str]:
    return [line.strip(" -*\t") for line in _LINES.split(statement) if line.strip(" -*\t")]


def _list_changes(section: str, statement: str) -> list[Change]:
    parts = statement.splitlines() if section in _WHOLE_LINES else _ITEMS.split(statement)
    items = [_HAVING.sub("", _LEAD_IN.sub("", part.strip(" ."))).strip() for part in parts]
    return [Change(Operation.ADD, section, item) for item in items if item]


def _work(stated: list[str], data: CvData) -> list[Change]:
    """New positions ("Planner at Redgrove, 2020 - present"), and bullets for the employer a line names, else the first."""
    found: list[Change] = []
    jobs = [(f"work_experience[{i}]", job.employer) for i, job in enumerate(data.work_experience)]
    current = jobs[0][0] if jobs else ""
    for line in stated:
        if match := _POSITION.match(line):
            current = f"work_experience[{len(jobs)}]"
            jobs.append((current, match["employer"]))
            found.append(Change(Operation.ADD, "work_experience", _entry(match, "title", "employer")))
            continue
        place, text = _addressed(line, jobs)
        current = place or current
        if current:
            found.append(Change(Operation.ADD, f"{current}.bullets", text))
    return found


def _addressed(line: str, jobs: list[tuple[str, str]]) -> tuple[str, str]:
    """The job a line names, and the line without that address and a leading "I"; empty when it names none.

    "Expondo: reduced claims" and "At Expondo I reduced claims" both say "Reduced claims" of Expondo.
    """
    head, colon, rest = line.partition(":")
    for place, employer in jobs:
        names = set(read.names(employer))
        if colon and names and set(read.names(head)) and set(read.names(head)) <= names:
            return place, _as_bullet(rest)
        if names and names <= set(read.names(line)):
            name = re.escape(employer)
            without = re.sub(rf"^(?:at|for|with|in)\s+(?:the\s+)?{name}\b\s*[,:]?\s*", "", line, flags=re.IGNORECASE)
            without = re.sub(rf"\s+(?:at|for|with)\s+(?:the\s+)?{name}\s*(\.?)$", r"\1", without, flags=re.IGNORECASE)
            return place, _as_bullet(without)
    return "", _as_bullet(line)


_SPEAKER: Final = re.compile(
    r"^(?:I|we)\s+(?:also\s+)?(?!am\b|was\b|were\b|are\b|have\b|had\b|will\b|do\b|did\b|can\b|could\b)", re.IGNORECASE
)


def _as_bullet(line: str) -> str:
    """The line without a leading "I", its first letter large; nothing else of it changes."""
    text = _SPEAKER.sub("", line.strip())
    return text[:1].upper() + text[1:]


def _entry(match: re.Match[str], first: str, second: str) -> dict[str, str]:
    period = next(iter(find_periods(match["dates"])), None)
    dates = {"start": period.start, "end": period.end} if period else {}
    return {first: match[first].strip(), second: match[second].strip(), **dates}


def _education(stated: list[str], data: CvData) -> list[Change]:
    """New degrees ("MSc Planning, University of X, 2021"); any other line becomes a degree as it was given."""
    del data
    found = []
    for line in (_HAVING.sub("", said) for said in stated):
        match = _DEGREE.match(line) or _DEGREE_SAID.match(line)
        entry = _entry(match, "degree", "institution") if match else {"degree": line}
        found.append(Change(Operation.ADD, "education", entry))
    return found


def _languages(stated: list[str], data: CvData) -> list[Change]:
    """Levels of known languages and new languages ("French B2; Polish: native")."""
    places = {read.one_spelling(row.name): i for i, row in enumerate(data.languages)}
    found = []
    for part in (_HAVING.sub("", p.strip(" .")) for line in stated for p in _ITEMS.split(line) if p.strip(" .")):
        match = _A_LITTLE.match(part) or _LANGUAGE.match(part)
        name, known = (match["name"].strip(), match["level"].strip(" )")) if match else (part, "")
        index = places.get(read.one_spelling(name))
        if index is None:
            found.append(Change(Operation.ADD, "languages", {"name": name, "level": known}))
        elif known:
            found.append(Change(Operation.SET, f"languages[{index}].level", known))
    return found


def _contact(stated: list[str], data: CvData) -> list[Change]:
    """Addresses and numbers by their form; a line of another kind is the place where the person lives."""
    del data
    found = []
    for line in stated:
        for name, pattern in _CONTACT:
            if match := pattern.search(line):
                found.append(Change(Operation.ADD if name == "links" else Operation.SET, name, match.group()))
                break
        else:
            place = re.sub(r"^(?:location|address|city|place|moved to)\s*:?\s*", "", line, flags=re.IGNORECASE)
            if not _SENTENCE.search(place):
                found.append(Change(Operation.SET, "location", place))
    return found


_SENTENCE: Final = re.compile(r"\b(?:I|my|we|our|is|am|are|was|have|has|please)\b|[?!]", re.IGNORECASE)
"""Words an address does not have."""
