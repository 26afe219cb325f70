"""What typical work has not been mentioned: general areas, ranked for the occupations a person may have.

Rules:
1. The occupation is a posterior, never one guess. Peaked: its 15 most important tasks say what is typical. Flat: what
   the likely occupations have in common does.
2. An area that the typical tasks of no likely occupation belong to is never asked about ("what do you drive?" to an
   accountant). Nothing known of the occupation: no area is asked about, only `wording.UNKNOWN_QUESTIONS` and the general ones.
3. Areas asked about, declined or spoken of are out. Categories that lack coverage come first; ties follow the table.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from services.agent.core.areas import GENERAL, Area, area_of, area_titled
from services.agent.core.types import Classified, Level, OccupationGuess, TypicalTask

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from services.agent.core.types import AgentState

TOP_TASKS = 15  # by importance (docs/spec.md 2)
TOP_OCCUPATIONS = 5

# How much a category's lack of coverage weighs. Our own numbers, monotone: an empty category beats a likelier area of a
# full one up to about twofold.
LACK = {Level.NONE: 1.6, Level.LOW: 1.3, Level.MEDIUM: 1.0, Level.HIGH: 0.7}
# What is left of an area's weight when one activity falls into it; with two it counts as covered. The class of an
# activity comes from its nearest tasks and errs now and then, so one activity does not close an area.
ONE_MENTION = 0.35
COVERED_MENTIONS = 2
# Probability the likeliest occupation must have, or the five likeliest together where none stands out; below it nothing is
# known of the occupation. Titles that mean nothing ("Wizard", "Flumph coordinator") reach 0.06 to 0.25 and 0.63, the titles
# of twelve trades 0.61 and 0.94 at least.
KNOWN_BEST, KNOWN_TOGETHER = 0.3, 0.75


def is_known(guesses: Sequence[OccupationGuess], *, peaked: bool) -> bool:
    """Whether enough is known of the occupation to show cards and to ask about what is typical of it."""
    together = sum(guess.probability for guess in guesses[:TOP_OCCUPATIONS])
    return peaked or together >= KNOWN_TOGETHER or (bool(guesses) and guesses[0].probability >= KNOWN_BEST)


def typicality(
    tasks: Iterable[TypicalTask], guesses: Sequence[OccupationGuess], *, peaked: bool
) -> Mapping[str, float]:
    """How typical each area (by title) is of the likely occupations; the weights of one occupation sum to its probability."""
    by_occupation: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for task in tasks:
        if task.rank > TOP_TASKS:
            continue
        found = {area.title for area in map(area_of, task.activity_ids) if area}
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
    """The areas that may still be asked about, best first; the general ones at the end.

    Args:
        state: for coverage, and for what was asked or declined.
        typical: weight of each area by its title, as `typicality` gives it.
        mentions: the classes of what the person said so far.
    """
    spoken_of = Counter(area.title for item in mentions for area in {*map(area_of, item.activity_ids[:1])} if area)
    done = {asked.area for asked in state.asked_questions} | set(state.declined_areas)

    def weight(area: Area) -> float:
        lack = LACK[state.coverage[area.category]] if area.category else 1.0
        return typical[area.title] * lack * (ONE_MENTION if spoken_of[area.title] else 1.0)

    found = [area for area in map(area_titled, typical) if area]
    left = [area for area in found if area.title not in done and spoken_of[area.title] < COVERED_MENTIONS]
    general = [area for area in GENERAL if area.title not in done]
    return (*sorted(left, key=lambda area: (-weight(area), area.id)), *general)
