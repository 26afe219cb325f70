"""Child processes that end with this one, and folders that belong to one process at a time."""

from __future__ import annotations

import asyncio
import ctypes
import fcntl
import os
import signal
import sys
from typing import IO, TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pathlib import Path

os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "0")
"""gRPC's handlers of `fork`, which run between fork and exec of a child, crash it now and then while calls are in flight."""

PR_SET_PDEATHSIG: Final = 1
"""Linux prctl: the signal a process gets when its parent dies, so that a killed supervisor leaves nothing behind."""


_PRCTL: Final = ctypes.CDLL(None).prctl if sys.platform == "linux" else None
"""Looked up here: between fork and exec of a process with threads nothing may take a lock of the loader."""


def _die_with_parent() -> None:
    if _PRCTL is not None:
        _PRCTL(PR_SET_PDEATHSIG, signal.SIGTERM)


async def spawn(*command: str, **options: Any) -> asyncio.subprocess.Process:
    """Start a process in a session of its own that is told to end (SIGTERM) when this process ends, however it does.

    Args:
        command: Program and arguments.
        options: As for `asyncio.create_subprocess_exec`.
    """
    return await asyncio.create_subprocess_exec(
        *command,
        start_new_session=True,  # Ctrl-C is the parent's to pass on, in order
        preexec_fn=_die_with_parent,  # a single system call; no lock can be held
        **options,
    )


def lock(path: Path) -> IO[bytes] | None:
    """Return the locked file, None when another process holds it.

    The lock lasts until every copy of the file's descriptor is closed: a child that is given the descriptor
    (`pass_fds`) holds the lock for as long as it lives.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file
