"""JSON Resume (schema 1.0.0) to CV data and back; what the schema has no place for goes to `unsorted` and comes back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from services.cvfsm.core.document.cv import (
    PRESENT,
    CvData,
    EducationEntry,
    Language,
    Source,
    SourceKind,
    WorkEntry,
    lines,
)
from services.cvfsm.core.document.dates import to_iso
from services.cvfsm.core.document.text import clean

SCHEMA: Final = "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"
MAX_DEPTH: Final = 8
"""The schema nests four deep."""
IT_SKILLS: Final = "IT and AI"
"""Name of the skill group that holds `it_ai_skills` in an export."""
_LISTS: Final = MappingProxyType(
    {
        "certifications": ("certificates", ("name", "issuer", "date"), "name"),
        "publications": ("publications", ("name", "publisher", "releaseDate", "url"), "name"),
        "projects": (
            "projects",
            ("name", "entity", "description", "startDate", "endDate", "highlights", "keywords", "url"),
            "name",
        ),
        "volunteering": (
            "volunteer",
            ("position", "organization", "startDate", "endDate", "summary", "highlights", "url"),
            "organization",
        ),
        "awards": ("awards", ("title", "awarder", "date", "summary"), "title"),
        "interests": ("interests", ("name", "keywords"), "name"),
        "references": ("references", ("name", "reference"), "reference"),
    }
)
"""Lists of one text each -> their name in the schema, its fields that are read as one text, and the one that is written."""


def from_json_resume(plain: Any) -> tuple[CvData, list[str]]:
    """Read a JSON Resume; values of the wrong type are read as text or skipped with a warning.

    Returns:
        The data, with the JSON path of each value as its source, and warnings.
    """
    if not isinstance(plain, Mapping):
        return CvData(), ["NOT_A_JSON_RESUME"]
    basics = _table(plain.get("basics"))
    skills, it_skills = _skills(plain)
    lists: dict[str, Any] = {
        name: _unique(_joined(row, *read) for row in _rows(plain, key)) for name, (key, read, _) in _LISTS.items()
    }
    data = CvData(
        full_name=_text(basics.get("name")),
        headline=_text(basics.get("label")),
        email=_text(basics.get("email")),
        phone=_text(basics.get("phone")),
        location=_location(_table(basics.get("location"))),
        links=_unique([basics.get("url"), *(row.get("url") for row in _rows(basics, "profiles"))]),
        profile=_text(basics.get("summary")),
        work_experience=tuple(_job(row) for row in _rows(plain, "work")),
        education=tuple(_study(row) for row in _rows(plain, "education")),
        languages=tuple(Language(_text(r.get("language")), _text(r.get("fluency"))) for r in _rows(plain, "languages")),
        skills=skills,
        it_ai_skills=it_skills,
        **lists,
    )
    known = [IT_SKILLS, *(text for _, text in lines(data))]
    left = [text for text in _rest(plain) if not any(text in value for value in known)]
    data = replace(data, unsorted=_unique(left))
    sources = {path: Source(SourceKind.DOCUMENT, path, text[:300]) for path, text in lines(data)}
    return replace(data, sources=MappingProxyType(sources)), []


def to_json_resume(data: CvData) -> dict[str, Any]:
    """Return the data as a JSON Resume; `unsorted` is left out, as in every output."""
    basics = {
        "name": data.full_name,
        "label": data.headline,
        "email": data.email,
        "phone": data.phone,
        "summary": data.profile,
        "location": {"address": data.location} if data.location else {},
        "profiles": [{"url": url} for url in data.links],
    }
    skills = [{"name": name} for name in data.skills]
    if data.it_ai_skills:
        skills.append({"name": IT_SKILLS, "keywords": list(data.it_ai_skills)})  # type: ignore[dict-item]
    return {
        "$schema": SCHEMA,
        "basics": _full(basics),
        "work": [_full(_job_out(row)) for row in data.work_experience],
        "education": [_full(_study_out(row)) for row in data.education],
        "languages": [_full({"language": row.name, "fluency": row.level}) for row in data.languages],
        "skills": skills,
        **{key: [{own: text} for text in getattr(data, name)] for name, (key, _, own) in _LISTS.items()},
    }


def _job(row: Mapping[str, Any]) -> WorkEntry:
    summary = _text(row.get("summary"))
    start = _date(row.get("startDate"))
    return WorkEntry(
        employer=_text(row.get("name")) or _text(row.get("company")),
        title=_text(row.get("position")),
        start=start,
        end=_date(row.get("endDate")) or (PRESENT if start else ""),
        location=_text(row.get("location")),
        bullets=(*([summary] if summary else []), *_texts(row.get("highlights"))),
    )


def _job_out(row: WorkEntry) -> dict[str, Any]:
    return {
        "name": row.employer,
        "position": row.title,
        "location": row.location,
        "startDate": row.start,
        "endDate": "" if row.end == PRESENT else row.end,
        "highlights": list(row.bullets),
    }


def _study(row: Mapping[str, Any]) -> EducationEntry:
    degree = ", ".join(part for part in (_text(row.get("studyType")), _text(row.get("area"))) if part)
    score = _text(row.get("score")) or _text(row.get("gpa"))
    return EducationEntry(
        institution=_text(row.get("institution")),
        degree=degree,
        start=_date(row.get("startDate")),
        end=_date(row.get("endDate")),
        location=_text(row.get("location")),  # not in the schema, which allows it
        details=(*([score] if score else []), *_texts(row.get("courses"))),
    )


def _study_out(row: EducationEntry) -> dict[str, Any]:
    return {
        "institution": row.institution,
        "studyType": row.degree,
        "location": row.location,
        "startDate": row.start,
        "endDate": "" if row.end == PRESENT else row.end,
        "courses": list(row.details),
    }


def _skills(plain: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    own: list[str] = []
    technical: list[str] = []
    for row in _rows(plain, "skills"):
        name, keywords = _text(row.get("name")), _texts(row.get("keywords"))
        if name == IT_SKILLS:
            technical += keywords
        else:
            own += [_joined(row, "name", "level"), *keywords] if not keywords else [name, *keywords]
    return _unique(own), _unique(technical)


def _location(row: Mapping[str, Any]) -> str:
    street, code, city = _text(row.get("address")), _text(row.get("postalCode")), _text(row.get("city"))
    place = f"{code} {city}".strip()
    return ", ".join(part for part in (street, place, _text(row.get("region")), _text(row.get("countryCode"))) if part)


def _rest(value: Any, depth: int = 0) -> Iterator[str]:
    """Yield every text of the file, so that what found no field can be kept."""
    if depth > MAX_DEPTH:
        return
    if isinstance(value, Mapping):
        for key, part in value.items():
            if key not in {"$schema", "meta"} and not str(key).endswith("Date") and key != "date":
                yield from _rest(part, depth + 1)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for part in value:
            yield from _rest(part, depth + 1)
    elif text := _text(value):
        yield text


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else MappingProxyType({})


def _rows(holder: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    value = holder.get(name)
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []


def _text(value: Any) -> str:
    return clean(str(value)) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _texts(value: Any) -> list[str]:
    return [text for part in value if (text := _text(part))] if isinstance(value, list) else []


def _unique(values: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for value in values if (text := _text(value))))


def _joined(row: Mapping[str, Any], *names: str) -> str:
    return ", ".join(text for name in names for text in (_texts(row.get(name)) or [_text(row.get(name))]) if text)


def _date(value: Any) -> str:
    text = _text(value)
    return PRESENT if text.casefold() == PRESENT else to_iso(text)


def _full(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if value}
