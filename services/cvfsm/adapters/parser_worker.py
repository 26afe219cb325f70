"""The parser process: reads uploads from its standard input one after the other, under limits of its own.

Frames on both pipes are a 4-byte big-endian length and that many bytes. A request is a JSON line (file name, or that it is
a photo) and the content; an answer is JSON: the parsed CV, the photo, or the error's class, reason, message and metadata. What breaks a limit kills the
process, and the pool starts another.
"""

from __future__ import annotations

import base64
import gc
import json
import math
import resource
import struct
import sys
from typing import BinaryIO, Final

from services.cvfsm.adapters.labeller import shipped
from services.cvfsm.adapters.parse import parse
from services.cvfsm.adapters.photo import developed
from services.cvfsm.core.document.cv_json import to_dict
from services.shared.errors import InvalidInput, MetierError

MEMORY_BYTES: Final = 512 * 2**20
CPU_S: Final = 5
LENGTH: Final = struct.Struct(">I")


def main() -> None:
    """Serve until the input ends."""
    shipped().load()
    _confine()
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    gc.freeze()
    while (frame := read_frame(source)) is not None:
        _allow_cpu()
        answer = _answer(frame)
        sink.write(LENGTH.pack(len(answer)) + answer)
        sink.flush()


def read_frame(source: BinaryIO) -> bytes | None:
    """Return the next frame, or None at the end of the input."""
    head = source.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    return source.read(LENGTH.unpack(head)[0])


def _answer(frame: bytes) -> bytes:
    head, _, content = frame.partition(b"\n")
    try:
        asked = json.loads(head)
        if "photo" in asked:
            return json.dumps({"photo": base64.b64encode(developed(content)).decode()}).encode()
        parsed = parse(asked["file_name"], content)
    except MetierError as error:
        return _refusal(error)
    except (MemoryError, RecursionError):
        raise
    except Exception:  # noqa: BLE001 (a file that surprises the reader is a damaged file; this process is confined)
        return _refusal(InvalidInput("FILE_MALFORMED", "the file could not be read", field="content"))
    plain = {"data": to_dict(parsed.data), "created_from": parsed.created_from, "warnings": parsed.warnings}
    return json.dumps(plain).encode()


def _refusal(error: MetierError) -> bytes:
    plain = {"reason": error.reason, "message": error.message, "metadata": error.metadata}
    return json.dumps({"error": type(error).__name__, **plain}).encode()


def _confine() -> None:
    """Take away what a parser does not need: memory beyond the limit, files, core dumps."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _allow_cpu() -> None:
    """Give the next file its own seconds of CPU."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = math.ceil(used.ru_utime + used.ru_stime) + CPU_S
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))


if __name__ == "__main__":
    main()
