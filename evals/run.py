"""Runs every labelled set a folder holds, over the real matcher on a local channel, and returns one flat table."""

from __future__ import annotations

import importlib
import time
from typing import TYPE_CHECKING, Protocol, cast

from evals import models
from evals.served import Served, matcher, reader
from services.shared.llm import measured_llm

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from services.shared.llm import LlmSettings

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

Figures = dict[str, float]


class LabelledSet(Protocol):
    """What a module of this package offers."""

    NEEDS: Sequence[str]
    __name__: str

    async def evaluate(self, data: Path, served: Served) -> Mapping[str, float]:
        """The figures of the set in `data`."""


async def evaluate(data: Path, tell: Callable[[str], None], without: Sequence[str] = ()) -> Figures:
    """Figures of all sets that `data` holds whole; a set with a missing file is left out.

    Args:
        data: folder of the labelled sets.
        tell: gets the name of each set before it runs.
        without: beginnings of names of signals the language reader leaves out, for example "patterns.".
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
