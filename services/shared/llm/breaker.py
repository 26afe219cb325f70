"""Circuit breaker: after a run of failures only one probe every ten seconds reaches the provider.

    closed --a spell of failures--> open --probe succeeds--> closed
                                     '--probe fails--> open

Pure: the caller passes the time (seconds, monotonic). One breaker per provider and process.
"""

from __future__ import annotations

from dataclasses import dataclass

# A spell is both long and dense: with half of all calls failing at random (docs/reliability.md C1) five in a row are common
# under load, but two seconds without one success are not; and two seconds alone may hold a single slow call.
FAILURES_TO_OPEN = 5
SPELL_S = 2.0
PROBE_EVERY_S = 10.0  # docs/reliability.md C2


@dataclass(slots=True)
class Breaker:
    """Counts the failures since the last success and schedules probes."""

    is_open: bool = False
    _failures: int = 0
    _failing_since: float = 0.0
    _next_probe_at: float = 0.0

    def admits(self, now: float) -> bool:
        """Whether a call may go out now; while open, a yes is the one probe of the next ten seconds."""
        if not self.is_open:
            return True
        if now < self._next_probe_at:
            return False
        self._next_probe_at = now + PROBE_EVERY_S
        return True

    def failed(self, now: float) -> None:
        """Count an outage."""
        if self._failures == 0:
            self._failing_since = now
        self._failures += 1
        is_spell = self._failures >= FAILURES_TO_OPEN and now - self._failing_since >= SPELL_S
        if is_spell and not self.is_open:
            self.is_open = True
            self._next_probe_at = now + PROBE_EVERY_S

    def succeeded(self) -> None:
        """The provider answered, well or badly."""
        self.is_open = False
        self._failures = 0
