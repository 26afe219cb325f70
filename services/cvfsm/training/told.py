"""What a printed content tells, in the form of the labelled sets: our own layouts print all there is, other people's leave out."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Any

from services.cvfsm.training.contents import LANGUAGES, vocabulary
from services.cvfsm.training.traces import squeeze

if TYPE_CHECKING:
    from collections.abc import Callable

    from services.cvfsm.training.contents import Content, Study
    from services.cvfsm.training.styles import Style

Date = tuple[int, int]


def told_by_style(content: Content, style: Style) -> dict[str, Any]:
    """Return what one of our own layouts tells, which prints all there is."""
    facts = _expected(content, lambda when, _: style.as_truth(when), bool)
    if style.scale:
        facts["languages"] = [row | {"level": ""} for row in facts["languages"]]
    return facts


def _expected(
    content: Content, date: Callable[[Date | None, str], str], is_told: Callable[[str], bool]
) -> dict[str, Any]:
    """Return the facts that are told; `date` writes a date of a field, as "work.start"."""

    def told(text: str) -> str:
        return text if is_told(text) else ""

    def period(kind: str, start: Date | None, end: Date | None) -> dict[str, str]:
        first = date(start, f"{kind}.start")
        return {"start": first, "end": date(end, f"{kind}.end") if end else "present" if first else ""}

    def degree(study: Study) -> str:
        return told(study.degree) or " ".join(filter(None, (told(study.kind), told(study.area))))

    work = [
        {"employer": told(j.employer), "title": told(j.title), "location": told(j.location)}
        | period("work", j.start, j.end)
        for j in content.jobs
    ]
    study = [
        {"institution": told(s.institution), "degree": degree(s), "location": told(s.location)}
        | period("study", s.start, s.end)
        for s in content.studies
    ]
    languages = [{"name": name, "level": told(level)} for name, level in content.languages if is_told(name)]
    return {
        "full_name": told(content.name), "email": told(content.email), "phone": told(content.phone), "location": told(content.location),
        "work_experience": [row for row in work if row["employer"] or row["title"]],
        "education": [row for row in study if row["institution"]], "languages": languages,
    }  # fmt: skip


def told_by_page(text: str, content: Content) -> dict[str, Any]:
    """Return what a page with this text tells of a content: a template leaves out fields, and months of dates."""
    squeezed = squeeze(text)
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text).casefold())
    dates = {
        "work.start": [j.start for j in content.jobs],
        "work.end": [j.end for j in content.jobs if j.end],
        "study.start": [s.start for s in content.studies if s.start],
        "study.end": [s.end for s in content.studies if s.end],
    }
    needed = Counter(date[0] for all_dates in dates.values() for date in all_dates)

    told: dict[str, str] = {}
    for field, all_dates in dates.items():
        for precision, shown in (
            ("month", [_month_in(d, squeezed, plain) for d in all_dates]),
            ("year", [plain.count(str(d[0])) >= needed[d[0]] for d in all_dates]),
        ):
            if field not in told and all_dates and 2 * sum(shown) >= len(all_dates):
                told[field] = precision
    for kind in (
        "work",
        "study",
    ):  # one template writes all dates of a section alike: a year may stand there for another reason
        if "month" in (told.get(f"{kind}.start"), told.get(f"{kind}.end")):
            told = {
                field: precision
                for field, precision in told.items()
                if not field.startswith(kind) or precision == "month"
            }

    def date(when: Date | None, field: str) -> str:
        if when is None or field not in told:
            return ""
        return f"{when[0]}-{when[1]:02d}" if told[field] == "month" else str(when[0])

    return _expected(content, date, lambda value: bool(value) and squeeze(value) in squeezed)


def _month_in(date: Date, squeezed: str, plain: str) -> bool:
    """Tell whether a month is written in a text, in words of any language or in numbers."""
    year, month = date
    names = {
        squeeze(vocabulary(lang)[key][month - 1]) for lang in LANGUAGES for key in ("locale_months", "short_months")
    }
    forms = {form for n in names for form in (f"{n}{year}", f"{n}01{year}", f"{n}1{year}", f"{year}{n}")}
    numbers = (
        f"{month:02d}/{year}", f"{month}/{year}", f"{year}-{month:02d}", f"{year}–{month:02d}", f"{month:02d}.{year}", f"{year}/{month:02d}",
        f"{month}/1/{year}", f"01/{month:02d}/{year}", f"01.{month:02d}.{year}", f"{month:02d}-{year}", f"{month:02d}-01-{year}",
    )  # fmt: skip
    return any(form in squeezed for form in forms) or any(number in plain for number in numbers)
