"""Pairs of tasks made by rule: talk of one person, and a task said a second time. They teach and are never measured on."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from services.shared.language.verbs import base_verb, gerunds
from services.shared.language.words import content_words

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Iterator

    from services.nlu.training.corpus import Block, Reply

TAILS = (
    "every morning", "each week", "on Fridays", "for the team", "at the end of the shift", "by hand", "at work", "all day", "most days",
    "for customers", "before we open", "in the afternoon", "with a colleague", "when it is busy", "as needed", "twice a day",
)  # fmt: skip
MOST_DIFFERENT, MOST_REWORDED = 12, 2
"""Pairs taken of a block of replies."""
_ARTICLE = re.compile(r"\b(?:the|our|my|a|an|some|all|any)\s+", re.IGNORECASE)


def reworded(phrase: str, draw: random.Random) -> str:
    """The same task with a little more or less said, as somebody mentions it a second time."""
    words = phrase.split()
    made = phrase
    if draw.random() < 0.5 and _ARTICLE.search(made):  # noqa: PLR2004 - a share, as those below
        made = _ARTICLE.sub(draw.choice(["", "the ", "our "]), made)
    if draw.random() < 0.4 and base_verb(words[0].lower()):  # noqa: PLR2004
        made = " ".join([gerunds(words[0].lower())[0], *made.split()[1:]])
    if len(words) > 3 and draw.random() < 0.4:  # noqa: PLR2004
        made = " ".join(made.split()[: draw.randint(2, len(made.split()) - 1)])
    if made == phrase or draw.random() < 0.4:  # noqa: PLR2004
        made = f"{made} {draw.choice(TAILS)}"
    return made


def conversational(replies: Iterable[Reply], draw: random.Random) -> Iterator[tuple[str, str, str]]:
    """Pairs as one person names them: two mentions of a block are different, a mention and its rewording are the same."""
    blocks: dict[Block, list[str]] = defaultdict(list)
    for reply in replies:
        if reply.language == "en":
            blocks[reply.block] += [reply.message[one.start : one.end] for one in reply.mentions if one.is_own_present]
    for phrases in blocks.values():
        named = list(dict.fromkeys(phrases))
        pairs = [(one, other) for place, one in enumerate(named) for other in named[place + 1 :]]
        for one, other in draw.sample(pairs, min(MOST_DIFFERENT, len(pairs))):
            if set(content_words(one)) != set(content_words(other)):
                yield one, other, "different"
        for phrase in draw.sample(named, min(MOST_REWORDED, len(named))):
            if " " in phrase:
                yield phrase, reworded(phrase, draw), "same"
