"""How well documents of the corpus are read, by family of templates, those the models have seen apart from those held out."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from services.cvfsm.adapters.parse import parse
from services.cvfsm.core.document.cv import lines
from services.cvfsm.core.document.text import words
from services.cvfsm.training.corpus import rows
from services.cvfsm.training.traces import squeeze
from services.shared.errors import MetierError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from services.cvfsm.core.document.cv import CvData


@dataclass(slots=True)
class Score:
    """Right, found and expected items of a group of documents."""

    documents: int = 0
    named: int = 0
    identified: int = 0
    work: tuple[int, int, int] = (0, 0, 0)
    education: tuple[int, int, int] = (0, 0, 0)
    languages: tuple[int, int, int] = (0, 0, 0)
    unsorted: float = 0.0

    def row(self) -> dict[str, float]:
        """Return the figures of the group."""
        return {
            "documents": self.documents,
            "name": self.named / self.documents,
            "identity": self.identified / self.documents,
            "work F1": _f1(self.work),
            "education F1": _f1(self.education),
            "languages F1": _f1(self.languages),
            "unsorted": self.unsorted / self.documents,
        }


def report(
    folder: Path, *, template: bool = False, limit: int = 0, held_only: bool = False
) -> dict[tuple[str, str], Score]:
    """Return the score of each (family or template, seen or held out)."""
    groups: dict[tuple[str, str], Score] = defaultdict(Score)
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for path, row in rows(folder):
        counts[row["family"], row["template"]] += 1
        if (limit and counts[row["family"], row["template"]] > limit) or (held_only and not row["held_out"]):
            continue
        key = (
            f"{row['family']}/{row['template']}" if template else row["family"],
            "held out" if row["held_out"] else "seen",
        )
        try:
            data = parse(path.name, path.read_bytes()).data
        except MetierError:
            continue
        add(groups[key], row["expected"], data)
    return groups


def add(score: Score, expected: dict[str, Any], data: CvData) -> None:
    """Count one document. Entries are equal when their words are, whatever joins them."""
    score.documents += 1
    named = _key(expected["full_name"]) == _key(data.full_name)
    score.named += named
    score.identified += named and expected["email"].casefold() == data.email.casefold()
    score.work = _plus(score.work, [_work(w.employer, w.title, w.start, w.end) for w in data.work_experience],
                       [_work(w["employer"], w["title"], w["start"], w["end"]) for w in expected["work_experience"]])  # fmt: skip
    score.education = _plus(score.education, [(_key(e.institution), _words(e.degree), e.start, e.end) for e in data.education],
                            [(_key(e["institution"]), _words(e["degree"]), e["start"], e["end"]) for e in expected["education"]])  # fmt: skip
    score.languages = _plus(score.languages, [(_key(r.name), _key(r.level)) for r in data.languages],
                            [(_key(r["name"]), _key(r["level"])) for r in expected["languages"]])  # fmt: skip
    total = sum(len(words(text)) for _, text in lines(data))
    score.unsorted += sum(len(words(text)) for text in data.unsorted) / max(total, 1)


def _work(employer: str, title: str, start: str, end: str) -> tuple[str, ...]:
    return (_key(employer), _key(title), start, end)


def _key(text: str) -> str:
    return squeeze(text)


def _words(text: str) -> str:
    """Return the words of a degree in order of the alphabet: templates put its kind before or behind its area."""
    return " ".join(sorted(w for w in words(text) if w not in {"in", "en", "em", "of", "de"}))


def _plus(
    before: tuple[int, int, int], found: list[tuple[str, ...]], expected: list[tuple[str, ...]]
) -> tuple[int, int, int]:
    left = list(expected)
    hits = 0
    for row in found:
        if row in left:
            left.remove(row)
            hits += 1
    return before[0] + hits, before[1] + len(found), before[2] + len(expected)


def _f1(counts: tuple[int, int, int]) -> float:
    hits, found, expected = counts
    return 2 * hits / (found + expected) if found + expected else 1.0


def table(groups: dict[tuple[str, str], Score]) -> Iterable[str]:
    """Yield the lines of a Markdown table."""
    names = list(Score(documents=1).row())
    yield "| templates | " + " | ".join(["", *names]) + " |"
    yield "|---|" + "---|" * (len(names) + 1)
    for (family, where), score in sorted(groups.items()):
        row = score.row()
        yield (
            f"| {family} | {where} | {int(row['documents'])} | "
            + " | ".join(f"{row[name]:.3f}" for name in names[1:])
            + " |"
        )
