"""Token buckets: how often one caller may ask."""

from datetime import UTC, datetime

import pytest

from services.edge.middleware.rates import MAX_BUCKETS, Buckets, Rate, SessionQuota, client_address
from services.shared.errors import Exhausted


class HandClock:
    """A clock that tests move."""

    at = 0.0

    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC)

    def monotonic(self) -> float:
        return self.at


def test_a_full_bucket_lets_the_burst_through_and_then_says_how_long_to_wait():
    buckets = Buckets(Rate(per_s=2, burst=3), HandClock())
    assert [buckets.wait_s("ann") for _ in range(3)] == [0, 0, 0]
    assert buckets.wait_s("ann") == 0.5


def test_a_refused_call_takes_nothing_so_waiting_as_told_is_enough():
    clock = HandClock()
    buckets = Buckets(Rate(per_s=2, burst=1), clock)
    buckets.wait_s("ann")
    for _ in range(5):
        wait_s = buckets.wait_s("ann")
    clock.at += wait_s
    assert buckets.wait_s("ann") == 0


def test_one_caller_does_not_slow_another():
    buckets = Buckets(Rate(per_s=1, burst=1), HandClock())
    buckets.wait_s("ann")
    assert buckets.wait_s("ann") > 0
    assert buckets.wait_s("bob") == 0


def test_a_bucket_never_holds_more_than_its_burst_however_long_it_rests():
    clock = HandClock()
    buckets = Buckets(Rate(per_s=1, burst=2), clock)
    buckets.wait_s("ann")
    clock.at += 3600
    assert [buckets.wait_s("ann") == 0 for _ in range(3)] == [True, True, False]


def test_memory_is_bounded_whatever_number_of_callers_comes():
    buckets = Buckets(Rate(per_s=1, burst=1), HandClock())
    for number in range(MAX_BUCKETS + 10):
        buckets.wait_s(str(number))
    assert len(buckets._levels) == MAX_BUCKETS


def scope(forwarded: str) -> dict:
    return {"client": ("10.0.0.9", 1), "headers": [(b"x-forwarded-for", forwarded.encode())]}


def test_a_forwarded_address_is_believed_only_as_far_as_our_own_proxies_vouch_for_it():
    spoofed = scope("6.6.6.6, 192.0.2.7")
    assert client_address(spoofed, 0) == "10.0.0.9"
    assert client_address(spoofed, 1) == "192.0.2.7"
    assert client_address(scope(""), 3) == "10.0.0.9"


def test_sessions_are_counted_by_address_and_in_all():
    clock = HandClock()
    quota = SessionQuota(Buckets(Rate(1, 2), clock), Buckets(Rate(1, 3), clock), 1)
    for address in ("192.0.2.1", "192.0.2.1", "192.0.2.2"):
        quota.take(scope(address))
    for address in ("192.0.2.1", "192.0.2.3"):
        with pytest.raises(Exhausted, match="TOO_MANY_SESSIONS") as refused:
            quota.take(scope(address))
        assert refused.value.retry_after_s == 1
    clock.at += 1
    quota.take(scope("192.0.2.3"))
