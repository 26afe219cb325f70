"""The calls about jobs (`metier.jobs.v1`), for the servicer of every service that has a queue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from metier.jobs.v1 import job_pb2 as pb
from services.shared.runtime.job import JobState
from services.shared.runtime.messages import seconds, timestamp

if TYPE_CHECKING:
    import grpc

    from services.shared.runtime.job import Job
    from services.shared.runtime.jobs import Jobs

    Call = grpc.aio.ServicerContext[Any, Any]

WAIT_S: Final = 30.0
"""Longest wait where WaitJob names none."""
LISTED: Final = 50
"""Jobs where ListJobs names no number."""

_NUMBERS: Final = {state: pb.JobState.Value(f"JOB_STATE_{state.name}") for state in JobState}
_STATES: Final = {number: state for state, number in _NUMBERS.items()}


class JobRpc:
    """Answers GetJob, WaitJob, CancelJob, RetryJob and ListJobs; a servicer inherits it beside its stub."""

    def __init__(self, jobs: Jobs) -> None:
        """Answer from a queue."""
        self._jobs = jobs

    async def GetJob(self, request: pb.GetJobRequest, _call: Call) -> pb.GetJobResponse:
        """Return a job."""
        return pb.GetJobResponse(job=job_message(await self._jobs.get(request.job_id, request.session_id)))

    async def WaitJob(self, request: pb.WaitJobRequest, _call: Call) -> pb.WaitJobResponse:
        """Wait for a job."""
        timeout_s = seconds(request.timeout) or WAIT_S
        return pb.WaitJobResponse(job=job_message(await self._jobs.wait(request.job_id, timeout_s, request.session_id)))

    async def CancelJob(self, request: pb.CancelJobRequest, _call: Call) -> pb.CancelJobResponse:
        """Cancel a job."""
        return pb.CancelJobResponse(job=job_message(await self._jobs.cancel(request.job_id, request.session_id)))

    async def RetryJob(self, request: pb.RetryJobRequest, _call: Call) -> pb.RetryJobResponse:
        """Queue a job again."""
        return pb.RetryJobResponse(job=job_message(await self._jobs.retry(request.job_id, request.session_id)))

    async def ListJobs(self, request: pb.ListJobsRequest, _call: Call) -> pb.ListJobsResponse:
        """List jobs of all sessions."""
        page = await self._jobs.page(
            _STATES.get(request.state),
            max(1, request.limit or LISTED),
            after=request.page_token,
            kind=request.kind,
            session_id=request.session_id,
        )
        return pb.ListJobsResponse(jobs=map(job_message, page.jobs), next_page_token=page.next_after)


def job_message(job: Job) -> pb.Job:
    """A job in the contract's form."""
    return pb.Job(
        id=job.id,
        kind=job.kind,
        session_id=job.session_id,
        state=_NUMBERS[job.state],
        attempts=job.attempts,
        done=job.done,
        total=job.total,
        error=job.error,
        created_at=timestamp(job.created_at),
        updated_at=timestamp(job.updated_at),
    )
