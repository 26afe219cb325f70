"""Labelled lines for the gate, read into claims with their evidence.

A group is a CV excerpt, what the person said, and lines proposed for a place, parted from the next group by an empty line:
`W` employer | title | dates | bullets / ..., `E` school | degree | year, `L` languages; `S` skills; `T` IT skills; `C` certificates;
`P` profile, `U` or `E:` what was said, `@` whose CV it is. Then ``+ path || honest line || || what was said besides`` and ``- path || invented line ||
kind || ...``; a line without a path is one of the profile.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from services.cvfsm.core.document.cv import CvData, EducationEntry, Language, WorkEntry
from services.cvfsm.core.grounding.evidence import Claim, Evidence, Said
from services.cvfsm.core.grounding.kinds.date import dates, written

FOLDER: Final = Path(__file__).parent / "gate"


@dataclass(frozen=True)
class Row:
    """A line, what supports it, and whether it is an invention (`what` names its kind)."""

    claim: Claim
    evidence: Evidence
    label: str
    what: str
    group: str


def read(path: Path) -> list[Row]:
    """The rows of a file."""
    found: list[Row] = []
    for number, block in enumerate(path.read_text(encoding="utf-8").split("\n\n")):
        told: defaultdict[str, list[str]] = defaultdict(list)
        for line in block.splitlines():
            tag, _, text = line.partition(" ")
            if tag in {"+", "-"}:
                parts = _parts(text, "||")
                place, proposed, what, said = [
                    *(() if _PATH.fullmatch(parts[0]) else ("profile",)),
                    *parts,
                    "",
                    "",
                    "",
                ][:4]
                statements = [*told["U"], *told["E:"], *filter(None, [said])]
                evidence = Evidence.of(_cv(told), [Said(f"s{n}", text) for n, text in enumerate(statements)])
                label = "honest" if tag == "+" else "invented"
                found.append(Row(Claim(place, proposed), evidence, label, what, f"{path.name} {number}"))
            else:
                told[tag].append(text)
    return found


_PATH: Final = re.compile(r"[a-z_]+(?:\[\d+\])?(?:\.[a-z_]+(?:\[\d+\])?)?")


def period(text: str) -> tuple[str, str]:
    """Start and end of a period as people write it; a date alone is an end."""
    found = [written(date) for date in dates(text)]
    return (found[0], found[1]) if len(found) > 1 else ("", found[0] if found else "")


def _cv(told: defaultdict[str, list[str]]) -> CvData:
    jobs = [[*_parts(text, "|"), ""][:4] for text in told["W"]]
    schools = [[*_parts(text, "|"), ""][:3] for text in told["E"]]
    named = [part.partition(" ") for text in told["L"] for part in _parts(text, ";")]
    skills, it_skills, certificates = (
        tuple(item for text in told[tag] for item in _parts(text, ";")) for tag in ("S", "T", "C")
    )
    return CvData(
        profile=" ".join(told["P"]),
        work_experience=tuple(WorkEntry(j[0], j[1], *period(j[2]), bullets=tuple(_parts(j[3], " / "))) for j in jobs),
        education=tuple(EducationEntry(s[0], s[1], *period(s[2])) for s in schools),
        languages=tuple(Language(name, level) for name, _, level in named),
        skills=skills,
        it_ai_skills=it_skills,
        certifications=certificates,
    )


def _parts(text: str, mark: str) -> list[str]:
    return [part.strip() for part in text.split(mark)]
