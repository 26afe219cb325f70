"""The texts that are embedded once for the head and the table, with what each stands for."""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.onet_match.training.informal import informal

if TYPE_CHECKING:
    from services.onet_match.training.data import Corpus

_BEFORE = ("Senior ", "Junior ", "Lead ", "Assistant ", "Head ", "Regional ", "Part-time ", "Acting ", "Deputy ")
_AFTER = (" I", " II", " III", " (night shift)", " - contract", " Officer", " Specialist", " Team Lead", " Trainee")
_DRESSED_SHARE = 0.35  # of titles also learnt with a grade or rank around them, as people write them


@dataclass(frozen=True)
class Texts:
    """Distinct texts; `occupations[i]` are the occupation positions text i speaks for, empty where it does not."""

    texts: list[str]
    occupations: list[tuple[int, ...]]
    pairs: list[tuple[int, int]]
    """(text row, row of the task statement it means)."""


def gather(corpus: Corpus, titles: dict[str, set[str]], descriptions: dict[str, str]) -> Texts:
    """Statements, spoken variants, written sentences, training DWA titles, titles plain and dressed, descriptions."""
    draw = random.Random(0)
    catalogue = corpus.catalogue
    rows: dict[str, int] = {}
    occupations: list[set[int]] = []
    pairs: list[tuple[int, int]] = []

    def add(text: str, codes: set[str]) -> int:
        row = rows.setdefault(text, len(rows))
        if row == len(occupations):
            occupations.append(set())
        occupations[row] |= {catalogue.occupation_position[code] for code in codes & set(catalogue.occupation_position)}
        return row

    statement_rows = [add(task.statement, {task.soc_code}) for task in catalogue.tasks]
    for task, row in zip(catalogue.tasks, statement_rows, strict=True):
        pairs.append((add(informal(task.statement, draw), {task.soc_code}), row))
    for text, position in corpus.paraphrases:
        pairs.append((add(text, {catalogue.tasks[position].soc_code}), statement_rows[position]))
    for dwa, position in corpus.dwa_pairs:
        pairs.append((add(corpus.dwa_titles[dwa], set()), statement_rows[position]))
    for occupation in catalogue.occupations:
        add(occupation.title, {occupation.soc_code})
        if description := descriptions.get(occupation.soc_code):
            add(description, {occupation.soc_code})
    for title, codes in sorted(titles.items()):
        add(title, codes)
        if draw.random() < _DRESSED_SHARE:
            is_before = draw.random() < 0.5  # noqa: PLR2004 - a coin
            add(draw.choice(_BEFORE) + title if is_before else title + draw.choice(_AFTER), codes)
    return Texts(list(rows), [tuple(sorted(found)) for found in occupations], pairs)


def held_out_title(titles: dict[str, set[str]], soc_code: str, key: str) -> str:
    """The alternate title a calibration sentence is asked with; the same one for the same key, "" where there is none."""
    own = sorted(title for title, codes in titles.items() if soc_code in codes)
    ordered = sorted(own, key=lambda title: hashlib.sha256(f"{key}|{title}".encode()).hexdigest())
    return ordered[0] if ordered else ""
