"""The CV as data: frozen values, paths into them, and where each line came from.

Rules:
    1. Text that is unknown is the empty string; in JSON the optional fields of an entry are then ``null``.
    2. Dates are ``YYYY-MM``, ``YYYY``, ``present`` or unknown. A year without a month stays a year.
    3. A path names one value: ``email``, ``skills[3]``, ``work_experience[0].bullets[2]``.
    4. ``sources`` says for a path where its text came from; whoever moves a line moves its source with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

PRESENT: Final = "present"
DATE_PATTERN: Final = re.compile(r"(?:\d{4}(?:-(?:0[1-9]|1[0-2]))?|present)?")


class SourceKind(StrEnum):
    """What a line rests on."""

    DOCUMENT = "document"
    USER_STATEMENT = "user_statement"
    UPDATE = "update"
    CHAT_TASK = "chat_task"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a line came from.

    Attributes:
        kind: What it rests on.
        ref: Id of the paragraph (``p12``), statement, update or task.
        quote: The words there that became the value, as written.
    """

    kind: SourceKind
    ref: str
    quote: str


@dataclass(frozen=True, slots=True)
class WorkEntry:
    """One position. Two positions at one employer are two entries."""

    employer: str = ""
    title: str = ""
    start: str = ""
    end: str = ""
    location: str = ""
    bullets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EducationEntry:
    """One degree, school or course of study. With one date only, it is the end."""

    institution: str = ""
    degree: str = ""
    start: str = ""
    end: str = ""
    location: str = ""
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Language:
    """One language; the level is kept as written (``C1``, ``Muttersprache``)."""

    name: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True)
class CvData:
    """A whole CV.

    Attributes:
        unsorted: Lines of the document that no rule understood, in reading order; shown, never dropped.
        sources: Path -> where its text came from. A path without a row has no known source.
    """

    full_name: str = ""
    email: str = ""
    phone: str = ""
    location: str = ""
    links: tuple[str, ...] = ()
    profile: str = ""
    work_experience: tuple[WorkEntry, ...] = ()
    education: tuple[EducationEntry, ...] = ()
    languages: tuple[Language, ...] = ()
    skills: tuple[str, ...] = ()
    it_ai_skills: tuple[str, ...] = ()
    certifications: tuple[str, ...] = ()
    publications: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    unsorted: tuple[str, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=lambda: MappingProxyType({}))


Entry = WorkEntry | EducationEntry | Language
Step = str | int

ENTRY_TYPES: Final[Mapping[str, type[Entry]]] = MappingProxyType(
    {"work_experience": WorkEntry, "education": EducationEntry, "languages": Language}
)
"""List fields whose items are entries; every other list holds text."""

TEXT_FIELDS: Final = ("full_name", "email", "phone", "location", "profile")
LIST_FIELDS: Final = tuple(f.name for f in fields(CvData) if f.name not in {*TEXT_FIELDS, "sources"})
OPTIONAL_FIELDS: Final = frozenset({"start", "end", "location", "level"})
"""Fields of an entry that are ``null`` in JSON when unknown."""

SECTIONS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "contact": ("full_name", "email", "phone", "location", "links"),
        "profile": ("profile",),
        "work_experience": ("work_experience",),
        "education": ("education",),
        "languages": ("languages",),
        "skills": ("skills", "it_ai_skills"),
        "certifications": ("certifications",),
        "publications": ("publications",),
        "interests": ("interests",),
        "unsorted": ("unsorted",),
    }
)
"""What a person selects (SPEC section 6) -> the fields it covers; each field stands in exactly one section."""

# Bounds of the schema. The longest academic CVs have some 300 publications; 4,000 characters fill a page at 10 pt.
MAX_ITEMS: Final = 500
MAX_UNSORTED: Final = 5_000
MAX_BULLETS: Final = 100
MAX_LINE_CHARS: Final = 4_000
MAX_PROFILE_CHARS: Final = 8_000

_PATH: Final = re.compile(r"[a-z][a-z_]*(?:\[\d{1,4}\])?(?:\.[a-z][a-z_]*(?:\[\d{1,4}\])?)?")
_STEP: Final = re.compile(r"[a-z_]+|\d+")


class BadPathError(ValueError):
    """The path names nothing in a CV, or an index beyond the end of its list."""


@lru_cache(maxsize=8192)
def parse_path(path: str) -> tuple[Step, ...]:
    """Split ``work_experience[0].title`` into ``("work_experience", 0, "title")``.

    Raises:
        BadPathError: The text is no path.
    """
    if not _PATH.fullmatch(path):
        message = f"no path: {path!r}"
        raise BadPathError(message)
    return tuple(int(step) if step.isdigit() else step for step in _STEP.findall(path))


def format_path(steps: Sequence[Step]) -> str:
    """Join steps; the inverse of `parse_path`."""
    return "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in steps).removeprefix(".")


def get(data: CvData, path: str) -> Any:
    """Return the value at a path: text, an entry or a tuple.

    Raises:
        BadPathError: There is nothing at the path.
    """
    return _get(data, parse_path(path), path)


def put(data: CvData, path: str, value: Any, source: Source | None = None) -> CvData:
    """Return a copy with `value` at `path`; an index equal to the length of its list appends.

    The value is text, a sequence, an entry or its JSON form. Sources below the path are dropped, and `source`, if
    given, is recorded for every line of the new value.

    Raises:
        BadPathError: There is no such place.
        TypeError: The value is not of the kind the place holds.
    """
    steps = parse_path(path)
    changed: CvData = _put(data, steps, value, path)
    kept = {p: s for p, s in data.sources.items() if not _below(parse_path(p), steps)}
    if source is not None:
        kept |= {p: source for p, _ in lines(changed) if _below(parse_path(p), steps)}
    return replace(changed, sources=MappingProxyType(kept))


def remove(data: CvData, path: str) -> CvData:
    """Return a copy without the list item at `path`; for any other path its text or list is emptied.

    Raises:
        BadPathError: There is nothing at the path.
    """
    *head, last = parse_path(path)
    current = get(data, path)
    if isinstance(last, str):
        return put(data, path, type(current)())
    length = len(_get(data, head, path))
    return reorder(data, format_path(head), [i for i in range(length) if i != last])


def reorder(data: CvData, path: str, order: Sequence[int]) -> CvData:
    """Return a copy whose list at `path` holds the items `order` names, in that order; sources move along.

    Items that `order` leaves out are removed.

    Raises:
        BadPathError: `path` is no list, or an index is beyond its end or named twice.
    """
    steps = parse_path(path)
    items = _get(data, steps, path)
    if not isinstance(items, tuple) or len(set(order)) != len(order) or not all(0 <= i < len(items) for i in order):
        message = f"cannot order {path!r} by {list(order)}"
        raise BadPathError(message)
    places = {old: new for new, old in enumerate(order)}
    moved: dict[str, Source] = {}
    for place, source in data.sources.items():
        at = parse_path(place)
        if len(at) > len(steps) and _below(at, steps):
            index = at[len(steps)]
            if index in places:
                moved[format_path((*steps, places[int(index)], *at[len(steps) + 1 :]))] = source
        else:
            moved[place] = source
    ordered: CvData = _put(data, steps, tuple(items[i] for i in order), path)
    return replace(ordered, sources=MappingProxyType(moved))


def with_sections(data: CvData, other: CvData, sections: Sequence[str]) -> CvData:
    """Return `data` with the named sections (and their sources) taken from `other`.

    Raises:
        KeyError: No such section.
    """
    names = [name for section in sections for name in SECTIONS[section]]
    sources = {p: s for p, s in data.sources.items() if parse_path(p)[0] not in names}
    sources |= {p: s for p, s in other.sources.items() if parse_path(p)[0] in names}
    return replace(data, **{n: getattr(other, n) for n in names}, sources=MappingProxyType(sources))


def lines(data: CvData) -> Iterator[tuple[str, str]]:
    """Yield ``(path, text)`` of every value that is not empty, in the order of the fields."""
    for row in fields(data):
        if row.name != "sources":
            yield from _lines(row.name, getattr(data, row.name))


def summary(data: CvData) -> dict[str, int]:
    """Count what is there: ``<list>_count`` for each list, and ``has_profile`` as 0 or 1."""
    counts = {f"{name}_count": len(getattr(data, name)) for name in LIST_FIELDS}
    return counts | {"has_profile": int(bool(data.profile))}


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
    """Return the JSON form: snake_case, lists for tuples, ``sources`` as ``{path: {kind, ref, quote}}``."""
    plain: dict[str, Any] = {f.name: _plain(getattr(data, f.name)) for f in fields(data) if f.name != "sources"}
    plain["sources"] = {p: {"kind": str(s.kind), "ref": s.ref, "quote": s.quote} for p, s in data.sources.items()}
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
            data = _put(data, (name,), value, name)
    sources = {
        format_path(parse_path(path)): Source(SourceKind(row["kind"]), str(row["ref"]), str(row["quote"]))
        for path, row in plain.get("sources", {}).items()
    }
    return replace(data, sources=MappingProxyType(sources))


def _below(at: Sequence[Step], steps: Sequence[Step]) -> bool:
    return tuple(at[: len(steps)]) == tuple(steps)


def _get(value: Any, steps: Sequence[Step], path: str) -> Any:
    for step in steps:
        is_there = step < len(value) if isinstance(step, int) and isinstance(value, tuple) else _has_field(value, step)
        if not is_there:
            message = f"nothing at {path!r}"
            raise BadPathError(message)
        value = value[step] if isinstance(step, int) else getattr(value, step)
    return value


def _has_field(holder: Any, name: Step) -> bool:
    return name != "sources" and is_dataclass(holder) and name in {row.name for row in fields(holder)}


def _put(holder: Any, steps: Sequence[Step], value: Any, path: str) -> Any:
    step, rest = steps[0], steps[1:]
    if isinstance(step, int):
        if not isinstance(holder, tuple) or step > len(holder) or (rest and step == len(holder)):
            message = f"no place for {path!r}"
            raise BadPathError(message)
        item = _put(holder[step], rest, value, path) if rest else value
        return (*holder[:step], item, *holder[step + 1 :])
    if not _has_field(holder, step):
        message = f"no place for {path!r}"
        raise BadPathError(message)
    changed = _put(getattr(holder, step), rest, value, path) if rest else value
    return replace(holder, **{step: _coerced(holder, step, changed, path)})


def _coerced(holder: Any, name: str, value: Any, path: str) -> Any:
    """Return the value in the form the field holds: text, tuple of text or tuple of entries."""
    if isinstance(getattr(holder, name), str):
        return _text(value, path)
    if isinstance(value, str | bytes) or not isinstance(value, Sequence):
        message = f"{path!r} holds a list"
        raise TypeError(message)
    entry = ENTRY_TYPES.get(name) if isinstance(holder, CvData) else None
    return tuple(_text(v, path) if entry is None else _entry(entry, v, path) for v in value)


def _text(value: Any, path: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        message = f"{path!r} holds text"
        raise TypeError(message)
    return value


def _entry(kind: type[Entry], value: Any, path: str) -> Entry:
    if isinstance(value, kind):
        return value
    if not isinstance(value, Mapping):
        message = f"{path!r} holds entries"
        raise TypeError(message)
    made = kind()
    for name, part in value.items():
        made = _put(made, (name,), part, f"{path}.{name}")
    return made


def _lines(path: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        if value:
            yield path, value
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _lines(f"{path}[{index}]", item)
    else:
        for row in fields(value):
            yield from _lines(f"{path}.{row.name}", getattr(value, row.name))


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, str):
        return value
    return {
        f.name: (getattr(value, f.name) or None) if f.name in OPTIONAL_FIELDS else _plain(getattr(value, f.name))
        for f in fields(value)
    }
