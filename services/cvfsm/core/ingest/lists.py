"""Lists: languages with levels, skills, certifications, publications, interests."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.document.cv import Language
from services.cvfsm.core.document.dates import find_periods
from services.cvfsm.core.document.lines import TAB
from services.cvfsm.core.ingest.lexicon import FORMULA, GRID_WORDS, LANGUAGE_NAMES, LEVEL
from services.shared.language.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LONG_ITEM_WORDS: Final = 8
"""Skills are short; a part of eight words is a clause."""
PROSE_COMMAS: Final = 1
MAX_LEVEL_WORDS: Final = 5
"""The longest wordings of a level: "Professional working proficiency", "gut in Wort und Schrift"."""
_COMMAS: Final = re.compile(r"\s*[,;|•·▪■●\t]\s*(?![^()]*\))|\s+/\s+")
_BREAKS: Final = re.compile(r"\s*[;|•·▪■●]\s*(?![^()]*\))")
_TAIL: Final = " \t,;:.–—-()|=/"
_NATIVE_FIRST: Final = re.compile(
    r"^(native|fluent|mother tongue|muttersprache|ojczysty|jezyk ojczysty|lengua materna|langue maternelle|mother tongue\(s\)|native language)\b[^:\t]*[:\t]\s*"
)
_CEFR: Final = re.compile(r"\b[ABC][12]\b")
_IN: Final = re.compile(
    r"^(fluent|native|basic|conversational|good|advanced|intermediate|proficient)\s+(?:in\s+)?", re.IGNORECASE
)


def read_languages(text: str) -> list[tuple[Language, str]]:
    """Return the languages of a line, each with the words it was read from."""
    found: list[tuple[Language, str]] = []
    cells = text.split(TAB)
    if all(fold(cell) in GRID_WORDS for cell in cells):
        return []
    if len(cells) > 1 and (grid := _grid(cells)):
        return grid
    prefix = _NATIVE_FIRST.match(fold(text))
    lead = text[: prefix.end()].strip(" :\t") if prefix and len(fold(text)) == len(text) else ""
    for part in _parts(text[len(lead) :].lstrip(" :\t") if lead else text.replace(TAB, " ")):
        name, level = _name_and_level(part)
        if name:
            found.append((Language(name, level or lead), part))
    return found


def level_below(text: str, *, bare: bool = False) -> str:
    """Return the level a line tells that names no language: alone, or beside the skills of the CEFR grid.

    Below a language that is `bare`, without a level of its own, few words in any wording are one.
    """
    alone = text.strip(" ().")
    if LEVEL.fullmatch(fold(text).strip(" ().")):
        return alone
    levels = [match[0] for match in _CEFR.finditer(text)]
    rest = _CEFR.sub("\t", fold(text).upper()).lower()
    named = [part.strip(" :") for part in rest.split("\t") if part.strip(" :")]
    if levels and named and all(part in GRID_WORDS for part in named):
        return " / ".join(dict.fromkeys(levels))
    few = len(alone.split()) <= MAX_LEVEL_WORDS and not any(c in text for c in ",;:\t|•")
    return text.strip(" .") if bare and few and LEVEL.search(fold(text)) else ""


def is_language(text: str) -> bool:
    """Tell whether the text begins with the name of a spoken language."""
    token = re.match(r"[^\W\d_]+", fold(text.strip(_TAIL)))
    return bool(token and token[0] in LANGUAGE_NAMES)


def is_formula(text: str) -> bool:
    """Tell whether a line is no content: a consent clause, the grid's column names, a legend, a dated signature."""
    folded = fold(text)
    if FORMULA.search(folded) or all(fold(cell) in GRID_WORDS for cell in text.split(TAB)):
        return True
    periods = find_periods(text)
    dated = len(periods) == 1 and not periods[0].start and re.search(r"\d{1,2}\.?\s*[^\W\d_]*[./ -]", text) is not None
    rest = text[: periods[0].span[0]] + text[periods[0].span[1] :] if periods else text
    return (
        dated
        and text.count(",") == 1
        and bool(re.fullmatch(r"[^\W\d_][^\d,]{1,30},\s*(?:den|dnia|le|a|dn\.)?\s*", rest))
    )


def read_items(text: str) -> list[str]:
    """Return the items of a list line; a sentence stays whole."""
    if not _is_sentence(text):
        return [
            item
            for part in _COMMAS.split(text)
            if (
                item := part.strip().rstrip(".").strip()
                if part.count(".") == 1 and part.endswith(".")
                else part.strip()
            )
        ]
    return [item for part in _BREAKS.split(text.replace(TAB, " ")) if (item := part.strip())]


def _is_sentence(text: str) -> bool:
    """Tell whether commas are punctuation of prose, not separators: long parts, or an end like a sentence's."""
    parts = _COMMAS.split(text)
    long_part = max(len(part.split()) for part in parts) >= LONG_ITEM_WORDS
    return long_part or (text.endswith(".") and len(text.split()) >= LONG_ITEM_WORDS and len(parts) <= PROSE_COMMAS + 1)


def _grid(cells: Sequence[str]) -> list[tuple[Language, str]]:
    """Read a row of a name and its levels, or of a level and its names; empty when it is neither.

    A row of the CEFR grid has five levels: the one when they agree, else all that differ.
    """
    quote = TAB.join(cells)
    cells = [cell for cell in cells if any(c.isalnum() for c in cell)]
    if len(cells) == 1:
        return [(Language(cells[0].strip(_TAIL), ""), quote)] if is_language(cells[0]) else []
    levels = [cell for cell in cells[1:] if LEVEL.search(fold(cell))]
    if is_language(cells[0]):
        if len(levels) == len(cells) - 1:
            return [(Language(cells[0].strip(_TAIL), " / ".join(dict.fromkeys(levels))), quote)]
        return [(Language(cells[0].strip(_TAIL), cells[1].strip(_TAIL)), quote)] if not cells[2:] else []
    if not is_language(cells[1]) or not LEVEL.search(fold(cells[0])):
        return []
    named = [_name_and_level(part) for part in _parts(" ".join(cells[1:]))]
    return [(Language(name, level or cells[0].replace("(s)", "")), quote) for name, level in named if name]


def _parts(text: str) -> Iterator[str]:
    """Cut a line into languages: at commas and semicolons outside brackets, and at "and" between two names."""
    parts = re.split(r"(?:\s*[,;|•·]|\.(?=\s+[^\W\d_]{3}))\s*(?![^()]*\))", text)
    merged: list[str] = []
    for part in parts:
        if merged and not any(token in LANGUAGE_NAMES for token in re.findall(r"[^\W\d_]+", fold(part))):
            merged[-1] += f", {part}"
        else:
            merged.append(part)
    for part in merged:
        both = re.split(r"\s+(?:and|und|i|y|et|&|/|[–—-])\s+", part)
        yield from both if len(both) > 1 and all(is_language(_IN.sub("", b)) for b in both) else [part]


def _name_and_level(part: str) -> tuple[str, str]:
    tokens = [m for m in re.finditer(r"[^\W\d_]+", part) if fold(m[0]) in LANGUAGE_NAMES]
    if not tokens:
        return "", ""
    token = tokens[0]
    before, after = part[: token.start()], part[token.end() :]
    level = after.strip(_TAIL)
    if after.strip().startswith("(") and after.strip().endswith(")"):
        level = after.strip()[1:-1].strip()
    if not level and (lead := before.strip(_TAIL)) and LEVEL.search(fold(lead)):
        level = re.sub(r"\s+in$", "", lead)
    if level.count("(") > level.count(")"):
        level += ")"
    return token[0], level if any(c.isalnum() for c in level) else ""  # dots and stars draw a level, and tell none
