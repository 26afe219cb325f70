"""Extraction by rules: each message is read against the question before it.

Rules:
- only what the person says or confirms is a task; each keeps the message and the words it came from
- what is denied is taken back, said before or in the same breath ("I don't do payroll any more")
- a confirmed heading ("look after the website") gives way to what the same reply says of it
"""

from collections.abc import Iterator

from services.shared.language.activities import read_reply
from services.shared.language.nouns import is_heading
from services.shared.language.withdrawal import taken_back
from services.taskpipeline.core.types import Conversation, Message, Speaker, Spoken, Statement


def extract(conversation: Conversation) -> tuple[Statement, ...]:
    """Return what the person says they do, in the order said; repeats stay, deduplication merges them."""
    found: list[Statement] = []
    question: Message | None = None
    for message in conversation.messages:
        if message.speaker is Speaker.ASSISTANT:
            question = message
            continue
        reading = read_reply(message.content, question.content if question else None, conversation.job_title)
        found.extend(_confirmed(message, question, reading.confirmed, elaborated=bool(reading.activities)))
        for activity in reading.activities:
            sources = [Spoken(message.id, activity.phrase)]
            if activity.about:
                sources.append(Spoken(message.id, activity.about))
            found.append(Statement(activity.phrase, tuple(sources), verb=activity.verb))
        phrases = [statement.phrase for statement in found]
        gone = taken_back(phrases, message.content, question.content if question else "")
        found = [statement for place, statement in enumerate(found) if place not in gone]
    return tuple(found)


def _confirmed(
    message: Message, question: Message | None, phrases: tuple[str, ...], *, elaborated: bool
) -> Iterator[Statement]:
    for phrase in phrases:
        if question is not None and not (elaborated and is_heading(phrase)):
            yield Statement(phrase, (Spoken(message.id, phrase, confirmed_in=question.id),))
