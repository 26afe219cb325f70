"""The load generator measures what it says: the loops, their ramps, the curves, and texts that are new."""

import asyncio
import itertools
import json
import os

import pytest
from typer.testing import CliRunner

from bench.load import Load, Run, Sample
from bench.match import new_texts
from bench.report import surroundings, write
from services.cli.__main__ import app
from services.shared.errors import Exhausted


async def test_a_closed_loop_never_has_more_calls_than_callers_and_leaves_the_ramp_out():
    running = most = calls = 0

    async def call() -> None:
        nonlocal running, most, calls
        running, calls = running + 1, calls + 1
        most = max(most, running)
        await asyncio.sleep(0.02)
        running -= 1

    run = await Load(0.4, ramp_s=0.4).closed("x", call, 8)
    assert most == 8
    assert 0 < len(run.latencies_ms) < calls
    assert run.calls_per_s * run.seconds == pytest.approx(len(run.latencies_ms))


async def test_an_open_loop_counts_the_wait_of_calls_that_were_due():
    gate = asyncio.Lock()

    async def one_at_a_time() -> None:
        async with gate:
            await asyncio.sleep(0.05)

    run = await Load(0.5).open("x", one_at_a_time, rate=40)
    assert len(run.latencies_ms) == 20
    assert run.percentile_ms(1.0) > 400, "a call takes 50 ms, and the last one was due half a second before it ended"


async def test_refusals_are_counted_by_reason_and_are_no_latencies():
    async def refused() -> None:
        await asyncio.sleep(0.01)
        raise Exhausted("OVERLOADED", "No.", retry_after_s=1)

    run = await Load(0.1).closed("x", refused, 2)
    assert run.latencies_ms == []
    assert set(run.errors) == {"RESOURCE_EXHAUSTED/OVERLOADED"}


async def test_cpu_and_memory_of_the_processes_are_sampled():
    async def busy() -> None:
        sum(range(200_000))
        await asyncio.sleep(0)

    run = await Load(1.3, pids=[os.getpid()]).closed("x", busy, 1)
    assert len(run.samples) >= 2
    assert max(sample.cpus for sample in run.samples) > 0.05
    assert min(sample.rss_mb for sample in run.samples) > 10


def test_no_text_comes_twice_and_the_seed_decides():
    statements = ["Prepare reports for management.", "Answer telephones."]
    texts = list(itertools.islice(new_texts(statements, 1), 5000))
    assert len(set(texts)) == 5000
    assert texts[:50] == list(itertools.islice(new_texts(statements, 1), 50))
    assert texts[:50] != list(itertools.islice(new_texts(statements, 2), 50))


def test_the_report_says_where_when_and_how(tmp_path):
    run = Run("default x1 <new>", 4, 1, seconds=2.0, latencies_ms=[1.0, 2.0, 400.0])
    run.samples = [Sample(0.5, 0.2, 100.0), Sample(1.0, 0.4, 110.0)]
    write(tmp_path / "load.html", "Matching", surroundings(), [run], {"x": 2.0})
    page, told = (tmp_path / "load.html").read_text(), json.loads((tmp_path / "load.json").read_text())
    assert {"date", "commit", "machine", "arguments", "load before"} <= told["where"].keys()
    assert told["runs"][0]["latency_ms"] == {"p50": 2.0, "p90": 400.0, "p95": 400.0, "p99": 400.0, "max": 400.0}
    assert all(value in page for value in told["where"].values() if "&" not in value)
    assert "default x1 &lt;new&gt;" in page
    assert "<new>" not in page


@pytest.mark.parametrize("callers", ["0", "513", "x", "1,,2"])
def test_callers_out_of_range_are_refused(callers):
    result = CliRunner().invoke(app, ["bench", "match", "--callers", callers])
    assert "CALLERS_RANGE" in repr(result.exception) + result.output
