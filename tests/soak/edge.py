"""The edge on the whole suite: hostile requests, slow ones, idle sockets, floods (docs/reliability.md B8, D3, D5)."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from services.cli.suite import Suite

SCHEMATHESIS = "schemathesis==4.32.5"
"""Drives a service by its OpenAPI document. It has an environment of its own: it is no part of what we ship."""

SOCKETS_A_SESSION = 5
UNLIMITED = {
    f"METIER_{name}": "1000000" for name in ("RATE_PER_S", "RATE_BURST", "ADDRESS_RATE_PER_S", "ADDRESS_RATE_BURST")
}
"""Environment of an edge whose rates are not what is tested."""


@dataclass(frozen=True)
class Session:
    id: str
    token: str


async def new_session(http: httpx.AsyncClient) -> Session:
    body = {"action": "start", "jobTitle": "Nurse", "initialTasks": "I write reports and check invoices"}
    opening = (await http.post("/api/chat", json=body)).raise_for_status().json()
    return Session(opening["sessionId"], opening["sessionToken"])


async def hostile_requests(url: str, home: Path, examples: int, seed: int) -> tuple[int, list[str]]:
    """Schemathesis as a stranger, then as somebody with a session whose tasks are made; cases, and server errors."""
    program = await asyncio.to_thread(_schemathesis, home)
    async with httpx.AsyncClient(base_url=url, timeout=60) as http:
        session = await new_session(http)
        opened = {"authorization": f"Bearer {session.token}"}
        (await http.post("/api/tasks/process", json={"sessionId": session.id}, headers=opened)).raise_for_status()
    (home / "owner.toml").write_text(
        f'headers = {{ Authorization = "Bearer {session.token}" }}\n'
        f'[parameters]\nsession_id = "{session.id}"\n"body.sessionId" = "{session.id}"\n'
    )
    cases, wrong = 0, []
    for options in ((), ("--config-file", str(home / "owner.toml"))):
        who = "owner" if options else "stranger"
        log = home / f"schemathesis-{who}.log"
        without = ("--exclude-method", "DELETE") if options else ()
        command = [
            *(str(program), *options, "run", f"{url}/openapi.json", "--max-examples", str(examples), *without),
            *("--checks", "not_a_server_error", "--continue-on-failure", "--no-shrink", "--seed", str(seed)),
            *("--workers", "2", "--suppress-health-check", "all", "--request-timeout", "30"),
        ]
        with log.open("wb") as file:
            process = await asyncio.create_subprocess_exec(*command, stdout=file, stderr=file, cwd=home)
            code = await process.wait()
        told = log.read_text(errors="replace")
        cases += sum(map(int, re.findall(r"(\d+) generated", told)))
        wrong += [f"{who}: {count} server errors, see {log}" for count in re.findall(r"Server error: (\d+)", told)]
        wrong += [f"{who}: schemathesis ended with {code}, see {log}"] if code and not wrong else []
    return cases, wrong


def _schemathesis(home: Path) -> Path:
    """The program, in an environment below the data folder; made by the first run."""
    program = home.parent / "schemathesis" / "bin" / "schemathesis"
    if not program.exists():
        folder = program.parent.parent
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(program.with_name("python")), "-m", "pip", "install", "-q", SCHEMATHESIS], check=True)
    return program


async def slow_senders(url: str, sockets: int) -> tuple[float, list[str]]:
    """Half of the sockets send a header, half a body, byte by byte; how much slower others are served, and who was let be."""
    host, port = urlsplit(url).hostname, urlsplit(url).port
    async with httpx.AsyncClient(base_url=url, timeout=60) as http:
        before = await _p99_ms(http)
        head = b"POST /api/chat HTTP/1.1\r\nHost: edge\r\n"
        body = head + b"Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"
        dripping = [asyncio.create_task(_drip(host, port, (head, body)[n % 2])) for n in range(sockets)]
        await asyncio.sleep(1)
        during = await _p99_ms(http)
        try:
            async with asyncio.timeout(30):  # headers have 10 s (edge/listener.py)
                await asyncio.gather(*dripping[::2])
            wrong = []
        except TimeoutError:
            wrong = ["headers may take for ever"]
        for task in dripping:
            task.cancel()
        await asyncio.gather(*dripping, return_exceptions=True)
    return during / before, wrong


async def _drip(host: str | None, port: int | None, first: bytes) -> None:
    """Send a byte a second, more or less, until the server has had enough."""
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(first)
    ended = asyncio.create_task(reader.read())
    try:
        with contextlib.suppress(OSError):
            while not ended.done():
                writer.write(b"x")
                await writer.drain()
                await asyncio.wait([ended], timeout=random.uniform(0.5, 1.5))
    finally:
        ended.cancel()
        writer.transport.abort()


async def _p99_ms(http: httpx.AsyncClient, calls: int = 1000) -> float:
    spent = []
    for _ in range(calls):
        begun = time.perf_counter()
        (await http.get("/api/occupations", params={"q": "nur"})).raise_for_status()
        spent.append((time.perf_counter() - begun) * 1000)
    return sorted(spent)[int(0.99 * calls)]


async def idle_sockets(url: str, suite: Suite, count: int) -> tuple[float, list[str]]:
    """Open so many sockets and let them be; the megabytes the edge grew by, and sockets that did not hear a turn."""
    async with httpx.AsyncClient(base_url=url, timeout=60) as http, contextlib.AsyncExitStack() as stack:
        warm = await stack.enter_async_context(_socket(url, await new_session(http)))
        await warm.recv()
        before = resident_mb(suite.pid("edge"))
        wrong = []
        for _ in range(count // SOCKETS_A_SESSION):
            session = await new_session(http)
            lines = [await stack.enter_async_context(_socket(url, session)) for _ in range(SOCKETS_A_SESSION)]
            for line in lines:
                async with asyncio.timeout(10):
                    told = json.loads(await line.recv())
                wrong += [f"a socket heard {told}"] if told.get("type") != "turn" else []
        await asyncio.sleep(2)
        return resident_mb(suite.pid("edge")) - before, wrong


async def floods(url: str) -> dict[str, int]:
    """The close code of a socket that sends too much at once, and of one that sends too often."""
    async with httpx.AsyncClient(base_url=url, timeout=60) as http:
        session = await new_session(http)
    select = json.dumps({"type": "select", "selectedSuggestionIds": []})
    found = {}
    for name, frames in {"too large": ["x" * 70_000], "too many": [select] * 60}.items():
        async with _socket(url, session) as line:
            with contextlib.suppress(ConnectionClosed):
                for frame in frames:
                    await line.send(frame)
            with contextlib.suppress(ConnectionClosed):
                async with asyncio.timeout(10):
                    while True:
                        await line.recv()
            found[name] = line.close_code or 0
    return found


@contextlib.asynccontextmanager
async def _socket(url: str, session: Session):
    path = f"{url.replace('http', 'ws', 1)}/api/chat/{session.id}/ws"
    line: ClientConnection
    async with connect(path, origin=url, compression=None, max_size=None) as line:
        await line.send(json.dumps({"type": "auth", "token": session.token}))
        yield line


def resident_mb(pid: int) -> float:
    """Memory of a process that is in RAM."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1]) / 1024
