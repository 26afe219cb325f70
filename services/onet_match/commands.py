"""The words of the matcher beside `serve`: they change what is served, and show their progress on standard error."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

from services.onet_match.adapters.onet_release import read_release
from services.onet_match.adapters.pinecone_search import open_store
from services.onet_match.indexing import build_index
from services.onet_match.wiring import open_embedders, open_files
from services.shared.errors import NotFound
from services.shared.runtime.clock import SystemClock

if TYPE_CHECKING:
    from collections.abc import Callable

    from services.onet_match.settings import OnetMatchSettings

    Report = Callable[[str, int, int], None]


def build(settings: OnetMatchSettings) -> str:
    """Build the index where there is none that fits the embedders; the answer is the name of the build."""
    files, embedders = open_files(settings), open_embedders(settings)
    current = files.current()
    if current is not None and files.fits(current, embedders):
        return current
    return build_index(files, embedders, None, SystemClock(), progress())


def import_release(settings: OnetMatchSettings, source: str, version: str) -> str:
    """Read a release, build its index and let running servers switch to it; the answer is the name of the build."""
    files, report = open_files(settings), progress()
    release = read_release(source, files.root / "downloads", version, report)
    return build_index(files, open_embedders(settings), release, SystemClock(), report)


def push(settings: OnetMatchSettings) -> str:
    """Fill the Pinecone namespace of the served build; the answer is the namespace.

    Raises:
        NotFound: INDEX_NOT_BUILT.
    """
    files = open_files(settings)
    current = files.current()
    if current is None:
        raise NotFound("INDEX_NOT_BUILT", "Build an index first.")
    store = open_store(
        settings.pinecone_api_key, settings.pinecone_host, settings.pinecone_namespace, settings.pinecone_timeout_s
    )
    vectors = files.vectors(current, settings.onet_embedder)
    store.push(files.catalogue(current), vectors, f"{current}.{settings.onet_embedder}", progress())
    return store.namespace(f"{current}.{settings.onet_embedder}")


def info(settings: OnetMatchSettings) -> str:
    """What is served from this folder, as JSON.

    Raises:
        NotFound: INDEX_NOT_BUILT.
    """
    files = open_files(settings)
    current = files.current()
    if current is None:
        raise NotFound("INDEX_NOT_BUILT", f"There is no index in {files.root}.")
    return json.dumps(asdict(files.manifest(current)) | {"folder": str(files.root / current)}, default=str)


def progress() -> Report:
    """A report to standard error: one line that grows on a terminal, a line per tenth elsewhere."""
    is_terminal = sys.stderr.isatty()
    shown: dict[str, int] = {}

    def report(step: str, done: int, total: int) -> None:
        tenth = 10 * done // max(total, 1)
        if is_terminal:
            sys.stderr.write(f"\r{step:<24} {done:>8} of {total}" + "\n" * (done >= total))
        elif shown.get(step) != tenth:
            sys.stderr.write(f"{step} {done} of {total}\n")
        shown[step] = tenth
        sys.stderr.flush()

    return report
