"""Overload control, on a simulated server of two cores in which each call takes 20 ms of one core."""

import heapq
from dataclasses import dataclass, field
from typing import NamedTuple

from services.shared.runtime.admission import FIRST_LIMIT, Limit

CORES, WORK_S = 2, 0.02
CAPACITY = CORES / WORK_S


class Ended(NamedTuple):
    at: float
    began: float
    beside: int


@dataclass
class Server:
    """Calls are worked off in order; `limit` admits them."""

    limit: Limit = field(default_factory=Limit)
    free_at: list[float] = field(default_factory=lambda: [0.0] * CORES)
    running: list[Ended] = field(default_factory=list)
    latencies: list[tuple[float, float]] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)

    def arrive(self, now: float, remaining_s: float | None = None) -> None:
        while self.running and self.running[0].at <= now:
            ended = heapq.heappop(self.running)
            self.limit.in_flight -= 1
            self.limit.answered(ended.at - ended.began, ended.beside)
            self.latencies.append((ended.began, ended.at - ended.began))
        if not self.limit.admits(remaining_s):
            self.refused.append(now)
            return
        self.limit.in_flight += 1
        core = self.free_at.index(min(self.free_at))
        self.free_at[core] = max(now, self.free_at[core]) + WORK_S
        heapq.heappush(self.running, Ended(self.free_at[core], now, self.limit.in_flight))

    def load(self, begin: float, end: float, calls_per_s: float) -> None:
        for number in range(int((end - begin) * calls_per_s)):
            self.arrive(begin + number / calls_per_s)

    def p99(self, begin: float, end: float) -> float:
        seen = sorted(took for began, took in self.latencies if begin <= began < end)
        return seen[int(0.99 * len(seen))]


def test_below_capacity_nothing_is_refused():
    server = Server()
    server.load(0, 30, 0.8 * CAPACITY)
    assert not server.refused


def test_at_four_times_the_capacity_what_is_admitted_stays_quick_and_the_server_stays_busy():
    server = Server()
    server.load(0, 10, 0.5 * CAPACITY)
    server.load(10, 70, 4 * CAPACITY)
    answered = [began for began, _ in server.latencies if 20 <= began < 69]
    assert len(answered) / 49 > 0.9 * CAPACITY
    assert server.p99(20, 69) < 6 * WORK_S  # without a limit it grows to minutes
    assert len(server.refused) > 2 * CAPACITY * 60


def test_kept_answers_make_new_ones_no_overload():
    server = Server()
    server.limit.answered(0.0005, 1)
    server.load(0, 30, 0.8 * CAPACITY)
    assert not server.refused


def test_when_the_load_goes_nothing_is_refused_within_a_second():
    server = Server()
    server.load(0, 60, 4 * CAPACITY)
    server.load(60, 90, 0.8 * CAPACITY)
    assert max(server.refused) < 61


def test_a_call_that_nobody_would_wait_for_is_refused_at_once():
    server = Server()
    server.load(0, 10, 0.5 * CAPACITY)
    before = len(server.refused)
    server.arrive(10.5, remaining_s=WORK_S / 2)
    assert len(server.refused) == before + 1


def test_a_machine_that_became_slower_is_not_taken_for_overloaded_for_ever():
    limit = Limit()
    for _ in range(100):
        limit.answered(0.01, 1)
    for _ in range(400):
        limit.answered(0.05, 1)
    assert limit.idle_s > 0.04
    assert limit.allowed >= FIRST_LIMIT / 2
