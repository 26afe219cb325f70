"""States and fields of a durable job."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


class JobState(StrEnum):
    """State of a job."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    """The last try failed; another follows."""
    DEAD = "dead"
    """Failed too often; stays in the dead-letter list until it is retried."""
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        """Whether nothing follows by itself."""
        return self in {JobState.DONE, JobState.DEAD, JobState.CANCELLED}


@dataclass(frozen=True, slots=True)
class Job:
    """A job, as read from the queue.

    Attributes:
        id: Unique among the owner's jobs.
        kind: Names the handler.
        session_id: The session it works for.
        state: Where it is.
        attempts: Takes so far, since submission or the last retry.
        done: Units done.
        total: Units in all; 0 until the handler knows.
        error: Reason of the last failure (UPPER_SNAKE), empty if none.
        created_at: When it was submitted.
        updated_at: When it last changed.
        fence: Grows with each take-over.
        payload: What the handler needs: ids and small settings.
        trace: Trace id of the call that submitted it.
        is_suspect: Whether its last worker vanished, perhaps because of it; it then runs alone in its worker.
    """

    id: str
    kind: str
    session_id: str
    state: JobState
    attempts: int
    done: int
    total: int
    error: str
    created_at: datetime
    updated_at: datetime
    fence: int = 0
    payload: Mapping[str, Any] = field(default_factory=dict, repr=False)
    trace: str = ""
    is_suspect: bool = False


@dataclass(frozen=True, slots=True)
class JobPage:
    """Jobs, newest first, and where the next page begins.

    Attributes:
        jobs: The jobs.
        next_after: What to ask the next page with; empty where there is none.
    """

    jobs: list[Job]
    next_after: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """No job can be claimed now.

    Attributes:
        place: Place in the stream behind which the next one comes.
        due_s: Seconds until a failed one is due again; None when none is.
    """

    place: str
    due_s: float | None


def job_of(found: Any) -> Job:
    """Return the job of a hash, or of a flat list of its fields."""
    values = found if isinstance(found, dict) else dict(zip(found[::2], found[1::2], strict=True))
    return Job(
        id=values["id"],
        kind=values["kind"],
        session_id=values["session_id"],
        state=JobState(values["state"]),
        attempts=int(values["attempts"]),
        done=int(values["done"]),
        total=int(values["total"]),
        error=values["error"],
        created_at=_time(values["created_at"]),
        updated_at=_time(values["updated_at"]),
        fence=int(values["fence"]),
        payload=json.loads(values["payload"]),
        trace=values["trace"],
        is_suspect=values["suspect"] == "1",
    )


def _time(milliseconds: str) -> datetime:
    return datetime.fromtimestamp(int(milliseconds) / 1000, UTC)
