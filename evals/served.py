"""What the labelled sets are measured with: the real matcher and the real reader of language, each on a local channel."""

from __future__ import annotations

import os
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, NamedTuple

from metier.nlu.v1.nlu_service_pb2_grpc import NluServiceStub
from metier.onet_match.v1.onet_match_service_pb2_grpc import OnetMatchServiceStub
from services.nlu import wiring as nlu_wiring
from services.nlu.settings import NluSettings
from services.onet_match.wiring import listening
from services.shared.llm import Calls, no_llm
from services.shared.runtime.channels import connect
from services.shared.runtime.settings import ServiceSettings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from metier.nlu.v1.nlu_service_pb2_grpc import NluServiceAsyncStub
    from metier.onet_match.v1.onet_match_service_pb2_grpc import OnetMatchServiceAsyncStub
    from services.shared.llm import Llm

PROVIDER_KEYS = ("OPENAI_API_KEY", "ANTHROPIC_API_KEY")
"""Left aside by the services that are measured; a model is asked only where one is named (`evals.models`)."""


class Served(NamedTuple):
    """What the sets are measured with: the matcher and the reader of language, as they serve, and a model, mostly none."""

    onet: OnetMatchServiceAsyncStub
    nlu: NluServiceAsyncStub
    llm: Llm = no_llm()
    calls: Calls = Calls()


@asynccontextmanager
async def matcher() -> AsyncIterator[OnetMatchServiceAsyncStub]:
    """The real matching service on a local channel, with rules alone."""
    for key in PROVIDER_KEYS:
        os.environ.pop(key, None)
    async with listening("127.0.0.1:0") as target, connect(target, ServiceSettings(call_timeout_s=300)) as channel:
        yield OnetMatchServiceStub(channel)


@asynccontextmanager
async def reader(without: Sequence[str] = ()) -> AsyncIterator[NluServiceAsyncStub]:
    """The real language reader on a local channel, without the signals whose names begin with one of `without`."""
    settings = NluSettings(nlu_without=list(without))
    async with (
        nlu_wiring.listening(settings=settings) as target,
        connect(target, ServiceSettings(call_timeout_s=300)) as channel,
    ):
        yield NluServiceStub(channel)
