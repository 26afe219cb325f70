"""Conversations in one line: `talk("> asked?", "answered")`."""

from services.taskpipeline.core.normalize import normalize
from services.taskpipeline.core.types import Card, Conversation, Message, Speaker, Spoken, Statement


def talk(*lines: str, cards: tuple[Card, ...] = (), job_title: str = "") -> Conversation:
    """A line that begins with ">" is the assistant's; messages are named m1, m2, ..."""
    messages = tuple(
        Message(f"m{number}", Speaker.ASSISTANT if line.startswith(">") else Speaker.USER, line.removeprefix("> "))
        for number, line in enumerate(lines, start=1)
    )
    return Conversation(job_title=job_title, messages=messages, cards=cards)


def said(phrase: str, verb: str | None = None, about: str = "") -> Statement:
    """A phrase of message m1, normalised by the rules."""
    sources = (Spoken("m1", phrase), *((Spoken("m1", about),) if about else ()))
    raw = Statement(phrase, sources, verb=verb)
    return Statement(phrase, sources, normalize(raw), verb=verb)
