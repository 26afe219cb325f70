"""Places in a CV: reading and changing the value at a path, with its sources kept in step.

A path is a field (``profile``), an item (``skills[2]``) or a field of an entry (``work_experience[0].bullets[1]``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

from services.cvfsm.core.document.cv import (
    ENTRY_TYPES,
    SECTIONS,
    CvData,
    Entry,
    Source,
    Step,
    lines,
)

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
    changed: CvData = put_at(data, steps, value, path)
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
    ordered: CvData = put_at(data, steps, tuple(items[i] for i in order), path)
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


def put_at(holder: Any, steps: Sequence[Step], value: Any, path: str) -> Any:
    """Return the holder with the value at the steps below it; `path` is for messages."""
    step, rest = steps[0], steps[1:]
    if isinstance(step, int):
        if not isinstance(holder, tuple) or step > len(holder) or (rest and step == len(holder)):
            message = f"no place for {path!r}"
            raise BadPathError(message)
        item = put_at(holder[step], rest, value, path) if rest else value
        return (*holder[:step], item, *holder[step + 1 :])
    if not _has_field(holder, step):
        message = f"no place for {path!r}"
        raise BadPathError(message)
    changed = put_at(getattr(holder, step), rest, value, path) if rest else value
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
        made = put_at(made, (name,), part, f"{path}.{name}")
    return made
