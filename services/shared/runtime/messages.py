"""Conversions that every contract needs: timestamps and durations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from google.protobuf.timestamp_pb2 import Timestamp

if TYPE_CHECKING:
    from datetime import datetime

    from google.protobuf.duration_pb2 import Duration


def timestamp(at: datetime) -> Timestamp:
    """A protobuf Timestamp."""
    stamp = Timestamp()
    stamp.FromDatetime(at)
    return stamp


def seconds(duration: Duration) -> float:
    """A duration in seconds, of any length; protobuf's own way fails beyond what a `timedelta` holds."""
    return float(duration.seconds + duration.nanos / 1e9)
