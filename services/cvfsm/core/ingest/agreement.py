"""Lines of one document decided together: what looks alike and stands alike is alike, and below one heading is one section."""

from __future__ import annotations

import itertools
from collections import defaultdict
from math import log
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.document.dates import find_periods
from services.cvfsm.core.ingest.features import body_size, signature

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from services.cvfsm.core.document.lines import Line

LEAST: Final = 0.001
"""No label is less probable than this: the model has not seen every layout."""
WEIGHT: Final = 0.4
"""How much the odds of lines that stand alike count beside a line's own."""
ENTRIES: Final = ("work", "education")
ALIKE: Final = ("work", "projects", "volunteering")
"""Sections whose entries are set alike: which of them follows a heading is decided once for all lines below it."""
PARTS: Final = ("start", "head", "body")
ASKED: Final = (
    *(f"{kind}.{part}" for kind in (*ENTRIES, *ALIKE[1:]) for part in PARTS),
    *(f"heading.{kind}" for kind in ALIKE),
)
"""The labels whose odds are looked at."""
FAR: Final = 4
"""Lines below the last dates; a header has fewer."""
SHORT: Final = 14
"""Words of a line of a header."""


def agreed_labels(lines: Sequence[Line], labels: Sequence[str], odds: Sequence[dict[str, float]]) -> list[str]:
    """Return the labels with the lines of entries decided together.

    Args:
        lines: The document.
        labels: What each line was taken for.
        odds: How probable each label is for each line.
    """
    out = _sections(labels, odds)
    keys = _keys(lines, out)
    names = [f"{kind}.{part}" for kind in ENTRIES for part in PARTS]
    own = [{name: log(max(chances.get(name, 0.0), LEAST)) for name in names} for chances in odds]
    sums: dict[Hashable, dict[str, float]] = defaultdict(lambda: dict.fromkeys(names, 0.0))
    counts: dict[Hashable, int] = defaultdict(int)
    for key, chances in zip(keys, own, strict=True):
        if key is not None:
            counts[key] += 1
            for name, value in chances.items():
                sums[key][name] += value
    for index, key in enumerate(keys):
        others = counts[key] - 1 if key is not None else 0
        if not others:
            continue
        kind = out[index].partition(".")[0]
        share = WEIGHT * others / (others + 1)
        scores = {
            name: own[index][name] + share * (sums[key][name] - own[index][name]) / others
            for name in names
            if name.startswith(kind)
        }
        out[index] = max(scores, key=scores.__getitem__)
    return _headers_whole(lines, out)


def _headers_whole(lines: Sequence[Line], labels: Sequence[str]) -> list[str]:
    """Take the line below a header into it that is set like the one that ends the other headers of the section."""
    out = list(labels)
    body = body_size(lines)
    for kind in ENTRIES:
        starts = [index for index, label in enumerate(out) if label == f"{kind}.start"]
        ends = [_end(out, start, kind) for start in starts]
        seats = {(end - start, signature(lines[end - 1], body)) for start, end in zip(starts, ends, strict=True)}
        for start, end in zip(starts, ends, strict=True):
            if (
                end < len(out)
                and out[end] == f"{kind}.body"
                and (end + 1 - start, signature(lines[end], body)) in seats
            ):
                line = lines[end]
                if not line.bullet and len(line.text.split()) <= SHORT and not line.text.endswith((".", ":", ";")):
                    out[end] = f"{kind}.head"
    return out


def _end(labels: Sequence[str], start: int, kind: str) -> int:
    """Return the line after the last one of a header."""
    end = start + 1
    while end < len(labels) and labels[end] == f"{kind}.head":
        end += 1
    return end


def _keys(lines: Sequence[Line], labels: Sequence[str]) -> list[Hashable]:
    """Return for each line of an entry how it is set and where it stands; None for other lines."""
    body = body_size(lines)
    keys: list[Hashable] = []
    since = FAR
    for index, (line, label) in enumerate(zip(lines, labels, strict=True)):
        kind = label.partition(".")[0]
        is_dated = bool(find_periods(line.text)) and len(line.text.split()) <= SHORT
        since = 0 if is_dated else min(since + 1, FAR)
        until = next((i for i in range(3) if index + i < len(lines) and find_periods(lines[index + i].text)), FAR)
        short = len(line.text.split()) <= SHORT
        key = (kind, signature(line, body), line.bullet, round(line.indent), is_dated, since, until, short, line.flow)
        keys.append(key if kind in ENTRIES else None)
    return keys


def _sections(labels: Sequence[str], odds: Sequence[dict[str, float]]) -> list[str]:
    """Give the entries below one heading to one of the sections that are set alike: the most probable over all their lines.

    A CV without any position has one of them misread: the section that is most probably of positions.
    """
    out = list(labels)
    heads = [index for index, label in enumerate(labels) if label.startswith("heading.")]
    found: list[tuple[list[int], dict[str, float]]] = []
    for begin, end in itertools.pairwise([-1, *heads, len(labels)]):
        inside = [i for i in range(begin + 1, end) if "." in labels[i] and labels[i].partition(".")[0] in ALIKE]
        if inside:
            found.append((inside, {kind: _total(odds, inside, begin, kind) for kind in ALIKE}))
    kinds = [max(totals, key=totals.__getitem__) for _, totals in found]
    if found and "work" not in kinds:
        kinds[max(range(len(found)), key=lambda n: found[n][1]["work"] - max(found[n][1].values()))] = "work"
    for (inside, _), kind in zip(found, kinds, strict=True):
        for i in inside:
            part = labels[i].partition(".")[2]
            out[i] = f"{kind}.{'body' if part == 'head' and kind != 'work' else part}"
    return out


def _total(odds: Sequence[dict[str, float]], inside: Sequence[int], heading: int, kind: str) -> float:
    """Return how probable it is that lines, and the heading above them, are of a section."""
    lines = sum(log(max(sum(p for name, p in odds[i].items() if name.startswith(f"{kind}.")), LEAST)) for i in inside)
    return lines + (log(max(odds[heading].get(f"heading.{kind}", 0.0), LEAST)) if heading >= 0 else 0.0)
