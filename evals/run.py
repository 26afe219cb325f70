"""Runs every labelled set a folder holds, over the real matcher on a local channel, and returns one flat table."""

from __future__ import annotations

import importlib
import os
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

from evals import models
from metier.nlu.v1.nlu_service_pb2_grpc import NluServiceStub
from metier.onet_match.v1.onet_match_service_pb2_grpc import OnetMatchServiceStub
from services.nlu import wiring as nlu_wiring
from services.nlu.settings import NluSettings
from services.onet_match.wiring import listening
from services.shared.llm import Calls, measured_llm, no_llm
from services.shared.runtime.channels import connect
from services.shared.runtime.settings import ServiceSettings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping, Sequence
    from pathlib import Path

    from metier.nlu.v1.nlu_service_pb2_grpc import NluServiceAsyncStub
    from metier.onet_match.v1.onet_match_service_pb2_grpc import OnetMatchServiceAsyncStub
    from services.shared.llm import Llm, LlmSettings

SETS = (
    "stop_intent",
    "engagement",
    "confirm",
    "activities",
    "transcripts",
    "task_paraphrases",
    "sessions",
    "no_match",
    "hahu_occupation",
    "dwa",
    "cv_gate",
    "cvs",
)
"""Modules of this package, cheapest first."""

PROVIDER_KEYS = ("OPENAI_API_KEY", "ANTHROPIC_API_KEY")
"""Left aside by the services that are measured; a model is asked only where one is named (`evals.models`)."""

Figures = dict[str, float]


class LabelledSet(Protocol):
    """What a module of this package offers."""

    NEEDS: Sequence[str]
    __name__: str

    async def evaluate(self, data: Path, served: Served) -> Mapping[str, float]:
        """The figures of the set in `data`."""


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
    """The real language reader on a local channel, deaf to signals whose names begin with one of `without`."""
    settings = NluSettings(nlu_without=list(without))
    async with (
        nlu_wiring.listening(settings=settings) as target,
        connect(target, ServiceSettings(call_timeout_s=300)) as channel,
    ):
        yield NluServiceStub(channel)


async def evaluate(data: Path, tell: Callable[[str], None], without: Sequence[str] = ()) -> Figures:
    """Figures of all sets that `data` holds whole; a set with a missing file is left out.

    Args:
        data: folder of the labelled sets.
        tell: gets the name of each set before it runs.
        without: beginnings of names of signals the language reader is deaf to, for example "patterns.".
    """
    begun = time.monotonic()
    figures: Figures = {}
    async with matcher() as onet, reader(without) as nlu:
        for module in held(data, SETS):
            tell(module.__name__)
            figures |= await module.evaluate(data, Served(onet, nlu))
    return figures | {"seconds": round(time.monotonic() - begun, 1)}


def held(data: Path, names: Sequence[str]) -> list[LabelledSet]:
    """The sets of these names that `data` holds whole."""
    modules = [cast("LabelledSet", importlib.import_module(f"evals.{name}")) for name in names]
    return [module for module in modules if all((data / needed).exists() for needed in module.NEEDS)]


async def compare(data: Path, settings: LlmSettings, most_usd: float, tell: Callable[[str], None]) -> Figures:
    """Figures of the sets a model can read, by the rules and with the model, and what its calls took."""
    llm = measured_llm(settings, most_usd)
    rules: Figures = {}
    theirs: Figures = {}
    async with matcher() as onet, reader() as nlu:
        for module in held(data, models.SETS):
            tell(module.__name__)
            rules |= await module.evaluate(data, Served(onet, nlu))
            theirs |= await module.evaluate(data, Served(onet, nlu, llm, settings.calls))
    await llm.close()
    return models.beside(rules, theirs) | models.took()
