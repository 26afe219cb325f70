"""Which five cards are shown: typical tasks the person has not mentioned, spread over categories that lack coverage.

Rules:
1. Never a card shown before, never what the person said, and no two cards alike.
2. Categories take turns, the least covered first; within one, the likelier occupation and the more important task first.
3. Without a model, cards are O*NET tasks as published.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.agent.core.counting import is_same_activity
from services.agent.core.gaps import TOP_OCCUPATIONS
from services.agent.core.streaming import is_prose
from services.agent.core.types import AgentState, Author, Card, OccupationGuess, TypicalTask
from services.shared.onet import CATEGORIES, WorkCategory

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

CARDS_SHOWN = 5
CANDIDATES = 24  # compared by meaning with what was said; enough for three displays of five after exclusions
# Cosine from which a card says what the person said, of either embedder. Of 1,440 tasks that people had told among eight
# sentences (services/onet_match/training/calibration.tsv) 19 % reach it (default; fast 14 %), of 2,331 other tasks of
# their occupations 1.9 % (0.3 %); beside ten cards shown 20 % of what is left of an occupation does. At 0.70 only 3 % of
# what was told is kept back; at 0.55 it is 38 %, but 37 % of what is left, and not every simulated talk gets through.
SAID_ALREADY = 0.60
LONGEST_STATEMENT = 160  # characters a card can be read at a glance; longer statements come last


def candidates(
    state: AgentState, tasks: Iterable[TypicalTask], guesses: Sequence[OccupationGuess], *, peaked: bool
) -> tuple[Card, ...]:
    """O*NET tasks that may become cards, best first, by words neither shown nor said."""
    probability = {guess.soc_code: guess.probability for guess in guesses[: 1 if peaked else TOP_OCCUPATIONS]}
    likely = [task for task in tasks if task.soc_code in probability]
    likely.sort(
        key=lambda task: (len(task.statement) > LONGEST_STATEMENT, -probability[task.soc_code] / (1 + task.rank / 10))
    )
    cards = [Card(f"onet-{task.task_id}", task.statement, task.category, task.task_id) for task in likely]
    return fresh(state, cards)


def from_model(
    state: AgentState, tasks: Iterable[tuple[str, WorkCategory]], turn: int, author: Author
) -> tuple[Card, ...]:
    """A model's tasks as cards, by words neither shown nor said; ids count from the turn they were made in."""
    cards = [
        Card(f"m{turn}-{number}", f"{statement[:1].upper()}{statement[1:]}", category, author=author)
        for number, (statement, category) in enumerate(tasks, start=1)
        if is_prose(statement)
    ]
    return fresh(state, cards)


def fresh(state: AgentState, cards: Iterable[Card]) -> tuple[Card, ...]:
    """The cards that are new by id and by words, each once, in order."""
    ids = {card.id for card in state.shown_cards}
    known = [card.statement for card in state.shown_cards] + [activity.text for activity in state.activities]
    kept: list[Card] = []
    for card in cards:
        if card.id in ids or any(is_same_activity(card.statement, text) for text in known):
            continue
        ids.add(card.id)
        known.append(card.statement)
        kept.append(card)
    return tuple(kept)


def chosen(state: AgentState, cards: Sequence[Card], closeness: Sequence[float]) -> tuple[Card, ...]:
    """Five cards, spread over categories.

    Args:
        state: for coverage.
        cards: candidates, best first.
        closeness: for each candidate the greatest similarity to anything said or shown; empty when not measured.
    """
    close = closeness or [0.0] * len(cards)
    left = [card for card, value in zip(cards, close, strict=True) if value < SAID_ALREADY]
    order = sorted(CATEGORIES, key=lambda category: (state.coverage[category], CATEGORIES.index(category)))
    queues = {category: [card for card in left if card.category is category] for category in order}
    picked: list[Card] = []
    while len(picked) < CARDS_SHOWN and any(queues.values()):
        for category in order:
            if queues[category] and len(picked) < CARDS_SHOWN:
                picked.append(queues[category].pop(0))
    rest = [card for card in left if card.category is None]
    return tuple([*picked, *rest][:CARDS_SHOWN])
