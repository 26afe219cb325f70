"""Growth areas: the recommendations of all matches, as distinct type/action pairs with a weight and their evidence.

A recommendation weighs as much as its match fits, halved with each place down the match's own list. Pairs of one type
whose words are nearly the same are one area; its weights add up, and the heaviest area is scaled to 1.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from services.actions.core.types import GrowthArea
from services.shared.language.words import content_words, jaccard

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.actions.core.types import ActionType, Match, Recommendation

SAME_WORDS = 0.8  # word overlap at which two phrases say the same (seed 001 drops a card at it)
MOST = 24  # four of each type: more than any generation looks at
_LEAST_FIT = 0.01  # a match that barely fits still counts for something, so that weights are never 0


@dataclass(slots=True)
class _Area:
    type: ActionType
    action: str
    words: tuple[str, ...]
    weight: float = 0.0
    soc_codes: dict[str, None] = field(default_factory=dict)
    onet_task_ids: dict[str, None] = field(default_factory=dict)

    def takes(self, item: Recommendation) -> bool:
        """Whether the recommendation says the same as this area."""
        return item.type is self.type and jaccard(content_words(item.action), self.words) >= SAME_WORDS


def growth_areas(matches: Sequence[Match]) -> tuple[GrowthArea, ...]:
    """Distinct areas, heaviest first, at most `MOST`; ties keep the order of the matches."""
    areas: list[_Area] = []
    for match in matches:
        for place, item in enumerate(match.recommendations):
            if not item.action.strip():
                continue
            area = next((known for known in areas if known.takes(item)), None)
            if area is None:
                area = _Area(item.type, item.action.strip(), content_words(item.action))
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
