"""Reads `gate_rows.txt` into rows of the form the labelled set of the gate has."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

_FIELDS: Final = {
    "t": "work_experience[{}].title",
    "e": "work_experience[{}].employer",
    "d": "work_experience[{}].dates",
    "s": "work_experience[{}].start",
    "n": "work_experience[{}].end",
    "ed": "education[{}].degree",
    "ei": "education[{}].institution",
    "l": "languages[{}].level",
    "sk": "skills",
    "it": "it_ai_skills",
    "ce": "certifications",
    "aw": "awards",
    "pr": "profile",
}
_KEYS: Final = {"S": ("skills", ","), "I": ("it_ai_skills", ","), "C": ("certifications", ";")}


def rows() -> list[dict[str, Any]]:
    """Every row, with its label, its kind and the data it is about."""
    found: list[dict[str, Any]] = []
    person: dict[str, Any] = {}
    for line in (Path(__file__).parent / "gate_rows.txt").read_text("utf-8").splitlines():
        tag, _, rest = line.partition(" ")
        parts = [part.strip() for part in rest.split("|")]
        if tag == "P":
            person = {"work_experience": [], "education": [], "languages": []}
        elif tag == "W":
            bullets = parts[3].split(" / ")
            entry = {"employer": parts[0], "title": parts[1], "dates": parts[2], "bullets": bullets}
            person["work_experience"].append(entry)
        elif tag == "D":
            person["education"].append(dict(zip(("degree", "institution", "year"), parts, strict=True)))
        elif tag == "L":
            named = (part.split(maxsplit=1) for part in rest.split(","))
            person["languages"] += [{"language": name, "level": level} for name, level in named]
        elif tag in _KEYS:
            key, mark = _KEYS[tag]
            person[key] = [item.strip() for item in rest.split(mark)]
        elif tag in {"+", "-"}:
            found.append(_row(person, parts if tag == "-" else ["", *parts]))
    return found


def _row(person: dict[str, Any], parts: list[str]) -> dict[str, Any]:
    what, field, proposed, said = [*parts, ""][:4]
    label = "invented" if what else "honest"
    given = {"field": _field(field), "proposed": proposed, "user_statement": said}
    return {"confirmed": person, "label": label, "what": what, **given}


def _field(short: str) -> str:
    name, number, bullet = re.fullmatch(r"([a-z]+)(\d?)(?:\.(\d))?", short).groups()
    return f"work_experience[{number}].bullets[{bullet}]" if bullet else _FIELDS[name].format(number)
