"""The reader of language over gRPC."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from metier.nlu.v1 import nlu_service_pb2, reading_pb2
from services.agent.core.reading import Act, Confirmed, Done, Named, Owner, Reading, Span, Time, Tongue
from services.agent.core.types import Engagement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from metier.nlu.v1.nlu_service_pb2_grpc import NluServiceAsyncStub

LONGEST_MESSAGE, LONGEST_QUESTION, LONGEST_TITLE, MOST_CANDIDATES = 16_384, 8_192, 200, 32
"""What ReadReply takes (contract): characters and candidates."""
_ACTS: Final = {reading_pb2.Act.Value(f"ACT_{act.name}"): act for act in Act}
_OWNERS: Final = {reading_pb2.Owner.Value(f"OWNER_{owner.name}"): owner for owner in Owner if owner}
_TIMES: Final = {reading_pb2.Time.Value(f"TIME_{time.name}"): time for time in Time if time}
_ENGAGEMENTS: Final = {reading_pb2.Engagement.Value(f"ENGAGEMENT_{one.name}"): one for one in Engagement}


class NluReader:
    """Implements `Reader`."""

    def __init__(self, stub: NluServiceAsyncStub) -> None:
        """Read by `stub`."""
        self._stub = stub

    async def read(self, message: str, question: str, job_title: str, candidates: Sequence[str]) -> Reading:
        """See `ports.Reader`."""
        request = nlu_service_pb2.ReadReplyRequest(
            question=question[-LONGEST_QUESTION:],
            message=message[:LONGEST_MESSAGE],
            job_title=job_title[:LONGEST_TITLE],
            candidates=candidates[:MOST_CANDIDATES],
        )
        return reading_of((await self._stub.ReadReply(request)).reading)


def reading_of(told: reading_pb2.Reading) -> Reading:
    """A reading of the contract as the core's."""
    return Reading(
        activities=tuple(map(_named, told.activities)),
        acts=tuple(Done(_ACTS[one.act], one.probability, tuple(one.evidence)) for one in told.acts if one.act in _ACTS),
        confirmations=tuple(Confirmed(one.candidate, one.probability) for one in told.confirmations),
        engagement=_ENGAGEMENTS.get(told.engagement, Engagement.LOW),
        engagement_probability=told.engagement_probability,
        tongues=tuple(Tongue(one.language, one.probability) for one in told.languages),
        retracted=tuple(map(_span, told.retracted)),
    )


def _span(span: reading_pb2.Span) -> Span:
    return Span(span.start, span.end)


def _named(told: reading_pb2.Activity) -> Named:
    return Named(
        phrase=told.phrase,
        span=_span(told.span),
        probability=told.probability,
        own_present=told.own_present,
        verb=told.verb,
        refers_to=told.refers_to,
        owner=_OWNERS.get(told.owner, Owner.UNKNOWN),
        time=_TIMES.get(told.time, Time.UNKNOWN),
        is_denied=told.denied,
        is_vague=told.vague,
        is_unresolved=told.unresolved,
    )
