"""Conversions that every contract needs: timestamps and jobs.

Each owner declares its own `Job` and `JobState` (a contract imports no other owner's), with the same fields and names.
So they are filled by name here, once, and no stub is imported: `pb.Job(**job_fields(job))`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from google.protobuf.timestamp_pb2 import Timestamp

from services.shared.runtime.job import JobState

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from google.protobuf.duration_pb2 import Duration

    from services.shared.runtime.job import Job

_PREFIX: Final = "JOB_STATE_"


def timestamp(at: datetime) -> Timestamp:
    """A protobuf Timestamp."""
    stamp = Timestamp()
    stamp.FromDatetime(at)
    return stamp


def seconds(duration: Duration) -> float:
    """A duration in seconds, of any length; protobuf's own way fails beyond what a `timedelta` holds."""
    return float(duration.seconds + duration.nanos / 1e9)


def job_fields(job: Job) -> dict[str, Any]:
    """The fields of a contract's `Job`; protobuf takes an enum value by its name."""
    return {
        "id": job.id,
        "kind": job.kind,
        "session_id": job.session_id,
        "state": f"{_PREFIX}{job.state.name}",
        "attempts": job.attempts,
        "done": job.done,
        "total": job.total,
        "error": job.error,
        "created_at": timestamp(job.created_at),
        "updated_at": timestamp(job.updated_at),
    }


def job_states(number_of: Callable[[str], int]) -> dict[int, JobState]:
    """The states by a contract's numbers: `job_states(pb.JobState.Value)`; unspecified is none of them."""
    return {number_of(f"{_PREFIX}{state.name}"): state for state in JobState}
