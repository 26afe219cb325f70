"""The interface between guard and provider: an `Ask` yields an `Answer` with its `Usage`, or raises a `Fault`.

The three facts of a fault decide everything that follows: may it be retried, is the provider to be left alone, and may
it have cost money. They are one table here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from services.shared.llm.types import Message, Reason, ToolCall, ToolSpec, Usage

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping


@dataclass(frozen=True, slots=True)
class Ask:
    """One request, independent of the provider.

    Attributes:
        reply_schema: strict JSON schema the answer must have, or None for text or tools.
        force: name of the tool that must be called, or None.
    """

    model: str
    temperature: float | None
    max_tokens: int
    system: str
    messages: tuple[Message, ...]
    reply_schema: Mapping[str, Any] | None = None
    tools: tuple[ToolSpec, ...] = ()
    force: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete reply; `usage` is None when the provider did not count."""

    text: str
    calls: tuple[ToolCall, ...]
    usage: Usage | None


# Reasons after which a second attempt can help. A 429 is only retried when it says when: a spending cap says nothing
# (docs/reliability.md C5).
_RETRIED = frozenset({Reason.CONNECTION, Reason.OVERLOADED, Reason.RATE_LIMITED})
# Reasons that say "leave the provider alone" rather than "this reply was no good".
_OUTAGE = frozenset(
    {Reason.CONNECTION, Reason.OVERLOADED, Reason.RATE_LIMITED, Reason.QUOTA, Reason.TIMEOUT, Reason.DENIED}
)


class Fault(Exception):
    """An attempt failed.

    Attributes:
        reason: why.
        retry_after_s: the provider's own advice, seconds.
        is_billed: False only when the provider certainly did no work.
    """

    def __init__(self, reason: Reason, *, retry_after_s: float | None = None, is_billed: bool = True) -> None:
        """Keep the facts; no text of the provider, which may quote the prompt."""
        super().__init__(reason.value)
        self.reason = reason
        self.retry_after_s = retry_after_s
        self.is_billed = is_billed

    @property
    def is_outage(self) -> bool:
        """Whether the circuit breaker should count it."""
        return self.reason in _OUTAGE

    @property
    def is_retryable(self) -> bool:
        """Whether another attempt may help."""
        return self.reason in _RETRIED and (self.reason is not Reason.RATE_LIMITED or self.retry_after_s is not None)


class Provider(Protocol):
    """Client of one provider. It does not retry, wait or account: the guard does."""

    async def answer(self, ask: Ask, timeout_s: float) -> Answer:
        """Send and read one whole reply.

        Raises:
            Fault: whatever went wrong.
        """
        ...

    def stream(self, ask: Ask, timeout_s: float) -> AsyncGenerator[str | Usage, None]:
        """Yield text deltas, and `Usage` when the provider says it; a later one includes the one before.

        Raises:
            Fault: whatever went wrong, an early end included.
        """
        ...

    async def close(self) -> None:
        """Close connections."""
        ...
