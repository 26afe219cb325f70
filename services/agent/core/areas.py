"""The areas of work a question may be about: O*NET's 332 intermediate work activities, in everyday words.

Rules:
1. A question is about an area, never about one niche task (docs/spec.md 2).
2. Each area is asked about once: openly when the person tells a lot, closed ("do you ...?") when they tell little.
3. A closed question marks what it offers ("Do you [weld or solder]?"); a "yes" confirms exactly that.

`areas.tsv` holds one area a line: id, title as O*NET has it (4.A.*, CC BY 4.0), and the two questions, written for this
table. The areas of `GENERAL` are no activities of O*NET; they are asked about where nothing else is left.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple

from services.shared.onet import CATEGORIES, WorkCategory

if TYPE_CHECKING:
    from collections.abc import Mapping

_OFFER = re.compile(r"\[([^\]]*)\]")
_LEVELS = 6  # of an intermediate activity's id: "4.A.2.a.4.I01"
_CATEGORIES = {f"4.A.{number}": category for number, category in enumerate(CATEGORIES, start=1)}


class Area(NamedTuple):
    """One area of work.

    Attributes:
        id: of the intermediate work activity, for example "4.A.2.a.4.I01"; a name of ours for a general one.
        title: how the record names it.
        open_question: asks for a description.
        closed_question: can be answered with yes or no.
        offers: the activities the closed question offers, as they stand in it.
    """

    id: str
    title: str
    open_question: str
    closed_question: str
    offers: tuple[str, ...]

    @property
    def category(self) -> WorkCategory | None:
        """Its work category; a general area has none."""
        return _CATEGORIES.get(self.id[:5])


def _area(id_: str, title: str, open_question: str, closed: str) -> Area:
    return Area(id_, title, open_question, _OFFER.sub(r"\1", closed), tuple(_OFFER.findall(closed)))


@cache
def areas() -> Mapping[str, Area]:
    """The areas by id, in the order of O*NET."""
    lines = resources.files(__package__).joinpath("areas.tsv").read_text("utf-8").splitlines()[1:]
    return {area.id: area for area in (_area(*line.split("\t")) for line in lines)}


GENERAL: tuple[Area, ...] = (
    # General areas, for when nothing is known of the occupation.
    _area(
        "periodic",
        "Occasional or periodic tasks",
        "What comes round only once a month, a quarter or a year?",
        "Do you [do jobs that come round only once a month or a year]?",
    ),
    _area(
        "trouble",
        "Problem-solving or troubleshooting",
        "What did you do about the last thing that broke or went off course?",
        "Do you [sort things out when they go wrong]?",
    ),
    _area(
        "chores",
        "Administrative tasks",
        "Which forms, notes or other chores come with the work?",
        "Do you [fill in forms or keep notes]?",
    ),
    _area(
        "learning",
        "Learning or staying current",
        "What have you had to learn lately to do this job well?",
        "Do you [take courses or learn new tools]?",
    ),
)


def area_of(activity_id: str) -> Area | None:
    """The area a detailed or intermediate work activity belongs to, by its id."""
    return areas().get(".".join(activity_id.split(".")[:_LEVELS]))


@cache
def _by_title() -> Mapping[str, Area]:
    return {area.title: area for area in (*areas().values(), *GENERAL)}


def area_titled(title: str) -> Area | None:
    """The area with this title, None for the area of a model's question."""
    return _by_title().get(title)
