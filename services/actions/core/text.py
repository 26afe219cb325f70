"""How the words of tasks are put into sentences: on one line, cut at whole words, as clauses and as quotations."""

from __future__ import annotations

import re

OWN_CHARS = 90
"""Of a person's task inside a sentence; normalized tasks are at most 20 words, longer ones are quoted in part."""

_SPACE = re.compile(r"[\s\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
# Where a long O*NET statement can end: before what only gives examples, means or purposes.
_TAIL = re.compile(
    r",?(?: (?:on|in) (?:topics|areas|fields|subjects|locations|settings))?,? (?:such as|including|using|in order to|according to|to ensure|by [a-z]+ing|so that|when|as directed)\b.*$",
    re.IGNORECASE,
)


def clean(text: str) -> str:
    """The text on one line, without control and direction characters and markup brackets."""
    return _SPACE.sub(" ", text).replace("<", " ").replace(">", " ").replace("`", "'").strip()


def clip(text: str, chars: int) -> str:
    """The text, or as many whole words of it as fit before an ellipsis."""
    if len(text) <= chars:
        return text
    cut = text[: chars - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(" ,;:") + "\u2026"


def clause(statement: str, chars: int) -> str:
    """A verb-first statement as the rest of a sentence after "to": lower first letter, no full stop, tail cut if long."""
    text = _core(statement, chars)
    first = text.split(" ", 1)[0]
    is_name = len(first) > 1 and first[1:] != first[1:].lower()
    return clip(text if is_name else text[:1].lower() + text[1:], chars)


def quoted(statement: str) -> str:
    """A person's task in quotation marks, as they said it, its tail cut if long."""
    text = clip(_core(statement, OWN_CHARS), OWN_CHARS).replace('"', "'")
    return f'"{text}"'


def _core(statement: str, chars: int) -> str:
    """A statement without its full stop, and where it is too long without its tail."""
    text = clean(statement).rstrip(" .;")
    return text if len(text) <= chars else _TAIL.sub("", text) or text
