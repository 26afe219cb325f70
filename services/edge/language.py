"""The language a caller is answered in: `?lang=`, else the first of `Accept-Language` that is one of ours, else English."""

from collections.abc import Iterable
from contextvars import ContextVar

LANGUAGES = ("en", "de", "pl", "es", "fr")
"""English first: what services write."""

current: ContextVar[str] = ContextVar("language", default=LANGUAGES[0])
"""Language of the request or socket under way."""


def accepted(header: str) -> list[str]:
    """The languages of an `Accept-Language` header in its order, without regions and weights."""
    return [part.split(";")[0].strip()[:2].lower() for part in header.split(",")]


def first_of(wanted: Iterable[str]) -> str:
    """The first wish that is one of ours, else English."""
    return next((language for language in wanted if language in LANGUAGES), LANGUAGES[0])
