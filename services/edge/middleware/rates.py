"""How often one caller may ask: token buckets per session token and per address (D5, OWASP API4:2023)."""

import hashlib
from dataclasses import dataclass

from cachetools import LRUCache
from starlette.types import ASGIApp, Receive, Scope, Send

from services.edge.problems import problem_response
from services.shared.errors import Exhausted
from services.shared.runtime.clock import Clock

MAX_BUCKETS = 20_000
"""Buckets remembered, least recently used dropped first: about 5 MB, and a dropped bucket is a full one."""

UNLIMITED = ("/healthz", "/readyz", "/metrics")


@dataclass(frozen=True, slots=True)
class Rate:
    """`per_s` requests a second in the long run, `burst` at once."""

    per_s: float
    burst: float


class Buckets:
    """Token buckets by key, in memory: the edge keeps no shared state, so each replica counts for itself."""

    def __init__(self, rate: Rate, clock: Clock) -> None:
        self._rate = rate
        self._clock = clock
        self._levels: LRUCache[str, tuple[float, float]] = LRUCache(MAX_BUCKETS)

    def wait_s(self, key: str) -> float:
        """Take one token and return 0, or take nothing and return the seconds until one is there."""
        now = self._clock.monotonic()
        level, at = self._levels.get(key, (self._rate.burst, now))
        level = min(self._rate.burst, level + (now - at) * self._rate.per_s)
        short = 1 - level
        self._levels[key] = (level if short > 0 else level - 1, now)
        return max(0.0, short / self._rate.per_s)


class SessionQuota:
    """How many sessions may be opened, by one address and in all: anybody may, and each takes room in Redis."""

    def __init__(self, of_address: Buckets, of_all: Buckets, forwarded_hops: int) -> None:
        self._of_address, self._of_all = of_address, of_all
        self._forwarded_hops = forwarded_hops

    def take(self, scope: Scope) -> None:
        """Count one more session.

        Raises:
            Exhausted: TOO_MANY_SESSIONS.
        """
        wait_s = self._of_address.wait_s(client_address(scope, self._forwarded_hops)) or self._of_all.wait_s("")
        if wait_s > 0:
            text = "Too many sessions were opened; please try again later."
            raise Exhausted("TOO_MANY_SESSIONS", text, retry_after_s=round(wait_s, 3))


class RateLimit:
    """Refuses with 429 TOO_MANY_REQUESTS and Retry-After what exceeds the rate of the caller or of its address."""

    def __init__(self, app: ASGIApp, callers: Buckets, addresses: Buckets, forwarded_hops: int) -> None:
        self._app = app
        self._callers = callers
        self._addresses = addresses
        self._forwarded_hops = forwarded_hops

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or WebSocket handshake if both buckets hold a token."""
        if scope["type"] not in {"http", "websocket"} or scope["path"] in UNLIMITED:
            await self._app(scope, receive, send)
            return
        address = client_address(scope, self._forwarded_hops)
        # A made-up token opens a fresh bucket of its own, so the address is counted as well.
        wait_s = self._addresses.wait_s(address) or self._callers.wait_s(_caller(scope) or address)
        if wait_s > 0:
            error = Exhausted(
                "TOO_MANY_REQUESTS", "Too many requests; please wait a moment.", retry_after_s=round(wait_s, 3)
            )
            await problem_response(error, scope["path"])(scope, receive, send)
            return
        await self._app(scope, receive, send)


def client_address(scope: Scope, forwarded_hops: int) -> str:
    """The caller's address; behind `forwarded_hops` proxies of ours, the entry of X-Forwarded-For they vouch for."""
    peer = scope.get("client")
    address = str(peer[0]) if peer else "unknown"
    if forwarded_hops == 0:
        return address
    for name, value in scope["headers"]:
        if name == b"x-forwarded-for":
            chain = [part.strip() for part in value.decode("latin-1").split(",")]
            return chain[-forwarded_hops] if len(chain) >= forwarded_hops else address
    return address


def _caller(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"authorization":
            return hashlib.sha256(value).hexdigest()
    return ""
