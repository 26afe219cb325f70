"""The reader of language over gRPC: readings of messages, and how statements relate."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from metier.nlu.v1 import nlu_service_pb2 as pb
from metier.nlu.v1 import reading_pb2
from services.taskpipeline.core.reading import Named, Reading, Relation

if TYPE_CHECKING:
    from metier.nlu.v1.nlu_service_pb2_grpc import NluServiceAsyncStub

LONGEST_MESSAGE, LONGEST_QUESTION, LONGEST_TITLE, MOST_CANDIDATES = 16_384, 8_192, 200, 32
"""What ReadReply takes (contract): characters and candidates."""
_NOT_THEIRS: Final = {reading_pb2.TIME_PAST, reading_pb2.TIME_PLANNED}


class NluReader:
    """Implements `Reader`."""

    def __init__(self, stub: "NluServiceAsyncStub") -> None:
        """Read by `stub`."""
        self._stub = stub

    async def read(self, message: str, question: str, job_title: str, candidates: Sequence[str]) -> Reading:
        """Return what a message says."""
        request = pb.ReadReplyRequest(
            question=question[-LONGEST_QUESTION:],
            message=message[:LONGEST_MESSAGE],
            job_title=job_title[:LONGEST_TITLE],
            candidates=candidates[:MOST_CANDIDATES],
        )
        return _reading((await self._stub.ReadReply(request)).reading, message)

    async def compare(self, statements: Sequence[str]) -> Mapping[tuple[int, int], Relation]:
        """Return how pairs of statements relate; pairs that are clearly different are left out."""
        answer = await self._stub.CompareTasks(pb.CompareTasksRequest(statements=statements))
        return {
            (one.left, one.right): Relation(one.same, one.left_contains_right, one.right_contains_left)
            for one in answer.relations
        }


def _reading(told: reading_pb2.Reading, message: str) -> Reading:
    first = next(iter(told.languages), None)
    return Reading(
        activities=tuple(map(_named, told.activities)),
        confirmed={one.candidate: one.probability for one in told.confirmations},
        retracted=tuple(message[span.start : span.end] for span in told.retracted),
        acts={reading_pb2.Act.Name(one.act).removeprefix("ACT_").lower(): one.probability for one in told.acts},
        language=(first.language, first.probability) if first else ("und", 0.0),
    )


def _named(told: reading_pb2.Activity) -> Named:
    is_others = told.owner == reading_pb2.OWNER_OTHER
    return Named(
        phrase=told.phrase,
        own_present=told.own_present,
        verb=told.verb,
        refers_to=told.refers_to,
        is_theirs=not (told.denied or is_others or told.time in _NOT_THEIRS),
        is_vague=told.vague,
        is_open=told.unresolved,
        is_given_up=told.denied or is_others,
    )
