"""An O*NET of two occupations, small enough to read; meaning is word overlap."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from services.agent.core.areas import areas
from services.agent.core.types import Classified, OccupationGuess, TypicalTask
from services.agent.ports import Closeness, Occupations
from services.shared.errors import Unavailable
from services.shared.language.words import content_words, jaccard
from services.shared.onet import WorkCategory

if TYPE_CHECKING:
    from collections.abc import Sequence

ANALYST, CLERK = "19-3094.00", "43-9061.00"

AREAS = tuple(sorted(tuple(areas().values())[::9], key=lambda area: area.id[::-1]))
"""Every ninth area, categories mixed."""

# One task per area and occupation, ranked in table order, so that each is typical of somebody.
TASKS = {
    code: tuple(
        TypicalTask(
            task_id=f"{number}{position:03d}",
            statement=f"{area.title} of the {name} unit number {position}.",
            soc_code=code,
            category=area.category,
            activity_ids=(f"{area.id}.D01",),
            rank=position,
        )
        for position, area in enumerate(AREAS if code == ANALYST else AREAS[::-1], start=1)
    )
    for number, (code, name) in enumerate(((ANALYST, "policy"), (CLERK, "office")), start=1)
}
KEYWORDS = {
    WorkCategory.INFORMATION_INPUT: {"research", "read", "monitor", "gather", "check", "inspect", "measur"},
    WorkCategory.MENTAL_PROCESSES: {"analyz", "plan", "decid", "design", "schedul", "evalu", "code"},
    WorkCategory.INTERACTING_WITH_OTHERS: {
        "meet",
        "brief",
        "train",
        "advis",
        "custom",
        "team",
        "negoti",
        "coach",
        "manag",
    },
}


@dataclass
class FakeCatalogue:
    """`Catalogue` without a matcher; `is_down` makes every call fail as a lost one does."""

    peaked: bool = True
    known: bool = True
    is_down: bool = False
    asked: list[str] = field(default_factory=list)

    def _note(self, name: str) -> None:
        self.asked.append(name)
        if self.is_down:
            raise Unavailable("SERVICE_DOWN", "The matcher is away.", retry_after_s=1)

    async def resolve(self, job_title: str, sentences: Sequence[str]) -> Occupations:
        self._note("resolve")
        if not self.known:
            return Occupations((OccupationGuess(ANALYST, "Political Scientists", 0.02),), peaked=False)
        shares = (0.8, 0.1) if self.peaked else (0.4, 0.35)
        guesses = zip((ANALYST, CLERK), ("Political Scientists", "Office Clerks, General"), shares, strict=True)
        return Occupations(tuple(OccupationGuess(*guess) for guess in guesses), self.peaked)

    async def typical(self, soc_codes: Sequence[str], limit: int) -> tuple[TypicalTask, ...]:
        self._note("typical")
        return tuple(task for code in soc_codes for task in TASKS.get(code, ())[:limit])

    async def classify(self, texts: Sequence[str]) -> tuple[Classified, ...]:
        self._note("classify")
        return tuple(self._class(text) for text in texts)

    async def closeness(self, texts: Sequence[str], others: Sequence[str]) -> Closeness:
        self._note("closeness")
        rows = tuple(tuple(jaccard(content_words(text), content_words(other)) for other in others) for text in texts)
        return Closeness(rows, "words")

    def _class(self, text: str) -> Classified:
        stems = set(content_words(text))
        category = next((key for key, words in KEYWORDS.items() if stems & words), WorkCategory.WORK_OUTPUT)
        area = next(area for area in AREAS if area.category is category)
        return Classified(category, (area.id,))
