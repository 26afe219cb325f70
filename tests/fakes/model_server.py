"""A model provider on a local port: OpenAI's and Anthropic's wire formats, and every way they fail.

    async with ModelServer(respond) as server:
        settings = LlmSettings(openai_api_key="k", openai_base_url=server.openai_url, ...)

`respond` gets each request as `Asked` and returns `Say`, `Call` or a `Fault`. Without one, the server answers with the
smallest value that the asked schema allows.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType


@dataclass(frozen=True)
class Asked:
    """A request, in one form for both formats."""

    provider: str
    model: str
    system: str
    messages: list[dict[str, Any]]
    schema: dict[str, Any] | None
    tools: dict[str, dict[str, Any]]
    force: str | None
    is_stream: bool
    body: dict[str, Any]
    headers: dict[str, str]


@dataclass(frozen=True)
class Say:
    """Answer with text."""

    text: str


@dataclass(frozen=True)
class Call:
    """Answer with tool calls: (name, arguments); arguments that are a string go out as they are."""

    calls: tuple[tuple[str, Any], ...]


class Fault(Enum):
    """A way to fail."""

    HANG = auto()
    RATE_LIMIT = auto()  # 429, retry-after: 0
    RATE_LIMIT_LONG = auto()  # 429, retry-after: 60
    SPENDING_CAP = auto()  # 429 without retry-after
    QUOTA = auto()  # OpenAI: 429 insufficient_quota, with a retry-after that must not be believed
    BILLING = auto()  # Anthropic: 402
    SERVER_ERROR = auto()  # 500
    OVERLOADED = auto()  # 529
    UNAUTHORIZED = auto()  # 401
    BAD_REQUEST = auto()  # 400, quoting the prompt
    RESET = auto()  # connection closed before a reply
    RESET_MIDWAY = auto()  # connection closed within the body
    ERROR_EVENT = auto()  # 200, then an error
    EARLY_END = auto()  # 200, a body without its end
    TRUNCATED = auto()  # stopped by the token limit
    REFUSAL = auto()
    BAD_JSON = auto()
    WRONG_SHAPE = auto()  # JSON of another schema
    NONSENSE = auto()  # fits the schema, means nothing
    HTML = auto()  # 200 with a web page
    HUGE = auto()  # 10 MB


STATUS_FAULTS: dict[Fault, tuple[int, dict[str, str], str]] = {
    Fault.RATE_LIMIT: (429, {"retry-after": "0"}, "rate_limit_error"),
    Fault.RATE_LIMIT_LONG: (429, {"retry-after": "60"}, "rate_limit_error"),
    Fault.SPENDING_CAP: (429, {}, "rate_limit_error"),
    Fault.QUOTA: (429, {"retry-after": "0"}, "insufficient_quota"),
    Fault.BILLING: (402, {}, "billing_error"),
    Fault.SERVER_ERROR: (500, {}, "api_error"),
    Fault.OVERLOADED: (529, {}, "overloaded_error"),
    Fault.UNAUTHORIZED: (401, {}, "authentication_error"),
    Fault.BAD_REQUEST: (400, {}, "invalid_request_error"),
}
USAGE = (120, 30)
"""Input and output tokens of every answer."""

Answer = Say | Call | Fault


_PLAIN = {"integer": 1, "number": 0.5, "boolean": False, "null": None}


def example(schema: dict[str, Any], defs: dict[str, Any] | None = None, word: str = "text") -> Any:
    """The smallest value that fits a strict schema; strings are `word`, arrays have one item."""
    defs = schema.get("$defs", defs or {})
    match schema:
        case {"$ref": ref}:
            value = example(defs[ref.rsplit("/", 1)[-1]], defs, word)
        case {"anyOf": [first, *_]} | {"oneOf": [first, *_]} | {"allOf": [first, *_]}:
            value = example(first, defs, word)
        case {"enum": [value, *_]} | {"const": value}:
            pass
        case {"type": "array", "items": item}:
            value = [example(item, defs, word)]
        case {"type": "object"}:
            value = {name: example(child, defs, word) for name, child in schema.get("properties", {}).items()}
        case {"type": "string"}:
            value = word
        case _:
            value = _PLAIN[schema["type"]]
    return value


def fitting(asked: Asked, word: str = "text") -> Answer:
    """An answer of the shape that was asked for."""
    if asked.tools:
        name = asked.force or next(iter(asked.tools))
        return Call(((name, example(asked.tools[name], word=word)),))
    return Say(json.dumps(example(asked.schema, word=word)) if asked.schema else f"A {word} in a few words.")


@dataclass
class ModelServer:
    """Serves on a free local port until the block ends; `asked` keeps every request."""

    respond: Callable[[Asked], Answer] = fitting
    asked: list[Asked] = field(default_factory=list)

    async def __aenter__(self) -> Self:
        self._serving: set[asyncio.Task[None]] = set()
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, limit=1 << 24)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, kind: type[BaseException] | None, value: object, trace: TracebackType | None) -> None:
        self._server.close()
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)

    @property
    def openai_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def anthropic_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._serve(reader, writer))
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while asked := await _read(reader):
                self.asked.append(asked)
                if not await self._answer(asked, writer):
                    break
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.transport.abort()

    async def _answer(self, asked: Asked, writer: asyncio.StreamWriter) -> bool:
        """Write the answer; False when the connection must end with it."""
        answer = self.respond(asked)
        if answer is Fault.HANG:
            await asyncio.sleep(3600)
        if answer is Fault.RESET:
            writer.transport.abort()
            return False
        if isinstance(answer, Fault) and answer in STATUS_FAULTS:
            status, headers, kind = STATUS_FAULTS[answer]
            _head(writer, status, "application/json", headers)
            _chunk(writer, json.dumps(_error(kind, asked)))
        elif answer is Fault.HTML:
            _head(writer, 200, "text/html")
            _chunk(writer, "<html>gateway</html>")
        elif answer is Fault.HUGE:
            _head(writer, 200, "text/event-stream" if asked.is_stream else "application/json")
            for _ in range(160):
                _chunk(writer, ": " + "x" * 65536 + "\n")
                await writer.drain()
        else:
            is_whole = await _reply(asked, answer, writer)
            if not is_whole:
                return False
        writer.write(b"0\r\n\r\n")
        await writer.drain()
        return True


async def _reply(asked: Asked, answer: Answer, writer: asyncio.StreamWriter) -> bool:
    _head(writer, 200, "text/event-stream" if asked.is_stream else "application/json")
    parts = list(_FORMATS[asked.provider](asked, answer))
    if answer in (Fault.RESET_MIDWAY, Fault.EARLY_END, Fault.ERROR_EVENT):
        parts = parts[: max(1, len(parts) // 2)]
    if answer is Fault.ERROR_EVENT:
        error = json.dumps(_error("overloaded_error", asked))
        parts = [*parts, f"event: error\ndata: {error}\n\n"] if asked.is_stream else [error]
    if answer is Fault.RESET_MIDWAY and not asked.is_stream:
        parts = [parts[0][: len(parts[0]) // 2]]
    if answer is Fault.EARLY_END and not asked.is_stream:
        parts = ["{}"]
    for part in parts:
        _chunk(writer, part)
        await writer.drain()
    if answer is Fault.RESET_MIDWAY:
        await asyncio.sleep(0.01)  # the part that was sent arrives before the reset
        writer.transport.abort()
        return False
    return True


_TEXT_FAULTS = {
    Fault.TRUNCATED: ('{"half": "of', "length"),
    Fault.REFUSAL: ("", "refusal"),
    Fault.BAD_JSON: ("Sure! {", "stop"),
    Fault.WRONG_SHAPE: ('{"other": 1}', "stop"),
}
_TOOL_FAULTS: dict[Fault, Any] = {Fault.BAD_JSON: '{"half": ', Fault.WRONG_SHAPE: {"other": 1}}


def _content(asked: Asked, answer: Answer) -> tuple[str, tuple[tuple[str, Any], ...], str]:
    """Text, tool calls, and the end: stop, length or refusal."""
    if isinstance(answer, Fault):
        if asked.tools and answer in _TOOL_FAULTS:
            return "", ((next(iter(asked.tools)), _TOOL_FAULTS[answer]),), "stop"
        if answer in _TEXT_FAULTS:
            text, end = _TEXT_FAULTS[answer]
            return text, (), end
        return _content(asked, fitting(asked, "lorem ipsum" if answer is Fault.NONSENSE else "text"))
    return (answer.text, (), "stop") if isinstance(answer, Say) else ("", answer.calls, "stop")


def _pieces(text: str) -> list[str]:
    return [text[i : i + 8] for i in range(0, len(text), 8)]


def _openai(asked: Asked, answer: Answer) -> Iterator[str]:
    text, calls, end = _content(asked, answer)
    usage = {"prompt_tokens": USAGE[0], "completion_tokens": USAGE[1], "total_tokens": sum(USAGE)}
    top = {"id": "chatcmpl-1", "created": 1, "model": asked.model}
    finish = "tool_calls" if calls else "stop" if end == "refusal" else end
    refusal = "I will not." if end == "refusal" else None
    if asked.is_stream:
        deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
        deltas += [{"refusal": refusal}] if refusal else [{"content": piece} for piece in _pieces(text)]
        chunk = {**top, "object": "chat.completion.chunk"}
        for delta in deltas:
            yield _event({**chunk, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]})
        yield _event({**chunk, "choices": [{"index": 0, "delta": {}, "finish_reason": finish}]})
        yield _event({**chunk, "choices": [], "usage": usage})
        yield "data: [DONE]\n\n"
        return
    made = [
        {
            "id": f"call_{i}",
            "type": "function",
            "function": {"name": name, "arguments": args if isinstance(args, str) else json.dumps(args)},
        }
        for i, (name, args) in enumerate(calls)
    ]
    message = {"role": "assistant", "content": text, "refusal": refusal, **({"tool_calls": made} if made else {})}
    choice = {"index": 0, "message": message, "finish_reason": finish, "logprobs": None}
    yield json.dumps({**top, "object": "chat.completion", "choices": [choice], "usage": usage})


def _anthropic(asked: Asked, answer: Answer) -> Iterator[str]:
    text, calls, end = _content(asked, answer)
    stop = "tool_use" if calls else {"stop": "end_turn", "length": "max_tokens"}.get(end, end)
    usage = {"input_tokens": USAGE[0], "output_tokens": USAGE[1]}
    message = {"id": "msg_1", "type": "message", "role": "assistant", "model": asked.model, "stop_sequence": None}
    if asked.is_stream:
        start = {**message, "content": [], "stop_reason": None, "usage": {**usage, "output_tokens": 1}}
        yield _event({"type": "message_start", "message": start})
        yield _event({"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}})
        for piece in _pieces(text):
            delta = {"type": "text_delta", "text": piece}
            yield _event({"type": "content_block_delta", "index": 0, "delta": delta})
        yield _event({"type": "content_block_stop", "index": 0})
        ended = {"stop_reason": stop, "stop_sequence": None}
        yield _event({"type": "message_delta", "delta": ended, "usage": {"output_tokens": USAGE[1]}})
        yield _event({"type": "message_stop"})
        return
    content: list[dict[str, Any]] = [{"type": "text", "text": text}] if text else []
    content += [
        {"type": "tool_use", "id": f"toolu_{i}", "name": name, "input": args} for i, (name, args) in enumerate(calls)
    ]
    yield json.dumps({**message, "content": content, "stop_reason": stop, "usage": usage})


_FORMATS = {"openai": _openai, "anthropic": _anthropic}


def _event(payload: dict[str, Any]) -> str:
    name = f"event: {payload['type']}\n" if "type" in payload else ""
    return f"{name}data: {json.dumps(payload)}\n\n"


def _error(kind: str, asked: Asked) -> dict[str, Any]:
    """Providers do quote prompts in errors; so does this one."""
    return {"type": "error", "error": {"type": kind, "code": kind, "message": f"about: {asked.messages}"}}


def _head(writer: asyncio.StreamWriter, status: int, kind: str, headers: dict[str, str] | None = None) -> None:
    lines = [f"HTTP/1.1 {status} X", f"content-type: {kind}", "transfer-encoding: chunked"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())


def _chunk(writer: asyncio.StreamWriter, text: str) -> None:
    data = text.encode()
    writer.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")


async def _read(reader: asyncio.StreamReader) -> Asked | None:
    line = await reader.readline()
    if not line:
        return None
    path = line.split()[1].decode()
    headers: dict[str, str] = {}
    while (row := (await reader.readline()).decode().strip()) != "":
        name, _, value = row.partition(":")
        headers[name.lower()] = value.strip()
    body = json.loads(await reader.readexactly(int(headers["content-length"])))
    return _asked_openai(body, headers) if path.endswith("/chat/completions") else _asked_anthropic(body, headers)


def _asked_openai(body: dict[str, Any], headers: dict[str, str]) -> Asked:
    choice = body.get("tool_choice")
    return Asked(
        provider="openai",
        model=body["model"],
        system=body["messages"][0]["content"],
        messages=body["messages"][1:],
        schema=body.get("response_format", {}).get("json_schema", {}).get("schema"),
        tools={tool["function"]["name"]: tool["function"]["parameters"] for tool in body.get("tools", [])},
        force=choice["function"]["name"] if isinstance(choice, dict) else None,
        is_stream=body.get("stream", False),
        body=body,
        headers=headers,
    )


def _asked_anthropic(body: dict[str, Any], headers: dict[str, str]) -> Asked:
    return Asked(
        provider="anthropic",
        model=body["model"],
        system=body["system"],
        messages=body["messages"],
        schema=body.get("output_config", {}).get("format", {}).get("schema"),
        tools={tool["name"]: tool["input_schema"] for tool in body.get("tools", [])},
        force=body.get("tool_choice", {}).get("name"),
        is_stream=body.get("stream", False),
        body=body,
        headers=headers,
    )
