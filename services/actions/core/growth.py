"""Growth areas: the recommendations of the matches, as distinct type/action pairs with a weight and their evidence.

Rules:
1. Matches that fit comparably well count; what nurses could learn from veterinary assistants is no growth.
2. A recommendation weighs as much as its match fits, halved with each place down the match's own list.
3. Pairs of one type that mean the same are one area: by their words, or by the meaning of the O*NET tasks they rest on.
   The area keeps the words of the better match, the evidence of all, and the sum of their weights.
4. The heaviest area is scaled to 1.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from services.actions.core.likeness import SAME_MEANING
from services.actions.core.types import GrowthArea
from services.shared.language.words import content_words, jaccard

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from services.actions.core.likeness import Likeness
    from services.actions.core.types import ActionType, Match, OnetTask, Recommendation

SAME_WORDS = 0.8  # word overlap at which two phrases say the same (a card is dropped at it, docs/spec.md 3)
MOST = 24  # four of each type: more than any generation looks at
COMPARABLE = 0.5  # share of the best score; below it most gaps are another trade's (the gaps of 15 profiles were read)
_LEAST_FIT = 0.01  # a match that barely fits still counts for something, so that weights are never 0


@dataclass(slots=True)
class _Area:
    type: ActionType
    action: str
    meaning: str
    weight: float = 0.0
    soc_codes: dict[str, None] = field(default_factory=dict)
    onet_task_ids: dict[str, None] = field(default_factory=dict)

    def takes(self, item: Recommendation, meaning: str, likeness: Likeness) -> bool:
        """Whether the recommendation says the same as this area."""
        if item.type is not self.type:
            return False
        words = jaccard(content_words(item.action), content_words(self.action))
        return words >= SAME_WORDS or likeness.of(meaning, self.meaning) >= SAME_MEANING


def comparable(matches: Sequence[Match]) -> tuple[Match, ...]:
    """The matches, best first, that fit at least half as well as the best."""
    best = max((match.score for match in matches), default=0.0)
    return tuple(match for match in matches if match.score >= COMPARABLE * best)


def meaning_of(item: Recommendation, tasks: Mapping[str, OnetTask]) -> str:
    """What a recommendation is about: the first task it rests on, else its own words."""
    return next((tasks[task_id].statement for task_id in item.onet_task_ids if task_id in tasks), item.action)


def growth_areas(matches: Sequence[Match], tasks: Mapping[str, OnetTask], likeness: Likeness) -> tuple[GrowthArea, ...]:
    """Distinct areas, heaviest first, at most `MOST`; ties keep the order of the matches.

    Args:
        matches: best first.
        tasks: of the matched occupations, by id.
        likeness: knows what `meaning_of` says of each recommendation.
    """
    areas: list[_Area] = []
    for match in comparable(matches):
        for place, item in enumerate(match.recommendations):
            if not item.action.strip():
                continue
            meaning = meaning_of(item, tasks)
            area = next((known for known in areas if known.takes(item, meaning, likeness)), None)
            if area is None:
                area = _Area(item.type, item.action.strip(), meaning)
                areas.append(area)
            area.weight += max(match.score, _LEAST_FIT) / 2**place
            area.soc_codes[match.soc_code] = None
            area.onet_task_ids.update(dict.fromkeys(item.onet_task_ids))
    areas.sort(key=lambda area: -area.weight)
    return tuple(
        GrowthArea(
            area.type, area.action, area.weight / areas[0].weight, tuple(area.soc_codes), tuple(area.onet_task_ids)
        )
        for area in areas[:MOST]
    )
