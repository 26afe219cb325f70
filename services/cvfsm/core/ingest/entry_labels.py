"""Entries whose fields have labels ("Employer: ...", as Europass prints them): which field a label names, and which lines are one entry."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.document.dates import find_periods
from services.cvfsm.core.document.lines import TAB
from services.cvfsm.core.ingest.agreement import PARTS
from services.cvfsm.core.ingest.lexicon import ENTRY_LABEL_WORDS, ENTRY_LABELS
from services.shared.language.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from services.cvfsm.core.document.lines import Line

MAX_LABEL_WORDS: Final = 10
"""The longest of these labels have ten words ("Nome e tipo d'organizzazione erogatrice dell'istruzione e formazione")."""
_WORD: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_LABEL: Final = re.compile(rf"^([^:{TAB}]{{2,90}}?)\s*(?:{TAB}|:\s)\s*(?=\S)")
FURNITURE: Final = "furniture"
FIELDS: Final = frozenset({"organisation", "title"})


def entry_labels(texts: Iterable[str]) -> dict[str, str]:
    """Return which field each label names: ``organisation``, ``title``, ``place``, ``period`` or ``aside``.

    Args:
        texts: Every text that may be a label, as often as it comes. Short labels are known as they are; one of several words
            ("Name of employer") is known by a word of it, and only where it comes again: "Cargo handler" is a title.
    """
    found: dict[str, str] = {}
    for text, count in Counter(map(_plain, texts)).items():
        words = set(_WORD.findall(text))
        if text in ENTRY_LABELS:
            found[text] = ENTRY_LABELS[text]
        elif count > 1 and 1 < len(words) <= MAX_LABEL_WORDS:
            role = next((role for role, known in ENTRY_LABEL_WORDS.items() if known & words), "")
            found |= {text: role} if role else {}
    return found


def label_role(text: str, known: dict[str, str]) -> str:
    """Return the field that a text names among the labels that are known; empty when it names none."""
    return known.get(_plain(text), "")


def as_labelled(lines: Sequence[Line], labels: Sequence[str], kinds: Sequence[str]) -> list[str]:
    """Return the labels of the lines with entries of labelled fields whole: the label that comes first begins each of them, where all begin with one.

    The first row of a table, which names its columns, is no entry.
    """
    dated = {f"{kind}.{part}" for kind in kinds for part in PARTS}
    out = [
        FURNITURE if label in dated and _names_columns(line.text) else label
        for line, label in zip(lines, labels, strict=True)
    ]
    names = [_label(line) for line in lines]
    known = entry_labels(filter(None, names))
    for kind in kinds:
        section = [index for index, label in enumerate(out) if label.partition(".")[0] == kind]
        roles = {index: role for index in section if (role := label_role(names[index], known)) not in {"", "aside"}}
        begins_otherwise = any(out[index].endswith(".start") and index not in roles for index in section)
        if begins_otherwise or not set(roles.values()) >= FIELDS:
            continue
        first = next(iter(roles.values()))
        for index, role in roles.items():
            out[index] = f"{kind}.start" if role == first else f"{kind}.head"
    return out


def _names_columns(text: str) -> bool:
    """Tell whether a line is the first row of a table: nothing but labels."""
    cells = [_plain(cell) for cell in text.split(TAB)]
    whole = all(cell in ENTRY_LABELS or ENTRY_LABELS.keys() >= set(cell.split()) for cell in cells)
    return whole and len(text.split()) > 1


def _label(line: Line) -> str:
    """Return the text before the first tab or colon of a line, where it may be a label: one that dates follow is known by itself alone."""
    match = _LABEL.match(line.text)
    if match is None:
        return ""
    by_itself = not line.bullet and not find_periods(line.text[match.end() :])
    return match[1] if by_itself or _plain(match[1]) in ENTRY_LABELS else ""


def _plain(text: str) -> str:
    return fold(text).strip(" .:")
