"""The matcher over gRPC: vectors of texts, and the tasks of occupations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from cachetools import LRUCache

from metier.onet_match.v1 import catalogue_pb2 as pb
from metier.onet_match.v1 import onet_match_service_pb2 as rpc
from services.actions.core.types import OnetTask
from services.shared.language.words import content_words, jaccard
from services.shared.onet import WorkCategory

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from metier.onet_match.v1.onet_match_service_pb2_grpc import OnetMatchServiceAsyncStub

_TEXTS_A_CALL: Final = 256  # EmbedTextsRequest
_CODES_A_CALL: Final = 10  # ListTypicalTasksRequest
_TASKS_A_CODE: Final = 100  # the same
_CHARS: Final = 1000  # the embedder reads 256 tokens; what follows changes nothing

CATEGORIES: Final = {pb.WorkCategory.Value(category.contract_name): category for category in WorkCategory}


class OnetCatalogue:
    """The `Catalogue` behind `OnetMatchService`; keeps the vectors it was last asked for."""

    def __init__(self, stub: OnetMatchServiceAsyncStub, cached: int) -> None:
        """Keep vectors of at most `cached` texts."""
        self._stub = stub
        self._vectors: LRUCache[tuple[str, str], NDArray[np.float32]] = LRUCache(cached)
        self._embedder = ""

    async def vectors(self, texts: Sequence[str]) -> Mapping[str, NDArray[np.float32]]:
        """The unit vector of each text, all of one embedder."""
        embedder = self._embedder
        found: dict[str, NDArray[np.float32]] = {}
        while True:
            found |= {text: v for text in texts if (v := self._vectors.get((embedder, text))) is not None}
            missing = [text for text in dict.fromkeys(texts) if text not in found][:_TEXTS_A_CALL]
            if not missing:
                return found
            answer = await self._stub.EmbedTexts(rpc.EmbedTextsRequest(texts=[text[:_CHARS] for text in missing]))
            if answer.embedder != embedder:  # the matcher answers with another one by now: the vectors do not compare
                self._embedder = embedder = answer.embedder
                found = {}
            for text, one in zip(missing, answer.embeddings, strict=True):
                found[text] = self._vectors[embedder, text] = np.asarray(one.values, dtype=np.float32)

    async def tasks_of(self, soc_codes: Sequence[str]) -> Mapping[str, OnetTask]:
        """The tasks of these occupations, by id."""
        tasks: dict[str, OnetTask] = {}
        for batch in _batches(soc_codes, _CODES_A_CALL):
            request = rpc.ListTypicalTasksRequest(soc_codes=batch, limit=_TASKS_A_CODE)
            answer = await self._stub.ListTypicalTasks(request)
            tasks |= {task.task_id: onet_task(task) for task in answer.tasks}
        return tasks


def onet_task(task: pb.OnetTask) -> OnetTask:
    """The domain's task; of its detailed activities the one whose words come closest to the statement."""
    titles = [one.dwa_title for one in task.activities if one.dwa_title]
    words = content_words(task.statement)
    activity = max(titles, key=lambda title: jaccard(content_words(title), words), default="")
    category = CATEGORIES.get(task.work_category, WorkCategory.UNKNOWN)
    return OnetTask(task.task_id, task.statement, activity, category, task.soc_code)


def _batches(items: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
