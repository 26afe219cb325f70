"""The parts of the matcher, wired by hand: what every word of `__main__` starts from."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from metier.onet_match.v1 import onet_match_service_pb2_grpc
from services.onet_match.adapters.index_files import IndexFiles
from services.onet_match.adapters.minilm import MiniLm
from services.onet_match.indexing import follow
from services.onet_match.rpc import METHODS, OnetMatchRpc
from services.onet_match.service import OnetMatch
from services.onet_match.settings import OnetMatchSettings
from services.shared.llm.open import open_llm
from services.shared.llm.settings import LlmSettings
from services.shared.runtime import serve
from services.shared.runtime.clock import SystemClock
from services.shared.runtime.redis import open_redis

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import grpc

    from services.onet_match.service import Embedder

NAME = "onet_match"


def open_embedders(settings: OnetMatchSettings) -> dict[str, Embedder]:
    """The embedders of the settings by name, the answering one first."""
    return {"default": MiniLm(settings.onet_threads)}


def open_files(settings: OnetMatchSettings) -> IndexFiles:
    """The index folder of the settings."""
    return IndexFiles(settings.home / "onet")


@asynccontextmanager
async def matching(settings: OnetMatchSettings) -> AsyncIterator[OnetMatch]:
    """The matcher; its index is opened, or built, beside the caller."""
    llm_settings = LlmSettings()
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
        following = asyncio.create_task(follow(matcher, open_files(settings), SystemClock(), settings.onet_refresh_s))
        try:
            yield matcher
        finally:
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)


def _register(matcher: OnetMatch, server: grpc.aio.Server) -> None:
    onet_match_service_pb2_grpc.add_OnetMatchServiceServicer_to_server(OnetMatchRpc(matcher), server)


@asynccontextmanager
async def listening(address: str) -> AsyncIterator[str]:
    """The whole service in this process for evaluations and tests; yields its target once the index is served."""
    settings = OnetMatchSettings()
    async with (
        matching(settings) as matcher,
        serve.listen(NAME, settings, lambda server: _register(matcher, server), METHODS, address=address) as door,
    ):
        await matcher.ready.wait()
        yield door.target


async def serve_matcher(settings: OnetMatchSettings) -> None:
    """Serve until a signal."""
    async with matching(settings) as matcher:

        async def is_ready() -> bool:
            return matcher.ready.is_set()

        await serve.serve(NAME, settings, lambda server: _register(matcher, server), METHODS, ready=[is_ready])
