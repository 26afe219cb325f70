"""NluService: proto <-> domain and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from metier.nlu.v1 import nlu_service_pb2 as rpc
from metier.nlu.v1 import nlu_service_pb2_grpc as rpc_grpc
from metier.nlu.v1 import reading_pb2 as pb
from services.nlu.core.inputs import Asked, Claim
from services.nlu.core.reading import Act, Engagement, Owner, StatementKind, Time
from services.shared.runtime.server_interceptors import Access

if TYPE_CHECKING:
    import grpc

    from services.nlu.core.reading import Activity, Reading
    from services.nlu.service import Nlu

    Call = grpc.aio.ServicerContext[Any, Any]

_SERVICE = rpc.DESCRIPTOR.services_by_name["NluService"]

METHODS: dict[str, Access] = {f"/{_SERVICE.full_name}/{method.name}": Access.PUBLIC for method in _SERVICE.methods}
"""Nothing of a session is read or kept here, so every method is public."""

_OWNERS = {owner: pb.Owner.Value(f"OWNER_{owner.name}") for owner in Owner}
_TIMES = {time: pb.Time.Value(f"TIME_{time.name}") for time in Time}
_ACTS = {act: pb.Act.Value(f"ACT_{act.name}") for act in Act}
_ENGAGEMENTS = {level: pb.Engagement.Value(f"ENGAGEMENT_{level.name}") for level in Engagement}
_KINDS = {kind: rpc.StatementKind.Value(f"STATEMENT_KIND_{kind.name}") for kind in StatementKind}


class NluRpc(rpc_grpc.NluServiceServicer):
    """The servicer over `Nlu`."""

    def __init__(self, nlu: Nlu) -> None:
        """Answer from `nlu`."""
        self._nlu = nlu

    async def ReadReply(self, request: rpc.ReadReplyRequest, _context: Call) -> rpc.ReadReplyResponse:
        """Read one reply."""
        asked = Asked(request.question, request.message, tuple(request.candidates))
        return rpc.ReadReplyResponse(reading=_reading(await self._nlu.read_reply(asked, request.job_title)))

    async def CompareTasks(self, request: rpc.CompareTasksRequest, _context: Call) -> rpc.CompareTasksResponse:
        """Compare statements pair by pair."""
        found = await self._nlu.compare_tasks(tuple(request.statements))
        return rpc.CompareTasksResponse(
            relations=[
                rpc.TaskRelation(
                    left=each.left,
                    right=each.right,
                    same=each.same,
                    left_contains_right=each.left_contains_right,
                    right_contains_left=each.right_contains_left,
                )
                for each in found
            ]
        )

    async def CheckClaims(self, request: rpc.CheckClaimsRequest, _context: Call) -> rpc.CheckClaimsResponse:
        """Tell what the evidence says of each claim."""
        supports = await self._nlu.check_claims([Claim(each.text, tuple(each.evidence)) for each in request.claims])
        return rpc.CheckClaimsResponse(
            supports=[
                rpc.ClaimSupport(supported=each.supported, nearest=each.nearest, nearness=each.nearness)
                for each in supports
            ]
        )

    async def ReadStatement(self, request: rpc.ReadStatementRequest, _context: Call) -> rpc.ReadStatementResponse:
        """Tell what a statement about a CV wants."""
        kinds = await self._nlu.read_statement(request.statement, request.section)
        return rpc.ReadStatementResponse(
            kinds=[
                rpc.StatementKindProbability(kind=_KINDS[kind], probability=probability) for kind, probability in kinds
            ]
        )

    async def GetModelInfo(self, _request: rpc.GetModelInfoRequest, _context: Call) -> rpc.GetModelInfoResponse:
        """Name the models."""
        return rpc.GetModelInfoResponse(
            models=[
                rpc.ModelInfo(name=each.name, fingerprint=each.fingerprint, decisions=each.decisions)
                for each in self._nlu.info()
            ]
        )


def _reading(reading: Reading) -> pb.Reading:
    return pb.Reading(
        activities=[_activity(each) for each in reading.activities],
        acts=[
            pb.ActProbability(act=_ACTS[each.act], probability=each.probability, evidence=each.evidence)
            for each in reading.acts
        ],
        confirmations=[
            pb.Confirmation(candidate=each.candidate, probability=each.probability) for each in reading.confirmations
        ],
        engagement=_ENGAGEMENTS[reading.engagement],
        engagement_probability=reading.engagement_probability,
        languages=[
            pb.LanguageProbability(language=each.language, probability=each.probability) for each in reading.languages
        ],
        retracted=[pb.Span(start=each.start, end=each.end) for each in reading.retracted],
    )


def _activity(activity: Activity) -> pb.Activity:
    return pb.Activity(
        span=pb.Span(start=activity.span.start, end=activity.span.end),
        phrase=activity.phrase,
        refers_to=activity.refers_to,
        probability=activity.probability,
        owner=_OWNERS[activity.owner],
        time=_TIMES[activity.time],
        denied=activity.denied,
        vague=activity.vague,
        own_present=activity.own_present,
        verb=activity.verb,
        unresolved=activity.unresolved,
    )
