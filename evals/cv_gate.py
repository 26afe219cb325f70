"""The grounding gate on `cv_gate.jsonl`: shares of inventions and of honest rewrites that are refused."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from services.cvfsm.core.document.cv import CvData, EducationEntry, Language, WorkEntry
from services.cvfsm.core.grounding.evidence import Evidence, Said
from services.cvfsm.core.grounding.figures import PRESENT, dates
from services.cvfsm.core.grounding.gate import check

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from evals.run import Served
    from services.cvfsm.core.grounding.doubts import Doubt

NEEDS: Final = ("cv_gate.jsonl",)


async def evaluate(data: Path, served: Served) -> dict[str, float]:
    """Return ``cv_gate.invented_refused`` and ``cv_gate.honest_refused``, shares from 0 to 1; rules alone."""
    del served
    refused: dict[str, list[bool]] = defaultdict(list)
    for row in rows(data):
        refused[row["label"]].append(bool(doubts(row)))
    return {f"cv_gate.{label}_refused": sum(found) / len(found) for label, found in refused.items()}


def rows(data: Path) -> list[dict[str, Any]]:
    """Read the rows of the set."""
    text = (data / NEEDS[0]).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def doubts(row: Mapping[str, Any]) -> tuple[Doubt, ...]:
    """What the gate finds in one row."""
    evidence = Evidence.of(cv_of(row["confirmed"]), (Said("user_statement", row["user_statement"]),))
    return check(row["field"], row["proposed"], evidence)


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
