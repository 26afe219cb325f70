"""Anthropic's messages, through its SDK."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anthropic
from pydantic import Field

from services.shared.llm import wire
from services.shared.llm.provider import Answer, Fault
from services.shared.llm.schema import strict_schema
from services.shared.llm.types import AssistantMessage, Reason, ToolCall, ToolResult, Usage, UserMessage

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from services.shared.llm.provider import Ask
    from services.shared.llm.types import Message


class _Block(wire.Read):
    type: str
    text: str | None = None
    id: str | None = None
    name: str | None = None
    input: dict[str, Any] | None = None


class _Reply(wire.Read):
    content: list[_Block]
    stop_reason: str | None
    usage: wire.Tokens | None = None


class _Delta(wire.Read):
    text: str | None = None
    stop_reason: str | None = None


class _OutputUsage(wire.Read):
    output_tokens: int = Field(ge=0)


class _Started(wire.Read):
    usage: wire.Tokens


class _Event(wire.Read):
    """Of `message_start` the message, of `content_block_delta` and `message_delta` the delta, of the latter usage."""

    type: str
    message: _Started | None = None
    delta: _Delta | None = None
    usage: _OutputUsage | None = None


class AnthropicProvider:
    """The `Provider` over `AsyncAnthropic`; its own retries are off."""

    def __init__(self, api_key: str, base_url: str, max_reply_bytes: int) -> None:
        self._client = anthropic.AsyncAnthropic(**wire.client_options(anthropic, api_key, base_url, max_reply_bytes))

    async def answer(self, ask: Ask, timeout_s: float) -> Answer:
        """One whole message."""
        with wire.faults(anthropic):
            raw = await self._client.messages.create(**_body(ask), timeout=wire.timeout(timeout_s))
            reply = _Reply.model_validate(raw)
            wire.check_end(reply.stop_reason)
            text = "".join(block.text or "" for block in reply.content if block.type == "text")
            calls = tuple(_call(block) for block in reply.content if block.type == "tool_use")
            return Answer(text, calls, wire.usage(reply.usage))

    async def stream(self, ask: Ask, timeout_s: float) -> AsyncGenerator[str | Usage, None]:
        """Text deltas and, at the end, usage; an end without a stop reason is a lost connection."""
        with wire.faults(anthropic):
            end: str | None = None
            input_tokens: int | None = None
            async with await self._client.messages.create(
                **_body(ask), timeout=wire.timeout(timeout_s), stream=True
            ) as events:
                async for raw in events:
                    event = _Event.model_validate(raw)
                    if event.message:
                        input_tokens = event.message.usage.input_tokens
                    if event.delta and event.delta.text:
                        yield event.delta.text
                    end = (event.delta and event.delta.stop_reason) or end
                    if event.type == "message_delta" and event.usage and input_tokens is not None:
                        yield Usage(input_tokens, event.usage.output_tokens)
            if end is None:
                raise Fault(Reason.CONNECTION)
            wire.check_end(end)

    async def close(self) -> None:
        """Close connections."""
        await self._client.close()


def _body(ask: Ask) -> dict[str, Any]:
    body: dict[str, Any] = {
        "model": ask.model,
        "max_tokens": ask.max_tokens,
        "system": ask.system,
        "messages": [_message(message) for message in ask.messages],
    }
    if ask.temperature is not None:
        # Part of the wire format for the models named here, no longer of the SDK's signature; its range ends at 1.
        body["extra_body"] = {"temperature": min(ask.temperature, 1.0)}
    if ask.reply_schema is not None:
        body["output_config"] = {"format": {"type": "json_schema", "schema": ask.reply_schema}}
    if ask.tools:
        body["tools"] = [
            {
                "name": tool.name,
                "description": tool.description,
                "input_schema": strict_schema(tool.arguments),
                "strict": True,
            }
            for tool in ask.tools
        ]
        body["tool_choice"] = {"type": "tool", "name": ask.force} if ask.force else {"type": "auto"}
    return body


def _message(message: Message) -> dict[str, Any]:
    match message:
        case UserMessage(text):
            return {"role": "user", "content": text}
        case ToolResult(call_id, content, is_error):
            block = {"type": "tool_result", "tool_use_id": call_id, "content": content, "is_error": is_error}
            return {"role": "user", "content": [block]}
        case AssistantMessage(text, calls):
            said = [{"type": "text", "text": text}] if text else []
            called = [
                {"type": "tool_use", "id": call.call_id, "name": call.name, "input": dict(call.arguments)}
                for call in calls
            ]
            return {"role": "assistant", "content": [*said, *called]}


def _call(block: _Block) -> ToolCall:
    if block.id is None or block.name is None or block.input is None:
        raise Fault(Reason.BAD_REPLY)
    return ToolCall(block.id, block.name, block.input)
