"""What travels with a call: its trace, its session, its deadline, the caller's credential.

The server interceptor sets these for each call, the client interceptor passes them on. grpcio propagates no deadline
by itself, so `deadline` is what keeps a chain of services inside the first caller's patience.
"""

from __future__ import annotations

import secrets
import time
from contextvars import ContextVar

trace_id: ContextVar[str] = ContextVar("trace_id", default="")
"""W3C trace id, 32 hexadecimal digits; empty outside a call."""

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
    """The W3C `traceparent` header that continues the current trace with a new span."""
    return f"00-{trace_id.get() or new_trace_id()}-{secrets.token_hex(8)}-01"


def trace_of(header: str) -> str:
    """The trace id of a `traceparent` header, or a new one when the header is not of that form."""
    parts = header.split("-")
    is_valid = len(parts) >= 4 and len(parts[1]) == 32 and set(parts[1]) <= set("0123456789abcdef")  # noqa: PLR2004
    return parts[1] if is_valid else new_trace_id()
