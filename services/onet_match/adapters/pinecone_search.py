"""Candidates from a Pinecone index; one namespace per build, so releases live side by side.

The SDK retries connection errors and 408, 429 and 5xx answers by itself with jittered backoff; what still fails
becomes `Unavailable`. Task ids are the vector ids, the occupation code and the statement are metadata.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from services.onet_match.core.retrieval import Retrieved
from services.shared.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from services.onet_match.core.catalogue import Catalogue
    from services.onet_match.core.vectors import Vectors

    Report = Callable[[str, int, int], None]

_BATCH = 100  # vectors of one upsert: 100 x (384 floats + metadata) is about 500 KB of the 2 MB a request may have
_PARALLEL = 8  # queries in flight; the free tier takes 20 a second per namespace
_PRIOR_OCCUPATIONS = 10  # occupations a second, filtered query looks into: acc@5 of a title is about 0.8
_RETRIES = 4


@dataclass(frozen=True)
class PineconeStore:
    """One index of one project.

    Attributes:
        index: The SDK's client of the index.
        namespace_prefix: Before the name of each build's namespace.
        pool: Threads that queries wait on.
    """

    index: Any
    namespace_prefix: str
    pool: ThreadPoolExecutor

    def push(self, catalogue: Catalogue, vectors: Vectors, build: str, report: Report) -> int:
        """Write all tasks into the namespace of `build` and return how many it then holds.

        Writing the same build again overwrites each vector by itself, so an interrupted push is simply repeated.
        """
        namespace = self.namespace(build)
        total = len(catalogue.tasks)
        for start in range(0, total, _BATCH):
            stop = min(start + _BATCH, total)
            batch = [
                {
                    "id": task.task_id,
                    "values": np.asarray(vectors[position]).tolist(),
                    "metadata": {"soc_code": task.soc_code, "statement": task.statement},
                }
                for position, task in enumerate(catalogue.tasks[start:stop], start=start)
            ]
            _asked(partial(self.index.upsert, vectors=batch, namespace=namespace, show_progress=False))
            report("push", stop, total)
        return self.count(build)

    def count(self, build: str) -> int:
        """Vectors in the namespace of `build`."""
        namespaces = _asked(self.index.describe_index_stats).namespaces
        found = namespaces.get(self.namespace(build))
        return int(found.vector_count) if found else 0

    def namespace(self, build: str) -> str:
        """The namespace a build lives in."""
        return f"{self.namespace_prefix}{build}"


class PineconeRetriever:
    """Nearest tasks by Pinecone: one query over everything, one within the likely occupations."""

    def __init__(self, store: PineconeStore, catalogue: Catalogue, build: str) -> None:
        """Search the namespace of `build`, whose tasks are those of `catalogue`."""
        self._store = store
        self._catalogue = catalogue
        self._namespace = store.namespace(build)

    def search(self, queries: Vectors, prior: Vectors | None, count: int) -> Retrieved:
        """See `Retriever.search`; the prior narrows the second query to its most likely occupations."""
        filters: list[Mapping[str, Any] | None] = [None]
        if prior is not None:
            filters.append({"soc_code": {"$in": self._likely(prior)}})
        asked = [
            self._store.pool.submit(self._query, query, condition, count) for query in queries for condition in filters
        ]
        answers = [future.result() for future in asked]
        rows = []
        for start in range(0, len(answers), len(filters)):
            found = {position: score for answer in answers[start : start + len(filters)] for position, score in answer}
            rows.append((found, max((score for _, score in answers[start]), default=0.0)))
        return _ranked(rows, prior, count)

    def _likely(self, prior: Vectors) -> Sequence[str]:
        occupations = self._catalogue.occupation_of_task
        best = np.full(len(self._catalogue.occupations), -np.inf, dtype=np.float32)
        np.maximum.at(best, occupations, prior)
        order = np.argsort(-best, kind="stable")[:_PRIOR_OCCUPATIONS]
        floor = best[order[0]] - 1.0  # tasks that are ruled out carry a prior far below any score
        return [self._catalogue.occupations[position].soc_code for position in order if best[position] > floor]

    def _query(self, query: Vectors, condition: Mapping[str, Any] | None, count: int) -> list[tuple[int, float]]:
        answer = _asked(
            lambda: self._store.index.query(
                vector=query.tolist(), top_k=count, namespace=self._namespace, filter=condition
            )
        )
        known = self._catalogue.task_position
        return [(known[match.id], float(match.score)) for match in answer.matches if match.id in known]


@contextmanager
def open_store(api_key: str, host: str, namespace_prefix: str, timeout_s: float) -> Iterator[PineconeStore]:
    """The index at `host`, its connections closed after the block; the SDK is imported here, for only who uses it needs it."""
    from pinecone import Pinecone, RetryConfig  # noqa: PLC0415

    retries = RetryConfig(max_retries=_RETRIES, max_wait=timeout_s)
    with (
        closing(Pinecone(api_key=api_key, timeout=timeout_s, retry_config=retries)) as client,
        closing(client.index(host=host)) as index,
        ThreadPoolExecutor(_PARALLEL) as pool,
    ):
        yield PineconeStore(index, namespace_prefix, pool)


def _ranked(rows: Sequence[tuple[dict[int, float], float]], prior: Vectors | None, count: int) -> Retrieved:
    positions = np.zeros((len(rows), count), dtype=np.intp)
    similarities = np.full((len(rows), count), -np.inf, dtype=np.float32)
    nearest = np.zeros(len(rows), dtype=np.float32)
    for row, (found, best) in enumerate(rows):
        nearest[row] = best
        ordered = sorted(found, key=lambda p: -(found[p] + (0.0 if prior is None else float(prior[p]))))[:count]
        positions[row, : len(ordered)] = ordered
        similarities[row, : len(ordered)] = [found[position] for position in ordered]
    return Retrieved(positions, similarities, nearest)


def _asked(call: Callable[[], Any]) -> Any:
    from pinecone import PineconeError  # noqa: PLC0415

    try:
        return call()
    except PineconeError as error:
        raise Unavailable(
            "VECTOR_STORE_DOWN",
            "The vector store does not answer.",
            retry_after_s=5,  # after the SDK's own retries; long enough for a throttle to pass
        ) from error
