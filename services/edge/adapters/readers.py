"""Who reads what people write, asked of the services that ask the models."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import grpc.aio

from metier.cvfsm.v1 import cv_service_pb2 as cv
from metier.cvfsm.v1.cv_service_pb2_grpc import CvServiceStub
from metier.orchestrator.v1 import chat_service_pb2 as chat
from metier.orchestrator.v1.chat_service_pb2_grpc import ChatServiceStub
from services.edge.adapters.plain import plain
from services.edge.models.readers import Reader
from services.shared.errors import MetierError
from services.shared.runtime.clock import Clock

TIMEOUT_S = 1.0
"""The page waits for it, so it is short; a service that is slower than that is said to be unknown."""
FRESH_S = 15.0
"""An answer is used again for so long: it changes only when a service is started anew."""


class ReaderClient:
    """Fulfils `Readers`."""

    def __init__(self, orchestrator: grpc.aio.Channel, cvfsm: grpc.aio.Channel, clock: Clock) -> None:
        chats, cvs = ChatServiceStub(orchestrator), CvServiceStub(cvfsm)
        self._calls: dict[str, Callable[[], Awaitable[Any]]] = {
            "chat": lambda: chats.GetReaders(chat.GetReadersRequest(), timeout=TIMEOUT_S),
            "cv": lambda: cvs.GetReaders(cv.GetReadersRequest(), timeout=TIMEOUT_S),
        }
        self._clock = clock
        self._known: dict[str, tuple[float, list[Reader]]] = {}

    async def tell(self) -> Mapping[str, list[Reader] | None]:
        """Those of a conversation and of a CV."""
        answers = await asyncio.gather(*(self._of(kind) for kind in self._calls))
        return dict(zip(self._calls, answers, strict=True))

    async def _of(self, kind: str) -> list[Reader] | None:
        asked_at, readers = self._known.get(kind, (-FRESH_S, []))
        if self._clock.monotonic() - asked_at < FRESH_S:
            return readers
        try:
            answer = await self._calls[kind]()
        except (MetierError, grpc.RpcError):
            return None
        readers = [Reader(**plain(row)) for row in answer.readers]
        self._known[kind] = (self._clock.monotonic(), readers)
        return readers
