"""A TCP relay that can be told to misbehave: what a network does to two parts that trust it.

    async with Proxy(target) as proxy:        # target: "host:port", or the path of a Unix socket
        ... connect to proxy.address ...
        proxy.delay_s = 0.2                   # each piece of data comes late
        proxy.slice(10)                       # ... and in pieces of so many bytes
        proxy.hold(TO_SERVER)                 # one-way black hole: that way is silent; after `heal` it comes late
        proxy.drop()                          # both ways go nowhere; after `heal` the connections are reset
        proxy.reset()                         # every connection is reset now
        proxy.reset_after(1000)               # ... or as soon as so many more bytes came back from the server
        proxy.half_close()                    # clients see the end of the answers, and may still send
        await proxy.heal()

TCP never loses bytes in the middle of a stream it keeps. So what a hole swallows either arrives later (`hold`, as a
retransmission does) or takes the connection with it (`drop`). `watch` sees every piece, and the connection it came on,
before it is passed on; it may wait, or raise `Cut` to have the connection reset instead.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Self

TO_SERVER, TO_CLIENT = "to server", "to client"
PIECE = 65_536
SLICE_S = 0.001
"""Between slices, so that the kernel does not join them again."""

Watch = Callable[[str, bytes, object], Awaitable[None]]


class Cut(Exception):
    """Raised by `watch`: the piece goes nowhere and its connection is reset."""


@dataclass(eq=False)
class _Connection:
    """One client and the server behind; each way is a loop that reads, perhaps waits, and writes."""

    client: tuple[asyncio.StreamReader, asyncio.StreamWriter]
    server: tuple[asyncio.StreamReader, asyncio.StreamWriter]

    def reset(self) -> None:
        for _, writer in (self.client, self.server):
            if (raw := writer.get_extra_info("socket")) is not None and raw.family != socket.AF_UNIX:
                linger = struct.pack("ii", 1, 0)  # on, for 0 s: closing sends RST
                with contextlib.suppress(OSError):
                    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            writer.transport.abort()


@dataclass(eq=False)
class Proxy:
    """Relays to `target`; see the module. `passed` counts the bytes each way."""

    target: str
    watch: Watch | None = None
    delay_s: float = 0.0
    piece: int = PIECE
    address: str = ""
    passed: dict[str, int] = field(default_factory=lambda: {TO_SERVER: 0, TO_CLIENT: 0})
    _open: set[_Connection] = field(default_factory=set)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _free: dict[str, asyncio.Event] = field(
        default_factory=lambda: {TO_SERVER: asyncio.Event(), TO_CLIENT: asyncio.Event()}
    )
    _is_dropping: bool = False
    _reset_at: int | None = None

    async def __aenter__(self) -> Self:
        for way in self._free.values():
            way.set()
        self._listener = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        host, port = self._listener.sockets[0].getsockname()
        self.address = f"{host}:{port}"
        return self

    async def __aexit__(self, *error: object) -> None:
        self._listener.close()
        self.reset()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def slice(self, size: int) -> None:
        self.piece, self.delay_s = size, SLICE_S

    def hold(self, *ways: str) -> None:
        for way in ways or (TO_SERVER, TO_CLIENT):
            self._free[way].clear()

    def drop(self) -> None:
        self._is_dropping = True
        self.hold()

    def reset(self) -> None:
        for connection in list(self._open):
            connection.reset()

    def reset_after(self, count: int) -> None:
        self._reset_at = self.passed[TO_CLIENT] + count

    def half_close(self) -> None:
        for connection in list(self._open):
            with contextlib.suppress(OSError, RuntimeError):
                connection.client[1].write_eof()

    async def heal(self) -> None:
        """End whatever is wrong."""
        self.delay_s, self.piece, self._reset_at = 0.0, PIECE, None
        if self._is_dropping:
            self.reset()
            self._is_dropping = False
        for way in self._free.values():
            way.set()
        await asyncio.sleep(0)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host, _, port = self.target.rpartition(":")
        try:
            server = await (
                asyncio.open_connection(host, int(port)) if host else asyncio.open_unix_connection(self.target)
            )
        except OSError:  # nobody is there: the client learns it as from a port that is closed
            writer.transport.abort()
            return
        connection = _Connection((reader, writer), server)
        self._open.add(connection)
        ways = [
            asyncio.create_task(self._relay(TO_SERVER, connection, reader, server[1])),
            asyncio.create_task(self._relay(TO_CLIENT, connection, server[0], writer)),
        ]
        self._tasks.update(ways)
        await asyncio.wait(ways)
        self._tasks.difference_update(ways)
        connection.reset()
        self._open.discard(connection)

    async def _relay(
        self, way: str, connection: _Connection, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        try:
            while piece := await reader.read(self.piece):
                if self.watch is not None:
                    await self.watch(way, piece, connection)
                await asyncio.sleep(self.delay_s)
                await self._free[way].wait()
                self.passed[way] += len(piece)
                if way == TO_CLIENT and self._reset_at is not None and self.passed[way] >= self._reset_at:
                    self._reset_at = None
                    break
                writer.write(piece)
                await writer.drain()
            else:
                if not self._is_dropping:
                    writer.write_eof()
                return
            connection.reset()
        except (OSError, RuntimeError, Cut):
            connection.reset()
