"""What a client without a token can make the edge hold, and for how long (docs/reliability.md D3, D5)."""

import asyncio
import os
import socket
import struct
import sys
from contextlib import suppress

import httpx
import pytest

from services.cli.processes import free_port
from services.edge import listener
from services.edge.listener import Listener
from services.edge.settings import EdgeSettings
from tests.soak.edge import resident_mb

MIB = 1 << 20
MASKED_PING = b"\x89\xfd" + bytes(4 + 125)


@pytest.fixture
async def alone(tmp_path):
    """The edge as a process of its own, nothing behind it: its port and its process id."""
    port = free_port(0)
    environment = {**os.environ, "METIER_BIND": f"127.0.0.1:{port}", "METIER_HOME": str(tmp_path)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services.edge", env=environment, stderr=asyncio.subprocess.DEVNULL
    )
    async with httpx.AsyncClient() as http:
        while True:
            with suppress(httpx.TransportError):
                await http.get(f"http://127.0.0.1:{port}/healthz")
                break
            await asyncio.sleep(0.1)
    yield port, process.pid
    process.terminate()
    assert await process.wait() == 0


async def opened(port: int):
    """A socket for any session, on which nothing was said yet; the reader and the writer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        f"GET /api/chat/x/ws HTTP/1.1\r\nHost: edge\r\nOrigin: http://edge\r\nConnection: Upgrade\r\n"
        f"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {'A' * 22}==\r\n\r\n".encode()
    )
    assert b" 101 " in await reader.readuntil(b"\r\n\r\n")
    return reader, writer


async def test_twenty_strangers_with_frames_of_15_mib_cost_no_memory_and_hear_1009(alone):
    port, pid = alone

    async def send_too_much() -> int:
        reader, writer = await opened(port)
        writer.write(struct.pack("!BBQ4x", 0x81, 0xFF, 15 * MIB))
        with suppress(ConnectionError):
            for _ in range(15):
                writer.write(bytes(MIB))
                await writer.drain()
        closing = await asyncio.wait_for(reader.readexactly(4), 10)
        writer.close()
        return int(struct.unpack("!BxH", closing)[1])

    assert await send_too_much() == 1009  # what the first one costs is code and buffers
    before, most, sending = resident_mb(pid), 0.0, asyncio.gather(*(send_too_much() for _ in range(20)))
    while not sending.done():
        most = max(most, resident_mb(pid))
        await asyncio.sleep(0.05)
    assert await sending == [1009] * 20
    assert most - before < 20


async def test_a_message_in_fragments_is_measured_as_a_whole(alone):
    reader, writer = await opened(alone[0])
    part = struct.pack("!BBH4x", 0x00, 0xFE, 40_000) + bytes(40_000)
    writer.write(b"\x01" + part[1:] + part)
    await writer.drain()
    closing = await asyncio.wait_for(reader.readexactly(4), 5)
    assert struct.unpack("!BxH", closing) == (0x88, 1009)
    writer.close()


async def test_who_asks_and_does_not_read_is_not_answered_for_ever(alone):
    port, pid = alone
    _, writer = await opened(port)
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    writer.transport.pause_reading()
    before = resident_mb(pid)
    for _ in range(30):
        writer.write(MASKED_PING * (MIB // len(MASKED_PING)))
        await writer.drain()
    assert resident_mb(pid) - before < 10
    writer.transport.abort()


@pytest.fixture
async def plain(monkeypatch):
    """A listener with a short patience on an app that answers after a moment."""

    async def app(scope, receive, send):
        await asyncio.sleep(0.3)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})

    monkeypatch.setattr(listener, "HEAD_S", 0.5)
    server = Listener(app, EdgeSettings(), "127.0.0.1", free_port(0))
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    yield server
    server.stop()
    await serving


@pytest.mark.parametrize("first", [b"", b"GET / HTTP/1.1\r\nHost: edge\r\n", b"GET / HTTP/1.1\r\nHost: edge\r\n\r\n"])
async def test_a_head_that_drips_is_cut_off_also_as_the_second_of_its_connection(plain, first):
    reader, writer = await asyncio.open_connection("127.0.0.1", plain.config.port)
    writer.write(first)
    if first.endswith(b"\r\n\r\n"):
        assert (await reader.readuntil(b"ok")).startswith(b"HTTP/1.1 200")
    ended = asyncio.create_task(reader.read())
    async with asyncio.timeout(3):
        while not ended.done():
            writer.write(b"x")
            await asyncio.wait([ended], timeout=0.1)
    assert await ended == b""
    writer.close()


async def test_a_head_has_its_size(plain):
    reader, writer = await asyncio.open_connection("127.0.0.1", plain.config.port)
    with suppress(ConnectionError):
        writer.write(b"GET / HTTP/1.1\r\nHost: edge\r\nx: " + b"x" * 70_000)
        await writer.drain()
    assert (await asyncio.wait_for(reader.read(), 5)).startswith(b"HTTP/1.1 400")
    writer.close()


async def test_a_connection_serves_one_request_after_the_other_and_a_stop_lets_the_last_end(plain):
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{plain.config.port}") as http:
        first = await http.get("/")
        second = asyncio.create_task(http.get("/"))
        await asyncio.sleep(0.1)
        plain.stop()
        assert ((await second).status_code, first.headers.get("connection")) == (200, None)
        with pytest.raises(httpx.ConnectError):
            await http.get("/")
