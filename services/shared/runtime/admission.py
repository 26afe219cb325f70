"""Overload control: a call that would wait too long is refused at once, so that those admitted stay quick.

Each kind of call (method and size) has a limit of calls in flight that follows its own response time: while an answer takes
at most `TOLERANCE` times what it takes on an idle server, the limit grows by its square root; beyond, it shrinks in
proportion. This is the gradient rule of adaptive concurrency limits (Netflix concurrency-limits, Envoy's adaptive concurrency
filter). A call whose deadline ends before an answer can be expected is refused too, since it would be computed for nobody.

Used by servers that compute (the matcher, the reader). Servers that mostly wait for others have nothing to protect.
"""

from __future__ import annotations

import math
import time
from collections import defaultdict
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from prometheus_client import Counter, Gauge

from services.shared.errors import Exhausted
from services.shared.runtime import context
from services.shared.runtime.server_interceptors import Call, Interceptor, Metadata

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

TOLERANCE: Final = 2.0
"""Response times up to twice that of an idle server are no overload."""

QUICK_S: Final = 0.025
"""Nor are times up to twice this: kept answers come in a tenth of the time of new ones and would set a false measure."""

FIRST_LIMIT, LEAST_LIMIT, MOST_LIMIT = 16.0, 4.0, 512.0
"""Calls in flight of one kind: at the start, and what the limit stays between."""

_SMOOTHING: Final = 0.2  # share of a new limit that is taken over with each answer
_QUIET: Final = 2  # calls in flight up to which a response time is that of an idle server
_IDLE_DRIFT: Final = (
    0.05  # share by which a quiet answer moves the idle time, so that a slower machine is no overload for ever
)
_LEAST_GRADIENT: Final = 0.5
_RETRY_S: Final = 1.0

REFUSED = Counter("metier_calls_refused_total", "Calls refused because of load.", ["method"])
LIMIT = Gauge(
    "metier_calls_limit", "Calls in flight that are admitted, of the kind that was last answered.", ["method"]
)


@dataclass(slots=True)
class Limit:
    """The limit of one kind of call. Times are in seconds."""

    allowed: float = FIRST_LIMIT
    in_flight: int = 0
    idle_s: float = 0.0
    expected_s: float = 0.0

    def admits(self, remaining_s: float | None) -> bool:
        """Whether one more call may begin that has so long left; None means for ever."""
        return self.in_flight < self.allowed and (remaining_s is None or self.expected_s < remaining_s)

    def answered(self, took_s: float, in_flight: int) -> None:
        """Learn from one answer; `in_flight` calls were running when it began, itself included."""
        if not self.idle_s or took_s < self.idle_s:
            self.idle_s = took_s
        elif in_flight <= _QUIET:
            self.idle_s += _IDLE_DRIFT * (took_s - self.idle_s)
        self.expected_s += _SMOOTHING * (took_s - self.expected_s)
        gradient = max(_LEAST_GRADIENT, min(1.0, TOLERANCE * max(self.idle_s, QUICK_S) / max(took_s, 1e-9)))
        wanted = self.allowed * gradient + math.sqrt(self.allowed)
        if wanted > self.allowed and 2 * in_flight < self.allowed:
            return  # it is not the limit that keeps calls away
        self.allowed = max(LEAST_LIMIT, min(MOST_LIMIT, self.allowed + _SMOOTHING * (wanted - self.allowed)))


@dataclass(slots=True)
class Admission:
    """The limits of a server, by kind of call.

    Attributes:
        size_of: how much work a request is, by method name; calls of about the same size share a limit.
    """

    size_of: Callable[[Any], int] = lambda _request: 1
    limits: dict[tuple[str, int], Limit] = field(default_factory=lambda: defaultdict(Limit))

    def interceptor(self, methods: frozenset[str]) -> Interceptor:
        """Admit or refuse calls of `methods` (full names); others pass.

        Refused calls fail with RESOURCE_EXHAUSTED / OVERLOADED and RetryInfo.
        """

        @asynccontextmanager
        async def around(method: str, _metadata: Metadata, request: Any, _call: Call) -> AsyncIterator[None]:
            if method not in methods:
                yield
                return
            name = method.rpartition("/")[2]
            limit = self.limits[name, max(1, self.size_of(request)).bit_length()]
            if not limit.admits(context.remaining_s()):
                REFUSED.labels(name).inc()
                raise Exhausted(
                    "OVERLOADED", "The service has too much to do; please try again.", retry_after_s=_RETRY_S
                )
            limit.in_flight += 1
            began, beside = time.monotonic(), limit.in_flight
            try:
                yield
                limit.answered(time.monotonic() - began, beside)
            finally:
                limit.in_flight -= 1
                LIMIT.labels(name).set(limit.allowed)

        return Interceptor(around)
