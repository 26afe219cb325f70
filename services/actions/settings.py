"""Settings of the actions service, beside those every service has; models and keys are in `LlmSettings`."""

from __future__ import annotations

from pydantic import Field

from services.shared.runtime.settings import ServiceSettings


class ActionsSettings(ServiceSettings):
    """`METIER_ACTIONS_*` in the environment."""

    actions_concurrency: int = Field(
        default=2, ge=1, le=64, description="Generations a worker runs at once; they mostly wait for the model."
    )
    actions_cached_vectors: int = Field(
        default=4096, ge=1, description="Texts whose vectors are kept, newest first; 1.5 KB each."
    )
