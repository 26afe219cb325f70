"""Finished PDFs in the service's folder: one per session, named by its digest."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_SAFE_ID: Final = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class PdfFiles:
    """Files under `folder`, which only this service reads and writes."""

    folder: Path

    async def put(self, session_id: str, pdf: bytes) -> str:
        """Write a PDF so that it is there whole or not at all, and return its digest (SHA-256, hexadecimal)."""
        return await asyncio.to_thread(self._put, session_id, pdf)

    async def get(self, session_id: str, digest: str) -> bytes | None:
        """Return a PDF, or None when it is not on this machine."""
        return await asyncio.to_thread(self._get, session_id, digest)

    async def delete(self, session_id: str) -> None:
        """Remove every file of a session; one that is not named as ours are has none."""
        if not _SAFE_ID.fullmatch(session_id):
            return
        await asyncio.to_thread(shutil.rmtree, self._place(session_id), ignore_errors=True)

    def _place(self, session_id: str) -> Path:
        if not _SAFE_ID.fullmatch(session_id):
            message = "not a session id of this service"
            raise ValueError(message)
        return self.folder / session_id

    def _put(self, session_id: str, pdf: bytes) -> str:
        digest = hashlib.sha256(pdf).hexdigest()
        place = self._place(session_id)
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=place, delete=False) as file:
            file.write(pdf)
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(place / f"{digest}.pdf")
        for old in place.glob("*.pdf"):
            if old.stem != digest:
                old.unlink(missing_ok=True)
        return digest

    def _get(self, session_id: str, digest: str) -> bytes | None:
        try:
            return (self._place(session_id) / f"{digest}.pdf").read_bytes()
        except FileNotFoundError:
            return None
