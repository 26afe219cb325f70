"""Who may use the API of a suite that is open to a network.

Rules:
    1. An integrator shows `x-api-key`: an API key or an access token, also at the handshake of a socket.
    2. People come by the page and have no key. The page marks its calls with a header that no other site can send; its
       sockets have its own origin. Programs can send both: they get what anybody gets who opens the page, and no more.
       Where `visitors` is false, nobody enters without a key.
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from services.edge.problems import problem_response
from services.edge.settings import EdgeSettings
from services.shared.errors import MetierError
from services.shared.runtime.credentials import KEY_HEADER, Authenticator

PAGE_HEADER = "x-metier-page"
INTEGRATOR = "metier.integrator"
"""Where the scope names the integrator."""


class Entry:
    """Refuses with 401 UNAUTHENTICATED or 403 PERMISSION who may not call."""

    def __init__(self, app: ASGIApp, settings: EdgeSettings, authenticator: Authenticator) -> None:
        self._app = app
        self._settings = settings
        self._authenticator = authenticator

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or handshake."""
        if scope["type"] in {"http", "websocket"} and scope["path"].startswith("/api/"):
            headers = Headers(scope=scope)
            credential = headers.get(KEY_HEADER, "")
            try:
                if credential or not self._is_visitor(headers):
                    scope[INTEGRATOR] = await self._authenticator.authenticate(credential)
            except MetierError as error:
                await problem_response(error, scope["path"])(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _is_visitor(self, headers: Headers) -> bool:
        return self._settings.visitors and (PAGE_HEADER in headers or is_allowed_origin(headers, self._settings))


def is_allowed_origin(headers: Headers, settings: EdgeSettings) -> bool:
    """Whether a page of ours or of a listed origin calls."""
    origin = headers.get("origin", "")
    is_own = bool(origin) and urlsplit(origin).netloc == headers.get("host")
    return is_own or origin.rstrip("/") in settings.cors_origins
