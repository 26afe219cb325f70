"""Whole sessions: do the other tasks of the same person help to find each one, also where one of them is not their trade?

Of the people of `services/onet_match/training/people.py`, who say five sentences each (confidence is calibrated on them;
the order of candidates is not). `alone` is each sentence by itself; `others` is the same with all sentences of the person
as context, as the background job asks; the `title` rows also give the job title. In the `stranger` rows each says one
sentence of another occupation: `own` are the four of theirs, `stranger` is that one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evals.tables import hit_rate
from metier.onet_match.v1 import catalogue_pb2 as pb
from metier.onet_match.v1 import onet_match_service_pb2 as rpc
from services.onet_match.training.data import read_corpus
from services.onet_match.training.people import people, with_strangers

if TYPE_CHECKING:
    from pathlib import Path

    from evals.served import Served
    from metier.onet_match.v1.onet_match_service_pb2_grpc import OnetMatchServiceAsyncStub
    from services.onet_match.training.data import Corpus
    from services.onet_match.training.people import Person

NEEDS = ()


@dataclass(frozen=True)
class Answer:
    """Which candidates of a sentence are right, best first; whether the match is "high", and the sentence a stranger's."""

    hits: list[bool]
    is_high: bool
    is_stranger: bool


async def evaluate(data: Path, served: Served) -> dict[str, float]:
    """hit@1 and hit@5 without and with the person's others, without and with the job title; how often "high" is right."""
    del data  # the sentences are the project's own
    corpus = read_corpus()
    stayers = people(corpus)
    figures: dict[str, float] = {"session.people": len(stayers)}
    for name, with_others, with_title in (
        ("alone", False, False),
        ("others", True, False),
        ("title_alone", False, True),
        ("title_others", True, True),
    ):
        answers = await _ask(served.onet, corpus, stayers, with_others=with_others, with_title=with_title)
        figures |= _hit_rates(f"session.{name}", answers)
    figures |= _high(f"session.{name}", answers)
    mixed = await _ask(served.onet, corpus, with_strangers(stayers), with_others=True, with_title=True)
    figures |= _hit_rates("session.with_stranger.own", [answer for answer in mixed if not answer.is_stranger])
    figures |= _hit_rates("session.with_stranger.stranger", [answer for answer in mixed if answer.is_stranger])
    return figures | _high("session.with_stranger", mixed)


def _hit_rates(name: str, answers: list[Answer]) -> dict[str, float]:
    return {f"{name}.hit{depth}": hit_rate([answer.hits for answer in answers], depth) for depth in (1, 5)}


def _high(name: str, answers: list[Answer]) -> dict[str, float]:
    high = [answer.hits[0] for answer in answers if answer.is_high]
    return {f"{name}.high_precision": sum(high) / max(1, len(high)), f"{name}.high_share": len(high) / len(answers)}


async def _ask(
    onet: OnetMatchServiceAsyncStub, corpus: Corpus, crowd: list[Person], *, with_others: bool, with_title: bool
) -> list[Answer]:
    answers = []
    for person in crowd:
        context = rpc.MatchContext(
            job_title=person.job_title if with_title else "", other_tasks=person.texts if with_others else []
        )
        answer = await onet.MatchTasks(
            rpc.MatchTasksRequest(texts=person.texts, top_k=5, context=context, rules_only=True, no_cache=True)
        )
        for place, (match, said) in enumerate(zip(answer.matches, person.said, strict=True)):
            right = corpus.catalogue.tasks[said.position].statement
            hits = [candidate.task.statement == right for candidate in match.candidates]
            answers.append(Answer(hits, match.confidence == pb.CONFIDENCE_HIGH, place == person.stranger))
    return answers
