"""What a conversation must be before tasks are made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from services.shared.errors import InvalidInput
from services.taskpipeline.core.types import Speaker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.taskpipeline.core.types import Conversation, Message

MAX_MESSAGES: Final = 400
"""Messages of a conversation (contract)."""
MAX_CHARACTERS: Final = 1_000_000
"""Characters of a conversation: 60 of the longest messages an edge lets in (16 KiB)."""


def check_conversation(conversation: Conversation) -> None:
    """Refuse a conversation that is too long, or in which the person neither said nor selected anything.

    Raises:
        InvalidInput: TRANSCRIPT_TOO_LONG, TRANSCRIPT_EMPTY.
    """
    said: Sequence[Message] = conversation.messages
    if len(said) > MAX_MESSAGES or sum(len(message.content) for message in said) > MAX_CHARACTERS:
        text = f"A conversation has at most {MAX_MESSAGES} messages and {MAX_CHARACTERS} characters."
        raise InvalidInput("TRANSCRIPT_TOO_LONG", text, field="conversation.messages", limit=MAX_MESSAGES)
    spoken = any(message.speaker is Speaker.USER and message.content.strip() for message in said)
    if not spoken and not conversation.cards:
        text = "Nothing was said and no card was selected."
        raise InvalidInput("TRANSCRIPT_EMPTY", text, field="conversation.messages")
