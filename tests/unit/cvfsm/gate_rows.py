"""Reads `gate_rows.txt` and `gate_blind.txt` into rows of the form the labelled set of the gate has."""

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


def groups() -> list[dict[str, Any]]:
    """Every row of `gate_blind.txt`, as `rows`."""
    found: list[dict[str, Any]] = []
    for block in (Path(__file__).parent / "gate_blind.txt").read_text("utf-8").split("\n\n"):
        told = [(line[0], line[2:]) for line in block.splitlines() if line and line[0] != "#"]
        person = _person(told)
        said = next((text for tag, text in told if tag == "U"), "")
        for tag, text in told:
            if tag in "+-":
                field, proposed, what = [*_parts(text, "||"), ""][:3]
                row = {"field": field, "proposed": proposed, "user_statement": said, "what": what}
                found.append({"confirmed": person, "label": "honest" if tag == "+" else "invented", **row})
    return found


def _person(told: list[tuple[str, str]]) -> dict[str, Any]:
    jobs = [_parts(text, "|") for tag, text in told if tag == "W"]
    schools = [_parts(text, "|") for tag, text in told if tag == "E"]
    named = [part.partition(" ") for tag, text in told if tag == "L" for part in _parts(text, ";")]
    lists = {
        key: [item for tag, text in told if tag == mark for item in _parts(text, ";")]
        for mark, key in (("S", "skills"), ("T", "it_ai_skills"), ("C", "certifications"))
    }
    return {
        "work_experience": [
            {"employer": w[0], "title": w[1], "dates": w[2], "bullets": _parts(w[3], ";")} for w in jobs
        ],
        "education": [{"institution": e[0], "degree": e[1], "year": e[2]} for e in schools],
        "languages": [{"language": name, "level": level} for name, _, level in named],
        "profile": next((text for tag, text in told if tag == "P"), ""),
        **lists,
    }


def _parts(text: str, mark: str) -> list[str]:
    return [part.strip() for part in text.split(mark)]
