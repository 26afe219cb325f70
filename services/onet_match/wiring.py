"""Construction of the matcher for the subcommands of `__main__`."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from metier.onet_match.v1 import onet_match_service_pb2_grpc
from services.onet_match.adapters.index_files import IndexFiles
from services.onet_match.adapters.minilm import MiniLm
from services.onet_match.adapters.pinecone_search import PineconeRetriever, open_store
from services.onet_match.adapters.static_table import StaticTable
from services.onet_match.core.retrieval import ExactRetriever
from services.onet_match.indexing import follow, open_index
from services.onet_match.rpc import METHODS, OnetMatchRpc
from services.onet_match.service import OnetMatch
from services.onet_match.settings import OnetMatchSettings
from services.shared.llm.open import open_llm
from services.shared.llm.settings import LlmSettings
from services.shared.runtime import serve
from services.shared.runtime.admission import Admission
from services.shared.runtime.background import beside
from services.shared.runtime.blas import stay_on_one_thread
from services.shared.runtime.clock import SystemClock
from services.shared.runtime.memory import keep_small
from services.shared.runtime.redis import open_redis

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractContextManager

    import grpc

    from services.onet_match.adapters.pinecone_search import PineconeStore
    from services.onet_match.core.catalogue import Catalogue
    from services.onet_match.core.retrieval import Retriever
    from services.onet_match.core.snapshot import EmbeddingIndex
    from services.onet_match.core.vectors import Vectors
    from services.onet_match.indexing import OpenOne
    from services.onet_match.ports import Embedder

NAME = "onet_match"


def open_embedders(settings: OnetMatchSettings) -> dict[str, Embedder]:
    """The embedders of the settings by name, the answering one first."""
    makers: dict[str, Callable[[], Embedder]] = {
        "default": lambda: MiniLm(settings.onet_threads),
        "fast": StaticTable,
    }
    names = [settings.onet_embedder, *(name for name in makers if name != settings.onet_embedder)]
    return {name: makers[name]() for name in (names[:1] if settings.onet_only else names)}


def open_files(settings: OnetMatchSettings) -> IndexFiles:
    """The index folder of the settings."""
    return IndexFiles(settings.home / "onet")


def index_opener(settings: OnetMatchSettings, store: PineconeStore | None = None) -> OpenOne:
    """How an embedding index of a build is opened: candidates from its file, or from its namespace in a Pinecone store."""

    def open_one(build: str, name: str, catalogue: Catalogue, vectors: Vectors) -> EmbeddingIndex:
        retriever: Retriever = ExactRetriever(vectors)
        if store is not None and name == settings.onet_embedder:
            retriever = PineconeRetriever(store, catalogue, f"{build}.{name}")
        return open_index(name, catalogue, vectors, retriever)

    return open_one


def open_pinecone(settings: OnetMatchSettings) -> AbstractContextManager[PineconeStore]:
    """The Pinecone index of the settings."""
    return open_store(
        settings.pinecone_api_key, settings.pinecone_host, settings.pinecone_namespace, settings.pinecone_timeout_s
    )


@asynccontextmanager
async def matching(settings: OnetMatchSettings) -> AsyncIterator[OnetMatch]:
    """The matcher; its index is opened, or built, beside the caller."""
    llm_settings = LlmSettings()
    stay_on_one_thread()
    keep_small()
    async with AsyncExitStack() as stack:
        redis = open_redis(settings)
        stack.push_async_callback(redis.aclose)
        llm = open_llm(llm_settings, redis)
        stack.push_async_callback(llm.close)
        matcher = OnetMatch(
            open_embedders(settings),
            stack.enter_context(ThreadPoolExecutor(settings.onet_workers)),
            llm,
            llm_settings.calls.match_selection,
            backend=settings.onet_backend,
            cached_texts=settings.onet_cached_texts,
        )
        store = stack.enter_context(open_pinecone(settings)) if settings.onet_backend == "pinecone" else None
        opener = index_opener(settings, store)
        following = follow(matcher, open_files(settings), SystemClock(), settings.onet_refresh_s, opener)
        await stack.enter_async_context(beside(index=following))
        yield matcher


def _register(matcher: OnetMatch, server: grpc.aio.Server) -> None:
    onet_match_service_pb2_grpc.add_OnetMatchServiceServicer_to_server(OnetMatchRpc(matcher), server)


@asynccontextmanager
async def listening(address: str) -> AsyncIterator[str]:
    """The whole service in this process for evaluations and tests; yields its target once the index is served."""
    settings = OnetMatchSettings()
    async with (
        matching(settings) as matcher,
        serve.listen(NAME, settings, lambda server: _register(matcher, server), METHODS, address=address) as server,
    ):
        await matcher.ready.wait()
        yield server.target


async def serve_matcher(settings: OnetMatchSettings) -> None:
    """Serve until a signal."""
    async with matching(settings) as matcher:

        async def is_ready() -> bool:
            return matcher.ready.is_set()

        await serve.serve(
            NAME,
            settings,
            lambda server: _register(matcher, server),
            METHODS,
            ready=[is_ready],
            admission=Admission(
                lambda request: len(getattr(request, "texts", ())) or len(getattr(request, "tasks", ()))
            ),
        )
