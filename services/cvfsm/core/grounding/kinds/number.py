"""Numbers: a source says the same figure, no less than claimed, of the same thing; or it follows from its dates or figures."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.grounding import text as read
from services.cvfsm.core.grounding.kinds import Doubt, Kind
from services.cvfsm.core.grounding.kinds.date import PRESENT, dates, periods

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from services.cvfsm.core.grounding.evidence import Claim, Evidence, Unit

_MORE: Final = read.pattern("more")
_SCALES: Final = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6}
_PER: Final = re.compile(r"\b(?:a|an|per|each|every) (hour|day|night|shift|week|month|quarter|term|year|season)\b")
_NEAR: Final = 1e-9
_FEW: Final = 4
"""A small number may count what a source lists ("in two languages"): that is for the comparison to say."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a line: its value, its unit, whether it says "more than", the stems it counts and the time it is said of."""

    value: float
    unit: str
    is_more: bool
    counts: tuple[str, ...]
    per: str
    text: str


def figures(text: str) -> tuple[Figure, ...]:
    """Every figure of a line, in digits or in words; dates and ordinals are none, and "one" is an article."""
    told = read.DATE.sub(" ", read.one_spelling(text))
    said = {_in_digits(match).strip(): match.group().strip(" -") for match in _IN_WORDS.finditer(told)}
    plain = _IN_WORDS.sub(_in_digits, told)
    found = (_figure(plain, m) for m in read.FIGURE.finditer(plain) if m["unit"] not in {"st", "nd", "rd", "th"})
    return tuple(replace(figure, text=said.get(figure.text, figure.text)) for figure in found)


_IN_WORDS: Final = re.compile(rf"\b(?:(?:{'|'.join(read.NUMBER_WORDS)})\b[ -]?)+")


def _in_digits(match: re.Match[str]) -> str:
    value = 0
    for word in re.findall(r"\w+", match.group()):
        number = read.NUMBER_WORDS[word]
        value = (value or 1) * number if number >= 100 else value + number  # noqa: PLR2004 - hundreds and thousands multiply
    return f"{value} "


def _figure(plain: str, match: re.Match[str]) -> Figure:
    digits = match["digits"]
    grouped = re.fullmatch(r"\d{1,3}(?:[,.\u00a0 ]\d{3})+", digits)
    value = float(re.sub(r"\D", "", digits)) if grouped else float(digits.replace(",", "."))
    unit = {"percent": "%", "per cent": "%"}.get(match["unit"] or "", match["unit"] or match["money"] or "")
    more = bool(match["plus"]) or bool(_MORE.search(plain[: match.start()]))
    value *= _SCALES.get((match["scale"] or "").strip(), 1)
    return Figure(value, unit, more, *_counted(plain[match.end() :]), match.group().strip())


def _counted(after: str) -> tuple[tuple[str, ...], str]:
    """What a figure counts, and the time it is said of."""
    head = read.CLAUSE.split(after, maxsplit=1)[0]
    return read.content(_PER.sub(" ", head))[:2], found[1] if (found := _PER.search(head)) else ""


def judge(claim: Claim, evidence: Evidence) -> Iterator[Doubt]:
    """Doubt figures that no source has, and those a source has of something else."""
    if claim.leaf in {"start", "end", "dates", "year"}:
        return
    units = (*evidence.beside(claim), *evidence.said)
    for figure in figures(claim.text):
        if _is_tenure(figure, claim, units):
            continue
        backed = max((_backs(unit, figure, claim) for unit in units), default=0)
        if backed < _SAME_THING:
            few = figure.value <= _FEW and figure.counts[:1] != ("year",)
            is_part_of_name = claim.leaf in {"degree", "title"} or claim.root == "certifications"
            yield Doubt(Kind.NUMBER, figure.text, is_exact=is_part_of_name or not (backed or few))


_SAME_THING: Final = 2


def _backs(unit: Unit, claimed: Figure, claim: Claim) -> int:
    """0: the source has no such figure; 1: it has it, of another thing or time; 2: it says it of what it is claimed of."""
    known, best = figures(unit.text), 0
    if (int(claimed.value), 0) in dates(unit.text) and not claimed.unit:
        return _SAME_THING  # "2000 books": read alone, the figure looks like a year
    for own in known:
        if abs(own.value - claimed.value) > _NEAR or (own.unit and claimed.unit and own.unit != claimed.unit):
            continue
        if (claimed.is_more and not own.is_more) or (own.per and claimed.per and own.per != claimed.per):
            continue
        counts = frozenset(own.counts if len({each.value for each in known}) > 1 else unit.stems) or unit.about
        about = claimed.counts or read.content(claim.text)
        is_same = not about or not own.counts or any(read.explains(counts, word) for word in about)
        best = max(best, 2 if is_same and (own.per or not claimed.per) else 1)
    return best


def _is_tenure(claimed: Figure, claim: Claim, units: Sequence[Unit]) -> bool:
    """Whether a figure is the years that what the line is about lasted, by the dates of the sources."""
    if claimed.counts[:1] != ("year",) and claimed.value > _FEW:
        return False
    stems = [stem for stem in read.content(claim.text) if stem != "year"]
    rows = [row for about, row in periods(units) if not stems or any(read.explains(about, stem) for stem in stems)]
    years = sorted({date[0] for row in rows for date in row if date != PRESENT})
    spans = {row[-1][0] - row[0][0] for row in rows} | ({years[-1] - years[0]} if years else set())
    may_last = any(row[-1] == PRESENT and 0 <= row[0][0] + claimed.value - years[-1] <= _FEW for row in rows if years)
    return claimed.value in spans or may_last or claimed.value == len(years) > 1
