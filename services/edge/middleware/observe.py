"""What is recorded of each request: one access line, its rate, errors and duration by route, and a span.

Paths hold session ids, so the route's template stands for them ("/api/chat/{session_id}"); what no route knows is "unknown".
"""

import time

from prometheus_client import Counter, Gauge, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.edge.middleware.entry import INTEGRATOR
from services.shared.runtime import telemetry, tracing

REQUESTS = Counter("metier_http_requests_total", "Requests answered, by status.", ["route", "method", "status"])
SECONDS = Histogram(
    "metier_http_request_seconds",
    "Time to answer a request, the whole body included.",
    ["route", "method"],
    buckets=(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20),
)
SOCKETS = Gauge("metier_sockets_open", "WebSocket connections that are open.", ["route"])

QUIET = ("/healthz", "/readyz", "/metrics")
"""Asked every few seconds by machines: counted, and not written to the log."""

_NO_STATUS = 499
"""What is counted where the client went away before an answer began (nginx's figure for it)."""

log = telemetry.get_logger()


class Observe:
    """Wraps the whole app, inside the layer that sets the trace."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or socket and record it."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        started, status, is_open = time.perf_counter(), _NO_STATUS, False

        async def send_noted(message: Message) -> None:
            nonlocal status, is_open
            if message["type"] == "http.response.start":
                status = message["status"]
            elif message["type"] == "websocket.accept":
                status, is_open = 101, True
                SOCKETS.labels(_route(scope)).inc()
            elif message["type"] == "websocket.close" and not is_open:
                status = 403
            await send(message)

        method = scope.get("method", "WS")
        try:
            with tracing.span(f"{method} request", tracing.SERVER, {"http.request.method": method}) as told:
                try:
                    await self._app(scope, receive, send_noted)
                finally:
                    told.note("http.route", _route(scope))
                    told.note("http.response.status_code", status)
        finally:
            route, took = _route(scope), time.perf_counter() - started
            if is_open:
                SOCKETS.labels(route).dec()
            REQUESTS.labels(route, method, str(status)).inc()
            SECONDS.labels(route, method).observe(took, telemetry.exemplar())
            if route not in QUIET:
                who = {"integrator": scope[INTEGRATOR]} if scope.get(INTEGRATOR) else {}
                log.info("request", route=route, method=method, status=status, ms=round(took * 1000, 1), **who)


def _route(scope: Scope) -> str:
    return str(getattr(scope.get("route"), "path", "unknown"))
