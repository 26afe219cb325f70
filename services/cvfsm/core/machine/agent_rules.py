"""The agent without a model: statements are applied as given, lists are ordered by relevance to the posting.

The same tool carries the changes out, behind the same gate. A statement is split into lines; a line that asks for a
rewrite ("make it shorter") states nothing and is left to a model.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.document.cv import lines
from services.cvfsm.core.document.dates import find_periods
from services.cvfsm.core.grounding import spelling
from services.cvfsm.core.grounding import text as read
from services.cvfsm.core.grounding.lexicon import LEVEL_CLASSES, LEVEL_WORDS
from services.cvfsm.core.machine import tailor
from services.cvfsm.core.machine.updates import Change, Operation, UpdateStatus, section_order, text_of

if TYPE_CHECKING:
    from services.cvfsm.core.document.cv import CvData
    from services.cvfsm.core.machine.session import CvSession

_LINES: Final = re.compile(r"[\n\u2022]+|(?<=[.!?])\s+(?=[^\W\d_a-z])|^\s*[-*]\s+", re.MULTILINE)
_ITEMS: Final = re.compile(r"[,;\n\u2022]+(?![^()]*\))")
_REQUEST: Final = re.compile(
    r"\b(?:please|make (?:it|this|them)|shorten|shorter|rewrite|rephrase|improve|emphasi[sz]e|highlight|polish|tailor|"
    r"reword|more (?:concise|professional)|bitte|proszę|por favor|s'il vous plaît)\b",
    re.IGNORECASE,
)
_LEAD_IN: Final = re.compile(
    r"^(?:(?:please )?add|also|new|plus|skills?|certifications?|interests?|languages?|publications?)\s*:?\s+",
    re.IGNORECASE,
)
_LEVEL: Final = "|".join(sorted(map(re.escape, (*LEVEL_CLASSES, *LEVEL_WORDS)), key=len, reverse=True))
_LANGUAGE: Final = re.compile(
    rf"^(?P<name>[^\W\d_][\w .'-]{{1,30}}?)\s*[:(\u2013-]?\s*(?P<level>(?:{_LEVEL})\b.*)$", re.IGNORECASE
)
_POSITION: Final = re.compile(
    r"^(?P<title>[^,;:|\u2013]{2,80}?)\s+(?:at|bei|w|en|chez)\s+(?P<employer>[^,;(|]{2,80}?)\s*[,(|;:\u2013-]\s*(?P<dates>.*\b(?:19|20)\d\d\b.*)$"
)
_DEGREE: Final = re.compile(
    r"^(?P<degree>[^,;|]{2,120}),\s*(?P<institution>[^;|()]{2,120}?),?\s*\(?(?P<dates>[^,]*\b(?:19|20)\d\d\b[^,]*)$"
)
_PLAIN_LISTS: Final = frozenset(
    {"skills", "certifications", "interests", "publications", "projects", "volunteering", "awards", "references"}
)
_CONTACT: Final = (
    ("email", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("links", re.compile(r"(?:https?://|www\.)\S+")),
    ("phone", re.compile(r"\+?\d[\d ()./-]{6,}\d")),
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change the rules propose: from a statement, or a new order with its reason."""

    change: Change
    statement_id: str = ""
    reason: str = ""


def from_statements(session: CvSession) -> list[Proposal]:
    """What the statements about the selected sections say, line by line, as given.

    Free text is about the section that was selected alone. What the CV says already, and what the person refused
    before, is left out.
    """
    data = session.draft
    only = session.selected[0] if len(session.selected) == 1 else ""
    settled = {text.casefold() for _, text in lines(data)}
    settled |= {u.after.casefold() for u in session.updates if u.status is UpdateStatus.REFUSED_BY_PERSON}
    found = [
        Proposal(change, statement.id)
        for statement in session.statements
        if (statement.section or only) in session.selected
        for change in _section_changes(statement.section or only, statement.text, data)
    ]
    return [row for row in found if text_of(row.change.value).casefold() not in settled]


def from_posting(session: CvSession) -> list[Proposal]:
    """The order a posting suggests for the lines of the selected sections and for the sections themselves."""
    if not session.posting:
        return []
    found = tailor.orders(session.draft, session.posting, session.selected)
    order = tailor.section_order(session.draft, session.posting)
    if order and order[0].value != section_order(session.updates):
        found.append(order)
    return [Proposal(change, reason=reason) for change, reason in found]


def _section_changes(section: str, statement: str, data: CvData) -> list[Change]:
    if section == "profile":
        text = " ".join(statement.split())
        return [] if _REQUEST.search(text) else [Change(Operation.SET, "profile", text)]
    if section in _PLAIN_LISTS:
        return _list_changes(section, statement)
    stated = [line for line in _lines(statement) if not _REQUEST.search(line)]
    by_section = {"work_experience": _work, "education": _education, "languages": _languages, "contact": _contact}
    return by_section[section](stated, data)


def _lines(statement: str) -> list[str]:
    return [line.strip(" -*\t") for line in _LINES.split(statement) if line.strip(" -*\t")]


def _list_changes(section: str, statement: str) -> list[Change]:
    parts = statement.splitlines() if section == "publications" else _ITEMS.split(statement)
    items = [_LEAD_IN.sub("", part.strip(" .")).strip() for part in parts]
    return [Change(Operation.ADD, section, item) for item in items if item and not _REQUEST.search(item)]


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
    for line in stated:
        match = _DEGREE.match(line)
        entry = _entry(match, "degree", "institution") if match else {"degree": line}
        found.append(Change(Operation.ADD, "education", entry))
    return found


def _languages(stated: list[str], data: CvData) -> list[Change]:
    """Levels of known languages and new languages ("French B2; Polish: native")."""
    places = {spelling.fold(row.name): i for i, row in enumerate(data.languages)}
    found = []
    for part in (p.strip(" .") for line in stated for p in _ITEMS.split(line) if p.strip(" .")):
        match = _LANGUAGE.match(part)
        name, level = (match["name"].strip(), match["level"].strip(" )")) if match else (part, "")
        index = places.get(spelling.fold(name))
        if index is None:
            found.append(Change(Operation.ADD, "languages", {"name": name, "level": level}))
        elif level:
            found.append(Change(Operation.SET, f"languages[{index}].level", level))
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
            found.append(Change(Operation.SET, "location", place))
    return found
