"""Settings of the language reader, beside those every service has."""

from __future__ import annotations

from pydantic import Field

from services.shared.runtime.settings import ServiceSettings


class NluSettings(ServiceSettings):
    """`METIER_NLU_*` in the environment."""

    nlu_threads: int = Field(
        default=1,
        ge=1,
        le=64,
        description="Threads one reading may use; a reply is short, calls run beside each other.",
    )
    nlu_without: list[str] = Field(
        default=[], description="Beginnings of names of signals that are not heard: measures what a voice earns."
    )
    nlu_workers: int = Field(default=2, ge=1, le=64, description="Calls that compute at the same time.")
    nlu_cached_replies: int = Field(
        default=1024,
        ge=0,
        description="Readings kept by question and message (about 4 KB each); both are asked twice a turn.",
    )
