"""Whole sessions: do the other tasks of the same person help to find each one?

People are made of `services/onet_match/training/calibration.tsv`: of those of its occupations of which not one sentence
was learnt from. (Confidence is calibrated on these sentences; the order of candidates is not.) One person says `SAID`
sentences of one occupation. `alone` is each sentence by itself; `others` is the same with all sentences of the person as
context, as the background job asks; the `title` rows also give the job title that came with the first sentence.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evals.tables import hit_rate
from metier.onet_match.v1 import onet_match_service_pb2 as rpc
from services.onet_match.training.data import read_corpus

if TYPE_CHECKING:
    from pathlib import Path

    from metier.onet_match.v1.onet_match_service_pb2_grpc import OnetMatchServiceAsyncStub
    from services.onet_match.training.data import Sentence

NEEDS = ()

SAID = 5
"""Sentences of a person: about what a short conversation ends with; the ten of an occupation make two people."""


@dataclass(frozen=True)
class Person:
    """What somebody said, and the statement that is right for each sentence."""

    said: list[str]
    right: list[str]
    job_title: str


async def evaluate(data: Path, onet: OnetMatchServiceAsyncStub) -> dict[str, float]:
    """hit@1 and hit@5 of sentences alone and with the person's others, without and with the job title."""
    del data  # the sentences are the project's own
    crowd = people()
    figures: dict[str, float] = {"session.people": len(crowd)}
    for name, with_others, with_title in (
        ("alone", False, False),
        ("others", True, False),
        ("title_alone", False, True),
        ("title_others", True, True),
    ):
        hits = [
            row for person in crowd for row in await _hits(onet, person, with_others=with_others, with_title=with_title)
        ]
        figures |= {f"session.{name}.hit{depth}": hit_rate(hits, depth) for depth in (1, 5)}
    return figures


def people() -> list[Person]:
    """The people, the same ones each time."""
    corpus = read_corpus()
    tasks = corpus.catalogue.tasks
    learnt = {tasks[sentence.position].soc_code for sentence in corpus.paraphrases}
    by_occupation: dict[str, list[Sentence]] = defaultdict(list)
    for sentence in corpus.calibration:
        if (code := tasks[sentence.position].soc_code) not in learnt:
            by_occupation[code].append(sentence)
    return [
        Person(
            [sentence.text for sentence in some],
            [tasks[sentence.position].statement for sentence in some],
            next((sentence.job_title for sentence in some if sentence.job_title), ""),
        )
        for sentences in by_occupation.values()
        for start in range(0, len(sentences) - SAID + 1, SAID)
        for some in [sentences[start : start + SAID]]
    ]


async def _hits(
    onet: OnetMatchServiceAsyncStub, person: Person, *, with_others: bool, with_title: bool
) -> list[list[bool]]:
    context = rpc.MatchContext(
        job_title=person.job_title if with_title else "", other_tasks=person.said if with_others else []
    )
    answer = await onet.MatchTasks(
        rpc.MatchTasksRequest(texts=person.said, top_k=5, context=context, rules_only=True, no_cache=True)
    )
    return [
        [candidate.task.statement == right for candidate in match.candidates]
        for match, right in zip(answer.matches, person.right, strict=True)
    ]
