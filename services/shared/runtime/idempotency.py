"""Idempotency of requests: the answer is stored with the change it belongs to and returned to a repeat.

An owner's Lua script calls `answered` before it changes anything and `remember` with the change, so that both happen in
one atomic step; see `idempotency.lua` for the rules.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from services.shared.errors import InvalidInput

KEPT: Final = 200
"""Answers kept of a session: an hour of saving every 20 s."""

_STEPS: Final = Path(__file__).with_suffix(".lua").read_text()


def script(own: str) -> str:
    """Return an owner's Lua script with `answered` and `remember` in front of it."""
    return f"{_STEPS}\n{own}"


def request_key(request_id: str) -> str:
    """Return what is stored of a request id: its SHA-256 in hex, so that Redis alone gives no token away; "" of "".

    A repeated start or upload is answered with the session's token, which is derived from the request id
    (`sessions.derived_token`).
    """
    return hashlib.sha256(request_id.encode(errors="surrogatepass")).hexdigest() if request_id else ""


def asked(request_id: str) -> str:
    """Return how a script is told a request id: what is stored of it, a space, and the id, by which release 0.1 stored answers."""
    return f"{request_key(request_id)} {request_id}" if request_id else ""


def reused() -> InvalidInput:
    """The error for a request id that came with another payload."""
    return InvalidInput("IDEMPOTENCY_KEY_REUSED", "This request id was used for another request.", field="request_id")
