"""The matcher and the actions as the task pipeline sees them, in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from services.shared.errors import Unavailable
from services.shared.onet import WorkCategory
from services.taskpipeline.core.types import Document, Result, Survey, Task
from services.taskpipeline.ports import Person


@dataclass
class FakeCatalogue:
    """Matches every text to a task named after it, except those in `unknown`; `down` makes each call fail."""

    unknown: set[str] = field(default_factory=set)
    down: bool = False
    gate: asyncio.Event | None = None
    asked: list[tuple[tuple[str, ...], Person]] = field(default_factory=list)

    async def similarities(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        self._check()
        return [[float(a == b) for b in range(len(texts))] for a in range(len(texts))]

    async def categories(self, texts: Sequence[str]) -> Sequence[WorkCategory]:
        self._check()
        return [WorkCategory.WORK_OUTPUT for _ in texts]

    async def match(self, texts: Sequence[str], person: Person) -> Sequence[Document]:
        if self.gate is not None:
            await self.gate.wait()
        self._check()
        self.asked.append((tuple(texts), person))
        return [{} if text in self.unknown else match_of(text) for text in texts]

    async def rank(self, tasks: Sequence[Task], results: Mapping[str, Result], job_title: str) -> Sequence[Document]:
        self._check()
        matched = sum(bool(result.match.get("best")) for result in results.values())
        return [{"soc_code": "43-9061.00", "title": "Office Clerks", "score": matched / len(tasks)}]

    async def attribution(self) -> str:
        return "O*NET data"

    def _check(self) -> None:
        if self.down:
            raise Unavailable("MATCHER_DOWN", "down", retry_after_s=1)


@dataclass
class FakeActions:
    """Keeps what was asked for; `down` makes it fail."""

    down: bool = False
    started: list[tuple[Survey, Sequence[Document]]] = field(default_factory=list)

    async def start(self, survey: Survey, results: Mapping[str, Result], occupations: Sequence[Document]) -> None:
        if self.down:
            raise Unavailable("ACTIONS_DOWN", "down", retry_after_s=1)
        self.started.append((survey, occupations))


def match_of(text: str) -> Document:
    """The match of a text: a task with the text as its statement."""
    task = {"task_id": str(len(text)), "statement": text, "work_category": "WORK_CATEGORY_MENTAL_PROCESSES"}
    return {"text": text, "best": {"task": task, "probability": 0.9}, "confidence": "CONFIDENCE_HIGH"}
