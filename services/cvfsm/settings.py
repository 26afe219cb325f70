"""Every knob of the CV service: unit, default, why."""

from __future__ import annotations

from pydantic import Field

from services.cvfsm.core.output.page import DEFAULT_TEMPLATE
from services.cvfsm.service import Limits
from services.shared.runtime.settings import ServiceSettings


class CvSettings(ServiceSettings):
    """What the server and its worker need beyond what every service has; `METIER_CV_...`."""

    max_request_bytes: int = Field(
        default=8 << 20,
        gt=0,
        description="Largest gRPC request: a 5 MiB file with room (docs/reliability.md B7: 8 MiB).",
    )
    call_timeout_s: float = Field(
        default=45.0,
        gt=0,
        description="Deadline of a call that brings none: GET waits 30 s at most, and a PDF is made.",
    )
    cv_parsers: int = Field(default=1, ge=1, description="Warm parser processes; a parse takes tens of milliseconds.")
    cv_template: str = Field(default=DEFAULT_TEMPLATE, description="Template of a PDF when none is asked for.")
    cv_execute_lease_s: float = Field(
        default=20.0,
        gt=0,
        description="Age of an unfinished EXECUTE at which a read resumes it: a PDF takes under 1 s.",
    )
    cv_run_concurrency: int = Field(default=4, ge=1, description="Agent runs at once in a worker; they wait on models.")

    @property
    def limits(self) -> Limits:
        """What the use cases need of it."""
        return Limits(self.cv_template, self.cv_execute_lease_s)
