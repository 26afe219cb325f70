"""The matcher over gRPC: meaning for the fast pipeline, matches and occupations for the jobs."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message

from metier.onet_match.v1 import catalogue_pb2
from metier.onet_match.v1 import onet_match_service_pb2 as pb
from services.shared.errors import MetierError
from services.shared.onet import WorkCategory
from services.taskpipeline.core.types import Document, Result, Task
from services.taskpipeline.ports import Person

if TYPE_CHECKING:
    from metier.onet_match.v1.onet_match_service_pb2_grpc import OnetMatchServiceAsyncStub

_CATEGORIES: Final = {catalogue_pb2.WorkCategory.Value(one.contract_name): one for one in WorkCategory}
ATTRIBUTION: Final = (
    "This product includes information from the O*NET database by the U.S. Department of Labor, Employment and Training "
    "Administration (USDOL/ETA), used under the CC BY 4.0 license. O*NET is a trademark of USDOL/ETA."
)
"""Shown while the matcher, which knows its release, has not been asked yet."""
MAX_TASKS: Final = 256
"""Tasks of one ranking (contract)."""


class Catalogue:
    """Implements `Meaning` and `Matcher`."""

    def __init__(self, stub: "OnetMatchServiceAsyncStub", embedder: str, timeout_s: float) -> None:
        """Keep the stub, the embedder that compares statements, and the seconds a fast-path call may take."""
        self._stub = stub
        self._embedder = embedder
        self._timeout_s = timeout_s
        self._attribution = ""

    async def similarities(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """Return the cosine of every pair of texts."""
        request = pb.EmbedTextsRequest(texts=texts, embedder=self._embedder)
        answer = await self._stub.EmbedTexts(request, timeout=self._timeout_s)
        vectors = np.array([embedding.values for embedding in answer.embeddings], dtype=np.float32)
        cosines: list[list[float]] = (vectors @ vectors.T).tolist()
        return cosines

    async def categories(self, texts: Sequence[str]) -> Sequence[WorkCategory]:
        """Return the work category of each text."""
        answer = await self._stub.ClassifyActivities(pb.ClassifyActivitiesRequest(texts=texts), timeout=self._timeout_s)
        return [_CATEGORIES.get(one.category, WorkCategory.UNKNOWN) for one in answer.classes]

    async def match(self, texts: Sequence[str], person: Person) -> Sequence[Document]:
        """Return the match of each text; the person's title and other tasks narrow the occupation down."""
        context = pb.MatchContext(job_title=person.job_title, soc_code=person.soc_code, other_tasks=person.tasks)
        answer = await self._stub.MatchTasks(pb.MatchTasksRequest(texts=texts, context=context))
        return [_document(match) for match in answer.matches]

    async def rank(self, tasks: Sequence[Task], results: Mapping[str, Result], job_title: str) -> Sequence[Document]:
        """Return the occupations that fit, best first."""
        profile = [
            pb.ProfileTask(id=task.id, text=task.normalized_description, onet_task_id=_onet_task(task, results))
            for task in tasks[:MAX_TASKS]
        ]
        answer = await self._stub.RankOccupations(pb.RankOccupationsRequest(tasks=profile, job_title=job_title))
        return [_document(occupation) for occupation in answer.occupations]

    async def attribution(self) -> str:
        """Return the matcher's attribution, a general one while it cannot be reached."""
        if not self._attribution:
            try:
                answer = await self._stub.GetIndexInfo(pb.GetIndexInfoRequest(), timeout=self._timeout_s)
            except MetierError:
                return ATTRIBUTION
            self._attribution = answer.attribution
        return self._attribution or ATTRIBUTION


def _document(message: Message) -> Document:
    found: dict[str, Any] = MessageToDict(message, preserving_proto_field_name=True)
    return found


def _onet_task(task: Task, results: Mapping[str, Result]) -> str:
    result = results.get(task.id)
    if result is None or result.revision != task.revision:
        return ""
    return str(result.match.get("best", {}).get("task", {}).get("task_id", ""))
