"""What RankOccupations of a profile costs beside MatchTasks of the same tasks: CPU of the matcher, one process, one run.

Cold, every text is embedded in the call; warm, the vectors are there and what is left is scoring and explaining. Both
calls see the same texts and the same job title, neither answers from what it kept.
"""

from __future__ import annotations

import statistics
from concurrent.futures import ThreadPoolExecutor
from time import process_time
from typing import TYPE_CHECKING

from services.onet_match.core.ranking import ProfileTask
from services.onet_match.recent import RecentVectors
from services.onet_match.requests import MatchQuery
from services.onet_match.service import OnetMatch
from services.onet_match.settings import OnetMatchSettings
from services.onet_match.wiring import matching
from services.shared.llm import Calls, no_llm

if TYPE_CHECKING:
    from collections.abc import Awaitable, Sequence


TASKS = 20
"""Tasks of a profile: what a thorough conversation ends with."""
ROUNDS = 15


async def ratios(texts: Sequence[str]) -> dict[str, float]:
    """CPU milliseconds of both calls and how many times the one costs the other, medians over profiles of `texts`."""
    async with matching(OnetMatchSettings()) as matcher:
        await matcher.ready.wait()
        kept = {name: RecentVectors(embedder, 2 * len(texts)) for name, embedder in matcher.embedders.items()}
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
