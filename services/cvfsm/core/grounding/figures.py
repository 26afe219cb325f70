"""Dates, figures and language levels of a line, as the grounding gate compares them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from services.cvfsm.core.document.dates import MONTHS
from services.cvfsm.core.grounding.lexicon import (
    LEVEL_CLASSES,
    LEVEL_WORDS,
    MORE_THAN,
    NUMBER_SCALES,
    NUMBER_WORDS,
    PRESENT_WORDS,
    SINCE_WORDS,
)
from services.cvfsm.core.grounding.spelling import DATE, FIGURE, WORD, fold, words
from services.cvfsm.core.grounding.text import CLAUSE, content, root

PRESENT: Final = (9999, 0)
"""The date "present"; dates are ``(year, month)`` with month 0 where only the year is known."""
APPROXIMATE: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a line: its value, its unit, whether it says "more than", and the words it counts."""

    value: float
    unit: str
    is_more_than: bool
    counts: tuple[str, ...]
    text: str


def dates(text: str) -> tuple[tuple[int, int], ...]:
    """Every date of a line as ``(year, month)``; month 0 where only the year is given; `PRESENT` for "present"."""
    found = []
    for match in DATE.finditer(fold(text)):
        year = match["iso"] or match["y2"] or match["y3"] or match["y4"]
        month = match["m1"] or match["m2"] or (MONTHS[match["name"]] if match["name"] else 0)
        found.append((int(year), int(month)))
    said = set(words(text))
    if PRESENT_WORDS & said or (len(found) == 1 and SINCE_WORDS & said):
        found.append(PRESENT)
    return tuple(found)


def covers(source: tuple[int, int], claimed: tuple[int, int]) -> bool:
    """Whether a source date supports a claimed one: the same month, or its year alone."""
    return source == claimed or (claimed[1] == 0 and source[0] == claimed[0])


def figures(text: str) -> tuple[Figure, ...]:
    """Every figure of a line, in digits or in words; dates are no figures, and "one" is an article."""
    plain = DATE.sub(lambda m: " " * len(m.group()), fold(text))
    found = [_figure(plain, m) for m in FIGURE.finditer(plain) if m["unit"] not in {"st", "nd", "rd", "th"}]
    return (*found, *_spelt(plain))


def _figure(plain: str, match: re.Match[str]) -> Figure:
    digits = match["digits"]
    grouped = re.fullmatch(r"\d{1,3}(?:[,.\u00a0 ]\d{3})+", digits)
    value = float(re.sub(r"\D", "", digits)) if grouped else float(digits.replace(",", "."))
    scale = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6}.get((match["scale"] or "").strip(), 1)
    unit = {"percent": "%", "per cent": "%"}.get(match["unit"] or "", match["unit"] or match["money"] or "")
    more = bool(match["plus"]) or plain[: match.start()].rstrip().endswith(MORE_THAN)
    return Figure(
        value * scale, unit, more, _counted(plain[match.end() :], plain[: match.start()]), match.group().strip()
    )


def _counted(after: str, before: str) -> tuple[str, ...]:
    """What a figure counts: the words after it in its own clause, or those it stands behind ("a crew of 6")."""
    head = CLAUSE.split(after, maxsplit=1)[0]
    group = _GROUP_OF.search(before)
    return content(head)[:2] or ((root(group[1]),) if group else ())


_GROUP_OF: Final = re.compile(r"(\w+) of (?:(?:about|around|roughly|up to|over|more than|some) )?$")


def _spelt(plain: str) -> list[Figure]:
    found: list[Figure] = []
    matches = list(WORD.finditer(plain))
    index = 0
    while index < len(matches):
        start, value = index, 0.0
        while index < len(matches) and matches[index].group() in NUMBER_WORDS:
            value += NUMBER_WORDS[matches[index].group()]
            index += 1
        while index < len(matches) and matches[index].group() in NUMBER_SCALES:
            value = (value or 1) * NUMBER_SCALES[matches[index].group()]
            index += 1
        if index == start:
            index += 1
            continue
        before, after = plain[: matches[start].start()].rstrip(), plain[matches[index - 1].end() :]
        text = plain[matches[start].start() : matches[index - 1].end()]
        unit = "%" if re.match(r"\s*per ?cent", after) else ""
        found.append(Figure(value, unit, before.endswith(MORE_THAN), _counted(after, before), text))
    return found


def same_value(a: Figure, b: Figure) -> bool:
    """Whether two figures say the same; a unit that only one of them names does not part them."""
    return abs(a.value - b.value) < APPROXIMATE and (not a.unit or not b.unit or a.unit == b.unit)


def levels(text: str) -> tuple[frozenset[str], bool]:
    """The level classes a text may mean, and whether it names a class (B2, native) and not only a word for one."""
    tokens = re.findall(r"[^\W_]+(?:-[^\W_]+)*", fold(text))
    named = LEVEL_CLASSES.intersection(tokens)
    if named:
        return frozenset(named), True
    meant = [LEVEL_WORDS[token] for token in tokens if token in LEVEL_WORDS]
    exact = any(classes == {"native"} for classes in meant)
    return frozenset().union(*meant), exact
