"""Validation of requests; each error names its field.

The limits are those the contract states (protos/metier/onet_match/v1): they bound the work of one call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.shared.errors import InvalidInput, TooLarge

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_TEXTS = 256
MAX_TEXT_CHARS = 4_000
MAX_TITLE_CHARS = 200
MAX_QUERY_CHARS = 200
MAX_SENTENCES = 64
MAX_RESULTS = 50
MAX_TYPICAL_TASKS = 100
MAX_SOC_CODES = 10
MAX_ECHO_BYTES = 64 * 1024


def check_texts(texts: Sequence[str], field: str, *, most: int = MAX_TEXTS, count_reason: str = "TEXTS_COUNT") -> None:
    """Refuse no or too many texts, and texts that are blank or too long.

    Raises:
        InvalidInput: `count_reason`, TEXT_EMPTY; TooLarge: TEXT_TOO_LONG.
    """
    if not 1 <= len(texts) <= most:
        raise InvalidInput(count_reason, f"{field}: 1 to {most} are allowed, {len(texts)} were given.", field=field)
    for position, text in enumerate(texts):
        where = f"{field}[{position}]"
        if not text.strip():
            raise InvalidInput("TEXT_EMPTY", f"{where} is empty.", field=where)
        check_length(text, where, MAX_TEXT_CHARS)


def check_length(text: str, field: str, most: int) -> None:
    """Refuse a text of more than `most` characters.

    Raises:
        TooLarge: TEXT_TOO_LONG.
    """
    if len(text) > most:
        raise TooLarge(
            "TEXT_TOO_LONG", f"{field} has more than {most} characters.", field=field, limit=f"{most} characters"
        )


def in_range(value: int, field: str, reason: str, *, default: int, most: int = MAX_RESULTS) -> int:
    """`value`, or `default` where it is 0.

    Raises:
        InvalidInput: `reason`, when it is negative or above `most`.
    """
    if not 0 <= value <= most:
        raise InvalidInput(reason, f"{field}: 1 to {most}, or 0 for {default}.", field=field)
    return value or default


def check_language(tag: str) -> None:
    """Refuse a language other than English; empty means English.

    Raises:
        InvalidInput: LANGUAGE_UNKNOWN.
    """
    if tag and tag.lower().replace("_", "-").split("-")[0] != "en":
        raise InvalidInput("LANGUAGE_UNKNOWN", "Only English (en) is served.", field="language")
