"""The catalogue over gRPC: the agent's questions to the matcher, with what does not change kept in memory.

Tasks of an occupation and classes of texts depend on the index alone; they are kept for a while, so that another release
shows soon after the matcher switches to it. Vectors depend on the text and the embedder, and are kept under both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from cachetools import LRUCache, TTLCache

from metier.onet_match.v1 import catalogue_pb2, onet_match_service_pb2
from services.agent.core.types import Classified, OccupationGuess, TypicalTask
from services.agent.ports import Closeness, Occupations, embedding_s
from services.shared.onet import CATEGORIES, WorkCategory

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, MutableMapping, Sequence

    import grpc

    from metier.onet_match.v1.onet_match_service_pb2_grpc import OnetMatchServiceAsyncStub

A = TypeVar("A")
K = TypeVar("K")
V = TypeVar("V")

_CATEGORIES: dict[int, WorkCategory | None] = {catalogue_pb2.WORK_CATEGORY_UNSPECIFIED: None} | {
    catalogue_pb2.WorkCategory.Value(one.contract_name): one for one in CATEGORIES
}
LONGEST_TEXT = 4000  # what the matcher takes
MOST_TEXTS = 256
LIKELY = 5  # occupations asked for, as many as the rules look at
TEXTS_KEPT = 8192  # vectors of 384 float32 are 1.5 KiB: 12 MiB at most
OCCUPATIONS_KEPT = 2048  # more than O*NET has
INDEX_S = 600.0  # how long what depends on the index is kept: a conversation, and a new release shows within it
NEAREST = 3  # tasks whose work activities say what a text is


class OnetMatchCatalogue:
    """`Catalogue` over the matcher's stub."""

    def __init__(self, stub: OnetMatchServiceAsyncStub) -> None:
        """Ask through `stub`; its channel must raise the suite's errors (`runtime.channels.connect`)."""
        self._stub = stub
        self._classes: TTLCache[str, Classified] = TTLCache(TEXTS_KEPT, INDEX_S)
        self._vectors: LRUCache[tuple[str, str], np.ndarray] = LRUCache(TEXTS_KEPT)
        self._typical: TTLCache[tuple[str, int], tuple[TypicalTask, ...]] = TTLCache(OCCUPATIONS_KEPT, INDEX_S)
        self._embedder = ""

    async def resolve(self, job_title: str, sentences: Sequence[str]) -> Occupations:
        """The occupations that fit a title and sentences."""
        answer = await _answered(
            self._stub.ResolveOccupation(
                onet_match_service_pb2.ResolveOccupationRequest(
                    job_title=job_title, sentences=[text[:LONGEST_TEXT] for text in sentences], limit=LIKELY
                )
            )
        )
        guesses = tuple(OccupationGuess(item.soc_code, item.title, item.probability) for item in answer.occupations)
        return Occupations(guesses, answer.peaked)

    async def typical(self, soc_codes: Sequence[str], limit: int) -> tuple[TypicalTask, ...]:
        """The tasks of occupations by importance."""
        found = _kept(self._typical, ((code, limit) for code in soc_codes))
        if missing := [code for code in soc_codes if (code, limit) not in found]:
            answer = await self._stub.ListTypicalTasks(
                onet_match_service_pb2.ListTypicalTasksRequest(soc_codes=missing, limit=limit)
            )
            for code in missing:
                found[code, limit] = tuple(_task(task) for task in answer.tasks if task.soc_code == code)
                self._typical[code, limit] = found[code, limit]
        return tuple(task for code in soc_codes for task in found[code, limit])

    async def classify(self, texts: Sequence[str]) -> tuple[Classified, ...]:
        """What each text is, in order."""
        found = _kept(self._classes, texts)
        missing = [text for text in dict.fromkeys(texts) if text not in found]
        for start in range(0, len(missing), MOST_TEXTS):
            batch = missing[start : start + MOST_TEXTS]
            answer = await _answered(
                self._stub.ClassifyActivities(
                    onet_match_service_pb2.ClassifyActivitiesRequest(texts=[text[:LONGEST_TEXT] for text in batch])
                )
            )
            for text, one in zip(batch, answer.classes, strict=True):
                found[text] = self._classes[text] = _class(one)
        return tuple(found[text] for text in texts)

    async def closeness(self, texts: Sequence[str], others: Sequence[str]) -> Closeness:
        """How close in meaning each text is to each other."""
        embedder, vectors = await self._vectors_of(dict.fromkeys((*texts, *others)))
        left = np.stack([vectors[text] for text in texts])
        right = np.stack([vectors[text] for text in others])
        # Not `left @ right.T`: BLAS wakes a second thread for it, which spins longer than the product takes.
        cosines = np.einsum("id,jd->ij", left, right)
        return Closeness(tuple(map(tuple, cosines.tolist())), embedder)

    async def _vectors_of(self, texts: Iterable[str]) -> tuple[str, Mapping[str, np.ndarray]]:
        """Return the vector of each text, all of one embedder, and its name."""
        wanted, embedder = tuple(texts), self._embedder
        found: dict[str, np.ndarray] = {}
        while True:
            found |= {
                text: vector for (_, text), vector in _kept(self._vectors, ((embedder, t) for t in wanted)).items()
            }
            missing = [text for text in wanted if text not in found][:MOST_TEXTS]
            if not missing:
                return embedder, found
            answer = await _answered(
                self._stub.EmbedTexts(
                    onet_match_service_pb2.EmbedTextsRequest(texts=[text[:LONGEST_TEXT] for text in missing])
                )
            )
            if answer.embedder != embedder:  # the matcher answers with another one by now: the vectors do not compare
                embedder, found = answer.embedder, {}
                self._embedder = embedder
            for text, one in zip(missing, answer.embeddings, strict=True):
                found[text] = self._vectors[embedder, text] = np.asarray(one.values, dtype=np.float32)


def _kept(cache: MutableMapping[K, V], keys: Iterable[K]) -> dict[K, V]:
    """Return what a cache holds of these keys; each counts as used."""
    return {key: value for key in keys if (value := cache.get(key)) is not None}


async def _answered(call: grpc.aio.UnaryUnaryCall[Any, A]) -> A:
    """The answer of a call; its time for embedding, told by the matcher's trailer, goes into the turn's account."""
    answer = await call
    account = embedding_s.get(None)
    if account is not None:
        account += [float(value) / 1000 for key, value in await call.trailing_metadata() if key == "embed-ms"]
    return answer


def _task(task: catalogue_pb2.OnetTask) -> TypicalTask:
    return TypicalTask(
        task_id=task.task_id,
        statement=task.statement,
        soc_code=task.soc_code,
        category=_CATEGORIES[task.work_category],
        activity_ids=tuple(dict.fromkeys(activity.dwa_id or activity.gwa_id for activity in task.activities)),
        rank=task.importance_rank,
    )


def _class(found: onet_match_service_pb2.ActivityClass) -> Classified:
    near = [
        _intermediate(activity.dwa_id or activity.gwa_id)
        for item in found.evidence[:NEAREST]
        for activity in item.task.activities
    ]
    return Classified(_CATEGORIES[found.category], tuple(sorted(dict.fromkeys(near), key=lambda one: -near.count(one))))


def _intermediate(activity_id: str) -> str:
    """The intermediate work activity of a detailed one ("4.A.2.a.4.I01.D03": 4.A.2.a.4.I01)."""
    return activity_id.rpartition(".D")[0] or activity_id
