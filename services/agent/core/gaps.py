"""What typical work has not been mentioned: general areas, ranked for the occupations a person may have.

Rules:
1. The occupation is a posterior, never one guess. Peaked: its 15 most important tasks say what is typical. Flat: what
   the likely occupations have in common does (SPEC section 2).
2. Areas asked about or declined are out; areas two activities fall into count as covered. Areas that no typical task
   speaks for are not asked about ("what do you drive?" to an accountant), unless nothing is known of the occupation.
3. Categories that lack coverage come first. Ties follow the area table, so the same state gives the same order.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from services.agent.core.areas import AREAS, LAST_RESORTS, Area, area_of, category_of
from services.agent.core.types import Classified, Level, OccupationGuess, TypicalTask

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from services.agent.core.types import AgentState

TOP_TASKS = 15  # seed 001: top 15 by importance
TOP_OCCUPATIONS = 5

# How much a category's lack of coverage weighs. Our own numbers, monotone: an empty category beats a likelier area of a
# full one up to about twofold.
LACK = {Level.NONE: 1.6, Level.LOW: 1.3, Level.MEDIUM: 1.0, Level.HIGH: 0.7}
# What is left of an area's weight when one activity falls into it; with two it counts as covered. The class of an
# activity comes from its nearest tasks and errs now and then, so one activity does not close an area.
ONE_MENTION = 0.35
COVERED_MENTIONS = 2
# Weight of every area where nothing is known of the occupation; the coverage then decides.
UNTYPICAL = 0.001


def typicality(
    tasks: Iterable[TypicalTask], guesses: Sequence[OccupationGuess], *, peaked: bool
) -> Mapping[str, float]:
    """How typical each area (by title) is of the likely occupations; the weights of one occupation sum to its probability."""
    by_occupation: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for task in tasks:
        if task.rank > TOP_TASKS:
            continue
        found = {area.title for area in map(area_of, task.gwa_ids) if area}
        for title in found:
            by_occupation[task.soc_code][title] += 1 / (len(found) * (1 + task.rank / TOP_TASKS))
    likely = guesses[:1] if peaked else guesses[:TOP_OCCUPATIONS]
    weights: dict[str, float] = defaultdict(float)
    for guess in likely:
        counts = by_occupation.get(guess.soc_code, {})
        total = sum(counts.values()) or 1.0
        for title, count in counts.items():
            weights[title] += guess.probability * count / total
    if not peaked:
        for title in list(weights):
            shared = sum(title in by_occupation.get(guess.soc_code, ()) for guess in likely) / max(1, len(likely))
            weights[title] *= shared**2  # what they have in common, not what one of them does
    return weights


def ranked_areas(state: AgentState, typical: Mapping[str, float], mentions: Iterable[Classified]) -> tuple[Area, ...]:
    """The areas that may still be asked about, best first; the last resorts at the end."""
    mentioned = Counter(area.title for item in mentions for area in {*map(area_of, item.gwa_ids[:1])} if area)
    done = {asked.area for asked in state.asked_questions} | set(state.declined_areas)

    def weight(area: Area) -> float:
        category = category_of(area)
        lack = LACK[state.coverage[category]] if category else 1.0
        left = ONE_MENTION if mentioned[area.title] else 1.0
        return (typical.get(area.title, 0.0) + UNTYPICAL) * lack * left

    open_ = [area for area in AREAS if area.title not in done and mentioned[area.title] < COVERED_MENTIONS]
    expected = [area for area in open_ if typical.get(area.title)] if typical else open_
    last = [area for area in LAST_RESORTS if area.title not in done]
    return (*sorted(expected, key=weight, reverse=True), *last)
