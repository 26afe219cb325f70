"""The parts of the language reader, wired by hand."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from metier.nlu.v1 import nlu_service_pb2_grpc
from services.nlu.adapters.artefacts import open_models
from services.nlu.rpc import METHODS, NluRpc
from services.nlu.service import Nlu
from services.nlu.settings import NluSettings
from services.shared.runtime import serve
from services.shared.runtime.admission import Admission
from services.shared.runtime.background import beside
from services.shared.runtime.blas import stay_on_one_thread
from services.shared.runtime.memory import keep_small

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import grpc

NAME = "nlu"


@asynccontextmanager
async def reading(settings: NluSettings) -> AsyncIterator[Nlu]:
    """The service; its models load beside the caller."""
    stay_on_one_thread()
    keep_small()
    with ExitStack() as stack:
        executor = stack.enter_context(ThreadPoolExecutor(settings.nlu_workers))
        nlu = Nlu(executor, cached_replies=settings.nlu_cached_replies, left_out=settings.nlu_without)
        async with beside(models=nlu.load(lambda: open_models(settings.nlu_threads))):
            yield nlu


def _register(nlu: Nlu, server: grpc.aio.Server) -> None:
    nlu_service_pb2_grpc.add_NluServiceServicer_to_server(NluRpc(nlu), server)


@asynccontextmanager
async def listening(address: str = "127.0.0.1:0", settings: NluSettings | None = None) -> AsyncIterator[str]:
    """The whole service in this process for evaluations and tests; yields its target once the models answer."""
    settings = settings or NluSettings()
    async with (
        reading(settings) as nlu,
        serve.listen(NAME, settings, lambda server: _register(nlu, server), METHODS, address=address) as server,
    ):
        await nlu.ready.wait()
        yield server.target


async def serve_reader(settings: NluSettings) -> None:
    """Serve until a signal."""
    async with reading(settings) as nlu:

        async def is_ready() -> bool:
            return nlu.ready.is_set()

        await serve.serve(
            NAME,
            settings,
            lambda server: _register(nlu, server),
            METHODS,
            ready=[is_ready],
            admission=Admission(lambda request: request.ByteSize() // 256),
        )
