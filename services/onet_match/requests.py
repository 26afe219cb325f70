"""What a match is asked with and answered with, and what was measured on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.onet_match.core.matching import TaskMatch


@dataclass(frozen=True)
class MatchQuery:
    """What MatchTasks asks."""

    texts: Sequence[str]
    top_k: int = 0
    job_title: str = ""
    soc_code: str = ""
    other_tasks: Sequence[str] = ()
    embedder: str = ""
    language: str = ""
    rules_only: bool = False
    no_cache: bool = False


@dataclass
class Timings:
    """Where the time of a call went, in milliseconds."""

    embed_ms: float = 0.0
    search_ms: float = 0.0


@dataclass(frozen=True)
class MatchAnswer:
    """What MatchTasks answers."""

    matches: Sequence[TaskMatch]
    embedder: str
    release: str
    timings: Timings
