"""The catalogue over gRPC: the agent's questions to the matcher, with what does not change kept in memory.

Tasks of an occupation, classes and vectors of texts depend on the index alone. They are kept for the life of the process
(least recently used go first), so that a turn pays only for text that is new; a rebuilt index shows after a restart of
the entry's place in the cache.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import numpy as np

from metier.onet_match.v1 import catalogue_pb2, onet_match_service_pb2
from services.agent.core.types import Category, Classified, OccupationGuess, TypicalTask
from services.agent.turn import Closeness, Occupations, embedding_s

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    import grpc

    from metier.onet_match.v1.onet_match_service_pb2_grpc import OnetMatchServiceAsyncStub

K = TypeVar("K", bound="Hashable")
V = TypeVar("V")
A = TypeVar("A")

CATEGORIES: dict[int, Category | None] = {
    catalogue_pb2.WORK_CATEGORY_UNSPECIFIED: None,
    catalogue_pb2.WORK_CATEGORY_INFORMATION_INPUT: Category.INFORMATION_INPUT,
    catalogue_pb2.WORK_CATEGORY_MENTAL_PROCESSES: Category.MENTAL_PROCESSES,
    catalogue_pb2.WORK_CATEGORY_WORK_OUTPUT: Category.WORK_OUTPUT,
    catalogue_pb2.WORK_CATEGORY_INTERACTING_WITH_OTHERS: Category.INTERACTING_WITH_OTHERS,
}
LONGEST_TEXT = 4000  # what the matcher takes
MOST_TEXTS = 256
LIKELY = 5  # occupations asked for, as many as the rules look at
TEXTS_KEPT = 8192  # vectors of 384 float32 are 1.5 KiB: 12 MiB at most
OCCUPATIONS_KEPT = 2048  # more than O*NET has
NEAREST = 3  # tasks whose work activities say what a text is


class _Kept(Generic[K, V]):
    """The most recently used entries."""

    def __init__(self, most: int) -> None:
        self._entries: OrderedDict[K, V] = OrderedDict()
        self._most = most

    def get(self, key: K) -> V | None:
        if key in self._entries:
            self._entries.move_to_end(key)
        return self._entries.get(key)

    def put(self, key: K, value: V) -> None:
        self._entries[key] = value
        self._entries.move_to_end(key)
        while len(self._entries) > self._most:
            self._entries.popitem(last=False)


class OnetMatchCatalogue:
    """`Catalogue` over the matcher's stub."""

    def __init__(self, stub: OnetMatchServiceAsyncStub) -> None:
        """Ask through `stub`; its channel must raise the suite's errors (`runtime.channels.connect`)."""
        self._stub = stub
        self._classes: _Kept[str, Classified] = _Kept(TEXTS_KEPT)
        self._vectors: _Kept[str, np.ndarray] = _Kept(TEXTS_KEPT)
        self._typical: _Kept[tuple[str, int], tuple[TypicalTask, ...]] = _Kept(OCCUPATIONS_KEPT)
        self._embedder = ""

    async def resolve(self, job_title: str, sentences: Sequence[str]) -> Occupations:
        """The occupations a title and sentences speak for."""
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
        missing = [code for code in soc_codes if self._typical.get((code, limit)) is None]
        if missing:
            answer = await self._stub.ListTypicalTasks(
                onet_match_service_pb2.ListTypicalTasksRequest(soc_codes=missing, limit=limit)
            )
            for code in missing:
                tasks = tuple(_task(task) for task in answer.tasks if task.soc_code == code)
                self._typical.put((code, limit), tasks)
        return tuple(task for code in soc_codes for task in self._typical.get((code, limit)) or ())

    async def classify(self, texts: Sequence[str]) -> tuple[Classified, ...]:
        """What each text is, in order."""
        missing = list(dict.fromkeys(text for text in texts if self._classes.get(text) is None))
        for start in range(0, len(missing), MOST_TEXTS):
            batch = missing[start : start + MOST_TEXTS]
            answer = await _answered(
                self._stub.ClassifyActivities(
                    onet_match_service_pb2.ClassifyActivitiesRequest(texts=[text[:LONGEST_TEXT] for text in batch])
                )
            )
            for text, found in zip(batch, answer.classes, strict=True):
                self._classes.put(text, _class(found))
        unknown = Classified(None, ())
        return tuple(self._classes.get(text) or unknown for text in texts)

    async def closeness(self, texts: Sequence[str], others: Sequence[str]) -> Closeness:
        """How close in meaning each text is to each other."""
        missing = list(dict.fromkeys(text for text in (*texts, *others) if self._vectors.get(text) is None))
        for start in range(0, len(missing), MOST_TEXTS):
            batch = missing[start : start + MOST_TEXTS]
            answer = await _answered(
                self._stub.EmbedTexts(
                    onet_match_service_pb2.EmbedTextsRequest(texts=[text[:LONGEST_TEXT] for text in batch])
                )
            )
            self._embedder = answer.embedder
            for text, found in zip(batch, answer.embeddings, strict=True):
                self._vectors.put(text, np.asarray(found.values, dtype=np.float32))
        left = np.stack([vector for text in texts if (vector := self._vectors.get(text)) is not None])
        right = np.stack([vector for text in others if (vector := self._vectors.get(text)) is not None])
        # Not `left @ right.T`: BLAS wakes a second thread for it, which spins longer than the product takes.
        cosines = np.einsum("id,jd->ij", left, right)
        return Closeness(tuple(map(tuple, cosines.tolist())), self._embedder)


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
        category=CATEGORIES[task.work_category],
        gwa_ids=tuple(dict.fromkeys(activity.gwa_id for activity in task.activities)),
        rank=task.importance_rank,
    )


def _class(found: onet_match_service_pb2.ActivityClass) -> Classified:
    near = [activity.gwa_id for item in found.evidence[:NEAREST] for activity in item.task.activities]
    return Classified(CATEGORIES[found.category], tuple(sorted(dict.fromkeys(near), key=lambda gwa: -near.count(gwa))))
