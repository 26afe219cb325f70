"""The grounding gate on `cv_gate.jsonl`: shares of inventions and of honest rewrites that are refused."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, Final

from services.cvfsm.adapters.nlu import NluReader
from services.cvfsm.core.document.cv import CvData, EducationEntry, Language, WorkEntry
from services.cvfsm.core.grounding.evidence import Evidence, Said
from services.cvfsm.core.grounding.figures import PRESENT, dates
from services.cvfsm.core.grounding.gate import check
from services.cvfsm.core.grounding.verdict import Claim, Verdict, entails, lines_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from evals.run import Served
    from services.cvfsm.core.grounding.doubts import Doubt

NEEDS: Final = ("cv_gate.jsonl",)


async def evaluate(data: Path, served: Served) -> dict[str, float]:
    """Shares from 0 to 1, by label: ``refused`` of the rows that are decided, ``asked`` of all of them.

    A row that becomes a question to the person is neither refused nor let through.
    """
    reader, given = NluReader(served.nlu), rows(data)
    judged = [(row, *case(row)) for row in given]
    supported = await reader.supported([(claim.text, lines_for(claim, evidence)) for _, claim, evidence in judged])
    return figures(
        (row["label"], entails(claim, evidence, supported.get(claim.text)).verdict) for row, claim, evidence in judged
    )


def figures(verdicts: Iterable[tuple[str, Verdict]]) -> dict[str, float]:
    """``cv_gate.<label>_refused`` and ``cv_gate.<label>_asked`` of verdicts with their labels."""
    found: dict[str, Counter[Verdict]] = defaultdict(Counter)
    for label, verdict in verdicts:
        found[label][verdict] += 1
    table = {}
    for label, counts in found.items():
        decided = counts[Verdict.REFUSED] + counts[Verdict.HOLDS]
        table[f"cv_gate.{label}_refused"] = counts[Verdict.REFUSED] / max(1, decided)
        table[f"cv_gate.{label}_asked"] = counts[Verdict.ASKED] / counts.total()
    return table


def case(row: Mapping[str, Any]) -> tuple[Claim, Evidence]:
    """The claim of a row and its evidence."""
    evidence = Evidence.of(cv_of(row["confirmed"]), (Said("user_statement", row["user_statement"]),))
    return Claim(row["field"], row["proposed"]), evidence


def rows(data: Path) -> list[dict[str, Any]]:
    """Read the rows of the set."""
    text = (data / NEEDS[0]).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def doubts(row: Mapping[str, Any]) -> tuple[Doubt, ...]:
    """What the rules doubt in one row."""
    claim, evidence = case(row)
    return check(claim.path, claim.text, evidence)


def cv_of(excerpt: Mapping[str, Any]) -> CvData:
    """Return a structured excerpt of the set as CV data; its dates are ranges as people write them."""
    return CvData(
        profile=excerpt.get("profile", ""),
        work_experience=tuple(
            WorkEntry(e["employer"], e["title"], *_range(e.get("dates", "")), bullets=tuple(e.get("bullets", ())))
            for e in excerpt.get("work_experience", ())
        ),
        education=tuple(
            EducationEntry(e["institution"], e["degree"], *_range(e.get("dates", e.get("year", ""))))
            for e in excerpt.get("education", ())
        ),
        languages=tuple(Language(e["language"], e.get("level", "")) for e in excerpt.get("languages", ())),
        skills=tuple(excerpt.get("skills", ())),
        it_ai_skills=tuple(excerpt.get("it_ai_skills", ())),
        certifications=tuple(excerpt.get("certifications", ())),
    )


def _range(text: str) -> tuple[str, str]:
    found = ["present" if d == PRESENT else f"{d[0]}-{d[1]:02}" if d[1] else str(d[0]) for d in dates(text)]
    return (found[0], found[1]) if len(found) > 1 else ("", found[0] if found else "")
