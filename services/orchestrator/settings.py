"""Knobs of the orchestrator."""

from __future__ import annotations

from pydantic import Field

from services.shared.runtime.settings import ServiceSettings


class OrchestratorSettings(ServiceSettings):
    """What the orchestrator needs beside `ServiceSettings`."""

    turn_timeout_s: float = Field(
        default=20.0, gt=0, description="Seconds a turn may take; the mark `in flight` ends with it (docs/spec.md 1)."
    )
    instance: str = Field(
        default="",
        description="Name of this process across restarts; empty means host and address. "
        "A lease an earlier start left behind is taken over at once.",
    )
    erase_every_s: float = Field(
        default=5.0,
        gt=0,
        description="Seconds between tries to finish deletions (docs/reliability.md D7: erased within 60 s).",
    )
    redis_switch: bool = Field(
        default=True,
        description="Whether a Redis that would lose acknowledged turns is switched to `appendonly yes` and "
        "`appendfsync always` by CONFIG SET; if not, the service stays not ready there.",
    )
