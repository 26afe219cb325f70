"""OnetMatchService: proto <-> domain and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from metier.onet_match.v1 import catalogue_pb2 as pb
from metier.onet_match.v1 import onet_match_service_pb2 as rpc
from metier.onet_match.v1 import onet_match_service_pb2_grpc as rpc_grpc
from services.onet_match.core import inputs
from services.onet_match.core.catalogue import ATTRIBUTION, TaskType
from services.onet_match.core.matching import Confidence
from services.onet_match.core.ranking import ProfileTask
from services.onet_match.core.recommend import ActionType
from services.onet_match.requests import MatchQuery, Timings
from services.shared.errors import TooLarge
from services.shared.language.sentences import joined
from services.shared.onet import CATEGORIES
from services.shared.runtime.messages import timestamp
from services.shared.runtime.server_interceptors import Access

if TYPE_CHECKING:
    import grpc

    from services.onet_match.core.catalogue import Occupation, Task
    from services.onet_match.core.matching import Candidate, TaskMatch
    from services.onet_match.core.ranking import OccupationMatch
    from services.onet_match.service import OnetMatch
    from services.shared.language.sentences import Sentence

    Call = grpc.aio.ServicerContext[Any, Any]

_SERVICE = rpc.DESCRIPTOR.services_by_name["OnetMatchService"]

METHODS: dict[str, Access] = {f"/{_SERVICE.full_name}/{method.name}": Access.PUBLIC for method in _SERVICE.methods}
"""Nothing of a session is read or written here, so every method is public."""

_CATEGORIES = {None: pb.WORK_CATEGORY_UNSPECIFIED} | {
    one: pb.WorkCategory.Value(one.contract_name) for one in CATEGORIES
}
_CATEGORY_OF = {number: category for category, number in _CATEGORIES.items()}
_TASK_TYPES = {
    TaskType.CORE: pb.TASK_TYPE_CORE,
    TaskType.SUPPLEMENTAL: pb.TASK_TYPE_SUPPLEMENTAL,
    TaskType.UNKNOWN: pb.TASK_TYPE_UNSPECIFIED,
}
_CONFIDENCES = {
    Confidence.NONE: pb.CONFIDENCE_NONE,
    Confidence.LOW: pb.CONFIDENCE_LOW,
    Confidence.MEDIUM: pb.CONFIDENCE_MEDIUM,
    Confidence.HIGH: pb.CONFIDENCE_HIGH,
}
_WRITTEN_BY = {"model": pb.WRITTEN_BY_MODEL, "rules": pb.WRITTEN_BY_RULES}
_ACTION_TYPES = {kind: pb.ActionType.Value(f"ACTION_TYPE_{kind.name}") for kind in ActionType}


class OnetMatchRpc(rpc_grpc.OnetMatchServiceServicer):
    """The servicer over `OnetMatch`."""

    def __init__(self, matcher: OnetMatch) -> None:
        """Answer from `matcher`."""
        self._matcher = matcher

    async def MatchTasks(self, request: rpc.MatchTasksRequest, context: Call) -> rpc.MatchTasksResponse:
        """Find the task each text describes."""
        answer = await self._matcher.match(
            MatchQuery(
                texts=tuple(request.texts),
                top_k=request.top_k,
                job_title=request.context.job_title,
                soc_code=request.context.soc_code,
                other_tasks=tuple(request.context.other_tasks),
                embedder=request.embedder,
                language=request.language,
                rules_only=request.rules_only,
                no_cache=request.no_cache,
            )
        )
        _tell(context, answer.timings)
        return rpc.MatchTasksResponse(
            matches=[_match(match) for match in answer.matches], embedder=answer.embedder, release=answer.release
        )

    async def ResolveOccupation(
        self, request: rpc.ResolveOccupationRequest, context: Call
    ) -> rpc.ResolveOccupationResponse:
        """Rank the occupations that fit a title and sentences."""
        timings = Timings()
        guesses, peaked = await self._matcher.resolve_occupation(
            request.job_title, tuple(request.sentences), request.limit, timings
        )
        _tell(context, timings)
        return rpc.ResolveOccupationResponse(
            occupations=[
                pb.OccupationGuess(soc_code=occupation.soc_code, title=occupation.title, probability=probability)
                for occupation, probability in guesses
            ],
            peaked=peaked,
        )

    async def ListTypicalTasks(
        self, request: rpc.ListTypicalTasksRequest, _context: Call
    ) -> rpc.ListTypicalTasksResponse:
        """List tasks of occupations by importance."""
        category = _CATEGORY_OF.get(request.category)
        tasks = self._matcher.typical_tasks(tuple(request.soc_codes), category, request.limit)
        return rpc.ListTypicalTasksResponse(tasks=[_task(task) for task in tasks])

    async def ClassifyActivities(
        self, request: rpc.ClassifyActivitiesRequest, context: Call
    ) -> rpc.ClassifyActivitiesResponse:
        """Tell the work category of each text."""
        timings = Timings()
        classes = await self._matcher.classify_activities(tuple(request.texts), timings)
        _tell(context, timings)
        return rpc.ClassifyActivitiesResponse(
            classes=[
                rpc.ActivityClass(
                    category=_CATEGORIES[found.category],
                    share=found.share,
                    evidence=[_candidate(candidate) for candidate in found.evidence],
                )
                for found in classes
            ]
        )

    async def EmbedTexts(self, request: rpc.EmbedTextsRequest, context: Call) -> rpc.EmbedTextsResponse:
        """Turn texts into vectors."""
        timings = Timings()
        vectors, embedder = await self._matcher.embed(tuple(request.texts), request.embedder, timings)
        _tell(context, timings)
        return rpc.EmbedTextsResponse(
            embeddings=[rpc.Embedding(values=vector.tolist()) for vector in vectors], embedder=embedder
        )

    async def RankOccupations(self, request: rpc.RankOccupationsRequest, context: Call) -> rpc.RankOccupationsResponse:
        """Rank occupations for a profile."""
        tasks, timings = [ProfileTask(task.id, task.text, task.onet_task_id) for task in request.tasks], Timings()
        found = await self._matcher.rank_occupations(tasks, request.job_title, request.limit, timings)
        _tell(context, timings)
        return rpc.RankOccupationsResponse(occupations=[_occupation_match(match) for match in found])

    async def SearchTitles(self, request: rpc.SearchTitlesRequest, _context: Call) -> rpc.SearchTitlesResponse:
        """Complete a job title."""
        hits = await self._matcher.search_titles(request.query, request.limit)
        return rpc.SearchTitlesResponse(
            titles=[
                rpc.TitleHit(title=hit.title, soc_code=hit.occupation.soc_code, occupation_title=hit.occupation.title)
                for hit in hits
            ]
        )

    async def GetOccupation(self, request: rpc.GetOccupationRequest, _context: Call) -> rpc.GetOccupationResponse:
        """Return one occupation."""
        return rpc.GetOccupationResponse(occupation=_occupation(*self._matcher.occupation(request.soc_code)))

    async def GetIndexInfo(self, _request: rpc.GetIndexInfoRequest, _context: Call) -> rpc.GetIndexInfoResponse:
        """Describe the index."""
        snapshot = self._matcher.serving()
        catalogue = snapshot.catalogue
        return rpc.GetIndexInfoResponse(
            release=catalogue.release,
            task_count=len(catalogue.tasks),
            occupation_count=len(catalogue.occupations),
            dwa_count=catalogue.dwa_count,
            alternate_title_count=snapshot.titles.alternate_count,
            embedders=[
                rpc.EmbedderInfo(
                    name=name,
                    dimensions=index.task_vectors.shape[1],
                    high=index.scoring.cutoffs.high,
                    medium=index.scoring.cutoffs.medium,
                    low=index.scoring.cutoffs.low,
                )
                for name, index in snapshot.indexes.items()
            ],
            backend=self._matcher.backend,
            attribution=ATTRIBUTION,
            built_at=timestamp(snapshot.built_at),
        )

    async def Echo(self, request: rpc.EchoRequest, _context: Call) -> rpc.EchoResponse:
        """Return the payload."""
        if len(request.payload) > inputs.MAX_ECHO_BYTES:
            raise TooLarge(
                "TEXT_TOO_LONG",
                "The payload is too long.",
                field="payload",
                limit=f"{inputs.MAX_ECHO_BYTES} bytes",
            )
        return rpc.EchoResponse(payload=request.payload)


def _match(match: TaskMatch) -> pb.TaskMatch:
    return pb.TaskMatch(
        text=match.text,
        candidates=[_candidate(candidate) for candidate in match.candidates],
        best=_candidate(match.best) if match.best else None,
        confidence=_CONFIDENCES[match.confidence],
        reasoning=match.reasoning.text,
        reasoning_sentence=_sentence(match.reasoning) if match.reasoning.id else None,
        written_by=_WRITTEN_BY[match.written_by],
        model=match.model,
    )


def _sentence(sentence: Sentence) -> pb.Sentence:
    return pb.Sentence(id=sentence.id, arguments=dict(sentence.arguments), text=sentence.text)


def _candidate(candidate: Candidate) -> pb.TaskCandidate:
    return pb.TaskCandidate(task=_task(candidate.task), score=candidate.score, probability=candidate.probability)


def _occupation_match(match: OccupationMatch) -> pb.OccupationMatch:
    return pb.OccupationMatch(
        soc_code=match.occupation.soc_code,
        title=match.occupation.title,
        score=match.score,
        confidence=_CONFIDENCES[match.confidence],
        supporting=[
            pb.SupportingTask(id=item.id, task=_task(item.task), similarity=item.similarity)
            for item in match.supporting
        ],
        missing=[_task(task) for task in match.missing],
        recommendations=[
            pb.Recommendation(
                type=_ACTION_TYPES[item.type],
                action=item.action.text,
                onet_task_ids=item.task_ids,
                sentence=_sentence(item.action),
            )
            for item in match.recommendations
        ],
        explanation=joined(match.explanation),
        explanation_sentences=map(_sentence, match.explanation),
        job_zone=match.occupation.job_zone,
        related_soc_codes=match.occupation.related_soc_codes,
    )


def _task(task: Task) -> pb.OnetTask:
    return pb.OnetTask(
        task_id=task.task_id,
        statement=task.statement,
        soc_code=task.soc_code,
        occupation_title=task.occupation_title,
        task_type=_TASK_TYPES[task.task_type],
        work_category=_CATEGORIES[task.category],
        activities=[
            pb.WorkActivity(
                dwa_id=activity.dwa_id,
                dwa_title=activity.dwa_title,
                gwa_id=activity.gwa_id,
                gwa_title=activity.gwa_title,
            )
            for activity in task.activities
        ],
        importance_rank=task.importance_rank,
    )


def _occupation(occupation: Occupation, task_count: int) -> pb.Occupation:
    return pb.Occupation(
        soc_code=occupation.soc_code,
        title=occupation.title,
        description=occupation.description,
        job_zone=occupation.job_zone,
        alternate_titles=occupation.alternate_titles,
        related_soc_codes=occupation.related_soc_codes,
        task_count=task_count,
    )


def _tell(context: Call, timings: Timings) -> None:
    context.set_trailing_metadata((("embed-ms", f"{timings.embed_ms:.3f}"), ("search-ms", f"{timings.search_ms:.3f}")))
