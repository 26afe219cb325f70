"""The outermost layer: the trace of each request, security headers on each answer, a problem document for each bug.

Rules (docs/reliability.md D6, ASVS 14.3.2):
    1. Everything is `no-store` unless the handler says otherwise (only the page's own files do).
    2. No script or style but our own files: no `unsafe-inline`, no other origin; Trusted Types forbid HTML from strings.
    3. Nobody frames us, nothing is sniffed, no referrer leaves.
"""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.edge.problems import bug_problem
from services.shared.runtime import context

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)

HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    # The microphone serves speech input on the page; everything else is off.
    (b"permissions-policy", b"microphone=(self), camera=(), geolocation=(), payment=(), usb=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    # Browsers heed it over TLS only, so it does no harm on a laptop; one year is the usual minimum of preload lists.
    (b"strict-transport-security", b"max-age=31536000; includeSubDomains"),
)


class Guard:
    """Wraps the whole app."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request in the trace its `traceparent` names, or a new one, with the headers above."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        given = next((value for name, value in scope["headers"] if name == b"traceparent"), b"")
        context.continue_trace(given.decode("latin-1"))
        mark = context.trace_id.get()
        started = ended = False

        async def send_guarded(message: Message) -> None:
            nonlocal started, ended
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = _completed(list(message.get("headers", [])), mark)
            await send(message)
            ended = message["type"] == "http.response.body" and not message.get("more_body")

        try:
            await self._app(scope, receive, send_guarded)
        except Exception as error:
            if scope["type"] != "http" or (started and not ended):
                raise
            if not started:
                await bug_problem(error, scope)(scope, receive, send_guarded)


def _completed(headers: list[tuple[bytes, bytes]], mark: str) -> list[tuple[bytes, bytes]]:
    present = {name.lower() for name, _ in headers}
    headers += [row for row in HEADERS if row[0] not in present]
    if b"cache-control" not in present:
        headers.append((b"cache-control", b"no-store"))
    headers.append((b"x-request-id", mark.encode()))
    return headers
