"""The texts that are embedded once for the head and the table, with what each stands for."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.onet_match.training.informal import informal

if TYPE_CHECKING:
    from collections.abc import Sequence

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


def named_titles(corpus: Corpus, titles: dict[str, set[str]]) -> list[tuple[str, tuple[int, ...]]]:
    """All titles with the occupation positions they name: official, alternate, plain and dressed, self-given.

    Titles that calibration asks with are left out.
    """
    draw = random.Random(0)
    asked = {said.job_title.casefold() for said in corpus.calibration}
    position = corpus.catalogue.occupation_position
    named: dict[str, set[int]] = {}
    for occupation in corpus.catalogue.occupations:
        named.setdefault(occupation.title, set()).add(position[occupation.soc_code])
    for said in corpus.paraphrases:
        if said.job_title:
            named.setdefault(said.job_title, set()).add(int(corpus.catalogue.occupation_of_task[said.position]))
    for title, codes in sorted(titles.items()):
        known = {position[code] for code in codes if code in position}
        named.setdefault(title, set()).update(known)
        if draw.random() < _DRESSED_SHARE:
            is_before = draw.random() < 0.5  # noqa: PLR2004 - a coin
            dressed = draw.choice(_BEFORE) + title if is_before else title + draw.choice(_AFTER)
            named.setdefault(dressed, set()).update(known)
    return [(title, tuple(sorted(codes))) for title, codes in named.items() if codes and title.casefold() not in asked]


def gather(corpus: Corpus, named: Sequence[tuple[str, tuple[int, ...]]], descriptions: dict[str, str]) -> Texts:
    """Statements, spoken variants, written sentences, training DWA titles, titles (`named_titles`), descriptions."""
    draw = random.Random(0)
    catalogue = corpus.catalogue
    rows: dict[str, int] = {}
    occupations: list[set[int]] = []
    pairs: list[tuple[int, int]] = []

    def add(text: str, *spoken_for: int) -> int:
        row = rows.setdefault(text, len(rows))
        if row == len(occupations):
            occupations.append(set())
        occupations[row].update(spoken_for)
        return row

    owners = [int(owner) for owner in catalogue.occupation_of_task]
    statements = [add(task.statement, owner) for task, owner in zip(catalogue.tasks, owners, strict=True)]
    for task, owner, row in zip(catalogue.tasks, owners, statements, strict=True):
        pairs.append((add(informal(task.statement, draw), owner), row))
    pairs += [(add(said.text, owners[said.position]), statements[said.position]) for said in corpus.paraphrases]
    pairs += [(add(corpus.dwa_titles[dwa]), statements[position]) for dwa, position in corpus.dwa_pairs]
    for owner, occupation in enumerate(catalogue.occupations):
        add(occupation.title, owner)
        if description := descriptions.get(occupation.soc_code):
            add(description, owner)
    for title, codes in named:
        add(title, *codes)
    return Texts(list(rows), [tuple(sorted(found)) for found in occupations], pairs)
