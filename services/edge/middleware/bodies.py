"""Body limits, enforced while the body streams in: a chunked upload without a length is cut off just the same (D5)."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.edge.limits import body_limit, too_large
from services.edge.problems import BodyTooLarge, problem_response


class BodyLimit:
    """Refuses with 413 what exceeds the limit of its path."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; a declared length above the limit is refused before a byte is read."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        row = body_limit(scope["path"])
        if _declared(scope) > row.limit_bytes:
            await problem_response(too_large(row), scope["path"])(scope, receive, send)
            return
        seen = 0

        async def receive_counted() -> Message:
            nonlocal seen
            message = await receive()
            if message["type"] == "http.request":
                seen += len(message.get("body", b""))
                if seen > row.limit_bytes:
                    raise BodyTooLarge(too_large(row))
            return message

        await self._app(scope, receive_counted, send)


def _declared(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0
