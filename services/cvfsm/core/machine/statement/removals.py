"""What is to go, and what is to stand elsewhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.document.cv import PRINTED
from services.cvfsm.core.machine.statement.cues import AROUND_OUT, LEAD_OUT
from services.cvfsm.core.machine.statement.places import (
    ENTRY,
    NEAR,
    SECTION_WORDS,
    SMALL,
    is_item,
    lines_of,
    plain_words,
    share,
)
from services.cvfsm.core.machine.updates import SECTION_ORDER, Change, Operation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from services.cvfsm.core.document.cv import CvData

_WHOLE: Final = {
    "address": "location", "location": "location", "place": "location", "phone": "phone", "phone number": "phone", "number": "phone",
    "mobile": "phone", "email": "email", "e mail": "email", "profile": "profile", "summary": "profile", "headline": "headline",
    "interests": "interests", "hobbies": "interests", "references": "references", "publications": "publications", "awards": "awards",
    "projects": "projects", "volunteering": "volunteering", "languages": "languages", "skills": "skills", "links": "links",
    "certificates": "certifications", "certifications": "certifications", "education": "education",
}  # fmt: skip
"""Words for a whole field or section."""


_PART: Final = re.compile(r"^(?:whole|entire|complete) | (?:section|part|heading|block|line)$")
_STREET: Final = frozenset({"street address", "street", "house number", "full address", "home address"})
"""Parts of the address that people leave out; the town stays."""


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


def removals(text: str, section: str, data: CvData) -> tuple[Change, ...]:
    """What a text asks to take out, as changes; empty where the CV has nothing of that name."""
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
    parts = [
        part
        for part in re.split(r"(?<=[\w)]), (?=(?:take|remove|delete|drop|it|i )\b)", text, flags=re.IGNORECASE)
        if part
    ]
    around = AROUND_OUT.match(text)
    lead = LEAD_OUT.match(text)
    if lead:
        found = text[lead.end() :].split(", i ", maxsplit=1)[0]
    elif around:
        found = next(part for part in around.groups() if part)
    else:
        return ""
    if found.casefold() in {"it", "that", "them", "this"} and len(parts) > 1:
        found = parts[0]
    for _ in range(3):
        found = _TAIL.sub("", found).strip(" \"'“”")
    return re.sub(r"^(?:(?:all|any|my|the|of|that|this|old)\s+)+", "", found, flags=re.IGNORECASE)


def _one_removal(target: str, section: str, data: CvData) -> Change | None:
    folded = _PART.sub("", plain_words(target))
    if folded in _STREET and "," in data.location:
        return Change(Operation.SET, "location", data.location.partition(",")[2].strip())
    if folded in _WHOLE:
        path = _WHOLE[folded]
        return Change(Operation.REMOVE, path) if getattr(data, path, "") else None
    about = _ABOUT.search(target)
    named = _IS_REASON.sub(" ", about["what"] if about else target)
    wanted = set(plain_words(named).split()) - SMALL - {"certificate", "licence", "link", "skill"}
    if not wanted:
        return None
    rows = [(path, line) for path, line in lines_of(data, section) if is_item(path, is_bullet=bool(about))]
    scored = [(share(wanted, line), -index, path) for index, (path, line) in enumerate(rows)]
    best = max(scored, default=(0.0, 0, ""))
    if best[0] < (_HALF if about or _IS_REASON.search(target) else NEAR):
        return None
    path = best[2]
    entry = ENTRY.match(path)
    if entry and ".bullets" not in path and ".details" not in path:
        path = entry.group()
    return Change(Operation.REMOVE, path)


def moves(match: re.Match[str], section: str, data: CvData) -> tuple[Change, ...]:
    """The new order a text asks for, of sections or of items."""
    what, other = match["what"], match["other"] or match["another"] or ""
    field_, beside = SECTION_WORDS.get(plain_words(what)), SECTION_WORDS.get(plain_words(other))
    if field_ and (beside or not other):
        order = [name for name in PRINTED if name != field_]
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
