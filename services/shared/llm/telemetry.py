"""Metrics of model calls. Labels are names of settings and reasons, never text."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from prometheus_client import Counter, Gauge, Histogram

from services.shared.llm.types import ModelUnavailable
from services.shared.runtime import tracing
from services.shared.runtime.telemetry import get_logger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.shared.llm.types import Usage

CALLS = Counter("metier_llm_calls_total", "Model calls by outcome: OK or a reason.", ["call", "model", "outcome"])
ATTEMPTS = Counter("metier_llm_attempts_total", "Requests sent to a provider.", ["provider", "outcome"])
TOKENS = Counter("metier_llm_tokens_total", "Tokens as providers count them.", ["call", "model", "direction"])
COST = Counter("metier_llm_cost_usd_total", "Dollars by list price.", ["call", "model"])
BREAKER = Gauge("metier_llm_breaker_open", "1 while a provider is left alone.", ["provider"])
SECONDS = Histogram(
    "metier_llm_call_seconds",
    "Time of a call as its caller sees it.",
    ["call", "model"],
    buckets=(0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32),
)

log = get_logger()


@contextmanager
def observed(call: str, model: str) -> Iterator[None]:
    """Count and time a call; log it when no model answered."""
    began = time.monotonic()
    outcome = "CANCELLED"
    try:
        with tracing.span(f"chat {model}", tracing.CLIENT, {"gen_ai.request.model": model, "metier.call": call}):
            yield
        outcome = "OK"
    except ModelUnavailable as unavailable:
        outcome = unavailable.reason.value
        log.warning("model unavailable", call=call, model=model, reason=outcome)
        raise
    finally:
        CALLS.labels(call, model, outcome).inc()
        SECONDS.labels(call, model).observe(time.monotonic() - began)


def count_usage(call: str, model: str, usage: Usage, micro_usd: int) -> None:
    """Add tokens and cost of one attempt."""
    TOKENS.labels(call, model, "input").inc(usage.input_tokens)
    TOKENS.labels(call, model, "output").inc(usage.output_tokens)
    COST.labels(call, model).inc(micro_usd / 1_000_000)
