"""OpenAI's chat completions, through its SDK."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import openai
from pydantic import Field

from services.shared.llm import wire
from services.shared.llm.provider import Answer, Fault
from services.shared.llm.schema import strict_schema
from services.shared.llm.types import AssistantMessage, Reason, ToolCall, ToolResult, UserMessage

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from services.shared.llm.provider import Ask
    from services.shared.llm.types import Message, Usage


class _Function(wire.Read):
    name: str
    arguments: str


class _ToolCall(wire.Read):
    id: str
    function: _Function


class _Said(wire.Read):
    content: str | None = None
    refusal: str | None = None
    tool_calls: list[_ToolCall] | None = None


class _Choice(wire.Read):
    message: _Said
    finish_reason: str | None = None


class _Completion(wire.Read):
    choices: list[_Choice] = Field(min_length=1)
    usage: wire.Tokens | None = None


class _Delta(wire.Read):
    content: str | None = None
    refusal: str | None = None


class _ChunkChoice(wire.Read):
    delta: _Delta
    finish_reason: str | None = None


class _Chunk(wire.Read):
    choices: list[_ChunkChoice] = Field(default_factory=list)
    usage: wire.Tokens | None = None


class OpenAiProvider:
    """The `Provider` over `AsyncOpenAI`; its own retries are off."""

    def __init__(self, api_key: str, base_url: str, max_reply_bytes: int) -> None:
        self._client = openai.AsyncOpenAI(**wire.client_options(openai, api_key, base_url, max_reply_bytes))

    async def answer(self, ask: Ask, timeout_s: float) -> Answer:
        """One whole completion."""
        with wire.faults(openai):
            raw = await self._client.chat.completions.create(**_body(ask), timeout=wire.timeout(timeout_s))
            completion = _Completion.model_validate(raw)
            choice = completion.choices[0]
            if choice.message.refusal:
                raise Fault(Reason.REFUSED)
            wire.check_end(choice.finish_reason)
            calls = tuple(_call(call) for call in choice.message.tool_calls or ())
            return Answer(choice.message.content or "", calls, wire.usage(completion.usage))

    async def stream(self, ask: Ask, timeout_s: float) -> AsyncGenerator[str | Usage, None]:
        """Text deltas and, at the end, usage; an end without a finish reason is a lost connection."""
        with wire.faults(openai):
            end: str | None = None
            async with await self._client.chat.completions.create(
                **_body(ask), timeout=wire.timeout(timeout_s), stream=True, stream_options={"include_usage": True}
            ) as events:
                async for event in events:
                    chunk = _Chunk.model_validate(event)
                    for choice in chunk.choices[:1]:
                        if choice.delta.refusal:
                            raise Fault(Reason.REFUSED)
                        if choice.delta.content:
                            yield choice.delta.content
                        end = choice.finish_reason or end
                    if used := wire.usage(chunk.usage):
                        yield used
            if end is None:
                raise Fault(Reason.CONNECTION)
            wire.check_end(end)

    async def close(self) -> None:
        """Close connections."""
        await self._client.close()


def _body(ask: Ask) -> dict[str, Any]:
    body: dict[str, Any] = {
        "model": ask.model,
        "max_completion_tokens": ask.max_tokens,
        "messages": [{"role": "system", "content": ask.system}, *map(_message, ask.messages)],
    }
    if ask.temperature is not None:
        body["temperature"] = ask.temperature
    if ask.reply_schema is not None:
        reply = {"name": "reply", "schema": ask.reply_schema, "strict": True}
        body["response_format"] = {"type": "json_schema", "json_schema": reply}
    if ask.tools:
        body["tools"] = [
            {
                "type": "function",
                "function": {
                    "name": tool.name,
                    "description": tool.description,
                    "parameters": strict_schema(tool.arguments),
                    "strict": True,
                },
            }
            for tool in ask.tools
        ]
        body["tool_choice"] = {"type": "function", "function": {"name": ask.force}} if ask.force else "auto"
    return body


def _message(message: Message) -> dict[str, Any]:
    match message:
        case UserMessage(text):
            return {"role": "user", "content": text}
        case ToolResult(call_id, content):
            return {"role": "tool", "tool_call_id": call_id, "content": content}
        case AssistantMessage(text, calls):
            out: dict[str, Any] = {"role": "assistant", "content": text}
            if calls:
                out["tool_calls"] = [
                    {
                        "id": call.call_id,
                        "type": "function",
                        "function": {"name": call.name, "arguments": json.dumps(dict(call.arguments))},
                    }
                    for call in calls
                ]
            return out


def _call(call: _ToolCall) -> ToolCall:
    arguments = json.loads(call.function.arguments)
    if not isinstance(arguments, dict):
        raise Fault(Reason.BAD_REPLY)
    return ToolCall(call.id, call.function.name, arguments)
