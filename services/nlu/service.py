"""What the language reader does: each call is computed beside the event loop, from models that only read."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from cachetools import LRUCache

from services.nlu.core import inputs, relations
from services.nlu.core.read import read
from services.shared.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Executor

    from services.nlu.core.heard import ReaderModel
    from services.nlu.core.inputs import Asked, Claim
    from services.nlu.core.language import Identifier
    from services.nlu.core.models import Layers
    from services.nlu.core.reading import ClaimSupport, ModelInfo, Reading, StatementKind, TaskRelation
    from services.nlu.core.relations import PairModel

_T = TypeVar("_T")


@dataclass(frozen=True)
class Models:
    """Everything that was learnt."""

    reader: ReaderModel
    identifier: Identifier
    pairs: PairModel
    layers: Layers
    info: Sequence[ModelInfo]


class Nlu:
    """The use cases; every one fails with Unavailable (MODEL_NOT_READY) until `load` is through."""

    def __init__(self, executor: Executor, *, cached_replies: int = 0, left_out: Sequence[str] = ()) -> None:
        """Compute in `executor`; keep the readings of `cached_replies` replies; do not hear the signals `left_out`."""
        self.ready = asyncio.Event()
        self._executor = executor
        self._left_out = tuple(left_out)
        self._models: Models | None = None
        self._readings: LRUCache[Asked, Reading] = LRUCache(max(1, cached_replies))
        self._lock = Lock()

    async def load(self, open_models: Callable[[], Models]) -> None:
        """Load the models beside the event loop and answer from them."""
        self._models = await asyncio.get_running_loop().run_in_executor(self._executor, open_models)
        self.ready.set()

    async def read_reply(self, asked: Asked, job_title: str) -> Reading:
        """Read one reply; the contract has the limits and reasons."""
        inputs.check_reply(asked, job_title)
        models = self._loaded()
        with self._lock:
            known = self._readings.get(asked)
        if known is None:
            known = await self._compute(lambda: read(asked, models, models.layers, self._left_out))
            with self._lock:
                self._readings[asked] = known
        return known

    async def compare_tasks(self, statements: Sequence[str]) -> list[TaskRelation]:
        """Tell which statements are the same task, or one part of the other."""
        inputs.check_statements(statements)
        models = self._loaded()
        return await self._compute(lambda: relations.compare(statements, models.pairs, models.layers))

    async def check_claims(self, claims: Sequence[Claim]) -> list[ClaimSupport]:
        """Tell how far the evidence supports each claim."""
        inputs.check_claims(claims)
        models = self._loaded()
        return await self._compute(lambda: relations.check(claims, models.pairs, models.layers))

    async def read_statement(self, statement: str, section: str) -> list[tuple[StatementKind, float]]:
        """Every kind of statement with its probability, most probable first."""
        inputs.check_text(statement, "statement", inputs.MAX_CLAIM_CHARS)
        inputs.check_length(section, "section", inputs.MAX_TITLE_CHARS)
        models = self._loaded()
        return await self._compute(lambda: relations.statement_kinds(statement, section, models.pairs))

    def info(self) -> Sequence[ModelInfo]:
        """The models that answer."""
        return self._loaded().info

    def _loaded(self) -> Models:
        if self._models is None:
            raise Unavailable("MODEL_NOT_READY", "The models are being loaded.", retry_after_s=1)
        return self._models

    async def _compute(self, work: Callable[[], _T]) -> _T:
        return await asyncio.get_running_loop().run_in_executor(self._executor, work)
