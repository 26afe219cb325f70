"""The grounding gate on `cv_gate.jsonl`: shares of inventions and of honest rewrites that are refused."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, Final

from evals.gate_rows import Row, period
from services.cvfsm.adapters.nlu import NluReader
from services.cvfsm.core.document.cv import CvData, EducationEntry, Language, WorkEntry
from services.cvfsm.core.grounding.evidence import Claim, Evidence, Said, compared
from services.cvfsm.core.grounding.verdict import Verdict, entails

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from evals.served import Served

NEEDS: Final = ("cv_gate.jsonl",)


async def evaluate(data: Path, served: Served) -> dict[str, float]:
    """Shares from 0 to 1, by label: ``refused`` of the rows that are decided, ``asked`` of all of them.

    A row that becomes a question to the person is neither refused nor let through.
    """
    given = rows(data)
    supported = await NluReader(served.nlu).supported(
        [(row.claim.text, compared(row.claim, row.evidence)) for row in given]
    )
    return figures(
        (row.label, entails(row.claim, row.evidence, supported.get(row.claim.text)).verdict) for row in given
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


def rows(data: Path) -> list[Row]:
    """Read the rows of the set."""
    text = (data / NEEDS[0]).read_text(encoding="utf-8")
    return [_row(json.loads(line)) for line in text.splitlines() if line.strip()]


def _row(row: Mapping[str, Any]) -> Row:
    evidence = Evidence.of(_cv(row["confirmed"]), (Said("user_statement", row["user_statement"]),))
    return Row(Claim(row["field"], row["proposed"]), evidence, row["label"], row.get("what", ""), row["id"])


def _cv(excerpt: Mapping[str, Any]) -> CvData:
    """A structured excerpt of the set as CV data; its dates are ranges as people write them."""
    return CvData(
        profile=excerpt.get("profile", ""),
        work_experience=tuple(
            WorkEntry(e["employer"], e["title"], *period(e.get("dates", "")), bullets=tuple(e.get("bullets", ())))
            for e in excerpt.get("work_experience", ())
        ),
        education=tuple(
            EducationEntry(e["institution"], e["degree"], *period(e.get("dates", e.get("year", ""))))
            for e in excerpt.get("education", ())
        ),
        languages=tuple(Language(e["language"], e.get("level", "")) for e in excerpt.get("languages", ())),
        skills=tuple(excerpt.get("skills", ())),
        it_ai_skills=tuple(excerpt.get("it_ai_skills", ())),
        certifications=tuple(excerpt.get("certifications", ())),
    )
