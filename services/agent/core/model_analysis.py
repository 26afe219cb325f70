"""What a model read in a message, as far as it is grounded in what was said.

It joins what the reader of language found; see `analysis.py`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from services.agent.core.analysis import MOST_NEW_ACTIVITIES
from services.agent.core.reading import Act
from services.agent.core.types import Activity, Engagement
from services.shared.language.words import content_words

if TYPE_CHECKING:
    from services.agent.core.model_replies import AnalysisReply
    from services.agent.core.reading import Reading
    from services.agent.core.records import Analysis
    from services.agent.core.types import Author, Message


def from_model(reply: AnalysisReply, message: Message, read: Analysis, reading: Reading, author: Author) -> Analysis:
    """A model's analysis, kept to what the message bears out; an explicit stop is decided by the reading.

    An activity must be in the words of the message or of what was offered, and must not be one that the reading holds
    for somebody else's, past or denied: what nobody said is not counted. Numbers and coverage of the reply are not used.
    """
    said = set(content_words(message.content))
    offered = set(content_words(" ".join(found.candidate for found in reading.confirmations)))
    denied = [set(content_words(found.phrase)) for found in reading.activities if found.is_not_theirs]
    own = [set(content_words(activity.text)) for activity in read.activities]
    grounded = [
        Activity(item.text, message.id, item.category, author=author)
        for item in reply.activities
        if _is_grounded(words := set(content_words(item.text)), said, offered)
        and not (any(words <= other for other in denied) and not any(words <= other for other in own))
    ]
    if not grounded and read.activities:
        return read
    confirmed = [activity for activity in read.activities if activity.confirmed]
    texts = {activity.text for activity in grounded}
    stops = reply.wants_to_stop and not grounded and set(read.acts) <= {Act.STOP, Act.DECLINE, Act.THANKS}
    return replace(
        read,
        activities=tuple([*confirmed, *grounded][:MOST_NEW_ACTIVITIES]),
        underexplored=tuple(text for text in reply.underexplored if text in texts),
        engagement=Engagement(reply.engagement),
        wants_to_stop=read.wants_to_stop or stops,
        author=author,
    )


def _is_grounded(words: set[str], said: set[str], offered: set[str]) -> bool:
    """Whether an activity a model names was spoken of: a telling word of it in the message, half of them there or offered."""
    return bool(words & said) and 2 * len(words & (said | offered)) >= len(words)
