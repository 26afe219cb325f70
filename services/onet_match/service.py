"""Use cases of the matcher."""

from __future__ import annotations

import asyncio
from time import perf_counter
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from cachetools import LRUCache

from services.onet_match.core import classify, inputs, ranking, selection
from services.onet_match.core.engine import MatchContext, find_matches, occupation_posterior
from services.onet_match.core.occupations import is_peaked
from services.onet_match.core.titles import TitleHit
from services.onet_match.recent import RecentVectors
from services.onet_match.requests import MatchAnswer, MatchQuery, Timings
from services.shared.errors import InvalidInput, Unavailable
from services.shared.llm import ModelUnavailable, Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from concurrent.futures import Executor

    from services.onet_match.core.catalogue import Occupation, Task
    from services.onet_match.core.classify import ActivityClass
    from services.onet_match.core.engine import Embed
    from services.onet_match.core.matching import TaskMatch
    from services.onet_match.core.ranking import OccupationMatch, ProfileTask
    from services.onet_match.core.snapshot import Snapshot
    from services.onet_match.core.vectors import Vectors
    from services.onet_match.ports import Embedder
    from services.shared.llm import CallSettings, Llm
    from services.shared.onet import WorkCategory


_T = TypeVar("_T")

_FEW_TITLES = 4
"""Titles that hold the words typed, below which those that mean them are listed too."""
_MEANT = 4
"""Occupations a title may mean that are listed: whoever sees theirs among them need not read on."""
_MEANT_FROM = float(np.log(0.1))
"""Log-probability an occupation has that is listed: words of no title the matcher knows, and other languages, spread far thinner."""
_LEAST_MEANT = 3
"""Characters typed before they mean anything."""


class OnetMatch:
    """The use cases over the snapshot that is served."""

    def __init__(  # noqa: PLR0913 - the ports and knobs of the service
        self,
        embedders: Mapping[str, Embedder],
        executor: Executor,
        llm: Llm,
        selection: CallSettings,
        *,
        backend: str = "local",
        cached_texts: int = 4096,
    ) -> None:
        """Answer with `embedders`, the first one when none is named; `switch` gives it something to answer from."""
        self.embedders = embedders
        self.backend = backend
        self.progress: tuple[str, int, int] = ("start", 0, 1)
        self.ready = asyncio.Event()
        self._executor = executor
        self._llm = llm
        self._selection = selection
        self._snapshot: Snapshot | None = None
        self._cached_texts = cached_texts
        self._forget()

    @property
    def default_embedder(self) -> str:
        """The embedder that answers when none is named: the first one."""
        return next(iter(self.embedders))

    def switch(self, snapshot: Snapshot) -> None:
        """Answer from `snapshot` from now on; calls in flight end on the one they began with."""
        self._snapshot = snapshot
        self._forget()
        self.ready.set()

    def _forget(self) -> None:
        self._recent: LRUCache[tuple[object, ...], TaskMatch] = LRUCache(self._cached_texts)
        self._vectors = {name: RecentVectors(embedder, self._cached_texts) for name, embedder in self.embedders.items()}

    def serving(self) -> Snapshot:
        """The snapshot to answer from.

        Raises:
            Unavailable: INDEX_NOT_READY.
        """
        if self._snapshot is None:
            step, done, total = self.progress
            raise Unavailable(
                "INDEX_NOT_READY",
                f"The index is being built ({step}, {done} of {total}).",
                retry_after_s=2,  # a first build takes well under a minute; asking again costs nothing
            )
        return self._snapshot

    async def match(self, query: MatchQuery) -> MatchAnswer:
        """Find the task each text describes; the contract has the limits and reasons."""
        snapshot = self.serving()
        top_k = self._check(query, snapshot)
        index = snapshot.indexes[self._embedder(query.embedder)]
        context = MatchContext(query.job_title.strip(), query.soc_code, tuple(query.other_tasks))
        recent = self._recent
        keys = [(index.name, context, top_k, query.rules_only, text) for text in query.texts]
        known = {} if query.no_cache else {key: found for key in keys if (found := recent.get(key)) is not None}
        missing = list(dict.fromkeys(key[-1] for key in keys if key not in known))
        timings = Timings()
        if missing:
            matches = await self._compute(
                index.name,
                lambda embed: find_matches(snapshot, index, missing, context, top_k=top_k, embed=embed),
                timings,
                afresh=query.no_cache,
            )
            settled = matches if query.rules_only else await self._select(snapshot, matches, query.job_title)
            for match in (*settled, *matches[len(settled) :]):
                known[index.name, context, top_k, query.rules_only, match.text] = match
            for match in settled:
                recent[index.name, context, top_k, query.rules_only, match.text] = match
        return MatchAnswer([known[key] for key in keys], index.name, snapshot.catalogue.release, timings)

    def _check(self, query: MatchQuery, snapshot: Snapshot) -> int:
        inputs.check_texts(query.texts, "texts")
        inputs.check_language(query.language)
        inputs.check_length(query.job_title, "context.job_title", inputs.MAX_TITLE_CHARS)
        if query.other_tasks:
            inputs.check_texts(query.other_tasks, "context.other_tasks", most=inputs.MAX_SENTENCES)
        if query.soc_code and query.soc_code not in snapshot.catalogue.task_ranges:
            raise InvalidInput("OCCUPATION_UNKNOWN", "There is no occupation with this code.", field="context.soc_code")
        return inputs.in_range(query.top_k, "top_k", "TOP_K_RANGE", default=5)

    async def _select(self, snapshot: Snapshot, matches: list[TaskMatch], job_title: str) -> list[TaskMatch]:
        """Let the model choose, batch by batch.

        Returns:
            The matches that are settled: all of them, or those before the first batch the model failed to answer. Where no
            model is set up, the choice of the rule is settled.
        """
        chosen: list[TaskMatch] = []
        for start in range(0, len(matches), selection.BATCH):
            batch = matches[start : start + selection.BATCH]
            question = selection.prompt(snapshot.catalogue, batch, job_title)
            try:
                reply = await self._llm.complete_json(self._selection, selection.SYSTEM, question, selection.Choices)
            except ModelUnavailable as failure:
                return [*chosen, *matches[start:]] if failure.reason is Reason.NO_MODEL else chosen
            chosen.extend(selection.choose(batch, reply.value.choices, reply.model))
        return chosen

    async def resolve_occupation(
        self, job_title: str, sentences: Sequence[str], limit: int, timings: Timings | None = None
    ) -> tuple[list[tuple[Occupation, float]], bool]:
        """Occupations by probability, and whether the posterior speaks of one."""
        snapshot = self.serving()
        limit = inputs.in_range(limit, "limit", "LIMIT_RANGE", default=5)
        inputs.check_length(job_title, "job_title", inputs.MAX_TITLE_CHARS)
        if sentences:
            inputs.check_texts(sentences, "sentences", most=inputs.MAX_SENTENCES)
        if not job_title.strip() and not sentences:
            raise InvalidInput("TEXT_EMPTY", "A job title or sentences are needed.", field="job_title")
        index = snapshot.indexes[self.default_embedder]
        posterior = await self._compute(
            index.name, lambda embed: occupation_posterior(snapshot, index, job_title, sentences, embed), timings
        )
        probabilities = np.exp(posterior)
        best = np.argsort(-probabilities, kind="stable")[:limit]
        guesses = [(snapshot.catalogue.occupations[position], float(probabilities[position])) for position in best]
        return guesses, is_peaked(probabilities, index.scoring.peaked_nats)

    def typical_tasks(self, soc_codes: Sequence[str], category: WorkCategory | None, limit: int) -> list[Task]:
        """Tasks of occupations by importance."""
        catalogue = self.serving().catalogue
        if not 1 <= len(soc_codes) <= inputs.MAX_SOC_CODES:
            raise InvalidInput("SOC_CODES_COUNT", f"1 to {inputs.MAX_SOC_CODES} codes are allowed.", field="soc_codes")
        limit = inputs.in_range(limit, "limit", "LIMIT_RANGE", default=15, most=inputs.MAX_TYPICAL_TASKS)
        found: list[Task] = []
        for code in soc_codes:
            tasks = catalogue.tasks_of(catalogue.occupation(code).soc_code)
            found.extend([task for task in tasks if category in (None, task.category)][:limit])
        return found

    async def classify_activities(self, texts: Sequence[str], timings: Timings | None = None) -> list[ActivityClass]:
        """The work category of each text by its nearest tasks."""
        snapshot = self.serving()
        inputs.check_texts(texts, "texts")
        index = snapshot.indexes[self.default_embedder]
        return await self._compute(index.name, lambda embed: classify.classify(snapshot, index, embed(texts)), timings)

    async def embed(self, texts: Sequence[str], embedder: str, timings: Timings | None = None) -> tuple[Vectors, str]:
        """Unit vectors of the texts, and who made them."""
        self.serving()
        inputs.check_texts(texts, "texts")
        name = self._embedder(embedder)
        return await self._compute(name, lambda embed: embed(texts), timings), name

    async def rank_occupations(
        self, tasks: Sequence[ProfileTask], job_title: str, limit: int, timings: Timings | None = None
    ) -> list[OccupationMatch]:
        """Occupations that fit a profile, with what supports each and what is missing."""
        snapshot = self.serving()
        inputs.check_texts([task.text for task in tasks], "tasks", count_reason="TASKS_COUNT")
        inputs.check_length(job_title, "job_title", inputs.MAX_TITLE_CHARS)
        limit = inputs.in_range(limit, "limit", "LIMIT_RANGE", default=5)
        index = snapshot.indexes[self.default_embedder]
        return await self._compute(
            index.name,
            lambda embed: ranking.rank_occupations(snapshot, index, tasks, job_title, limit=limit, embed=embed),
            timings,
        )

    async def search_titles(self, query: str, limit: int) -> list[TitleHit]:
        """Titles that hold what was typed; where they are few, those of the occupations it means come after them."""
        inputs.check_length(query, "query", inputs.MAX_QUERY_CHARS)
        limit = inputs.in_range(limit, "limit", "LIMIT_RANGE", default=8)
        snapshot = self.serving()
        hits = snapshot.titles.search(query, limit)
        if len(hits) >= min(limit, _FEW_TITLES) or len(query.strip()) < _LEAST_MEANT:
            return hits
        embedder = self.default_embedder
        index = snapshot.indexes[embedder]
        title = snapshot.titles.spelt(query)
        meant = await self._compute(embedder, lambda embed: occupation_posterior(snapshot, index, title, (), embed))
        likely = [at for at in meant.argsort()[::-1][:_MEANT] if meant[at] >= _MEANT_FROM]
        occupations = [snapshot.catalogue.occupations[at] for at in likely]
        told = {hit.title for hit in hits}
        return [*hits, *(TitleHit(row.title, row) for row in occupations if row.title not in told)][:limit]

    def occupation(self, soc_code: str) -> tuple[Occupation, int]:
        """An occupation and its number of tasks.

        Raises:
            NotFound: OCCUPATION_UNKNOWN.
        """
        catalogue = self.serving().catalogue
        return catalogue.occupation(soc_code), len(catalogue.tasks_of(soc_code))

    def _embedder(self, name: str) -> str:
        if name and name not in self.embedders:
            raise InvalidInput("EMBEDDER_UNKNOWN", f"There is: {', '.join(self.embedders)}.", field="embedder")
        return name or self.default_embedder

    async def _compute(
        self, embedder: str, work: Callable[[Embed], _T], timings: Timings | None = None, *, afresh: bool = False
    ) -> _T:
        """Run `work` beside the event loop; it is given an embedder whose time is measured apart from its own.

        Args:
            embedder: name of the embedder.
            work: what to compute.
            timings: takes the time in; None where they are not wanted.
            afresh: whether vectors kept from earlier calls are left aside.
        """
        source = self.embedders[embedder] if afresh else self._vectors[embedder]
        spent = timings or Timings()

        def embed(texts: Sequence[str]) -> Vectors:
            started = perf_counter()
            vectors = source.embed(texts)
            spent.embed_ms += (perf_counter() - started) * 1000
            return vectors

        def timed() -> _T:
            started, embedded_ms = perf_counter(), spent.embed_ms
            result = work(embed)
            spent.search_ms += (perf_counter() - started) * 1000 - (spent.embed_ms - embedded_ms)
            return result

        return await asyncio.get_running_loop().run_in_executor(self._executor, timed)
