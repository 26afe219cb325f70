"""Sentences and their segments: the pieces between marks and conjunctions, each with what opened it.

"I cut and colour hair, but not beards" is three segments: ("", I cut), ("and", colour hair), ("but", not beards).
"""

from collections.abc import Iterator
from typing import NamedTuple

from services.shared.language.tables import (
    CONJUNCTIONS,
    CONTRASTS,
    DETERMINERS,
    FIRST_PERSON,
    RELATIVES,
    SAYING_VERBS,
    SUBORDINATORS,
)
from services.shared.language.words import Token, tokens

SENTENCE_MARKS = frozenset(".!?\n")
SEGMENT_MARKS = frozenset(',;:()"')
REASONS = frozenset({"so", "because", "cause", "then", "therefore"})
"""Words that open a clause of its own standing: what follows "because" is as true as what came before."""


class Segment(NamedTuple):
    """The words between two boundaries; `opener` is "" at the start of a sentence, else the mark or conjunction.

    `has_comma` says that a comma stands before the conjunction ("load, and sweep").
    """

    opener: str
    words: tuple[Token, ...]
    has_comma: bool = False


def sentences(text: str) -> Iterator[tuple[tuple[Token, ...], str]]:
    """Yield each sentence's tokens and its closing mark ("." when it has none)."""
    sentence: list[Token] = []
    for token in tokens(text):
        mark = token.low[0]
        if mark in SENTENCE_MARKS or mark in "•*\u2026":
            if sentence:
                yield tuple(sentence), "?" if mark == "?" else "."
            sentence = []
        else:
            sentence.append(token)
    if sentence:
        yield tuple(sentence), "."


def _opens_clause(words: list[Token], token: Token) -> bool:
    """Say whether a first-person pronoun inside a segment starts a clause of its own ("i mop i dust": yes)."""
    if token.low not in FIRST_PERSON or not words:
        return False
    before = words[-1].low
    if before in SUBORDINATORS or before in RELATIVES or before in SAYING_VERBS or before in {"that", "than", "and"}:
        return False
    return any(word.low in FIRST_PERSON for word in words)


def _joined(sentence: tuple[Token, ...]) -> tuple[Token, ...]:
    """Write "as well as" and "along with" as the conjunction they are."""
    joined = list(sentence)
    for phrase in (("as", "well", "as"), ("along", "with")):
        for place in range(len(joined) - len(phrase), 0, -1):
            if tuple(token.low for token in joined[place : place + len(phrase)]) == phrase:
                joined[place : place + len(phrase)] = [joined[place]._replace(low="and")]
    return tuple(joined)


def segments(sentence: tuple[Token, ...]) -> tuple[Segment, ...]:
    """Split one sentence at marks, conjunctions and new clauses; empty pieces vanish, their opener stays."""
    found: list[Segment] = []
    joined = _joined(sentence)
    opener: str = ""
    words: list[Token] = []
    has_comma = False

    def close(mark: str) -> None:
        nonlocal opener, words, has_comma
        if words:
            found.append(Segment(opener, tuple(words), has_comma))
            opener, has_comma = mark, False
        elif not opener or opener == "," or mark in CONTRASTS:
            has_comma = opener == ","
            opener = mark
        words = []

    for position, token in enumerate(joined):
        low = token.low
        after = joined[position + 1].low if position + 1 < len(joined) else ""
        if low in SEGMENT_MARKS or low[0] in "-\u2013\u2014" or not (low[0].isalnum() or low[0] == "'"):
            close(low if low in ",;:" else ";")
        elif (
            low in CONJUNCTIONS
            or low in CONTRASTS
            or (low in REASONS and (words or opener) and not (low == "so" and after in {"that", "on", "far"}))
        ):
            close(low)
        elif low == "while" and after in DETERMINERS:
            close("but")
        elif _opens_clause(words, token):
            close(";")
            words.append(token)
        else:
            words.append(token)
    close("")
    return tuple(found)
