"""What RankOccupations of a profile costs beside MatchTasks of the same tasks: CPU of the matcher, one process, one run.

Cold, every text is embedded in the call; warm, the vectors are there and what is left is scoring and explaining. Both
calls see the same texts and the same job title, neither answers from what it kept.
"""

from __future__ import annotations

import statistics
from concurrent.futures import ThreadPoolExecutor
from time import process_time
from typing import TYPE_CHECKING

import numpy as np

from services.onet_match.core.ranking import ProfileTask
from services.onet_match.service import MatchQuery, OnetMatch
from services.onet_match.settings import OnetMatchSettings
from services.onet_match.wiring import matching
from services.shared.llm import Calls, no_llm

if TYPE_CHECKING:
    from collections.abc import Awaitable, Sequence

    from services.onet_match.core.vectors import Vectors
    from services.onet_match.service import Embedder

TASKS = 20
"""Tasks of a profile: what a thorough conversation ends with."""
ROUNDS = 15


class KeptVectors:
    """An embedder that embeds each text once."""

    def __init__(self, embedder: Embedder) -> None:
        """Keep what `embedder` makes."""
        self.dimensions, self.fingerprint = embedder.dimensions, embedder.fingerprint
        self._embedder = embedder
        self._kept: dict[str, Vectors] = {}

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of the texts, new ones made."""
        new = [text for text in dict.fromkeys(texts) if text not in self._kept]
        if new:
            self._kept |= zip(new, self._embedder.embed(new), strict=True)
        return np.stack([self._kept[text] for text in texts])


async def ratios(texts: Sequence[str]) -> dict[str, float]:
    """CPU milliseconds of both calls and how many times the one costs the other, medians over profiles of `texts`."""
    async with matching(OnetMatchSettings()) as matcher:
        await matcher.ready.wait()
        kept = {name: KeptVectors(embedder) for name, embedder in matcher.embedders.items()}
        with ThreadPoolExecutor(1) as executor:
            warm = OnetMatch(kept, executor, no_llm(), Calls().match_selection)
            warm.switch(matcher.serving())
            figures = await _compare(matcher, "cold", texts)
            await _compare(warm, "warm", texts)  # makes the vectors
            return figures | await _compare(warm, "warm", texts)


async def _compare(matcher: OnetMatch, name: str, texts: Sequence[str]) -> dict[str, float]:
    match_s, rank_s = [], []
    for start in range(0, min(len(texts), (ROUNDS + 1) * TASKS) - TASKS + 1, TASKS):
        some = list(texts[start : start + TASKS])
        profile = [ProfileTask(str(place), text) for place, text in enumerate(some)]
        match_s.append(await cpu_s(matcher.match(MatchQuery(some, job_title="Clerk", rules_only=True, no_cache=True))))
        rank_s.append(await cpu_s(matcher.rank_occupations(profile, "Clerk", 0)))
    match, rank = (statistics.median(seconds[1:]) for seconds in (match_s, rank_s))  # the first one warms up
    return {
        f"rank.{name}.match_cpu_ms": round(match * 1000, 2),
        f"rank.{name}.rank_cpu_ms": round(rank * 1000, 2),
        f"rank.{name}.rank_to_match_cpu": round(rank / match, 2),
    }


async def cpu_s(call: Awaitable[object]) -> float:
    """CPU seconds of this process while `call` runs."""
    begun = process_time()
    await call
    return process_time() - begun
