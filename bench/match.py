r"""`metier bench match`: the matcher under load, over real gRPC, beside the echo RPC of the same server.

With a matcher of its own it also takes CPU times, which other work on the machine disturbs least: RankOccupations beside
MatchTasks (`bench.rank`), a match as the catalogue grows (`bench.growth`), the fast pipeline (`bench.pipeline`). With
`--baseline PYTHON` that interpreter runs sentence-transformers on the same texts (`bench.minilm_baseline`).
Inputs are made from the served catalogue itself: its task statements in spoken variants, so any deployment can be
measured. No text is sent twice, so nothing is answered from what the matcher keeps of earlier ones; runs named "kept"
send a few texts again and again, and are there to be told apart. Every ratio comes from one run.

A native client costs the machine less. With h2load (Debian: nghttp2-client), a matcher at HOST:PORT, 16 texts a call:

    metier bench match --target HOST:PORT --seconds 0.1 --write-request request.bin
    h2load -n 4000 -c 2 -m 4 -H 'content-type: application/grpc' -H 'te: trailers' -d request.bin \
        http://HOST:PORT/metier.onet_match.v1.OnetMatchService/MatchTasks

`req/s` times 16 is texts a second. h2load counts HTTP 200, which a refused call has too, so ask once for the trailer:

    nghttp -v -H ':method: POST' -H 'content-type: application/grpc' -H 'te: trailers' -d request.bin \
        http://HOST:PORT/metier.onet_match.v1.OnetMatchService/MatchTasks | grep -a grpc-status

which must say `grpc-status: 0`; a load of answers is about 30 kB of data a request, a load of refusals none.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import random
import statistics
import struct
import subprocess
import sys
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

from bench import growth, minilm_baseline, pipeline, rank
from bench.load import Load
from bench.report import surroundings, write
from metier.onet_match.v1 import onet_match_service_pb2 as rpc
from metier.onet_match.v1 import onet_match_service_pb2_grpc as grpc_stubs
from services.cli.processes import free_port
from services.onet_match.training.informal import informal
from services.shared.errors import InvalidInput
from services.shared.runtime.channels import connect
from services.shared.runtime.settings import ServiceSettings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence
    from pathlib import Path

    from bench.load import Call, Run

    Stub = grpc_stubs.OnetMatchServiceAsyncStub

CALLERS = (1, 8, 64)
BATCHES = (1, 16)
"""One text as in a chat turn, sixteen as in the background job."""
HALVES = 3
"""Runs at half load; the median of their tails counts, since one hiccup of the machine is a percent of a run's calls."""
BASELINE_TEXTS = 2_000
KEPT_TEXTS = 64
"""Texts of the runs that are answered from what the matcher keeps."""
START_S = 170.0
"""A first index build on two slow cores."""
_SEEDS = ("engineer", "nurse", "teacher", "clerk", "manager", "operator", "technician", "assistant", "sales", "cook")


async def statements_of(stub: Stub, seed: int = 1) -> list[str]:
    """Statements of the served tasks, the same for the same seed."""
    draw = random.Random(seed)
    statements: list[str] = []
    for word in _SEEDS:
        hits = (await stub.SearchTitles(rpc.SearchTitlesRequest(query=word, limit=50))).titles
        codes = sorted({hit.soc_code for hit in hits})
        for start in range(0, len(codes), 10):
            request = rpc.ListTypicalTasksRequest(soc_codes=codes[start : start + 10], limit=100)
            statements.extend(task.statement for task in (await stub.ListTypicalTasks(request)).tasks)
    draw.shuffle(statements)
    return statements


def new_texts(statements: Sequence[str], seed: int) -> Iterator[str]:
    """Spoken variants without end, no two alike; the same for the same seed."""
    draw = random.Random(seed)
    for number in itertools.count(2):
        yield f"{informal(draw.choice(statements), draw).rstrip('.')}, {number} times so far"


@dataclass(frozen=True, slots=True)
class Options:
    """What a load run is told.

    Attributes:
        callers: Callers of each closed run.
        seconds: How long each run is measured.
        ramp_s: Seconds in which its load grows before that.
        rate: Calls a second of the open runs; 0 means half of the best closed run.
        seed: Same seed, same texts.
    """

    callers: Sequence[int] = CALLERS
    seconds: float = 3.0
    ramp_s: float = 0.5
    rate: float = 0.0
    seed: int = 1


async def measure(
    stub: Stub, embedders: list[str], options: Options, pids: Sequence[int]
) -> tuple[list[Run], dict[str, float]]:
    """All runs, and the ratios between them."""
    load = Load(options.seconds, options.ramp_s, pids)
    texts = new_texts(await statements_of(stub), options.seed)
    payload = b"x" * 200  # about a short request
    echo = await load.closed("echo", lambda: stub.Echo(rpc.EchoRequest(payload=payload)), 4)
    some = itertools.cycle(itertools.islice(texts, KEPT_TEXTS))
    kept = await load.closed("kept answers", _caller(stub, _requests(some, embedders[0], 1)), 4)
    runs = [echo, kept]
    ratios = {"kept_to_echo": kept.calls_per_s / max(echo.calls_per_s, 1e-9)}
    for embedder, batch in itertools.product(embedders, BATCHES):
        call, name = _caller(stub, _requests(texts, embedder, batch)), f"{embedder} x{batch} new texts"
        sweep = [await load.closed(f"{name}, {count} callers", call, count, batch) for count in options.callers]
        best = max(sweep, key=lambda run: run.calls_per_s)
        rate = options.rate or max(best.calls_per_s / 2, 1.0)
        opened = [await load.open(f"{name}, open loop {time}", call, rate, batch) for time in range(1, HALVES + 1)]
        runs += [*sweep, *opened]
        ratios[f"{embedder}.x{batch}.texts_per_s"] = best.texts_per_s
        ratios[f"{embedder}.x{batch}.p99_to_p50_open"] = statistics.median(
            run.percentile_ms(0.99) / max(run.percentile_ms(0.5), 1e-9) for run in opened
        )
    return runs, ratios


def _caller(stub: Stub, requests: Iterator[rpc.MatchTasksRequest]) -> Call:
    return lambda: stub.MatchTasks(next(requests))


def _requests(texts: Iterator[str], embedder: str, batch: int) -> Iterator[rpc.MatchTasksRequest]:
    while True:
        yield rpc.MatchTasksRequest(texts=itertools.islice(texts, batch), embedder=embedder, rules_only=True)


@asynccontextmanager
async def _served(target: str) -> AsyncIterator[tuple[str, tuple[int, ...]]]:
    """The address given, or that and the process id of a matcher of our own: a process, as where it is deployed."""
    if target:
        yield target, ()
        return
    address = f"127.0.0.1:{free_port(0)}"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services.onet_match", env={**os.environ, "METIER_BIND": address}
    )
    try:
        async with asyncio.timeout(START_S), grpc.aio.insecure_channel(address) as channel:
            health = health_pb2_grpc.HealthStub(channel)
            asked = health_pb2.HealthCheckRequest()
            while (await health.Check(asked, wait_for_ready=True)).status != health_pb2.HealthCheckResponse.SERVING:
                await asyncio.sleep(0.1)
        yield address, (process.pid,)
    finally:
        process.terminate()
        await process.wait()


async def _baseline(python: Path, texts: list[str], rows: int, seconds: float) -> float:
    """Texts a second of the baseline in another interpreter."""
    told = subprocess.PIPE
    process = await asyncio.create_subprocess_exec(str(python), minilm_baseline.__file__, stdin=told, stdout=told)
    asked = json.dumps({"texts": texts, "rows": rows, "seconds": seconds}).encode()
    answer, _ = await process.communicate(asked)
    if process.returncode:
        raise InvalidInput("BASELINE_FAILED", "The baseline did not run; its reason stands above.", field="baseline")
    return float(answer)


async def run(
    target: str, options: Options, report: Path | None, write_request: Path | None, baseline: Path | None = None
) -> dict[str, float]:
    """Measure the matcher at `target` (its own one where empty) and return all figures."""
    where = surroundings()
    async with _served(target) as (address, pids), connect(address, ServiceSettings(call_timeout_s=60)) as channel:
        stub = grpc_stubs.OnetMatchServiceStub(channel)
        statements = await statements_of(stub)
        if write_request:
            request = next(_requests(new_texts(statements, options.seed), "", 16))
            request.no_cache = True  # it is sent again and again
            write_request.write_bytes(_frame(request))
        info = await stub.GetIndexInfo(rpc.GetIndexInfoRequest())
        texts = list(itertools.islice(new_texts(statements, options.seed + 1), BASELINE_TEXTS))
        rows, seconds = info.task_count, options.seconds
        beaten = [await _baseline(baseline, texts, rows, seconds)] if baseline else []
        runs, ratios = await measure(stub, [e.name for e in info.embedders], options, pids)
        if baseline:  # before and after, and the better one: what else runs on the machine must not flatter us
            beaten.append(await _baseline(baseline, texts, rows, seconds))
            ratios["baseline.texts_per_s"] = max(beaten)
            for embedder in info.embedders:
                ours = ratios[f"{embedder.name}.x16.texts_per_s"]
                ratios[f"{embedder.name}.x16_to_baseline"] = ours / max(beaten)
    if not target:  # CPU time can be taken of this process alone
        ratios |= await rank.ratios(texts) | await growth.ratios(texts) | await pipeline.figures()
    if report:
        write(report, "Matching under load", where, runs, ratios)
    return {key: value for one in runs for key, value in one.figures().items()} | ratios


def _frame(request: rpc.MatchTasksRequest) -> bytes:
    """The request as a gRPC message frame: not compressed, length, content."""
    content = request.SerializeToString()
    return struct.pack(">BI", 0, len(content)) + content
