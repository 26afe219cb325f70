"""Which providers process what people write, by the settings and by the choice of provider that each call makes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from services.shared.llm.calls import Calls

if TYPE_CHECKING:
    from collections.abc import Iterable

    from services.shared.llm.settings import LlmSettings

CV = ("cv_agent",)
"""Calls that read an uploaded CV and what is written about it."""

CONVERSATION = tuple(name for name in Calls.model_fields if name not in CV)
"""Calls that read a conversation, its tasks and its matches, whichever service makes them: all run with the same settings."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A provider of models.

    Attributes:
        provider: Its name, or the host that answers in its place.
        models: The models that are asked, each once.
        region: Where it processes, as the operator says; empty where nobody said it.
    """

    provider: str
    models: tuple[str, ...]
    region: str


def provider_of(model: str) -> str:
    """The provider that has a model."""
    return "anthropic" if model.startswith("claude") else "openai"


def readers(settings: LlmSettings, names: Iterable[str]) -> tuple[Reader, ...]:
    """The readers of the calls of these names; none without a key."""
    keys = {"openai": settings.openai_api_key, "anthropic": settings.anthropic_api_key}
    present = {name for name, key in keys.items() if key and key.get_secret_value().strip()}
    asked: dict[str, list[str]] = {}
    for name in names:
        wanted = getattr(settings.calls, name).model
        for model in (wanted, settings.stand_ins.get(wanted)):
            if model is not None and provider_of(model) in present:
                asked.setdefault(provider_of(model), []).append(model)
                break
    return tuple(
        Reader(_named(settings, provider), tuple(dict.fromkeys(models)), settings.regions.get(provider, ""))
        for provider, models in sorted(asked.items())
    )


def _named(settings: LlmSettings, provider: str) -> str:
    """The provider's name, or the host of another server that speaks its wire format."""
    address: str = getattr(settings, f"{provider}_base_url")
    default: str = type(settings).model_fields[f"{provider}_base_url"].default
    return provider if address == default else urlsplit(address).hostname or address
