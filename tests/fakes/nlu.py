"""A language reader whose readings are told beforehand, served over a real local channel.

For tests that need a certain reading. Where the words themselves matter, use the real reader (`nlu_target`).
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from metier.nlu.v1 import nlu_service_pb2 as rpc
from metier.nlu.v1 import nlu_service_pb2_grpc, reading_pb2
from services.nlu.rpc import METHODS
from services.nlu.settings import NluSettings
from services.shared.runtime.channels import connect
from services.shared.runtime.serve import listen

SURE = 0.97


def activity(message: str, phrase: str, **told: Any) -> reading_pb2.Activity:
    """An activity that stands in the message: own, present and sure where `told` says nothing else."""
    start = message.index(phrase)
    said = {"probability": SURE, "own_present": SURE, "owner": reading_pb2.OWNER_SELF, "time": reading_pb2.TIME_PRESENT}
    span = reading_pb2.Span(start=start, end=start + len(phrase))
    return reading_pb2.Activity(span=span, phrase=phrase, verb=phrase.split(maxsplit=1)[0], **(said | told))


def reading(
    message: str,
    activities: Sequence[str | reading_pb2.Activity] = (),
    *,
    acts: Mapping[str, float] | None = None,
    confirmed: Mapping[str, float] | None = None,
    engagement: str = "medium",
    language: str = "en",
) -> reading_pb2.Reading:
    """A reading; acts by their short name ("stop"), an answer where activities are told and no acts."""
    named = {"answer": SURE} if acts is None and activities else acts or {}
    return reading_pb2.Reading(
        activities=[activity(message, one) if isinstance(one, str) else one for one in activities],
        acts=[
            reading_pb2.ActProbability(act=reading_pb2.Act.Value(f"ACT_{name.upper()}"), probability=probability)
            for name, probability in sorted(named.items(), key=lambda item: -item[1])
        ],
        confirmations=[
            reading_pb2.Confirmation(candidate=name, probability=probability)
            for name, probability in (confirmed or {}).items()
        ],
        engagement=reading_pb2.Engagement.Value(f"ENGAGEMENT_{engagement.upper()}"),
        engagement_probability=SURE,
        languages=[reading_pb2.LanguageProbability(language=language, probability=SURE)],
    )


class FakeNlu(nlu_service_pb2_grpc.NluServiceServicer):
    """Answers with what it was told; a message nobody told it of is a plain one that names nothing."""

    def __init__(self, *readings: tuple[str, reading_pb2.Reading]) -> None:
        """Know the readings by message."""
        self.readings = dict(readings)
        self.relations: list[rpc.TaskRelation] = []
        self.supports: dict[str, float] = {}

    async def ReadReply(self, request: rpc.ReadReplyRequest, context: Any) -> rpc.ReadReplyResponse:
        return rpc.ReadReplyResponse(reading=self.readings.get(request.message) or reading(request.message))

    async def CompareTasks(self, request: rpc.CompareTasksRequest, context: Any) -> rpc.CompareTasksResponse:
        return rpc.CompareTasksResponse(relations=self.relations)

    async def CheckClaims(self, request: rpc.CheckClaimsRequest, context: Any) -> rpc.CheckClaimsResponse:
        return rpc.CheckClaimsResponse(
            supports=[rpc.ClaimSupport(supported=self.supports.get(claim.text, 0.5)) for claim in request.claims]
        )


@asynccontextmanager
async def served(fake: FakeNlu) -> AsyncIterator[Any]:
    """A stub that reaches the fake."""
    settings = NluSettings()

    def register(server: Any) -> None:
        nlu_service_pb2_grpc.add_NluServiceServicer_to_server(fake, server)

    async with listen("nlu", settings, register, METHODS) as server, connect(server.target, settings) as channel:
        yield nlu_service_pb2_grpc.NluServiceStub(channel)
