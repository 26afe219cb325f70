"""Subcommands of the matcher beside `serve`; progress goes to standard error."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from time import monotonic
from typing import TYPE_CHECKING

from services.onet_match.adapters.onet_release import read_release
from services.onet_match.indexing import build_index
from services.onet_match.wiring import open_embedders, open_files, open_pinecone
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
    vectors, name = files.vectors(current, settings.onet_embedder), f"{current}.{settings.onet_embedder}"
    with open_pinecone(settings) as store:
        store.push(files.catalogue(current), vectors, name, progress())
        return store.namespace(name)


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


_STEPS = {
    "embed": "Building the O*NET index for the {what} embedder (once): {done:,} of {total:,} tasks",
    "read": "Reading the release: {done} of {total} tables",
    "download": "Downloading the release: {done:,} of {total:,} bytes",
    "push": "Filling Pinecone: {done:,} of {total:,} tasks",
}
_EVERY_S = 0.2  # a line that changes more often only flickers


def progress() -> Report:
    """A report to standard error for people: one line that changes on a terminal, a line per tenth elsewhere."""
    is_terminal = sys.stderr.isatty()
    shown: dict[str, tuple[int, float]] = {}

    def report(step: str, done: int, total: int) -> None:
        kind, _, what = step.partition(":")
        line = _STEPS[kind].format(what=what, done=done, total=total)
        tenth, now = 10 * done // max(total, 1), monotonic()
        before, at = shown.get(step, (-1, 0.0))
        if is_terminal and (done >= total or now - at >= _EVERY_S):
            sys.stderr.write(f"\r\033[K{line}" + "\n" * (done >= total))
        elif not is_terminal and tenth != before:
            sys.stderr.write(f"{line}\n")
        else:
            return
        shown[step] = (tenth, now)
        sys.stderr.flush()

    return report
