"""Reading streamed answers so that no call outlives its reader."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, Final, TypeVar

from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    import grpc

SILENCE_S: Final = 0.5
"""A log that sends nothing for this long has sent all it holds; a replay takes milliseconds."""

M = TypeVar("M", bound=Message)


async def items(call: grpc.aio.UnaryStreamCall[Any, M]) -> AsyncGenerator[M, None]:
    """The answers of a call, which is cancelled when the reader goes away."""
    try:
        async for item in call:
            yield item
    finally:
        call.cancel()


async def until_silent(call: grpc.aio.UnaryStreamCall[Any, M]) -> list[dict[str, Any]]:
    """What a log that never ends holds now, as JSON values."""
    found: list[dict[str, Any]] = []
    async with aclosing(items(call)) as events:
        try:
            while True:
                async with asyncio.timeout(SILENCE_S):
                    found.append(MessageToDict(await anext(events)))
        except (TimeoutError, StopAsyncIteration):
            return found
