"""Wiring: from settings and a Redis client to the `Llm` every service uses."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from services.shared.llm.guard import GuardedLlm
from services.shared.llm.ledger import NothingToSpend, Purse, RedisLedger
from services.shared.llm.settings import LlmSettings
from services.shared.runtime.clock import SystemClock

if TYPE_CHECKING:
    from pydantic import SecretStr
    from redis.asyncio import Redis

    from services.shared.llm.provider import Provider
    from services.shared.llm.types import Llm


def open_llm(settings: LlmSettings, redis: Redis) -> Llm:
    """An `Llm` in any case; without a key each of its calls raises ModelUnavailable(NO_MODEL) at once.

    An SDK is imported here, and only when its key is set. Close it with `await llm.close()`.

    Raises:
        ImportError: a key is set and the SDK is not installed (extras `openai`, `anthropic`).
    """
    clock = SystemClock()
    ledger = RedisLedger(redis, settings.session_cap_usd, settings.day_cap_usd, clock.now)
    return GuardedLlm(_providers(settings), ledger, settings, clock, Random())


def no_llm() -> Llm:
    """An `Llm` without a provider, for evaluations of the rules: every call raises ModelUnavailable(NO_MODEL)."""
    return GuardedLlm({}, NothingToSpend(), LlmSettings(), SystemClock(), Random())


def measured_llm(settings: LlmSettings, cap_usd: float) -> Llm:
    """An `Llm` without Redis, for evaluations of models: it spends at most `cap_usd`."""
    return GuardedLlm(_providers(settings), Purse(cap_usd), settings, SystemClock(), Random())


def _providers(settings: LlmSettings) -> dict[str, Provider]:
    providers: dict[str, Provider] = {}
    if key := _secret(settings.openai_api_key):
        from services.shared.llm.openai_wire import OpenAiProvider  # noqa: PLC0415 - only with a key (docs/spec.md 1)

        providers["openai"] = OpenAiProvider(key, settings.openai_base_url, settings.max_reply_bytes)
    if key := _secret(settings.anthropic_api_key):
        from services.shared.llm.anthropic_wire import AnthropicProvider  # noqa: PLC0415 - only with a key

        providers["anthropic"] = AnthropicProvider(key, settings.anthropic_base_url, settings.max_reply_bytes)
    return providers


def _secret(key: SecretStr | None) -> str:
    return key.get_secret_value().strip() if key else ""
