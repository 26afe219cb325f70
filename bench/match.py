r"""`metier bench match`: the matcher under load, over real gRPC, beside the echo RPC of the same server.

With a matcher of its own it also takes CPU times, which other work on the machine disturbs least: RankOccupations beside
MatchTasks (`bench.rank`), a match as the catalogue grows (`bench.growth`), the fast pipeline (`bench.pipeline`). With
`--baseline PYTHON` that interpreter runs sentence-transformers on the same texts (`bench.minilm_baseline`).
Inputs are made from the served catalogue itself: its task statements in spoken variants, so any deployment can be
measured. Every ratio comes from one run.

A native client costs the machine less. With h2load (Debian: nghttp2-client), a matcher at HOST:PORT, 16 texts a call:

    metier bench match --target HOST:PORT --no-cache --seconds 0.1 --write-request request.bin
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
from typing import TYPE_CHECKING

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

from bench import growth, minilm_baseline, pipeline, rank
from bench.load import closed_loop, open_loop
from bench.report import page
from metier.onet_match.v1 import onet_match_service_pb2 as rpc
from metier.onet_match.v1 import onet_match_service_pb2_grpc as grpc_stubs
from services.cli.processes import free_port
from services.onet_match.training.informal import informal
from services.shared.errors import InvalidInput
from services.shared.runtime.channels import connect
from services.shared.runtime.settings import ServiceSettings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from bench.load import Call, Run

    Stub = grpc_stubs.OnetMatchServiceAsyncStub

CALLERS = (1, 2, 4, 8)
BATCHES = (1, 16)
"""One text as in a chat turn, sixteen as in the background job."""
HALVES = 3
"""Runs at half load; the median of their tails counts, since one hiccup of the machine is a percent of a run's calls."""
_TEXTS = 2_000
START_S = 170.0
"""A first index build on two slow cores."""
_SEEDS = ("engineer", "nurse", "teacher", "clerk", "manager", "operator", "technician", "assistant", "sales", "cook")


async def inputs(stub: Stub, seed: int = 1) -> list[str]:
    """Spoken variants of the served tasks, the same for the same seed."""
    draw = random.Random(seed)
    statements: list[str] = []
    for word in _SEEDS:
        hits = (await stub.SearchTitles(rpc.SearchTitlesRequest(query=word, limit=50))).titles
        codes = sorted({hit.soc_code for hit in hits})
        for start in range(0, len(codes), 10):
            request = rpc.ListTypicalTasksRequest(soc_codes=codes[start : start + 10], limit=100)
            statements.extend(task.statement for task in (await stub.ListTypicalTasks(request)).tasks)
    draw.shuffle(statements)
    return [informal(statement, draw) for statement in statements[:_TEXTS]]


async def measure(
    stub: Stub, embedders: list[str], seconds: float, *, no_cache: bool
) -> tuple[list[Run], dict[str, float]]:
    """All runs, and the ratios between them."""
    texts = itertools.cycle(await inputs(stub))
    payload = b"x" * 200  # about a short request
    echo = await closed_loop("echo", lambda: stub.Echo(rpc.EchoRequest(payload=payload)), 4, seconds)
    kept = rpc.MatchTasksRequest(texts=["I answer the phone at the front desk"], rules_only=True)
    await stub.MatchTasks(kept)
    cached = await closed_loop("cached text", lambda: stub.MatchTasks(kept), 4, seconds)
    runs = [echo, cached]
    ratios = {"cached_to_echo": cached.calls_per_s / max(echo.calls_per_s, 1e-9)}
    for embedder, batch in itertools.product(embedders, BATCHES):
        call = _caller(stub, _requests(texts, embedder, batch, no_cache=no_cache))
        sweep = [
            await closed_loop(f"{embedder} x{batch}, {callers} callers", call, callers, seconds, batch)
            for callers in CALLERS
        ]
        best = max(sweep, key=lambda run: run.calls_per_s)
        halves = [
            await open_loop(f"{embedder} x{batch}, half load {time}", call, best.calls_per_s / 2, seconds, batch)
            for time in range(1, HALVES + 1)
        ]
        runs += [*sweep, *halves]
        ratios[f"{embedder}.x{batch}.texts_per_s"] = best.texts_per_s
        ratios[f"{embedder}.x{batch}.p99_to_p50_at_half_load"] = statistics.median(
            half.percentile_ms(0.99) / max(half.percentile_ms(0.5), 1e-9) for half in halves
        )
    return runs, ratios


def _caller(stub: Stub, requests: Iterator[rpc.MatchTasksRequest]) -> Call:
    return lambda: stub.MatchTasks(next(requests))


def _requests(texts: Iterator[str], embedder: str, batch: int, *, no_cache: bool) -> Iterator[rpc.MatchTasksRequest]:
    while True:
        some = list(itertools.islice(texts, batch))
        yield rpc.MatchTasksRequest(texts=some, embedder=embedder, rules_only=True, no_cache=no_cache)


@asynccontextmanager
async def _served(target: str) -> AsyncIterator[str]:
    """The address given, or that of a matcher of our own: a process of its own, as where it is deployed."""
    if target:
        yield target
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
        yield address
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


async def run(  # noqa: PLR0913 - the options of the command
    target: str,
    seconds: float,
    report: Path | None,
    write_request: Path | None,
    *,
    no_cache: bool,
    baseline: Path | None = None,
) -> dict[str, float]:
    """Measure the matcher at `target` (its own one where empty) and return all figures."""
    settings = ServiceSettings(call_timeout_s=60)
    async with _served(target) as address, connect(address, settings) as channel:
        stub = grpc_stubs.OnetMatchServiceStub(channel)
        if write_request:
            write_request.write_bytes(_frame(next(_requests(iter(await inputs(stub)), "", 16, no_cache=no_cache))))
        info = await stub.GetIndexInfo(rpc.GetIndexInfoRequest())
        texts = await inputs(stub)
        beaten = [await _baseline(baseline, texts, info.task_count, seconds)] if baseline else []
        runs, ratios = await measure(stub, [e.name for e in info.embedders], seconds, no_cache=no_cache)
        if baseline:  # before and after, and the better one: what else runs on the machine must not flatter us
            beaten.append(await _baseline(baseline, texts, info.task_count, seconds))
            ratios["baseline.texts_per_s"] = max(beaten)
            for embedder in info.embedders:
                ours = ratios[f"{embedder.name}.x16.texts_per_s"]
                ratios[f"{embedder.name}.x16_to_baseline"] = ours / max(beaten)
    if not target:  # CPU time can be taken of this process alone
        ratios |= await rank.ratios(texts) | await growth.ratios(texts) | await pipeline.figures()
    if report:
        report.write_text(page("Matching under load", runs, ratios), encoding="utf-8")
    return {key: value for one in runs for key, value in one.figures().items()} | ratios


def _frame(request: rpc.MatchTasksRequest) -> bytes:
    """The request as a gRPC message frame: not compressed, length, content."""
    content = request.SerializeToString()
    return struct.pack(">BI", 0, len(content)) + content
