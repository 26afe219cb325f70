"""Labelled headers to positions and degrees: who is who has been decided, here the texts are put together and cited."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.document.cv import PRESENT, EducationEntry, WorkEntry
from services.cvfsm.core.document.dates import Period, find_periods
from services.cvfsm.core.document.lines import TAB
from services.cvfsm.core.ingest.lexicon import LEAVE_WORDS
from services.cvfsm.core.ingest.lists import is_formula
from services.cvfsm.core.ingest.role_words import ORGANISATION_WORDS, matcher
from services.cvfsm.core.ingest.roles import LABEL
from services.shared.language.fold import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.cvfsm.core.document.lines import Line
    from services.cvfsm.core.ingest.blocks import Block, Placed
    from services.cvfsm.core.ingest.draft import Draft

_ORG: Final = matcher(ORGANISATION_WORDS)
TITLE, ORG, PLACE = "title", "org", "place"
_PLACE_IN_BRACKETS: Final = re.compile(r"^(.+?)\s*\(([^\W\da-z][^()\d]{1,40})\)$")
LATE: Final = 3
"""Lines below a header in which its dates may stand."""


@dataclass(frozen=True, slots=True)
class Part:
    """A field of an entry: its text, how sure it is, and the words of the lines it was read from."""

    text: str = ""
    sure: float = 0.0
    quotes: tuple[tuple[Line, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Header:
    """The fields of an entry's header, and what in it is none of them."""

    title: Part
    org: Part
    place: Part
    period: Period | None
    dated: tuple[Line, str] | None
    rest: tuple[tuple[Line, str], ...]
    labels: tuple[tuple[Line, str], ...]


_NOTHING: Final = Part()


def header_of(block: Block) -> Header:
    """Return the fields of a labelled header."""
    roles = [role.partition(".")[2] for role in block.roles]
    parts = {role: _part(block, roles, role) for role in (TITLE, ORG, PLACE)}
    dates = [p for p in block.pieces if p.piece.period]
    period, dated = _dates(dates, [p.row for p, role in zip(block.pieces, roles, strict=True) if role == TITLE])
    rest = tuple(
        (p.line, p.piece.text)
        for p, role in zip(block.pieces, roles, strict=True)
        if role not in {TITLE, ORG, PLACE, LABEL} and not p.piece.period
    )
    labels = tuple((p.line, p.piece.text) for p, role in zip(block.pieces, roles, strict=True) if role == LABEL)
    org, place = _with_place(parts[ORG], parts[PLACE])
    return Header(parts[TITLE], org, place, period, dated, rest, labels)


def _with_place(org: Part, place: Part) -> tuple[Part, Part]:
    """Take the place in brackets behind an organisation's name, where no other place is told."""
    match = _PLACE_IN_BRACKETS.match(org.text)
    if place.text or not match or match[2].isupper() or _ORG.search(fold(match[2])):
        return org, place
    return replace(org, text=match[1]), Part(match[2], org.sure, org.quotes)


def _dates(dates: Sequence[Placed], titles: Sequence[int]) -> tuple[Period | None, tuple[Line, str] | None]:
    """Return the period of a header and where it stands: the one nearest to the title, below it rather than above; two lone dates are a start and an end."""
    if not dates:
        return None, None
    lone = [p.piece.period.end for p in dates if p.piece.period and not p.piece.period.start]
    nearest = min(dates, key=lambda p: (abs(p.row - titles[0]), -p.row) if titles else (0, p.row))
    period = nearest.piece.period
    if period and len(dates) == len(lone) > 1 and lone[0] != PRESENT and len(set(lone)) > 1:
        first, last = sorted(lone[:2], key=lambda date: "9999" if date == PRESENT else date)
        period = Period(first, last, period.span)
    return period, (nearest.line, nearest.piece.text)


def _late(lines: Sequence[Line], block: Block) -> tuple[Period, tuple[Line, str]] | None:
    """Return the dates that stand alone in one of the first lines below a header without any, and take the line from the body."""
    for index in block.body[:LATE]:
        text = lines[index].text
        period = next(iter(find_periods(text)), None)
        if period and len(text) - (period.span[1] - period.span[0]) <= len(text) // 3:
            block.body.remove(index)
            return period, (lines[index], text)
    return None


def _part(block: Block, roles: Sequence[str], role: str) -> Part:
    """Put the pieces of one role together: neighbours of a line as they are written, others after a comma."""
    chunks: list[list[int]] = []
    for index, given in enumerate(roles):
        if given != role or block.pieces[index].piece.period:
            continue
        last = chunks[-1][-1] if chunks else -2
        if (
            last == index - 1
            and block.pieces[last].row == block.pieces[index].row
            and block.pieces[index].piece.cut != "tab"
        ):
            chunks[-1].append(index)
        else:
            chunks.append([index])
    if not chunks:
        return _NOTHING
    texts: list[str] = []
    quotes: list[tuple[Line, str]] = []
    for chunk in chunks:
        line, start, end = (
            block.pieces[chunk[0]].line,
            block.pieces[chunk[0]].piece.start,
            block.pieces[chunk[-1]].piece.end,
        )
        text = _balanced(line.text[start:end], line.text[end:])
        if fold(text) not in {fold(t) for t in texts}:
            texts.append(text)
        quotes.append((line, text))
    sure = min(block.sure[i] for chunk in chunks for i in chunk)
    return Part(", ".join(texts), round(sure, 3), tuple(quotes))


def _balanced(text: str, after: str) -> str:
    """Return a text with the bracket that closes it."""
    for left, right in (("(", ")"), ("[", "]")):
        if text.count(left) > text.count(right) and after.startswith(right):
            return text + right
    return text.replace(TAB, " ")


def read_work(draft: Draft, lines: Sequence[Line], blocks: Sequence[Block]) -> list[WorkEntry]:
    """Return the positions of a CV. A position without an employer of its own has the one above it."""
    headers = [header_of(block) for block in blocks]
    found: list[WorkEntry] = []
    employer = _NOTHING
    place = _NOTHING
    for number, (block, head) in enumerate(zip(blocks, headers, strict=True)):
        path = f"work_experience[{len(found)}]"
        following = headers[number + 1] if number + 1 < len(headers) else None
        if not head.title.text and head.org.text and following and following.title.text and not following.org.text:
            employer, place = head.org, head.place
            _cite_part(draft, f"{path}.employer", head.org)
            _cite_part(draft, f"{path}.location", head.place)
            if head.dated:
                draft.use(*head.dated)
            _cite_rest(draft, head, f"{path}.employer")
            continue
        if not (head.title.text or head.org.text) or LEAVE_WORDS.search(fold(head.title.text or head.org.text)):
            continue
        if head.org.text:
            employer, place = head.org, _NOTHING
        own_place = head.place if head.place.text else place
        for name, part in (("employer", employer), ("title", head.title), ("location", own_place)):
            _cite_part(draft, f"{path}.{name}", part)
        start, end = _cite_dates(
            draft, head.period, head.dated, path, _late(lines, block) if head.period is None else None
        )
        bullets = _body(draft, lines, block, head, f"{path}.bullets")
        found.append(WorkEntry(employer.text, head.title.text, start or end, end, own_place.text, bullets))
    return found


def read_education(draft: Draft, lines: Sequence[Line], blocks: Sequence[Block]) -> list[EducationEntry]:
    """Return the degrees and schools of a CV; a lone date is the end."""
    found: list[EducationEntry] = []
    school = _NOTHING
    headers = [header_of(block) for block in blocks]
    for number, (block, head) in enumerate(zip(blocks, headers, strict=True)):
        path = f"education[{len(found)}]"
        following = headers[number + 1] if number + 1 < len(headers) else None
        if (
            not head.title.text
            and head.org.text
            and not head.period
            and following
            and following.title.text
            and not following.org.text
        ):
            school = head.org
            _cite_part(draft, f"{path}.institution", head.org)
            continue
        if not (head.title.text or head.org.text):
            continue
        school = head.org if head.org.text else school if not head.org.text and head.title.text and number else _NOTHING
        for name, part in (("institution", school), ("degree", head.title), ("location", head.place)):
            _cite_part(draft, f"{path}.{name}", part)
        start, end = _cite_dates(
            draft, head.period, head.dated, path, _late(lines, block) if head.period is None else None
        )
        details = _body(draft, lines, block, head, f"{path}.details")
        found.append(EducationEntry(school.text, head.title.text, start, end, head.place.text, details))
    return found


def _cite_part(draft: Draft, path: str, part: Part) -> None:
    for line, quote in part.quotes:
        draft.cite_more(path, line, quote, part.sure)


def _cite_rest(draft: Draft, head: Header, path: str) -> None:
    for line, text in head.rest:
        draft.cite_more(path, line, text)


def _cite_dates(
    draft: Draft,
    period: Period | None,
    dated: tuple[Line, str] | None,
    path: str,
    late: tuple[Period, tuple[Line, str]] | None,
) -> tuple[str, str]:
    if (period is None or dated is None) and late is not None:
        period, dated = late
    if period is None or dated is None:
        return "", ""
    for name in ("start", "end"):
        draft.cite(f"{path}.{name}", *dated)
    return period.start, period.end


def _body(draft: Draft, lines: Sequence[Line], block: Block, head: Header, path: str) -> tuple[str, ...]:
    """Return the lines below a header, and before them what of the header names nothing."""
    kept: list[str] = []
    for line, text in head.labels:
        draft.cite_more(
            f"{path.rpartition('.')[0]}.{'employer' if path.startswith('work') else 'institution'}", line, text
        )
    for line, text in head.rest:
        draft.cite(f"{path}[{len(kept)}]", line, text)
        kept.append(text)
    for index in block.body:
        line = lines[index]
        if is_formula(line.text):
            continue
        draft.cite(f"{path}[{len(kept)}]", line, line.text)
        kept.append(line.text.replace(TAB, " "))
    return tuple(kept)
