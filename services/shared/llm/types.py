"""The `Llm` port, its values and its only exception.

    Llm.complete_json -> ModelReply[T]     a reply that passed the caller's pydantic model
    Llm.stream_text   -> text deltas       a reply to show while it is written, then its StreamEnd
    Llm.use_tool      -> ToolReply         what the model wants to call (never executed here)

Rules:
1. Every failure, of whatever kind, is one `ModelUnavailable` with a `Reason`; no text of a prompt or a reply is in it.
2. The caller answers `ModelUnavailable` with its rule function, for that call alone.
3. Reply models and tool arguments bound each string (`max_length`) and list; one that does not is a bug of the caller
   and raises TypeError on the first call, with or without a key.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

T = TypeVar("T", bound=BaseModel)


class Reason(StrEnum):
    """Why no model answered. The values are metric labels and go to logs; they are stable."""

    NO_MODEL = "NO_MODEL"  # no key is set
    NO_TIME = "NO_TIME"  # the turn's deadline leaves no room for a call
    TIMEOUT = "TIMEOUT"
    BREAKER_OPEN = "BREAKER_OPEN"
    BUDGET_SESSION = "BUDGET_SESSION"
    BUDGET_DAY = "BUDGET_DAY"
    LEDGER_DOWN = "LEDGER_DOWN"  # nothing is spent that cannot be counted
    CONNECTION = "CONNECTION"
    RATE_LIMITED = "RATE_LIMITED"
    QUOTA = "QUOTA"  # the provider's own spending cap: waiting does not help
    OVERLOADED = "OVERLOADED"  # 5xx and 529
    DENIED = "DENIED"  # 401 and 403: the key is wrong or may not
    REJECTED = "REJECTED"  # other 4xx: unknown model, bad request
    REFUSED = "REFUSED"  # the model or a content filter declined
    TRUNCATED = "TRUNCATED"  # the token limit cut the reply
    TOO_LARGE = "TOO_LARGE"  # the reply passed the byte limit
    BAD_REPLY = "BAD_REPLY"  # not JSON, or not the provider's protocol
    BAD_SCHEMA = "BAD_SCHEMA"  # JSON, but not what was asked for
    NO_TOOL_CALL = "NO_TOOL_CALL"  # a call was forced and none came
    UNKNOWN_TOOL = "UNKNOWN_TOOL"  # a tool that was not offered


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of a call as the provider counted them, all attempts together; 0 where it did not count."""

    input_tokens: int = 0
    output_tokens: int = 0


class ModelUnavailable(Exception):
    """No model answer for this call; the rule function answers instead.

    Attributes:
        reason: why, as a `Reason`.
        usage: what was spent all the same, for example on a reply that was cut off.
    """

    def __init__(self, reason: Reason | str, usage: Usage = Usage()) -> None:
        """Keep the reason (a `Reason` or its value); there is no free text on purpose."""
        self.reason, self.usage = Reason(reason), usage
        super().__init__(self.reason.value)


class CallSettings(BaseModel):
    """One row of the table of model calls (docs/spec.md 10)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z_]+$", description="metric label and settings name")
    model: str = Field(
        min_length=1, description="a provider's model name; `claude*` is Anthropic's, any other OpenAI's"
    )
    temperature: float | None = Field(ge=0, le=2, description="None sends none, for models that refuse one")
    max_tokens: int = Field(ge=1, description="output tokens")
    timeout_s: float = Field(
        gt=0, description="whole call, retries and backoff included; the turn's deadline cuts it shorter"
    )


@dataclass(frozen=True, slots=True)
class ModelReply(Generic[T]):
    """A validated reply, the model that wrote it, and what it took."""

    value: T
    model: str
    usage: Usage = Usage()


@dataclass(frozen=True, slots=True)
class ToolSpec:
    """A tool a model may call.

    Attributes:
        name: `[a-z_]+`.
        description: what it does and when to use it, for the model.
        arguments: the pydantic model its arguments should follow.
    """

    name: str
    description: str
    arguments: type[BaseModel]


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A call as the model made it.

    Attributes:
        call_id: the provider's id, returned in the matching `ToolResult`.
        name: one of the offered tools.
        arguments: a JSON object, not yet validated: the caller decides between refusing a slip and logging it.
    """

    call_id: str
    name: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class UserMessage:
    """A message of the user role."""

    text: str


@dataclass(frozen=True, slots=True)
class AssistantMessage:
    """An earlier reply of the model, with its tool calls."""

    text: str
    calls: tuple[ToolCall, ...] = ()


@dataclass(frozen=True, slots=True)
class ToolResult:
    """The result of a tool call.

    Attributes:
        call_id: the `ToolCall.call_id` it answers.
        content: text or JSON for the model.
        is_error: True when the tool refused or failed.
    """

    call_id: str
    content: str
    is_error: bool = False


Message: TypeAlias = UserMessage | AssistantMessage | ToolResult


@dataclass(frozen=True, slots=True)
class ToolReply:
    """The text of a reply and its tool calls, in order.

    `AssistantMessage(reply.text, reply.calls)` is how it goes back into the next call's messages.
    """

    text: str
    calls: tuple[ToolCall, ...]
    model: str
    usage: Usage = Usage()


@dataclass(frozen=True, slots=True)
class StreamEnd:
    """The end of a stream: model and usage."""

    model: str
    usage: Usage


class Llm(Protocol):
    """Models behind one interface: `open_llm` makes it, `tests/fakes` scripts it."""

    async def complete_json(self, call: CallSettings, system: str, prompt: str, reply: type[T]) -> ModelReply[T]:
        """Ask for one JSON object of the shape of `reply`.

        Raises:
            ModelUnavailable: always and only this, whatever went wrong.
            TypeError: `reply` leaves a string or list unbounded.
        """
        ...

    def stream_text(self, call: CallSettings, system: str, prompt: str) -> AsyncIterator[str | StreamEnd]:
        """Yield non-empty text deltas and the end; a call is only retried before the first delta.

        Raises:
            ModelUnavailable: also after some deltas: what was shown so far is void, the caller replaces it.
        """
        ...

    async def use_tool(
        self,
        call: CallSettings,
        system: str,
        messages: Sequence[Message],
        tools: Sequence[ToolSpec],
        force: str | None = None,
    ) -> ToolReply:
        """Offer `tools`; with `force`, the model must call that one.

        Every call in the reply names an offered tool and carries a JSON object; whether it fits the schema is the
        caller's to judge.

        Raises:
            ModelUnavailable: always and only this, whatever went wrong.
            TypeError: the arguments of a tool leave a string or list unbounded.
        """
        ...

    async def close(self) -> None:
        """Release connections."""
        ...
