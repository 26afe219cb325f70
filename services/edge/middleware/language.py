"""Whatever serves a request or a socket knows the language of its answer."""

from starlette.datastructures import Headers, QueryParams
from starlette.types import ASGIApp, Receive, Scope, Send

from services.edge.language import accepted, current, first_of


class Language:
    """Wraps the app."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or socket in the language of `?lang=`, else of its header."""
        if scope["type"] in {"http", "websocket"}:
            asked = QueryParams(scope["query_string"]).get("lang", "")
            current.set(first_of([asked, *accepted(Headers(scope=scope).get("accept-language", ""))]))
        await self._app(scope, receive, send)
