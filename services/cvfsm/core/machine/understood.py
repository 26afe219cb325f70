"""What a statement about the CV asks for: changes, settings of the output, or a question back to the person.

Rules:
    1. What kind of statement it is comes from a reader of language, as probabilities; where it is silent, from `CUES`.
    2. Values (dates, phone numbers, addresses, levels, names) are read by rules, out of the statement alone.
    3. A correction or removal names something the CV says; what names nothing there is asked back, with the place whose
       form answers it. A command is never content.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.document import cv
from services.cvfsm.core.document.dates import find_periods
from services.cvfsm.core.grounding.kinds.level import CLASSES as LEVEL_CLASSES
from services.cvfsm.core.grounding.kinds.level import WORDS as LEVEL_WORDS
from services.cvfsm.core.machine.updates import SECTION_OF, SECTION_ORDER, Change, Operation, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from services.cvfsm.core.document.cv import CvData


class Kind(StrEnum):
    """What a statement wants."""

    CONTENT = "content"
    CORRECTION = "correction"
    REMOVAL = "removal"
    REORDERING = "reordering"
    STYLE = "style"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of a statement: changes, settings, a question, or (nothing of these) content to be added."""

    kind: Kind
    changes: tuple[Change, ...] = ()
    options: Mapping[str, str | int] = field(default_factory=dict)
    question: str = ""
    path: str = ""


SURE: Final = 0.55
"""A kind with at least this probability is taken from the reader; below, the cues decide."""

_ASK: Final = r"(?:(?:please|pls|can you|could you|would you|you can|also|and|just|then|i(?:'d| would) like to|i want to|let's)[ ,]+)*"
_OUT: Final = (
    r"remove|delete|erase|drop|omit|hide|skip|strike|lose|cut|leave out|leave off|take (?:out|off|away)|get rid of|"
    r"don'?t (?:show|list|include|mention|print)|do not (?:show|list|include|mention|print)|no need (?:to (?:list|show|mention)|for)"
)
_LEAD_OUT: Final = re.compile(rf"^{_ASK}(?:{_OUT})\s+", re.IGNORECASE)
_AROUND_OUT: Final = re.compile(
    r"^(?:.*[,;] )?(?:please |pls |can you |just )*(?:take|leave|get)\s+(?P<t1>.+?)\s+(?:out|off|away)(?:\s+(?:of|from) .*|[,;.] .*)?[.!]?$"
    r"|^i (?:don'?t|do not) (?:want|need)\s+(?P<t2>.+?)(?:\s+(?:on (?:there|it|here|my cv)|in there|shown|listed|any ?more))?[.!]?$"
    r"|^i (?:want|would like)\s+(?P<t3>.+?)\s+(?:gone|removed|deleted|out)[.!]?$"
    r"|^(?P<t4>.+?)[,;:-]? (?:and |so )?(?:please |pls )?(?:remove|delete|take|drop) (?:it|that|them|this)(?: (?:off|out|away))?[.!]?$"
    r"|^no (?P<t5>\w+) please[.!]?$",
    re.IGNORECASE,
)
_ORDER: Final = re.compile(
    rf"^{_ASK}(?:put|move|list|show|bring|start with|have)?\s*(?:my |the )?(?P<what>.+?)\s+"
    r"(?:(?:should |must |needs to |to )?(?:come|comes|go|goes|be|is)\s+)?"
    r"(?:(?P<first>(?:to |at |on )?(?:the )?(?:very )?(?:top|first|up|beginning|start))|(?P<last>(?:to |at )?(?:the )?(?:very )?(?:end|bottom|last))"
    r"|(?P<before>before|above|ahead of)\s+(?:my |the )?(?P<other>.+?)|(?P<after>after|below|under)\s+(?:my |the )?(?P<another>.+?))(?: please)?[.!]?$",
    re.IGNORECASE,
)
_LANGUAGE_WORDS: Final = {
    "de": r"german|deutsch|niemiecku",
    "en": r"english|englisch|angielsku|anglais",
    "fr": r"french|fran[cç]ais\w*|französisch|francusku",
    "pl": r"polish|polsku|polski|polnisch",
    "es": r"spanish|espa[nñ]ol|spanisch|hiszpańsku",
}
_STYLES: Final[Sequence[tuple[re.Pattern[str], str, str | int]]] = (
    *(
        (
            re.compile(
                rf"\b(?:in|auf|po|en|into|to)\s+(?:{words})\b|^(?:{words}) (?:version|cv|please|bitte)\b", re.IGNORECASE
            ),
            "language",
            code,
        )
        for code, words in _LANGUAGE_WORDS.items()
    ),
    (re.compile(r"\b(?:one|1|single)[ -]page\b|\bone side\b", re.IGNORECASE), "pages", 1),
    (re.compile(r"\b(?:two|2)[ -]pages?\b", re.IGNORECASE), "pages", 2),
    (
        re.compile(r"\b(?:us )?letter(?: (?:paper|size|format)| please|$)|\bamerican (?:letter|paper)", re.IGNORECASE),
        "paper",
        "letter",
    ),
    (re.compile(r"\ba4\b", re.IGNORECASE), "paper", "a4"),
)
_TEMPLATE: Final = re.compile(
    r"\b(?P<name>modern|classic|tabular|banner)\b.*\b(?:template|layout|design|look|style)\b", re.IGNORECASE
)
_WORDING: Final = re.compile(
    r"\b(?:make (?:it|this|them|these)|shorten|shorter|rewrite|rephrase|reword|polish (?:it|this|the)|tailor|emphasi[sz]e|highlight|improve|tidy|tone|"
    r"more (?:professional|concise|confident|formal)|stronger|third person|first person|waffle|template|layout|font|letters?\b|bitte|proszę|por favor|s'il vous plaît)\b"
    r"|^(?:more|less|bigger|smaller|a more|keep it) ",
    re.IGNORECASE,
)
_NOTHING: Final = re.compile(
    r"^\W*(?:thanks?\b.*|thank you.*|nothing(?: to (?:add|change))?|none|n/?a|all (?:good|fine)|looks? (?:good|fine).*|ok(?:ay)?|yes|no|hello|hi|"
    r"(?:not sure|no idea|up to you|same as before|everything is fine)\b.*|i (?:don'?t|do not|can'?t|cannot) (?:know|remember|recall)\b.*|"
    r"(?:what|why|who|how|is|are|can|will|do|does)\b[^.]*\?|(?:who|what|why|how) (?:are|is|do|does|can)\b.*)\W*$",
    re.IGNORECASE,
)
_WRONG: Final = re.compile(
    r"\b(?:wrong|mistake|incorrect|typo|misspel\w*|spelling|out of date|outdated|should (?:be|say|read|have been)|instead of|is now|are now|has changed|changed to|"
    r"no longer|it says|you wrote|you(?:'ve| have)? put|better now|old number|is missing|is called|not any ?more|any ?more|actually)\b|\bnot (?:\w+ ){0,3}[\w%:]+\W*$|->|→|^\W*(?:please )?(?:change|replace|update|correct|fix|rename)\b|"
    r"\bmy (?:new )?(?:name|surname|phone|number|mobile|e-?mail|address|postcode|title|linkedin)\b.*\b(?:is|changed|are)\b|"
    r"\bi(?:'ve| have)? (?:moved to|moved house|live in|left|finished (?:at|in|college|school|the course)|graduated in|started (?:at|in))\b|^(?:started|joined|finished|left) (?:at|in)\b.*\b(?:19|20)\d\d\W*$|\btitle\b.*\b(?:is|was)\b|"
    r"\b(?:is|am|are)\b.*\b(?:now|by now|these days)\W*$|\bwe(?:'ve)? moved\b|"
    r"\b(?:job|work|post|role|contract|degree|course)\b.*\b(?:ended|was \d{4}|finished)\b|\bmy role is\b|\bnow runs until\b|^(?:new )?(?:phone|mobile|e-?mail|address|old number)\b|\bstill work",
    re.IGNORECASE,
)

_SHORT: Final = 8
"""Words of the longest wish about style: more tell of the work."""

_OF_ONESELF: Final = re.compile(r"^(?:i|my)\b(?!'d like)", re.IGNORECASE)
_TOLD: Final = re.compile(
    r"^(?:\w+ed|made|wrote|led|ran|kept|built|taught|put|set)\b(?! (?:it|this|them|my|the|in)\b)", re.IGNORECASE
)
"""How a line about work begins: it tells a deed, "Translated leaflets into German" is no wish."""

_ORDERS: Final = re.compile(
    rf"^{_ASK}(?:put|move|list|show|bring|start with|have)\b|\b(?:come|comes|go|goes|should|must|first|top|bottom|last|end)\b",
    re.IGNORECASE,
)


def _is_style(text: str) -> bool:
    is_wish = len(text.split()) <= _SHORT and not (_OF_ONESELF.match(text) or _TOLD.match(text))
    return is_wish and bool(_settings(text) or _WORDING.search(text))


def _is_order(text: str) -> bool:
    match = _ORDER.match(text)
    return match is not None and bool(_ORDERS.search(text) or _fold(match["what"]) in _SECTION_WORDS)


CUES: Final[Sequence[tuple[Kind, Callable[[str], object]]]] = (
    (Kind.OTHER, _NOTHING.match),
    (Kind.REMOVAL, lambda text: _LEAD_OUT.match(text) or _AROUND_OUT.match(text)),
    (Kind.STYLE, _is_style),
    (Kind.CORRECTION, _WRONG.search),
    (Kind.REORDERING, _is_order),
)
"""How kinds look in English, the surest first. A cue counts before the reader, which is right less often (docs/quality.md)."""


def kind_of(text: str, probabilities: Mapping[str, float]) -> Kind:
    """What a statement wants: the first cue, else the reader's answer where it is sure, else content."""
    if (seen := next((kind for kind, sees in CUES if sees(text)), None)) is not None:
        return seen
    if probabilities and max(probabilities.values()) >= SURE:
        return Kind(max(probabilities, key=lambda kind: probabilities[kind]))
    return Kind.CONTENT


def understand(text: str, section: str, data: CvData, probabilities: Mapping[str, float] | None = None) -> Heard:
    """Read one sentence about the CV; `section` is where it was written, empty for free text."""
    text = re.sub(r"\s+", " ", text.replace("’", "'")).strip()
    kind = kind_of(text, probabilities or {})
    if kind in {Kind.CONTENT, Kind.OTHER}:
        # a command is never content: whatever reads as one and names something in the CV is done, else asked
        if _LEAD_OUT.match(text) and (changes := _removals(text, section, data)):
            return Heard(Kind.REMOVAL, changes)
        if kind is Kind.OTHER:
            return Heard(
                kind, question="" if _NOTHING.match(text) else "What should the CV say?", path=_place_of(section)
            )
        return Heard(kind)
    return _READERS[kind](text, section, data)


def _correction(text: str, section: str, data: CvData) -> Heard:
    for read in (_dated, _contact, _level, _named, _exchanged):
        changes = read(text, section, data)
        if changes:
            return Heard(Kind.CORRECTION, tuple(changes))
    found = _mentioned(text, section, data)
    return Heard(
        Kind.CORRECTION,
        question="What should it say instead? Please put it right in the form.",
        path=found or _place_of(section),
    )


def _removal(text: str, section: str, data: CvData) -> Heard:
    changes = _removals(text, section, data)
    if changes:
        return Heard(Kind.REMOVAL, changes)
    if _MAY_TELL.match(text):
        return Heard(Kind.CONTENT)
    return Heard(
        Kind.REMOVAL, question="What should be removed? Nothing in the CV is called that.", path=_place_of(section)
    )


_MAY_TELL: Final = re.compile(
    r"^(?:cut|lost?|drop|strike|skip)\b(?! (?:the |my )?(?:line|bullet|bit|job))", re.IGNORECASE
)
"""Verbs that tell of work as well ("Cut waste by a fifth"): they remove what the CV has, and tell where it has nothing."""


def _reordering(text: str, section: str, data: CvData) -> Heard:
    match = _ORDER.match(text)
    changes = _moves(match, section, data) if match else ()
    if changes:
        return Heard(Kind.REORDERING, changes)
    if _is_style(text):
        return _style(text, section, data)
    return Heard(
        Kind.REORDERING, question="Which line should stand where? Please move it in the form.", path=_place_of(section)
    )


def _style(text: str, section: str, data: CvData) -> Heard:
    del data
    options = _settings(text)
    if options:
        return Heard(Kind.STYLE, options=options)
    question = "Wording and layout are changed in the form: which line should read how, or which template?"
    return Heard(Kind.STYLE, question=question, path=_place_of(section))


_READERS: Final = {
    Kind.CORRECTION: _correction,
    Kind.REMOVAL: _removal,
    Kind.REORDERING: _reordering,
    Kind.STYLE: _style,
}


def _settings(text: str) -> dict[str, str | int]:
    found: dict[str, str | int] = {}
    for pattern, name, value in _STYLES:
        if pattern.search(text):
            found.setdefault(name, value)
    if match := _TEMPLATE.search(text):
        found["template"] = match["name"].lower()
    return found


# Places

_WORD: Final = re.compile(r"[^\W_]+")
_SMALL: Final = frozenset(
    [
        "the",
        "a",
        "an",
        "my",
        "our",
        "of",
        "at",
        "in",
        "on",
        "for",
        "to",
        "and",
        "or",
        "with",
        "from",
        "about",
        "job",
        "role",
        "line",
        "bullet",
        "bit",
        "one",
        "it",
    ]
)


def _fold(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))


def _has(text: str, phrase: str) -> bool:
    folded = _fold(phrase)
    return bool(folded) and f" {folded} " in f" {_fold(text)} "


def _lines(data: CvData, section: str) -> list[tuple[str, str]]:
    """Every line of the CV, those of the section first."""
    rows = [row for row in cv.lines(data) if not row[0].startswith("unsorted")]
    return sorted(rows, key=lambda row: bool(section) and _section_of(row[0]) != section)


def _section_of(path: str) -> str:
    return SECTION_OF.get(re.split(r"[\[.]", path)[0], "")


def _place_of(section: str) -> str:
    names = cv.SECTIONS.get(section, ())
    return names[0] if names else ""


_ENTRY: Final = re.compile(r"^(?:work_experience|education|languages)\[\d+\]")


def _entry_named(
    text: str, data: CvData, section: str = "", lists: tuple[str, ...] = ("work_experience", "education")
) -> str:
    """The job or degree a text names by a word of its employer, title, school or degree; empty when none or several."""
    said = set(_fold(text).split()) - _SMALL
    scored: list[tuple[float, str]] = []
    for name in lists:
        for index, entry in enumerate(getattr(data, name)):
            heads = (
                text_of(entry.employer + " " + entry.title)
                if name == "work_experience"
                else f"{entry.institution} {entry.degree}"
            )
            words = set(_fold(heads).split()) - _SMALL
            shared = {w for w in words if w in said or any(_alike(w, s) for s in said)}
            if shared:
                scored.append(
                    (
                        len(shared) + (SECTION_OF[name] == section) * 0.5 + len(shared) / len(words) * 0.1,
                        f"{name}[{index}]",
                    )
                )
    scored.sort(reverse=True)
    if not scored or (len(scored) > 1 and scored[0][0] == scored[1][0]):
        return ""
    return scored[0][1]


def _mentioned(text: str, section: str, data: CvData) -> str:
    entry = _entry_named(text, data, section)
    if entry:
        return entry
    said = set(_fold(text).split()) - _SMALL
    rows = [(len(said & set(_fold(line).split())), path) for path, line in _lines(data, section)]
    best = max(rows, default=(0, ""))
    return best[1] if best[0] > 1 else ""


# Values

_PHONE: Final = re.compile(r"\+?\(?\d[\d ()./-]{6,}\d")
_PHONE_DIGITS: Final = 7
_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LINK: Final = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|dev|example|co\.uk|de|pl|fr|es)/\S+"
)
_HOME: Final = re.compile(
    r"(?:\bmoved (?:house |home )?(?:\w+ \w+, )?to|\b(?:new )?address (?:is|should be)(?: now)?|\baddress (?:has )?changed to|\baddress:?|"
    r"\b(?:i|we)(?:'m| am| are)? (?:now )?(?:live|living|based) (?:now )?in|\bi'm in|\bpostcode should be)\s+(?P<place>.+?)(?:\s+(?:now|these days|nowadays|at the moment))?[.!]?$",
    re.IGNORECASE,
)
_NAME: Final = re.compile(
    r"\bmy (?:full |new )?name (?:is|should be|has changed to)(?: now)?\s+(?P<name>[^,.;]+?)(?:\s+now)?[.!]?$",
    re.IGNORECASE,
)


def _contact(text: str, section: str, data: CvData) -> list[Change]:
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
    del data
    match = _HOME.search(text)
    return Change(Operation.SET, "location", match["place"]) if match and not _exchange(text) else None


def _phone(text: str, data: CvData) -> Change | None:
    numbers = [m.group().strip() for m in _PHONE.finditer(text)]
    numbers = [number for number in numbers if len(re.sub(r"\D", "", number)) >= _PHONE_DIGITS]
    new = next((n for n in numbers if _fold(n) != _fold(data.phone)), numbers[0] if numbers else "")
    return Change(Operation.SET, "phone", new) if new else None


def _own_name(text: str, data: CvData) -> Change | None:
    del data
    match = _NAME.search(text)
    return Change(Operation.SET, "full_name", match["name"]) if match else None


_LEVELS: Final = "|".join(sorted(map(re.escape, {*LEVEL_CLASSES, *LEVEL_WORDS}), key=len, reverse=True))
_LEVEL: Final = re.compile(rf"(?<!not )\b(?:{_LEVELS})\b", re.IGNORECASE)


def _level(text: str, section: str, data: CvData) -> list[Change]:
    if section not in {"", "languages"}:
        return []
    named = [i for i, row in enumerate(data.languages) if _has(text, row.name)]
    said = text.partition(" not ")[0] if re.search(r"\bnot\b", text) else text
    levels = [m.group() for m in _LEVEL.finditer(said)]
    if len(named) != 1 or not levels:
        return []
    level = levels[-1].upper() if levels[-1].casefold() in LEVEL_CLASSES - {"native"} else levels[-1].lower()
    return [Change(Operation.SET, f"languages[{named[0]}].level", level)]


_END_VERB: Final = re.compile(
    r"\b(?:left|leaving|finished|ended|end(?:s)?|stopped|last day|until|till|graduated|no longer|completed|quit)\b",
    re.IGNORECASE,
)
_START_VERB: Final = re.compile(r"\b(?:started|joined|began|start(?:s)?|since)\b", re.IGNORECASE)
_STILL: Final = re.compile(
    r"\b(?:still (?:work\w*|there|at|in)|isn't finished|is not finished|back at)\b", re.IGNORECASE
)


def _dated(text: str, section: str, data: CvData) -> list[Change]:
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
    entry = _entry_named(said, data, section, lists) or _only_one(data, lists, ends=bool(ends))
    if not entry:
        return []
    if period is None:
        return [Change(Operation.SET, f"{entry}.end", cv.PRESENT)]
    if is_whole:
        return [Change(Operation.SET, f"{entry}.{leaf}", getattr(period, leaf)) for leaf in ("start", "end")]
    date = period.end if period.end != cv.PRESENT else period.start
    return [Change(Operation.SET, f"{entry}.{'end' if ends else 'start'}", date)]


def _only_one(data: CvData, lists: Iterable[str], *, ends: bool) -> str:
    """The one entry a date without a name is about: the only one, or the only one that goes on where something ended."""
    entries = [(f"{name}[{i}]", row) for name in lists for i, row in enumerate(getattr(data, name))]
    going = [place for place, row in entries if row.end == cv.PRESENT]
    if ends and len(going) == 1:
        return going[0]
    return entries[0][0] if len(entries) == 1 else ""


_CALLED: Final = (
    (
        re.compile(
            r"\b(?:my |the )?(?:job )?(?:title|role|position)\b(?P<where>.*?)\b(?:is|was|should be|should say|has changed to)\s+(?P<new>.+?)(?:\s+now)?[.!]?$",
            re.IGNORECASE,
        ),
        "work_experience",
        "title",
    ),
    (
        re.compile(r"\b(?:since \w+ )?my (?:role|job) (?:is|was)\s+(?P<new>.+?)[.!]?$(?P<where>)", re.IGNORECASE),
        "work_experience",
        "title",
    ),
    (
        re.compile(r"\bupdate my (?:job )?title(?P<where>.*?)\bto\s+(?P<new>.+?)[.!]?$", re.IGNORECASE),
        "work_experience",
        "title",
    ),
    (
        re.compile(
            r"\b(?:company|employer|firm)\b(?P<where>.*?)\b(?:is called|was called|is|was|should be)\s+(?P<new>(?!wrong).+?)[.!]?$",
            re.IGNORECASE,
        ),
        "work_experience",
        "employer",
    ),
    (
        re.compile(
            r"\b(?:school|university|college)\b(?P<where>.*?)\b(?:is called|is|was|should be)\s+(?P<new>(?!wrong).+?)[.!]?$",
            re.IGNORECASE,
        ),
        "education",
        "institution",
    ),
)


def _named(text: str, section: str, data: CvData) -> list[Change]:
    """A new title, employer or school: "my title at Costa was Senior Barista"."""
    if re.search(r"\bnot\b|\binstead of\b", text):
        return []
    for pattern, name, leaf in _CALLED:
        match = pattern.search(text)
        if match and section in {"", name}:
            entry = _entry_named(match["where"], data, name, (name,)) or _only_one(data, (name,), ends=True)
            if entry:
                return [Change(Operation.SET, f"{entry}.{leaf}", match["new"].strip(" \"'“”"))]
    return []


_Q: Final = r"[\"'“”‘’]?"
_EXCHANGES: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^{_ASK}(?:change|replace|correct|rename|swap)\s+{_Q}(?P<old>.+?){_Q}\s+(?:to|with|by|into)\s+{_Q}(?P<new>.+?){_Q}[.!]?$",
        rf"^(?:.*?: )?{_Q}(?P<old>.+?){_Q}\s*(?:->|→|=>)\s*{_Q}(?P<new>.+?){_Q}[.!]?$",
        rf"^(?:it )?should (?:say|be|read)\s+{_Q}(?P<new>.+?){_Q}(?: at .+?)?,?\s+(?:instead of|not|rather than)\s+{_Q}(?P<old>.+?){_Q}[.!]?$",
        rf"^you'?(?:ve| have)? (?:put|wrote|written)\s+{_Q}(?P<old>.+?){_Q},? but (?:i was|it's|it is|i am|it was)\s+(?:a |an )?{_Q}(?P<new>.+?){_Q}[.!]?$",
        rf"^{_Q}(?P<old>.+?){_Q}\s+(?:is a typo,?|is wrong,?)\s*(?:it'?s |it is |should be )?{_Q}(?P<new>.+?){_Q}[.!]?$",
        rf"^{_Q}(?P<old>.+?){_Q}\s+should (?:be|say|read)\s+{_Q}(?P<new>.+?){_Q}[.!]?$",
        rf"^(?:it'?s|it is|it was|that was|that's)\s+{_Q}(?P<new>.+?){_Q},?\s+not\s+{_Q}(?P<old>.+?){_Q}[.!]?$",
        rf"^not\s+{_Q}(?P<old>.+?){_Q},?\s+but\s+{_Q}(?P<new>.+?){_Q}[.!]?$",
        rf"^(?:.*?\b(?:is|was|are|were|to|by|in|of|from|the)\s+)??{_Q}(?P<new>[^,]+?){_Q},?\s+(?:not|instead of)\s+{_Q}(?P<old>[^,]+?){_Q}[.!]?$",
    )
)


def _exchange(text: str) -> tuple[str, str] | None:
    for pattern in _EXCHANGES:
        if match := pattern.match(text):
            return match["old"].strip(), match["new"].strip()
    return None


def _exchanged(text: str, section: str, data: CvData) -> list[Change]:
    """One wording for another: "it is Northgate, not Northgte"."""
    found = _exchange(text)
    if not found:
        return []
    old, new = found
    for candidate_old, candidate_new in _alignments(old, new):
        rows = [(path, line) for path, line in _lines(data, section) if _find(line, candidate_old)]
        own = [row for row in rows if not section or _section_of(row[0]) == section] or rows
        if own:
            said = set(_fold(text).split())
            whole = [row for row in own if _fold(row[1]) == _fold(candidate_old)]
            best = max(whole or own, key=lambda row: len(said & set(_fold(row[1]).split())))
            path, line = best
            return [Change(Operation.SET, path, _find_and_replace(line, candidate_old, candidate_new))]
    return []


def _alignments(old: str, new: str) -> Iterable[tuple[str, str]]:
    """The part of what was said that stands for `old`, the likeliest first: "a team of 12 packers" for "14" is "12"."""
    words, size = new.split(), len(old.split())
    numbers = _NUMBER.findall(new)
    if _NUMBER.fullmatch(old) and len(numbers) == 1:
        yield old, numbers[0]
    tail = " ".join(words[-size:])
    if len(words) > size and not _has(new, old) and set(_fold(tail).split()) & set(_fold(old).split()):
        yield old, tail
    yield old, new


_NUMBER: Final = re.compile(r"\d[\d.,]*%?")


def _find(line: str, phrase: str) -> re.Match[str] | None:
    return re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", line, re.IGNORECASE) if phrase else None


def _find_and_replace(line: str, old: str, new: str) -> str:
    match = _find(line, old)
    return f"{line[: match.start()]}{new}{line[match.end() :]}" if match else line


# Removals and moves

_WHOLE: Final = {
    "address": "location", "location": "location", "place": "location", "phone": "phone", "phone number": "phone", "number": "phone",
    "mobile": "phone", "email": "email", "e mail": "email", "profile": "profile", "summary": "profile", "headline": "headline",
    "interests": "interests", "hobbies": "interests", "references": "references", "publications": "publications", "awards": "awards",
    "projects": "projects", "volunteering": "volunteering", "languages": "languages", "skills": "skills", "links": "links",
    "certificates": "certifications", "certifications": "certifications", "education": "education",
}  # fmt: skip
"""Words for a whole field or section."""

_TAIL: Final = re.compile(
    r"\s+(?:please|pls|from (?:it|there|my cv|the list|the cv)|on (?:there|it)|(?:it'?s|its|that'?s) .*|job|role)[.!]?$|[.!,;]+$",
    re.IGNORECASE,
)
_HALF: Final = 0.5
"""Of the words of a description ("the line about the rota"): people name a line by what they remember of it."""

_IS_REASON: Final = re.compile(
    r"\b(?:ran out|run out|expired|lapsed|is over|isn't mine|is not mine|too long ago|is old|never)\b", re.IGNORECASE
)
_ABOUT: Final = re.compile(
    r"\b(?:line|bullet|bit|point|part|sentence)\s+(?:about|on|with|under|saying)\s+(?:the )?(?P<what>.+)$",
    re.IGNORECASE,
)


def _removals(text: str, section: str, data: CvData) -> tuple[Change, ...]:
    target = _target(text)
    if not target:
        return ()
    whole = _one_removal(target, section, data)
    if whole:
        return (whole,)
    parts = [part.strip() for part in re.split(r",| and | & ", target) if part.strip()]
    found = [_one_removal(part, section, data) for part in parts]
    return tuple(change for change in _from_the_end(found) if change) if all(found) and len(parts) > 1 else ()


def _from_the_end(changes: Iterable[Change | None]) -> list[Change]:
    """Items with higher numbers first, so that removing one moves none of the others."""
    return sorted(
        filter(None, changes), key=lambda change: [int(n) for n in re.findall(r"\d+", change.path)], reverse=True
    )


def _target(text: str) -> str:
    clauses = [
        part
        for part in re.split(r"(?<=[\w)]), (?=(?:take|remove|delete|drop|it|i )\b)", text, flags=re.IGNORECASE)
        if part
    ]
    around = _AROUND_OUT.match(text)
    lead = _LEAD_OUT.match(text)
    if lead:
        found = text[lead.end() :].split(", i ", maxsplit=1)[0]
    elif around:
        found = next(part for part in around.groups() if part)
    else:
        return ""
    if found.casefold() in {"it", "that", "them", "this"} and len(clauses) > 1:
        found = clauses[0]
    for _ in range(3):
        found = _TAIL.sub("", found).strip(" \"'“”")
    return re.sub(r"^(?:(?:all|any|my|the|of|that|this|old)\s+)+", "", found, flags=re.IGNORECASE)


def _one_removal(target: str, section: str, data: CvData) -> Change | None:
    folded = _fold(target)
    if folded in _WHOLE:
        path = _WHOLE[folded]
        return Change(Operation.REMOVE, path) if getattr(data, path, "") else None
    about = _ABOUT.search(target)
    named = _IS_REASON.sub(" ", about["what"] if about else target)
    wanted = set(_fold(named).split()) - _SMALL - {"certificate", "licence", "link", "skill"}
    if not wanted:
        return None
    rows = [(path, line) for path, line in _lines(data, section) if _is_item(path, is_bullet=bool(about))]
    scored = [(_share(wanted, line), -index, path) for index, (path, line) in enumerate(rows)]
    best = max(scored, default=(0.0, 0, ""))
    if best[0] < (_HALF if about or _IS_REASON.search(target) else _NEAR):
        return None
    path = best[2]
    entry = _ENTRY.match(path)
    if entry and ".bullets" not in path and ".details" not in path:
        path = entry.group()
    return Change(Operation.REMOVE, path)


def _share(wanted: set[str], line: str) -> float:
    """Which part of the words of a target a line has; words may differ in their ending."""
    words = set(_fold(line).split())
    return sum(1.0 if w in words else _NEAR * any(_alike(w, other) for other in words) for w in wanted) / len(wanted)


_NEAR: Final = 0.9
"""Of a word that stands there in another form ("cashing" for "cashed"): the word itself counts more."""


def _alike(a: str, b: str) -> bool:
    return len(a) >= _STEM and len(b) >= _STEM and a[:_STEM] == b[:_STEM]


_STEM: Final = 5
"""Letters at the beginning two forms of a word have in common."""


def _is_item(path: str, *, is_bullet: bool) -> bool:
    if ".bullets" in path or ".details" in path:
        return True
    leaf = path.rsplit(".", 1)[-1] if "." in path else ""
    return not is_bullet and (path.endswith("]") or leaf in {"employer", "title", "institution", "degree", "name"})


_SECTION_WORDS: Final = {
    "education": "education", "school": "education", "degree": "education", "degrees": "education", "work": "work_experience",
    "work experience": "work_experience", "experience": "work_experience", "jobs": "work_experience", "skills": "skills",
    "it skills": "it_ai_skills", "languages": "languages", "certificates": "certifications", "certifications": "certifications",
    "interests": "interests", "hobbies": "interests", "publications": "publications", "profile": "profile", "projects": "projects",
    "volunteering": "volunteering", "awards": "awards",
}  # fmt: skip


def _moves(match: re.Match[str], section: str, data: CvData) -> tuple[Change, ...]:
    from services.cvfsm.core.machine.tailor import PRINTED_ORDER  # noqa: PLC0415 - tailor reads updates too

    what, other = match["what"], match["other"] or match["another"] or ""
    field_, beside = _SECTION_WORDS.get(_fold(what)), _SECTION_WORDS.get(_fold(other))
    if field_ and (beside or not other):
        order = [name for name in PRINTED_ORDER if name != field_]
        at = order.index(beside) + bool(match["after"]) if beside else 0 if match["first"] else len(order)
        if match["first"] and field_ != "profile" and order[0] == "profile":
            at = 1  # the profile opens
        return (Change(Operation.REORDER, SECTION_ORDER, (*order[:at], field_, *order[at:])),)
    item, mark = _item(what, section, data), _item(other, section, data) if other else ""
    if not item or (other and not mark):
        return ()
    listed, index = item[: item.rindex("[")], int(item[item.rindex("[") + 1 : -1])
    if mark and mark[: mark.rindex("[")] != listed:
        return ()
    length = len(getattr(data, listed)) if "." not in listed else 100
    to = 0 if match["first"] else length - 1
    if mark:
        beside_index = int(mark[mark.rindex("[") + 1 : -1])
        to = beside_index - (index < beside_index) + bool(match["after"])
    return (Change(Operation.MOVE, item, to),)


def _item(name: str, section: str, data: CvData) -> str:
    found = _one_removal(name, section, data)
    return found.path if found and found.path.endswith("]") else ""
