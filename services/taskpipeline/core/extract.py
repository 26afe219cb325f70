"""Extraction by rules: each message is read against the question before it.

Rules:
- only what the person says or confirms is a task; each keeps the message and the words it came from
- what a later message denies is taken back ("I don't do payroll any more")
- a confirmed heading ("look after the website") gives way to what the same reply says of it
"""

from collections.abc import Iterator

from services.shared.language.activities import read_reply
from services.shared.language.nouns import is_heading
from services.shared.language.words import content_words
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
        denied = [frozenset(content_words(phrase)) for phrase in reading.not_activities]
        found = [one for one in found if not _is_denied(one, denied)]
        found.extend(_confirmed(message, question, reading.confirmed, elaborated=bool(reading.activities)))
        for activity in reading.activities:
            sources = [Spoken(message.id, activity.phrase)]
            if activity.about:
                sources.append(Spoken(message.id, activity.about))
            found.append(Statement(activity.phrase, tuple(sources), verb=activity.verb))
    return tuple(found)


def _confirmed(
    message: Message, question: Message | None, phrases: tuple[str, ...], *, elaborated: bool
) -> Iterator[Statement]:
    for phrase in phrases:
        if question is not None and not (elaborated and is_heading(phrase)):
            yield Statement(phrase, (Spoken(message.id, phrase, confirmed_in=question.id),))


def _is_denied(statement: Statement, denied: list[frozenset[str]]) -> bool:
    """Say whether a later denial names exactly this."""
    said = frozenset(content_words(statement.phrase))
    return any(words and words == said for words in denied)
