"""An `Llm` that answers from a script, for tests of services; wire and faults are the model server's part."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel

from services.shared.llm import ModelReply, ModelUnavailable, Reason, StreamEnd, ToolCall, ToolReply, Usage
from services.shared.llm.schema import strict_schema

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from services.shared.llm import CallSettings, Message, ToolSpec

T = TypeVar("T", bound=BaseModel)

USAGE = Usage(200, 10)
"""What each call is said to have taken."""


def no_model(call: CallSettings, prompt: str) -> Any:
    """The script of a suite without a key."""
    raise ModelUnavailable(Reason.NO_MODEL)


@dataclass
class ScriptedLlm:
    """Answers each call with what `script(call, prompt)` returns, or raises what it raises.

    JSON calls take a reply model or its dict, text calls a string (split after each space) or a list of deltas, tool
    calls a list of (name, arguments). `asked` keeps (call name, system, prompt).
    """

    script: Callable[[CallSettings, str], Any] = no_model
    asked: list[tuple[str, str, str]] = field(default_factory=list)

    async def complete_json(self, call: CallSettings, system: str, prompt: str, reply: type[T]) -> ModelReply[T]:
        strict_schema(reply)
        self.asked.append((call.name, system, prompt))
        value = self.script(call, prompt)
        return ModelReply(value if isinstance(value, reply) else reply.model_validate(value), call.model, USAGE)

    async def stream_text(self, call: CallSettings, system: str, prompt: str) -> AsyncIterator[str | StreamEnd]:
        self.asked.append((call.name, system, prompt))
        said = self.script(call, prompt)
        for delta in said.replace(" ", " \0").split("\0") if isinstance(said, str) else said:
            yield delta
        yield StreamEnd(call.model, USAGE)

    async def use_tool(
        self,
        call: CallSettings,
        system: str,
        messages: Sequence[Message],
        tools: Sequence[ToolSpec],
        force: str | None = None,
    ) -> ToolReply:
        for tool in tools:
            strict_schema(tool.arguments)
        prompt = "\n".join(str(message) for message in messages)
        self.asked.append((call.name, system, prompt))
        made = self.script(call, prompt)
        return ToolReply(
            "", tuple(ToolCall(f"call_{i}", name, args) for i, (name, args) in enumerate(made)), call.model, USAGE
        )

    async def close(self) -> None:
        """Nothing to close."""
