"""Logs, metrics and traces. No log line, label, metric or span ever holds what a person said or uploaded.

Logs are JSON on standard error, one object a line, with `service`, `trace_id` and `session_id` of the current call.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING, cast
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import structlog
from prometheus_client import Counter, Histogram, make_wsgi_app

from services.shared.runtime import context, tracing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

    from structlog.typing import EventDict, FilteringBoundLogger, Processor, WrappedLogger

    from services.shared.runtime.settings import ServiceSettings

CALLS = Counter("metier_rpc_total", "Calls answered, by status.", ["service", "method", "code"])
CALL_SECONDS = Histogram(
    "metier_rpc_seconds",
    "Time to answer a call.",
    ["service", "method"],
    buckets=(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20),
)


def _with_call(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    for name, var in (("trace_id", context.trace_id), ("session_id", context.session_id)):
        if value := var.get():
            event.setdefault(name, value)
    return event


def start(service: str, settings: ServiceSettings) -> None:
    """Set up logs and traces of this process as its settings say; call once, first thing in `__main__`."""
    configure(service, settings.log_level, settings.log_format)
    tracing.configure(service, settings.otlp_endpoint, settings.trace_share)


class _Joined(logging.Handler):
    """Writes what libraries log in the form of our own lines: the first line of the message, and where it happened."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record; the text of an exception may quote a person and stays out."""
        error = record.exc_info[1] if record.exc_info else None
        first = record.getMessage().partition("\n")[0]
        get_logger().log(record.levelno, first, library=record.name, **(cause(error) if error else {}))


def configure(service: str, level: str = "info", form: str = "json") -> None:
    """Set up logging for this process: `level` as `logging` names it, `form` json or console."""
    render: Processor = structlog.dev.ConsoleRenderer() if form == "console" else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            _with_call,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service)
    logging.basicConfig(level=logging.WARNING, handlers=[_Joined()], force=True)


def get_logger() -> FilteringBoundLogger:
    """The logger; lazy, so it may be made at import."""
    return cast("FilteringBoundLogger", structlog.get_logger())


def cause(error: BaseException) -> dict[str, object]:
    """What a log line may contain of an exception: its kind and where; its text may quote a person, so it stays out."""
    frames = traceback.extract_tb(error.__traceback__)
    where = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    return {"kind": type(error).__name__, "where": where}


def exemplar() -> dict[str, str] | None:
    """The trace of the current call, to be kept beside a measured value; None where no trace is recorded."""
    return {"trace_id": context.trace_id.get()} if context.span_id.get() else None


def serve_metrics(port: int, is_ready: Callable[[], bool] = lambda: True) -> None:
    """Serve Prometheus metrics on all addresses at `port`, and `/readyz` for processes without a server; 0 does nothing."""
    if not port:
        return
    metrics = make_wsgi_app()

    def answer(environment: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environment["PATH_INFO"] != "/readyz":
            return cast("Iterable[bytes]", metrics(environment, start_response))
        start_response("200 OK" if is_ready() else "503 Service Unavailable", [("content-type", "text/plain")])
        return [b""]

    server = make_server("0.0.0.0", port, answer, _Threading, _Silent)  # noqa: S104 - scraped and probed from outside the pod
    threading.Thread(target=server.serve_forever, daemon=True).start()


class _Threading(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Silent(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Log nothing: probes come every few seconds."""
