"""A small catalogue, an embedder made of words, and a matcher wired from them: the O*NET side without data or models."""

from __future__ import annotations

import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np

from services.onet_match.core.catalogue import Catalogue
from services.onet_match.core.evidence import EVIDENCE
from services.onet_match.core.matching import ContextKind, Cutoffs
from services.onet_match.core.ngrams import NgramHead, buckets
from services.onet_match.core.occupations import OccupationHead
from services.onet_match.core.release import Release, build_catalogue
from services.onet_match.core.retrieval import ExactRetriever
from services.onet_match.core.scoring import Calibration, Scoring
from services.onet_match.core.snapshot import EmbeddingIndex, Snapshot
from services.onet_match.core.titles import title_words
from services.onet_match.core.vectors import mean_by_group, unit
from services.onet_match.service import OnetMatch
from services.shared.llm import Calls
from tests.fakes.llm import ScriptedLlm

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from services.onet_match.core.vectors import Vectors

TABLES: dict[str, list[dict[str, str]]] = {
    "Occupation Data": [
        {
            "O*NET-SOC Code": "13-2011.00",
            "Title": "Accountants and Auditors",
            "Description": "Examine financial records.",
        },
        {"O*NET-SOC Code": "35-2014.00", "Title": "Cooks, Restaurant", "Description": "Prepare meals."},
        {"O*NET-SOC Code": "29-1141.00", "Title": "Registered Nurses", "Description": "Care for patients."},
        {"O*NET-SOC Code": "99-0000.00", "Title": "Nobody", "Description": "Has no tasks."},
    ],
    "Task Statements": [
        {"O*NET-SOC Code": code, "Task ID": task_id, "Task": text, "Task Type": kind}
        for code, task_id, text, kind in (
            ("13-2011.00", "101", "Inspect account books for accuracy.", "Supplemental"),
            ("13-2011.00", "102", "Prepare tax returns for clients.", "Core"),
            ("13-2011.00", "103", "Report findings to management.", "Core"),
            ("35-2014.00", "201", "Cook soups, meats, and vegetables.", "Core"),
            ("35-2014.00", "202", "Inspect kitchen equipment for cleanliness.", "Core"),
            ("29-1141.00", "301", "Record patients' vital signs.", "Core"),
            ("29-1141.00", "302", "Consult with physicians about licensed treatments.", "n/a"),
        )
    ],
    "DWA Reference": [
        {"DWA ID": "4.A.2.a.3.I01.D01", "DWA Title": "Examine financial records."},
        {"DWA ID": "4.A.3.a.2.I01.D01", "DWA Title": "Cook foods."},
        {"DWA ID": "4.A.4.a.2.I01.D01", "DWA Title": "Report results to others."},
        {"DWA ID": "4.A.1.b.2.I01.D01", "DWA Title": "Inspect equipment."},
    ],
    "Tasks to DWAs": [
        {"O*NET-SOC Code": code, "Task ID": task_id, "DWA ID": dwa}
        for code, task_id, dwa in (
            ("13-2011.00", "101", "4.A.2.a.3.I01.D01"),
            ("13-2011.00", "102", "4.A.2.a.3.I01.D01"),
            ("13-2011.00", "103", "4.A.4.a.2.I01.D01"),
            ("35-2014.00", "201", "4.A.3.a.2.I01.D01"),
            ("35-2014.00", "202", "4.A.1.b.2.I01.D01"),
            ("29-1141.00", "302", "4.A.4.a.2.I01.D01"),
        )
    ],
    "Alternate Titles": [
        {"O*NET-SOC Code": "13-2011.00", "Alternate Title": "Tax Preparer"},
        {"O*NET-SOC Code": "35-2014.00", "Alternate Title": "Line Cook"},
        {"O*NET-SOC Code": "29-1141.00", "Alternate Title": "Ward Nurse"},
    ],
    "Job Zones": [
        {"O*NET-SOC Code": "13-2011.00", "Job Zone": "4"},
        {"O*NET-SOC Code": "35-2014.00", "Job Zone": "2"},
    ],
    "Related Occupations": [{"O*NET-SOC Code": "13-2011.00", "Related O*NET-SOC Code": "29-1141.00"}],
}


BUCKETS = 64
"""Of the n-gram heads here."""


class WordEmbedder:
    """Hashes each word to a dimension; texts that share words are close."""

    dimensions = 256
    fingerprint = "words-1"

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.embedded.extend(texts)
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in title_words(text):
                vectors[row, zlib.crc32(word.encode()) % self.dimensions] += 1.0
        return unit(vectors)


def catalogue(version: str = "test", tables: Mapping[str, list[dict[str, str]]] = TABLES) -> Catalogue:
    return build_catalogue(Release(version, tables))


def scoring(dimensions: int) -> Scoring:
    """Right when similar; fits when anything is at all similar (nearest > 0.3)."""
    right = Calibration((10.0, *[0.0] * (len(EVIDENCE) - 1), -5.0))
    return Scoring(
        prior_weight=0.05,
        elsewhere=0.1,
        sentence_weight=0.5,
        wording_weight=0.5,
        temperature=0.05,
        peaked_nats=0.5,
        cutoffs=Cutoffs(high=0.8, medium=0.4, low=0.5),
        right=dict.fromkeys(ContextKind, right),
        fits=Calibration((*[0.0] * dimensions, 40.0, -12.0)),
    )


def index(content: Catalogue, vectors: Vectors, embedder: WordEmbedder) -> EmbeddingIndex:
    count = len(content.occupations)
    titles = embedder.embed([f"{o.title} {' '.join(o.alternate_titles)}" for o in content.occupations])
    means = mean_by_group(vectors, content.occupation_of_task, count)
    no_hidden, no_bias = np.zeros((embedder.dimensions, 0), np.float32), np.zeros(0, np.float32)
    head = OccupationHead(no_hidden, no_bias, 10.0 * unit(titles + means), np.zeros(count, np.float32))
    return EmbeddingIndex("default", vectors, ExactRetriever(vectors), head, scoring(embedder.dimensions))


def ngram_head(*spoken: str) -> NgramHead:
    """A head whose occupation i is spoken for by the n-grams of `spoken[i]`; by nothing where that is ""."""
    table = 127 * np.eye(BUCKETS, dtype=np.int8)
    prototypes = np.zeros((len(spoken), BUCKETS), np.float32)
    for row, text in enumerate(spoken):
        prototypes[row, buckets(text, BUCKETS)] = 1.0
    return NgramHead(table, prototypes, np.zeros(len(spoken), np.float32))


def open_index(_build: str, _name: str, content: Catalogue, vectors: Vectors) -> EmbeddingIndex:
    """What `indexing.follow` opens indexes with."""
    return index(content, vectors, WordEmbedder())


def snapshot(embedder: WordEmbedder, content: Catalogue | None = None) -> Snapshot:
    content = content or catalogue()
    vectors = embedder.embed([task.statement for task in content.tasks])
    indexes = {"default": index(content, vectors, embedder)}
    silent = ngram_head(*[""] * len(content.occupations))
    return Snapshot("build-1", datetime(2026, 1, 1, tzinfo=UTC), content, indexes, silent)


def matcher(llm: ScriptedLlm | None = None, *, built: bool = True, embedder: WordEmbedder | None = None) -> OnetMatch:
    """A matcher over the small catalogue, already serving unless `built` is False."""
    embedder = embedder or WordEmbedder()
    made = OnetMatch({"default": embedder}, ThreadPoolExecutor(1), llm or ScriptedLlm(), Calls().match_selection)
    if built:
        made.switch(snapshot(embedder))
    return made
