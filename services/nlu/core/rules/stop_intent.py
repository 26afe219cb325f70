"""Whether a message, as a whole, means to end the conversation.

Rules:
1. Only closing clauses can close; what they are is data (`stop_phrases`).
2. A close counts when nothing with content follows it: "that's all, oh wait, I do the rota" goes on.
3. Content before a close does not matter: "I train new starters, and that's it from me" ends.
4. A question to the agent is no close; a request in question form is one ("can we stop?").
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from services.nlu.core.rules.phrases import LONGEST_CLAUSE, Clause, clauses, compile_phrase, word_set
from services.nlu.core.rules.stop_phrases import CLOSERS, CLOSING_WORDS, PARTS, REASONS, TERSE

# A close that joins a sentence without a comma: "I also do the rota and that's it".
_JOIN = re.compile(r" (?=(?:and|then|so|but|otherwise|after that|other than that|apart from that) )")
_TYPO_WORDS = 8  # longer messages are sentences, where a slip more likely hides another word
_LONG = 7  # letters from which one wrong letter is still the same word
_REAL = word_set(
    """
    noting one don gone down bone tone dune than what hat chat thank finishes finisher completes everyone
    """
)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    wrapped = "(<hedge>)* ({}) (<tail>)*"
    return tuple((kind, compile_phrase(wrapped.format(phrase), PARTS)) for kind, phrase in CLOSERS)


@cache
def _part(notation: str) -> re.Pattern[str]:
    return compile_phrase(notation, PARTS)


_FILLER = "(<hedge> | <tail>) (<hedge> | <tail>)*"


def stop_intent(message: str, *, asked_for_more: bool = False) -> str | None:
    """Return the kind of close a message is, or None when the person goes on.

    Args:
        message: what the person said, of any length and content.
        asked_for_more: whether the last question was "anything else?", to which a bare "no" is a close.
    """
    pieces = [piece for clause in clauses(message) for piece in _joined(clause)]
    kind: str | None = None
    for index, (piece, whole) in enumerate(pieces):
        found = _close(piece, whole=whole, alone=all(_is_neutral(other) for other, _ in pieces if other is not piece))
        if found:
            kind = found
        elif not _is_neutral(piece) or (piece.asks and kind is None):
            kind = None
        elif kind is None and asked_for_more and index == len(pieces) - 1 and _is_bare_no(message):
            kind = "nothing"
    return kind


def _joined(clause: Clause) -> list[tuple[Clause, bool]]:
    """Split a clause at its connectors; the flag says that a piece is a whole clause."""
    starts = [0, *(match.start() + 1 for match in _JOIN.finditer(clause.text))]
    if len(starts) == 1:
        return [(clause, True)]
    if _kind(clause.text):
        return [(clause, True)]
    cuts = [clause.text[a:b] for a, b in zip(starts, [*starts[1:], len(clause.text)], strict=True)]
    # Only a close at the end splits a sentence: "we stop and search" is one piece.
    first = max(1, len(cuts) - LONGEST_CLAUSE)
    tail = next((i for i in range(first, len(cuts)) if _kind("".join(cuts[i:]))), None)
    if tail is None:
        return [(clause, True)]
    head, close = "".join(cuts[:tail]), "".join(cuts[tail:])
    return [(clause._replace(text=head, asks=False), False), (clause._replace(text=close), False)]


def _close(clause: Clause, *, whole: bool, alone: bool) -> str | None:
    text = _mended(clause.text)
    if text.count(" ") <= LONGEST_CLAUSE and _part(f"(<hedge>)* ({TERSE}) (<tail>)*").fullmatch(text):
        return "terse" if alone or (whole and clause.opens_sentence) else None
    kind = _kind(text)
    return None if kind != "move on" and clause.asks else kind


@lru_cache(maxsize=4096)
def _kind(text: str) -> str | None:
    """Return the kind of close a clause's text is, or None."""
    if text.count(" ") > LONGEST_CLAUSE:
        return None
    text = _mended(text)
    return next((kind for kind, pattern in _patterns() if pattern.fullmatch(text)), None)


def _is_neutral(clause: Clause) -> bool:
    if clause.text.count(" ") > LONGEST_CLAUSE:
        return False
    return bool(_part(_FILLER).fullmatch(clause.text) or _part(REASONS).fullmatch(clause.text))


def _is_bare_no(message: str) -> bool:
    text = "".join(clause.text for clause in clauses(message))
    return text.count(" ") <= LONGEST_CLAUSE and bool(
        _part("(<hedge> | not really | not at all)* (no | not really) (<tail>)*").fullmatch(text)
    )


def _mended(text: str) -> str:
    words = text.split()
    if len(words) > _TYPO_WORDS:
        return text
    return "".join(f"{_mend(word)} " for word in words)


@lru_cache(maxsize=8192)
def _mend(word: str) -> str:
    """Return the closing word this word is one slip away from, or the word itself."""
    if word in _REAL or word in CLOSING_WORDS:
        return word
    return next((right for right in CLOSING_WORDS if _is_slip(word, right)), word)


def _is_slip(word: str, right: str) -> bool:
    if sorted(word) == sorted(right):
        return sum(a != b for a, b in zip(word, right, strict=True)) <= len("ab")
    if any(right == word[:i] + word[i + 1 :] and word[i] in word[i - 1 : i] for i in range(1, len(word))):
        return True
    if len(right) < _LONG or abs(len(word) - len(right)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(word, right, strict=False)) if a != b), min(len(word), len(right)))
    rest, rest_right = word[start:], right[start:]
    return rest[1:] == rest_right[1:] or rest[1:] == rest_right or rest == rest_right[1:]
