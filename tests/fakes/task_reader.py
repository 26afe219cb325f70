"""The toy reader of `reader.py` as the task pipeline sees it; tasks relate as `relations` tell."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from services.agent.core import reading as heard
from services.shared.errors import Unavailable
from services.taskpipeline.core.reading import Named, Reading, Relation
from tests.fakes.reader import Toy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass
class TaskReader:
    """`Reader` of the pipeline; `told` readings (of the agent's kind) come first."""

    told: dict[str, heard.Reading] = field(default_factory=dict)
    relations: Mapping[tuple[int, int], Relation] = field(default_factory=dict)
    is_down: bool = False

    async def read(self, message: str, question: str, job_title: str, candidates: Sequence[str]) -> Reading:
        if self.is_down:
            raise Unavailable("SERVICE_DOWN", "The reader is away.", retry_after_s=1)
        return as_read(await Toy(self.told).read(message, question, job_title, candidates), message)

    async def compare(self, statements: Sequence[str]) -> Mapping[tuple[int, int], Relation]:
        return self.relations


def as_read(reading: heard.Reading, message: str) -> Reading:
    """A reading of the agent's kind as the pipeline's."""
    return Reading(
        activities=tuple(
            Named(
                phrase=one.phrase,
                own_present=one.own_present,
                verb=one.verb,
                refers_to=one.refers_to,
                is_theirs=not one.is_not_theirs,
                is_vague=one.is_vague,
                is_open=one.is_unresolved,
                is_given_up=one.is_denied or one.owner is heard.Owner.OTHER,
            )
            for one in reading.activities
        ),
        confirmed={one.candidate: one.probability for one in reading.confirmations},
        retracted=tuple(message[span.start : span.end] for span in reading.retracted),
        acts={done.act.value: done.probability for done in reading.acts},
        language=(reading.tongues[0].tag, reading.tongues[0].probability) if reading.tongues else ("en", 1.0),
    )
