"""What a request may look like."""

from __future__ import annotations

import re
from typing import Final

from services.orchestrator.core.session import Message, Role
from services.shared.errors import InvalidInput, TooLarge

MESSAGE_BYTES: Final = 16 * 1024
"""Longest message (docs/spec.md 7)."""

JOB_TITLE_CHARACTERS: Final = 200
"""Longest job title (contract of StartSession)."""

SELECTED_CARDS: Final = 50
"""Most selected cards in a call (contract of SelectSuggestions); 3 displays of 5 cards make 15."""

REQUEST_ID_CHARACTERS: Final = 128
"""Longest request id (contract of ChatService)."""

_SOC_CODE: Final = re.compile(r"\d{2}-\d{4}(\.\d{2})?")


def check_request_id(request_id: str) -> str:
    """A request id that can be kept; may be empty.

    Raises:
        InvalidInput: REQUEST_ID_TOO_LONG.
    """
    if len(request_id) > REQUEST_ID_CHARACTERS:
        raise InvalidInput(
            "REQUEST_ID_TOO_LONG",
            "The request id is too long.",
            field="request_id",
            limit=f"{REQUEST_ID_CHARACTERS} characters",
        )
    return request_id


def check_message(text: str, field: str = "message") -> str:
    """A message that may be applied.

    Raises:
        InvalidInput: MESSAGE_EMPTY.
        TooLarge: MESSAGE_TOO_LONG.
    """
    if not text.strip():
        raise InvalidInput("MESSAGE_EMPTY", "The message is empty.", field=field)
    return check_length(text, field)


def check_length(text: str, field: str) -> str:
    """A text within the limit of a message; may be empty.

    Raises:
        TooLarge: MESSAGE_TOO_LONG.
    """
    if len(text.encode()) > MESSAGE_BYTES:
        raise TooLarge("MESSAGE_TOO_LONG", "The message is too long.", field=field, limit=f"{MESSAGE_BYTES} bytes")
    return text


def check_job_title(text: str) -> str:
    """A job title without the space around it.

    Raises:
        InvalidInput: JOB_TITLE_EMPTY.
        TooLarge: JOB_TITLE_TOO_LONG.
    """
    title = text.strip()
    if not title:
        raise InvalidInput("JOB_TITLE_EMPTY", "The job title is empty.", field="job_title")
    if len(title) > JOB_TITLE_CHARACTERS:
        limit = f"{JOB_TITLE_CHARACTERS} characters"
        raise TooLarge("JOB_TITLE_TOO_LONG", "The job title is too long.", field="job_title", limit=limit)
    return title


def check_occupation_code(code: str) -> str:
    """An O*NET-SOC code, or nothing. Whether the catalogue has it, the matcher knows.

    Raises:
        InvalidInput: OCCUPATION_UNKNOWN, it does not look like one.
    """
    if code and not _SOC_CODE.fullmatch(code):
        raise InvalidInput("OCCUPATION_UNKNOWN", "There is no such occupation.", field="occupation_code")
    return code


def check_correctable(message_id: str, transcript: tuple[Message, ...]) -> None:
    """Refuse to correct what the person did not say.

    Raises:
        InvalidInput: MESSAGE_UNKNOWN.
    """
    if not any(message.id == message_id and message.role is Role.USER for message in transcript):
        raise InvalidInput("MESSAGE_UNKNOWN", "There is no such message of the person.", field="message_id")


def check_selection(selected: tuple[str, ...], shown: tuple[str, ...]) -> None:
    """Refuse a selection of cards that were never shown.

    Raises:
        InvalidInput: SUGGESTION_UNKNOWN.
    """
    if len(set(selected)) > SELECTED_CARDS or not set(selected) <= set(shown):
        raise InvalidInput("SUGGESTION_UNKNOWN", "A selected card was never shown.", field="selected_suggestion_ids")
