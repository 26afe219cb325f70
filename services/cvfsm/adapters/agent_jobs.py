"""Runs of the agent as durable jobs: queued once for each run id, run again when a worker is lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from services.shared.runtime.jobs import JobState

if TYPE_CHECKING:
    from services.shared.runtime.jobs import Jobs

KIND: Final = "run_agent"


@dataclass(frozen=True, slots=True)
class AgentJobs:
    """Queues runs."""

    jobs: Jobs

    async def ensure(self, session_id: str, run_id: str) -> bool:
        """Queue a run unless it is queued; False when it was given up: cancelled, or its worker died too often.

        Raises:
            NotFound: SESSION_UNKNOWN, the session was deleted.
        """
        job = await self.jobs.submit(KIND, session_id, {"run_id": run_id}, key=run_id)
        return job.state not in {JobState.DEAD, JobState.CANCELLED}

    async def erase(self, session_id: str) -> None:
        """Remove every run of a session."""
        await self.jobs.erase(session_id)
