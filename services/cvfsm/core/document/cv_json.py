"""The JSON form of a CV, and the bounds that any CV keeps."""

from __future__ import annotations

from dataclasses import fields, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from services.cvfsm.core.document.cv import (
    DATE_PATTERN,
    LIST_FIELDS,
    MAX_BULLETS,
    MAX_ITEMS,
    MAX_LINE_CHARS,
    MAX_PROFILE_CHARS,
    MAX_UNSORTED,
    OPTIONAL_FIELDS,
    CvData,
    Source,
    SourceKind,
    lines,
)
from services.cvfsm.core.document.cv_paths import format_path, parse_path, put_at

if TYPE_CHECKING:
    from collections.abc import Mapping


def breaches(data: CvData) -> list[str]:
    """Return one sentence for each bound or form the data does not keep; empty when all is well."""
    found = [
        f"{name} has too many items"
        for name in LIST_FIELDS
        if len(getattr(data, name)) > (MAX_UNSORTED if name == "unsorted" else MAX_ITEMS)
    ]
    for index, entry in enumerate(data.work_experience):
        if len(entry.bullets) > MAX_BULLETS:
            found.append(f"work_experience[{index}].bullets has too many items")
    for path, text in lines(data):
        if len(text) > (MAX_PROFILE_CHARS if path == "profile" else MAX_LINE_CHARS):
            found.append(f"{path} is too long")
        if parse_path(path)[-1] in {"start", "end"} and not DATE_PATTERN.fullmatch(text):
            found.append(f"{path} is no date: {text[:40]}")
    return found


def to_dict(data: CvData) -> dict[str, Any]:
    """Return the JSON form: snake_case, lists for tuples, ``sources`` as ``{path: {kind, ref, quote, confidence}}``."""
    plain: dict[str, Any] = {f.name: _plain(getattr(data, f.name)) for f in fields(data) if f.name != "sources"}
    plain["sources"] = {
        p: {"kind": str(s.kind), "ref": s.ref, "quote": s.quote, "confidence": s.confidence}
        for p, s in data.sources.items()
    }
    return plain


def from_dict(plain: Mapping[str, Any]) -> CvData:
    """Read the JSON form back; fields that are missing stay empty.

    Raises:
        BadPathError: A field this version does not know, or a source whose path is none.
        TypeError: A value of the wrong kind.
    """
    data = CvData()
    for name, value in plain.items():
        if name != "sources":
            data = put_at(data, (name,), value, name)
    sources = {
        format_path(parse_path(path)): Source(
            SourceKind(row["kind"]), str(row["ref"]), str(row["quote"]), float(row.get("confidence", 1.0))
        )
        for path, row in plain.get("sources", {}).items()
    }
    return replace(data, sources=MappingProxyType(sources))


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, str):
        return value
    return {
        f.name: (getattr(value, f.name) or None) if f.name in OPTIONAL_FIELDS else _plain(getattr(value, f.name))
        for f in fields(value)
    }
