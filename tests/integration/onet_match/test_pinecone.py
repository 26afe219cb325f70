"""The Pinecone backend with the real SDK against a local server that speaks its wire format."""

from collections.abc import Iterator

import numpy as np
import pytest

from services.onet_match.adapters.pinecone_search import PineconeRetriever, PineconeStore, open_store
from services.onet_match.core.retrieval import ExactRetriever, Retriever
from services.shared.errors import Unavailable
from tests.fakes.onet import WordEmbedder, catalogue
from tests.fakes.pinecone_server import PineconeState, pinecone_server

CATALOGUE = catalogue()
EMBEDDER = WordEmbedder()
VECTORS = EMBEDDER.embed([task.statement for task in CATALOGUE.tasks])
QUERIES = EMBEDDER.embed(["Inspect account books", "Cook soups, meats", "Consult with physicians"])


def silent(_step: str, _done: int, _total: int) -> None:
    """Report to nobody."""


@pytest.fixture
def server() -> Iterator[tuple[PineconeStore, PineconeState]]:
    with pinecone_server() as (address, state), open_store("key-1", address, "onet-", 5.0) as store:
        yield store, state


@pytest.fixture(params=["exact", "pinecone"])
def retriever(request: pytest.FixtureRequest, server: tuple[PineconeStore, PineconeState]) -> Retriever:
    if request.param == "exact":
        return ExactRetriever(VECTORS)
    server[0].push(CATALOGUE, VECTORS, "build-1", silent)
    return PineconeRetriever(server[0], CATALOGUE, "build-1")


class TestRetriever:
    """What both stores promise."""

    def test_the_nearest_task_comes_first(self, retriever: Retriever):
        found = retriever.search(QUERIES, None, 3)
        assert [CATALOGUE.tasks[row[0]].task_id for row in found.positions] == ["101", "201", "302"]

    def test_similarities_are_those_of_the_vectors(self, retriever: Retriever):
        found = retriever.search(QUERIES, None, 3)
        assert np.allclose(
            found.similarities[:, 0],
            [(q * VECTORS[p[0]]).sum() for q, p in zip(QUERIES, found.positions, strict=True)],
            atol=1e-5,
        )
        assert np.allclose(found.nearest, found.similarities[:, 0], atol=1e-5)

    def test_a_prior_moves_a_task_ahead_without_touching_similarities(self, retriever: Retriever):
        prior = np.array([0.0 if task.task_id == "202" else -2.0 for task in CATALOGUE.tasks], dtype=np.float32)
        found = retriever.search(QUERIES[:1], prior, 2)
        assert CATALOGUE.tasks[found.positions[0, 0]].task_id == "202"
        assert found.nearest[0] > found.similarities[0, 0]


def test_a_push_fills_the_namespace_of_the_build_and_can_be_repeated(server: tuple[PineconeStore, PineconeState]):
    store, state = server
    assert [store.push(CATALOGUE, VECTORS, "build-1", silent) for _ in range(2)] == [7, 7]
    assert set(state.namespaces) == {"onet-build-1"}
    assert state.keys == {"key-1"}
    assert state.namespaces["onet-build-1"]["101"]["metadata"]["soc_code"] == "13-2011.00"


def test_two_builds_live_side_by_side(server: tuple[PineconeStore, PineconeState]):
    store, _ = server
    store.push(CATALOGUE, VECTORS, "build-1", silent)
    assert (store.count("build-1"), store.count("build-2")) == (7, 0)


@pytest.mark.parametrize("status", [429, 503])
def test_a_throttled_or_failing_request_is_tried_again(server: tuple[PineconeStore, PineconeState], status: int):
    store, state = server
    state.failures = [status]
    assert store.push(CATALOGUE, VECTORS, "build-1", silent) == 7


def test_a_store_that_refuses_is_unavailable_and_says_when_to_come_back(server: tuple[PineconeStore, PineconeState]):
    store, state = server
    state.failures = [403]
    with pytest.raises(Unavailable) as refused:
        store.count("build-1")
    assert refused.value.reason == "VECTOR_STORE_DOWN"
    assert refused.value.retry_after_s
