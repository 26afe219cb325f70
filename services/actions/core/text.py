"""How the words of tasks are put into sentences: on one line, cut where a phrase ends, as clauses and as quotations."""

from __future__ import annotations

import re

from services.actions.core.opening import opens_as_verb
from services.shared.language.words import tokens

OWN_CHARS = 60
"""Of a person's task inside a sentence; normalized tasks are at most 20 words, longer ones are quoted in part."""

_SPACE = re.compile(r"[\s\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
# Where a long O*NET statement can end: before what only gives examples, means or purposes.
_TAIL = re.compile(
    r",?(?: (?:on|in) (?:topics|areas|fields|subjects|locations|settings))?,? (?:such as|including|using|in order to|"
    r"according to|taking into account|to ensure|by [a-z]+ing|so that|when|as directed)\b.*$",
    re.IGNORECASE,
)
# Where a phrase that is still too long can end: before what only adds where, for whom or with what; or inside a list.
_AROUND = re.compile(
    r",? (?:and )?(?:to|for|by|with|from|into|in|on|at|through|within|inside|under|during|before|after|between|among|"
    r"against|about|regarding|as|that|which|who|where|while)\b(?!-)|, (?=[a-z]+ing\b)",
    re.IGNORECASE,
)
_INSIDE = re.compile(r",? (?:and|or|of)\b|,(?= )")
_LINKED = re.compile(r"\b(?:and|or)\b")
_ENOUGH = 0.6  # of the room: a list is cut only where the rest of the phrase would be much shorter
_DANGLING = re.compile(
    r", [a-z]+ing$| [a-z]+[a-df-z]ed$| (?:most|more|less) [a-z]+$| (?:who|that|which) (?:is|are)(?: [a-z]+ing)?$|"
    r",? in (?:[a-z]+ation|accordance|compliance|conjunction|response)$|, (?:and|or) [a-z]+$|,? (?:and|or|of|to|for|from|with|in|on|at|by|the|a|an|other|such|necessary|needed|required|designed|related|relevant|based|due|prior)$",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"\S+ (?:factors|items|issues|areas|tools|techniques|methods|duties|tasks|activities)", re.IGNORECASE
)
_LEAST_WORDS = 3  # a verb and what it is done to


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
    """A verb-first statement as the rest of a sentence after "to": lower first letter, no full stop, cut if long."""
    text = brief(statement, chars)
    first = text.split(" ", 1)[0]
    is_name = len(first) > 1 and first[1:] != first[1:].lower()
    return text if is_name else text[:1].lower() + text[1:]


def quoted(statement: str) -> str:
    """A person's task in quotation marks, as they said it, cut where a phrase ends if long."""
    text = brief(statement, OWN_CHARS).replace('"', "'")
    return f'"{text}"'


def brief(statement: str, chars: int) -> str:
    """A statement without its full stop, cut where a phrase ends if long; an ellipsis only where none ends in time."""
    text = clean(statement).rstrip(" .;")
    if len(text) > chars:
        core = _TAIL.sub("", text)
        text = text if " " not in core or _VAGUE.fullmatch(core) else _whole(core)
    if len(text) <= chars:
        return text
    around, inside = (_cut(text, ends, chars) for ends in (_AROUND, _INSIDE))
    kept = inside if len(around) < _ENOUGH * chars and len(inside) > len(around) else around
    return _closed(kept) or clip(text, chars)


def is_verb_first(statement: str) -> bool:
    """Whether a statement begins with a verb, so that it can follow "to" or "you"."""
    words = tokens(clean(statement))
    return bool(words) and opens_as_verb(words)


def _cut(text: str, ends: re.Pattern[str], chars: int) -> str:
    """As much of the text as fits before one of the ends; empty when that is less than a verb and its object."""
    for end in reversed([match.start() for match in ends.finditer(text, 0, chars + 1)]):
        kept = _whole(text[:end])
        if len(kept.split()) >= _LEAST_WORDS:
            return kept
    return ""


def _closed(items: str) -> str:
    """A list that was cut, with "and" before what is now its last item."""
    before, comma, last = items.rpartition(", ")
    is_last_item = comma and len(before.split()) > 1 and not _LINKED.search(last) and not _AROUND.match(f" {last}")
    return f"{before} and {last}" if is_last_item else items


def _whole(text: str) -> str:
    """A cut text without what hangs loose at its end: an open bracket, half a list, a participle after a comma."""
    if text.count("(") > text.count(")"):
        text = text[: text.rindex("(")]
    while (shorter := _DANGLING.sub("", text.rstrip(" ,;:"))) != text:
        text = shorter
    return text
