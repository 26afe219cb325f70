"""The texts that are embedded once for the head and the table, with what each stands for."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.onet_match.training.informal import informal, shortened

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from services.onet_match.training.data import Corpus

_BEFORE = ("Senior ", "Junior ", "Lead ", "Assistant ", "Head ", "Regional ", "Part-time ", "Acting ", "Deputy ")
_AFTER = (" I", " II", " III", " (night shift)", " - contract", " Officer", " Specialist", " Team Lead", " Trainee")
_INTRODUCTIONS = (
    "I was a {title} and I had to {one}.", "As {title} I {one} and {other}.", "Worked as a {title}, my job was to {one}.",
    "I worked as {title}, where I had to {one} and {other}.", "{title}: {one}, {other}.", "I am a {title}. I {one}.",
    "In my role as {title} I had to {one}.", "I served as {title}, and among other things I {one}.",
    "I was responsible as a {title} for this: {one}.", "Experienced {title} who can {one} and {other}.",
)  # fmt: skip
_INTRODUCED = 16  # introductions per occupation
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
    """All texts: statements, spoken variants, written sentences, training DWA titles, titles, introductions, descriptions.

    `named` are the titles of `named_titles`, `descriptions` those of occupations by code.
    """
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
    for text, owner in _introductions(corpus, named):
        add(text, owner)
    return Texts(list(rows), [tuple(sorted(found)) for found in occupations], pairs)


def _introductions(corpus: Corpus, named: Sequence[tuple[str, tuple[int, ...]]]) -> Iterator[tuple[str, int]]:
    """How people begin to tell what they are: a title of the occupation and one or two of its tasks, and whose it is."""
    draw = random.Random(1)
    catalogue = corpus.catalogue
    titles: dict[int, list[str]] = {}
    for title, codes in named:
        for owner in codes:
            titles.setdefault(owner, []).append(title)
    for owner, occupation in enumerate(catalogue.occupations):
        span = catalogue.task_ranges[occupation.soc_code]
        for _ in range(_INTRODUCED):
            one, other = (shortened(catalogue.tasks[draw.choice(span)].statement) for _ in range(2))
            text = draw.choice(_INTRODUCTIONS).format(title=draw.choice(titles[owner]), one=one, other=other)
            yield text, owner
