"""Body limits, enforced while the body streams in: a chunked upload without a length is cut off just the same (D5)."""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.edge.limits import body_limit, too_large
from services.edge.problems import BodyRefused, TooSlow, problem_response

BODY_S = 120.0
"""Time for a whole body: the largest one, 5 MiB, at 45 kB/s. A sender of single bytes is cut off at it."""


class BodyLimit:
    """Refuses with 413 what exceeds the limit of its path, and with 408 what takes too long to come."""

    def __init__(self, app: ASGIApp, body_s: float = BODY_S) -> None:
        self._app = app
        self._body_s = body_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; a declared length above the limit is refused before a byte is read."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        row = body_limit(scope["path"])
        if _declared(scope) > row.limit_bytes:
            await problem_response(too_large(row), scope["path"])(scope, receive, send)
            return
        seen, until = 0, asyncio.get_running_loop().time() + self._body_s
        ended = False

        async def receive_limited() -> Message:
            nonlocal seen, ended
            if ended:  # what comes now is the end of the connection, and may take as long as the answer
                return await receive()
            try:
                async with asyncio.timeout_at(until):
                    message = await receive()
            except TimeoutError:
                raise BodyRefused(TooSlow("BODY_TOO_SLOW", "The request did not arrive in time.")) from None
            if message["type"] == "http.request":
                ended = not message.get("more_body", False)
                seen += len(message.get("body", b""))
                if seen > row.limit_bytes:
                    raise BodyRefused(too_large(row))
            return message

        await self._app(scope, receive_limited, send)


def _declared(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0
