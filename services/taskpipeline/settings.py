"""Knobs of the task pipeline; an environment variable METIER_<NAME> sets each."""

from typing import Literal

from pydantic import Field

from services.shared.runtime.settings import ServiceSettings


class TaskPipelineSettings(ServiceSettings):
    """What tasks need beyond what every service has."""

    max_request_bytes: int = Field(
        default=8 << 20, gt=0, description="Largest request taken: 400 messages of 16 KiB and room (docs/spec.md 7)."
    )
    dedup_embedder: Literal["default", "fast"] = Field(
        default="fast",
        description="Embedder that compares statements, each with cut-offs of its own (core/deduplicate.py); "
        "part of the fast path, so the fast one.",
    )
    fast_path_timeout_s: float = Field(
        default=3.0, gt=0, description="Seconds a catalogue call of the fast path may take."
    )
    worker_concurrency: int = Field(
        default=4, ge=1, description="Jobs run at once by a worker; they wait for the matcher most of the time."
    )
    worker_lease_s: float = Field(
        default=10.0,
        gt=0,
        description="Seconds of silence after which a worker's job is taken over (docs/reliability.md A6).",
    )
    job_attempts: int = Field(default=3, ge=1, description="Tries until a job is dead (docs/reliability.md A6).")
