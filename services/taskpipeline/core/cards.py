"""Selected cards join the extracted tasks, except where the person said the same (docs/spec.md 3)."""

from collections.abc import Sequence
from dataclasses import replace

from services.shared.language.words import content_words, jaccard
from services.taskpipeline.core import reasons
from services.taskpipeline.core.normalize import shorten
from services.taskpipeline.core.types import Card, Merge, Spoken, Statement

MAX_OVERLAP = 0.8
"""Word overlap (Jaccard) above which a card says what a task says (docs/spec.md 3)."""


def card_statement(card: Card) -> Statement:
    """Return a card as a statement; its own text is its source."""
    return Statement(
        card.statement, (Spoken("", card.statement),), shorten(card.statement), card.written_by, card.model
    )


def merge_cards(
    tasks: Sequence[Statement], cards: Sequence[Card]
) -> tuple[tuple[Statement, ...], tuple[tuple[Card, Statement], ...]]:
    """Return the tasks, with the cards that repeat one merged into it, and the cards that are tasks of their own."""
    kept = list(tasks)
    own: list[tuple[Card, Statement]] = []
    for card in cards:
        statement = card_statement(card)
        place = next((at for at, task in enumerate(kept) if _repeats(statement, task)), None)
        if place is not None:
            merge = Merge.of(statement, reasons.CARD.say())
            kept[place] = replace(kept[place], merged=(*kept[place].merged, merge))
        elif not any(_repeats(statement, other) for _, other in own):
            own.append((card, statement))
    return tuple(kept), tuple(own)


def _repeats(card: Statement, task: Statement) -> bool:
    said = task.normalized.lower().strip(" .")
    if card.normalized.lower().strip(" .") == said:
        return True
    return jaccard(content_words(card.normalized), content_words(task.normalized)) > MAX_OVERLAP
