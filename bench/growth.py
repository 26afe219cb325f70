"""What one match costs as the catalogue grows: CPU of the matcher on 1, 3 and 10 times the served tasks, in one run.

The added occupations are copies of the served ones under codes of their own, with task vectors moved a little, so that
they are near the same sentences as the originals. `match` is the whole call, `search` the call without embedding.
"""

from __future__ import annotations

import statistics
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from bench.rank import cpu_s
from services.onet_match.adapters.artefacts import read_ngrams
from services.onet_match.core.catalogue import Catalogue
from services.onet_match.core.retrieval import ExactRetriever
from services.onet_match.core.snapshot import Snapshot
from services.onet_match.core.vectors import unit
from services.onet_match.indexing import open_index
from services.onet_match.recent import RecentVectors
from services.onet_match.requests import MatchQuery
from services.onet_match.service import OnetMatch
from services.onet_match.settings import OnetMatchSettings
from services.onet_match.wiring import matching
from services.shared.llm import Calls, no_llm

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from services.onet_match.core.vectors import Vectors
    from services.onet_match.ports import Embedder

TIMES = (1, 3, 10)
BATCH = 16
ROUNDS = 12
_MOVED = 0.02
"""Standard deviation a component of a copied vector moves by: a cosine of about .93 to the original in 384 dimensions."""


async def ratios(texts: Sequence[str]) -> dict[str, float]:
    """CPU milliseconds a text at each size, and how many times that of the served catalogue it is."""
    figures: dict[str, float] = {}
    async with matching(OnetMatchSettings()) as matcher:
        await matcher.ready.wait()
        served = matcher.serving()
        kept: dict[str, Embedder] = {
            name: RecentVectors(embedder, 2 * len(texts)) for name, embedder in matcher.embedders.items()
        }
        for times in TIMES:
            snapshot = _grown(served, times)
            for kind, embedders in (("match", matcher.embedders), ("search", kept)):
                figures |= await _measure(snapshot, embedders, f"{kind}.x{times}", texts)
    for key in [key for key in figures if ".x1." in key]:
        for times in TIMES[1:]:
            grown = key.replace(".x1.", f".x{times}.")
            figures[f"{grown.removesuffix('_ms')}_to_x1"] = round(figures[grown] / max(figures[key], 1e-9), 2)
    return figures


def _grown(served: Snapshot, times: int) -> Snapshot:
    """The snapshot with so many times its tasks and occupations."""
    draw = np.random.default_rng(1)
    old = served.catalogue
    tasks, occupations = list(old.tasks), list(old.occupations)
    for copy in range(1, times):
        tasks += [
            replace(task, task_id=f"{task.task_id}-{copy}", soc_code=f"{task.soc_code}-{copy}") for task in old.tasks
        ]
        occupations += [replace(each, soc_code=f"{each.soc_code}-{copy}") for each in old.occupations]
    catalogue = Catalogue(old.release, tuple(tasks), tuple(occupations), old.sources)

    def vectors_of(vectors: Vectors) -> Vectors:
        moved = [unit(vectors + draw.normal(0, _MOVED, vectors.shape).astype(np.float32)) for _ in range(times - 1)]
        return np.concatenate([np.asarray(vectors), *moved])

    codes = [occupation.soc_code for occupation in catalogue.occupations]
    grown = {name: vectors_of(index.task_vectors) for name, index in served.indexes.items()}
    indexes = {name: open_index(name, catalogue, vectors, ExactRetriever(vectors)) for name, vectors in grown.items()}
    return Snapshot(f"{served.name}-x{times}", served.built_at, catalogue, indexes, read_ngrams(codes))


async def _measure(
    snapshot: Snapshot, embedders: Mapping[str, Embedder], label: str, texts: Sequence[str]
) -> dict[str, float]:
    figures = {}
    with ThreadPoolExecutor(1) as executor:
        matcher = OnetMatch(embedders, executor, no_llm(), Calls().match_selection)
        matcher.switch(snapshot)
        for name in embedders:
            spent = []
            for number in range(ROUNDS + 2):  # the first two warm up: lookups are made, vectors are kept
                start = (number if number > 1 else 0) * BATCH % (len(texts) - BATCH)
                some = texts[start : start + BATCH]
                query = MatchQuery(some, job_title="Clerk", embedder=name, rules_only=True, no_cache=True)
                if label.startswith("search"):
                    embedders[name].embed(some)
                spent.append(await cpu_s(matcher.match(query)))
            figures[f"growth.{name}.{label}.cpu_ms"] = round(statistics.median(spent[2:]) * 1000 / BATCH, 3)
    return figures
