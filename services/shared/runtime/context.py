"""Context variables of a call: trace, session, deadline, credential of the caller.

The server interceptor sets these for each call, the client interceptor passes them on. grpcio propagates no deadline
by itself, so `deadline` is what keeps a chain of services inside the first caller's patience.
"""

from __future__ import annotations

import re
import secrets
import time
from contextvars import ContextVar

trace_id: ContextVar[str] = ContextVar("trace_id", default="")
"""W3C trace id, 32 hexadecimal digits; empty outside a call."""

span_id: ContextVar[str] = ContextVar("span_id", default="")
"""W3C id of the span that encloses what runs now, 16 hexadecimal digits; empty where a trace begins."""

session_id: ContextVar[str] = ContextVar("session_id", default="")
"""The session the call works for; empty when none. Not a secret."""

deadline: ContextVar[float | None] = ContextVar("deadline", default=None)
"""`time.monotonic()` at which the caller stops waiting; None outside a call."""

authorization: ContextVar[str] = ContextVar("authorization", default="")
"""The caller's `Bearer <token>`, to be passed on by a service that has no credential of its own (the edge)."""


def remaining_s() -> float | None:
    """Seconds until the deadline of the current call, at least 0; None when there is none."""
    at = deadline.get()
    return None if at is None else max(0.0, at - time.monotonic())


def new_trace_id() -> str:
    """A random W3C trace id."""
    return secrets.token_hex(16)


def traceparent() -> str:
    """The W3C `traceparent` header that continues the current trace; its span is the enclosing one, or a new one."""
    return f"00-{trace_id.get() or new_trace_id()}-{span_id.get() or secrets.token_hex(8)}-01"


_TRACEPARENT = re.compile(r"[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}")


def continue_trace(header: str) -> None:
    """Continue the trace of a `traceparent` header, or begin one where it is missing or not of that form."""
    found = _TRACEPARENT.match(header)
    trace_id.set(found[1] if found else new_trace_id())
    span_id.set(found[2] if found else "")
