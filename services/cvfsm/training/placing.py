"""Which of the places where an entry's texts stand are its header: the closest together, above its body, in the order of the entries."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Any, Final

from services.cvfsm.core.document.dates import find_periods

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.cvfsm.core.document.lines import Line
    from services.cvfsm.training.traces import Trace, Traces

MAX_PLACES: Final = 8
"""Of one text on a page; "Freelance" or "Master" may come often."""
NO_TITLE, NO_ORG, NO_DATE = 6.0, 5.0, 3.0
"""What a missing field costs, in lines of distance."""
SAME_ORG: Final = 1.5
"""What it costs that an employer is told only at the entry before."""
DISORDER: Final = 20.0
"""What it costs that an entry begins above the one before it, or below its own body."""
NEAR: Final = 4
"""Lines from a header's title in which its place and dates stand."""


@dataclass(slots=True)
class Found:
    """The header of an entry: the traces of each of its fields, and what it costs to read it so."""

    traces: dict[str, list[Trace]] = field(default_factory=dict)
    cost: float = 0.0
    place: str = ""

    @property
    def all(self) -> list[Trace]:
        """Every trace of it."""
        return [t for traces in self.traces.values() for t in traces]

    @property
    def lines(self) -> tuple[int, int]:
        """Its first and last line."""
        return min(t.first for t in self.all), max(t.last for t in self.all)

    @property
    def anchor(self) -> int:
        """Offset of its title, or of its employer."""
        return next((self.traces[name][0].start for name in ("title", "org") if self.traces.get(name)), -1)


def place_entries(
    lines: Sequence[Line],
    traces: Traces,
    taken: set[int],
    rows: Sequence[dict[str, Any]],
    told: Sequence[dict[str, Any]],
    bodies: Sequence[Sequence[Trace]],
    section: str,
) -> list[Found]:
    """Return the header of each entry that is on the page, in order; the cheapest reading of all of them together."""
    options = [
        _options(
            lines,
            traces,
            taken,
            row,
            _told(row, told, section),
            body,
            section,
            before=rows[number - 1] if number else None,
        )
        for number, (row, body) in enumerate(zip(rows, bodies, strict=True))
    ]
    paths: list[tuple[float, list[Found]]] = [(0.0, [])]
    for choices in options:
        if not choices:
            continue
        paths = [
            min(
                (
                    (cost + choice.cost + DISORDER * _is_out(chosen, choice), [*chosen, choice])
                    for cost, chosen in paths
                ),
                key=lambda path: path[0],
            )
            for choice in choices
        ]
    best = min(paths, key=lambda path: path[0])[1]
    used = taken | {i for found in best for t in found.all for i in range(t.start, t.end)}
    for found in best:
        _add_place(traces, used, found, best)
    return best


def _is_out(chosen: Sequence[Found], choice: Found) -> bool:
    """Tell whether an entry stands before or in the one before it."""
    if not chosen:
        return False
    last = chosen[-1]
    used = {(t.start, name) for name, ts in last.traces.items() for t in ts}
    shared = any((t.start, name) in used for name, ts in choice.traces.items() for t in ts)
    return choice.anchor <= last.anchor or shared


def _told(row: dict[str, Any], told: Sequence[dict[str, Any]], section: str) -> dict[str, Any]:
    """Return what the page tells of an entry."""
    org, title = ("employer", "title") if section == "work" else ("institution", "degree")
    same = [
        t
        for t in told
        if t[org] in {row[org], ""} and (t[title] == row[title] or section == "education" or not t[title])
    ]
    return next((t for t in same if t[title] == row[title]), same[0] if same else {"start": "", "end": ""})


def _options(
    lines: Sequence[Line],
    traces: Traces,
    taken: set[int],
    row: dict[str, Any],
    told: dict[str, Any],
    body: Sequence[Trace],
    section: str,
    *,
    before: dict[str, Any] | None,
) -> list[Found]:
    """Return the ways to read an entry's header."""
    org_name = "employer" if section == "work" else "institution"
    titles: list[list[Trace]] = [[t] for t in traces.find(row["title" if section == "work" else "degree"], taken)]
    if not titles and section == "education":
        kinds, areas = (traces.find(row[part], taken)[:MAX_PLACES] if row[part] else [] for part in ("kind", "area"))
        titles = [[k, a] for k, a in product(kinds, areas) if abs(k.first - a.first) <= NEAR] or [
            [t] for t in kinds or areas
        ]
    orgs = traces.find(row[org_name], taken)[:MAX_PLACES]
    dates = _dated(lines, traces, told)
    inherits = before is not None and before[org_name] == row[org_name]
    found = []
    for title, org in product([*titles[: 2 * MAX_PLACES], []], [*orgs, None]):
        if not title and org is None:
            continue
        parts = [*title, *([org] if org else [])]
        if len(parts) > 1 and any(a.start < b.end and b.start < a.end for a in title for b in parts[len(title) :]):
            continue
        cost = (0.0 if title else NO_TITLE) + (0.0 if org else SAME_ORG if inherits else NO_ORG)
        near = [d for d in dates if abs(d.first - parts[0].first) <= NEAR]
        date = min(near, key=lambda d: (_spread([*parts, d]), abs(d.first - parts[0].first)), default=None)
        cost += NO_DATE if dates and date is None else 0.0
        everything = [*parts, *([date] if date else [])]
        cost += _spread(everything)
        if body:
            first = min(t.first for t in body)
            cost += DISORDER * (min(t.first for t in everything) > first) + 0.4 * max(0, first - parts[0].first)
        roles = {"title": title, "org": [org] if org else [], "date": [date] if date else []}
        found.append(Found({name: given for name, given in roles.items() if given}, cost, row["location"]))
    return found


def _spread(parts: Sequence[Trace]) -> float:
    return float(max(t.last for t in parts) - min(t.first for t in parts))


def _dated(lines: Sequence[Line], traces: Traces, told: dict[str, Any]) -> list[Trace]:
    """Return where a page tells the dates of an entry."""
    start, end = told["start"], told["end"]
    if not start and not end:
        return []
    found = []
    for index, line in enumerate(lines):
        for period in find_periods(line.text):
            alone = not period.start and period.end in {start, end} and "" in {start, end}
            if ((period.start, period.end) == (start, end) or alone) and (trace := traces.at(index, period.span)):
                found.append(trace)
    return found


def _add_place(traces: Traces, used: set[int], found: Found, every: Sequence[Found]) -> None:
    """Add the place that stands in or beside a header, and in no other one."""
    if not found.place or not found.traces:
        return
    low, high = found.lines
    others = [other.lines for other in every if other is not found]
    near = [
        t
        for t in traces.find(found.place, used) or traces.find(found.place.split(",")[0], used)
        if low - 1 <= t.first <= high + 2 and (low <= t.first <= high or not any(a <= t.first <= b for a, b in others))
    ]
    if near:
        best = min(near, key=lambda t: abs(t.first - low))
        found.traces["place"] = [best]
        used.update(range(best.start, best.end))
