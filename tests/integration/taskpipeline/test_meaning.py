"""Statements compared by the matcher's own embedders: different work stays apart, rewordings are found."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from services.onet_match.adapters.minilm import MiniLm
from services.onet_match.adapters.static_table import StaticTable
from services.taskpipeline.core.deduplicate import THRESHOLDS, deduplicate
from tests.unit.taskpipeline.talk import said

if TYPE_CHECKING:
    from services.taskpipeline.core.types import Statement

PAIRS = Path(__file__).with_name("statement_pairs.tsv")
EMBEDDERS = {"default": lambda: MiniLm(1), "fast": StaticTable}


@cache
def unsettled(label: str) -> tuple[tuple[Statement, Statement], ...]:
    """The pairs that words alone do not merge."""
    rows = [line.split("\t") for line in PAIRS.read_text("utf-8").splitlines() if not line.startswith("#")]
    pairs = [(said(one), said(other)) for found, one, other in rows if found == label]
    return tuple(pair for pair in pairs if len(deduplicate(pair)) > 1)


def merged(pairs: tuple[tuple[Statement, Statement], ...], embedder: str) -> list[tuple[str, str]]:
    """The pairs that become one task with the similarities of an embedder and its cut-offs."""
    texts = [statement.normalized for pair in pairs for statement in pair]
    vectors = EMBEDDERS[embedder]().embed(texts).reshape(len(pairs), 2, -1)
    return [
        (pair[0].normalized, pair[1].normalized)
        for pair, both in zip(pairs, vectors, strict=True)
        if len(deduplicate(pair, (both @ both.T).tolist(), THRESHOLDS[embedder])) == 1
    ]


@pytest.mark.parametrize("embedder", THRESHOLDS)
def test_no_similarity_merges_different_work(embedder):
    assert merged(unsettled("diff"), embedder) == []


@pytest.mark.parametrize(("embedder", "at_least"), [("default", 18), ("fast", 8)])
def test_similarities_find_rewordings_that_words_do_not(embedder, at_least):
    assert len(merged(unsettled("same"), embedder)) >= at_least
