"""A pool of warm parser processes: an upload is read outside the service, under limits, and a process that breaks one dies.

Processes are spawned (never forked) with an empty environment, so that neither keys nor channels reach them.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import sys
from typing import Any, Final

from services.cvfsm.adapters.parse import ParsedCv
from services.cvfsm.adapters.parser_worker import LENGTH
from services.cvfsm.core.document.cv_json import from_dict
from services.shared import errors
from services.shared.errors import InvalidInput, MetierError, TooLarge, Unavailable

MAX_FILE_BYTES: Final = 5 * 2**20
MAX_PHOTO_BYTES: Final = 2 * 2**20
"""A photo of a phone, made smaller by the page, has 0.3 MiB."""
WALL_S: Final = 10.0
MAX_ANSWER_BYTES: Final = 8 * 2**20
"""Twenty times the JSON of the largest text the reader lets through."""
FILES_PER_PROCESS: Final = 200
"""Then the process is replaced, so that what a library leaks stays small."""

START_S: Final = 30.0
"""A process starts in 0.3 s on an idle machine; this is for a very busy one."""

# An empty JSON Resume: answered at once, by a process that has loaded all it needs.
_GREETING: Final = b'{"file_name": ""}\n{}'
_COMMAND: Final = (sys.executable, "-m", "services.cvfsm.adapters.parser_worker")


class ParserPool:
    """Parses uploads, at most `processes` at a time; more wait their turn."""

    def __init__(self, processes: int = 2, wall_s: float = WALL_S) -> None:
        """Note the size; `start` makes the processes."""
        self._idle: asyncio.Queue[_Process | None] = asyncio.Queue()
        self._all: set[_Process] = set()
        self._size = processes
        self._wall_s = wall_s

    async def start(self) -> None:
        """Start the processes and wait until they answer, so that the first upload is as quick as the second."""
        for _ in range(self._size):
            await self._idle.put(await self._spawn())

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes alive now, so that what they spend can be measured."""
        return tuple(process.pid for process in self._all)

    async def close(self) -> None:
        """End all processes."""
        for process in list(self._all):
            await self._end(process)

    async def parse(self, file_name: str, content: bytes) -> ParsedCv:
        """Return the data of one upload.

        Raises:
            InvalidInput: FILE_EMPTY, FILE_TYPE_UNSUPPORTED, FILE_ENCRYPTED, FILE_MACROS, FILE_EXTERNAL_LINKS, FILE_MALFORMED.
            TooLarge: FILE_TOO_LARGE (over 5 MiB), FILE_TOO_COMPLEX (it broke a limit while being read); `limit` tells which.
            Unavailable: PARSER_UNAVAILABLE, no process could be started.
        """
        if len(content) > MAX_FILE_BYTES:
            raise TooLarge("FILE_TOO_LARGE", "the file is larger than 5 MiB", field="content", limit=MAX_FILE_BYTES)
        plain = await self._asked({"file_name": file_name}, content)
        return ParsedCv(from_dict(plain["data"]), plain["created_from"], tuple(plain["warnings"]))

    async def photo(self, content: bytes) -> bytes:
        """Return a photo as it is kept: PNG, upright, 35 : 45, without anything else of the file.

        Raises:
            InvalidInput: FILE_EMPTY, PHOTO_UNREADABLE.
            TooLarge: FILE_TOO_LARGE (over 2 MiB), FILE_TOO_COMPLEX.
            Unavailable: PARSER_UNAVAILABLE.
        """
        if len(content) > MAX_PHOTO_BYTES:
            raise TooLarge("FILE_TOO_LARGE", "the photo is larger than 2 MiB", field="content", limit=MAX_PHOTO_BYTES)
        plain = await self._asked({"photo": True}, content)
        return base64.b64decode(plain["photo"])

    async def _asked(self, head: dict[str, Any], content: bytes) -> dict[str, Any]:
        """The answer of a process to one file; its refusal is raised."""
        if not content:
            raise InvalidInput("FILE_EMPTY", "the file is empty", field="content")
        process = await self._ready()
        healthy = False
        try:
            answer = await process.ask(json.dumps(head).encode() + b"\n" + content, self._wall_s)
            healthy = process.files < FILES_PER_PROCESS
        except (TimeoutError, EOFError, OSError) as error:
            raise TooLarge(
                "FILE_TOO_COMPLEX",
                "the file takes too much time or memory to read",
                field="content",
                limit=self._wall_s,
            ) from error
        finally:
            await self._give_back(process, healthy=healthy)
        return _opened(answer)

    async def _give_back(self, process: _Process, *, healthy: bool) -> None:
        if healthy:
            self._idle.put_nowait(process)
            return
        self._idle.put_nowait(None)
        await self._end(process)

    async def _ready(self) -> _Process:
        """An idle process that answers. One that died while nobody asked is replaced: the upload is not to blame for it.

        Raises:
            Unavailable: PARSER_UNAVAILABLE.
        """
        process = await self._idle.get()
        if process is not None:
            try:
                await process.greet()
            except (EOFError, OSError, TimeoutError):
                await self._end(process)
            except BaseException:  # the caller has left, and an answer for nobody may be on its way
                await self._give_back(process, healthy=False)
                raise
            else:
                return process
        return await self._respawn()

    async def _respawn(self) -> _Process:
        try:
            return await self._spawn()
        except (OSError, EOFError, TimeoutError) as error:
            self._idle.put_nowait(None)
            raise Unavailable("PARSER_UNAVAILABLE", "uploads cannot be read right now", retry_after_s=1) from error

    async def _spawn(self) -> _Process:
        process = await asyncio.create_subprocess_exec(
            *_COMMAND,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={"LC_ALL": "C.UTF-8"},
        )
        spawned = _Process(process)
        self._all.add(spawned)
        await spawned.greet()
        return spawned

    async def _end(self, process: _Process) -> None:
        self._all.discard(process)
        await process.kill()


class _Process:
    """One parser process and its pipes."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.files = 0

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    async def greet(self) -> None:
        """Return once the process answers; EOFError, OSError or TimeoutError when it does not."""
        async with asyncio.timeout(START_S):
            await self._exchange(_GREETING)

    async def ask(self, request: bytes, wall_s: float) -> bytes:
        """Send one file, return the answer; EOFError when the process died, TimeoutError when time is up."""
        self.files += 1
        async with asyncio.timeout(wall_s):
            return await self._exchange(request)

    async def _exchange(self, request: bytes) -> bytes:
        sink, source = self._process.stdin, self._process.stdout
        if sink is None or source is None:
            raise EOFError
        sink.write(LENGTH.pack(len(request)) + request)
        await sink.drain()
        try:
            length = LENGTH.unpack(await source.readexactly(LENGTH.size))[0]
            if length > MAX_ANSWER_BYTES:
                raise EOFError
            return await source.readexactly(length)
        except asyncio.IncompleteReadError as error:
            raise EOFError from error

    async def kill(self) -> None:
        """End the process and wait for it."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()


def _opened(answer: bytes) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(answer)
    if "error" in plain:
        kind: type[MetierError] = getattr(errors, plain["error"], InvalidInput)
        raise kind(plain["reason"], plain["message"], **plain["metadata"])
    return plain
