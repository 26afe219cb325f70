"""Ports for time and ids, so that cores are pure and tests are deterministic."""

from __future__ import annotations

import time
import uuid
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """A source of time."""

    def now(self) -> datetime:
        """The time of day, with UTC as its zone."""

    def monotonic(self) -> float:
        """Seconds on a clock that never goes back."""


class Ids(Protocol):
    """A source of unique ids."""

    def new(self) -> str:
        """A new id of 32 hexadecimal digits."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The time of day, with UTC as its zone."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds of a monotonic clock."""
        return time.monotonic()


class RandomIds:
    """Random (version 4) UUIDs without dashes: 122 random bits, no secret."""

    def new(self) -> str:
        """A new id of 32 hexadecimal digits."""
        return uuid.uuid4().hex
