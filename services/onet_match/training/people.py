"""People made of the calibration sentences, to see what the tasks of one person tell of each other.

Of `calibration.tsv` those occupations count of which not one sentence was learnt from. Nobody's work is one O*NET
occupation and nothing else, so there are people of both kinds: those who stay with theirs, and those one of whose
sentences is a stranger's.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.onet_match.training.data import Corpus, Sentence

SAID = 5
"""Sentences of a person: about what a short conversation ends with; the ten of an occupation make two people."""


@dataclass(frozen=True)
class Person:
    """What somebody said; `stranger` is the place of the sentence of another occupation, if there is one."""

    said: tuple[Sentence, ...]
    job_title: str
    stranger: int | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        """The sentences alone."""
        return tuple(sentence.text for sentence in self.said)


def people(corpus: Corpus) -> list[Person]:
    """The people who stay with their occupation, the same ones each time."""
    tasks = corpus.catalogue.tasks
    learnt = {tasks[sentence.position].soc_code for sentence in corpus.paraphrases}
    by_occupation: dict[str, list[Sentence]] = defaultdict(list)
    for sentence in corpus.calibration:
        if (code := tasks[sentence.position].soc_code) not in learnt:
            by_occupation[code].append(sentence)
    return [
        Person(said, next((sentence.job_title for sentence in said if sentence.job_title), ""))
        for sentences in by_occupation.values()
        for start in range(0, len(sentences) - SAID + 1, SAID)
        for said in [tuple(sentences[start : start + SAID])]
    ]


def with_strangers(crowd: Sequence[Person]) -> list[Person]:
    """The same people, but each says one sentence of the person half the crowd away in place of an own one."""
    mixed = []
    for number, person in enumerate(crowd):
        place = number % SAID
        other = crowd[(number + len(crowd) // 2) % len(crowd)].said[place]
        said = (*person.said[:place], other, *person.said[place + 1 :])
        mixed.append(replace(person, said=said, stranger=place))
    return mixed
