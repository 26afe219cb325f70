"""A first index is made of the committed vectors, whichever processor it is made on."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.paths import ROOT

BUILD = """
import json, sys, pathlib
from services.onet_match.adapters.index_files import IndexFiles
from services.onet_match.adapters.minilm import MiniLm
from services.onet_match.adapters.static_table import StaticTable
from services.onet_match.indexing import build_index
from services.shared.runtime.clock import SystemClock

computed = []

class Counting:
    def __init__(self, embedder):
        self._embedder, self.dimensions, self.fingerprint = embedder, embedder.dimensions, embedder.fingerprint

    def embed(self, texts):
        computed.extend(texts)
        return self._embedder.embed(texts)

embedders = {"default": Counting(MiniLm(int(sys.argv[2]))), "fast": StaticTable()}
name = build_index(IndexFiles(pathlib.Path(sys.argv[1])), embedders, None, SystemClock(), lambda *_: None)
print(json.dumps({"name": name, "fingerprint": embedders["default"].fingerprint, "computed": len(computed)}))
"""
HAS_AVX2 = "avx2" in Path("/proc/cpuinfo").read_text()


def built(home: Path, kernel: str, threads: int) -> dict[str, object]:
    """What a fresh process says of an index it built in an empty folder."""
    environment = {**os.environ, "OPENBLAS_CORETYPE": kernel, "OPENBLAS_NUM_THREADS": str(threads)}
    command = [sys.executable, "-c", BUILD, str(home), str(threads)]
    done = subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True, timeout=120)
    return json.loads(done.stdout)


@pytest.mark.skipif(not HAS_AVX2, reason="this processor has one of the two kernels only")
def test_two_processors_build_the_same_index_and_embed_no_statement(tmp_path):
    first, second = built(tmp_path / "a", "Prescott", 1), built(tmp_path / "b", "Haswell", 2)
    assert first == second
    assert first["computed"] == 0


def test_another_model_file_or_another_delta_is_another_embedder(tmp_path, monkeypatch):
    from services.onet_match.adapters import minilm

    taught, untaught = minilm.MiniLm(1), minilm.MiniLm(1, taught=False)
    changed = tmp_path / "adapter.npz"
    changed.write_bytes(minilm._DELTAS.read_bytes() + b"\0")
    monkeypatch.setattr(minilm, "_DELTAS", changed)
    assert len({taught.fingerprint, untaught.fingerprint, minilm.MiniLm(1).fingerprint}) == 3


async def test_an_index_that_cannot_be_opened_ends_the_service_with_a_line_in_its_log(tmp_path, monkeypatch, capfd):
    from services.onet_match.wiring import listening

    monkeypatch.setenv("METIER_HOME", str(tmp_path))
    (tmp_path / "onet").write_text("not a folder")
    with pytest.raises(ExceptionGroup, match="TaskGroup"):
        async with asyncio.timeout(30), listening("127.0.0.1:0"):
            pass
    assert "background work failed" in "".join(capfd.readouterr())
