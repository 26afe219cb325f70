"""What clients saw: one JSON line per event, written before anything is concluded from it.

`invoke` begins an operation; `ok` and `fail` end it knowing the outcome, `info` not knowing it. The writing process is
never a fault target, so a flush is enough.
"""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Line:
    kind: str  # invoke, ok, fail, info
    client: int
    session: str
    request: str
    version: int = 0
    digest: str = ""
    at: float = 0.0


class History:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: list[Line] = []

    def add(self, kind: str, client: int, session: str, request: str, *, version: int = 0, digest: str = "") -> None:
        line = Line(kind, client, session, request, version, digest, time.monotonic())
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(line)) + "\n")
        self.lines.append(line)

    def of(self, kind: str) -> list[Line]:
        return [line for line in self.lines if line.kind == kind]
