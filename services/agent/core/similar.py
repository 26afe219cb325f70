"""Whether a question has been asked before, in these words or in others.

Rules:
1. Two questions are the same when they share most telling words, or when their meanings are close for the embedder.
2. The frame of a question ("do you", "as part of your job") is not compared; its subject is.
3. Pure: the caller brings the similarities, measured on the texts that `subject` returns.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from services.shared.language.words import content_words, jaccard

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Cosine from which two question subjects mean the same, by embedder. Of 48 questions reworded as a model would put them 27
# and 26 are told. Some of O*NET's 332 areas lie that close to one another; of two such the second is passed over. A question lost costs less than one asked
# twice, so an embedder nobody has measured gets the strictest cut-off. tests/integration/agent/test_meaning.py holds both.
SAME_QUESTION: Mapping[str, float] = {"default": 0.62, "fast": 0.60}
SAME_WORDS = 0.6  # as for activities (`counting.SAME_ACTIVITY`)

_FRAME = re.compile(
    r"\b(?:do|does|did|are|is|can|could|would|will|have|you|your|yours|yourself|what|which|who|when|where|how|why|there|any|"
    r"anything|something|else|also|ever|usually|normally|typically|regularly|tell me(?: more)? about|tell me|describe|share|"
    r"as part of|part of|in your (?:job|role|work)|for work|at work|involve[sd]?|involving|include[sd]?|work|working|job|role|"
    r"mention(?:ed)?|said|about|step by step|exactly|along those lines|or anything like that|spend (?:any )?time|look(?:s)? like|come[s]? into)\b",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"\W*(?:(?:and|so|well|now|then)\b\W*)*(?:what|which|how|who|whose|where|when|why|tell|describe)\b", re.IGNORECASE
)
_SENTENCE = re.compile(r"[^.!?\u2026]*[.!?\u2026]+[\"')\]]*\s*|[^.!?\u2026]+$")


class Asked(NamedTuple):
    """How close a question is to one asked before."""

    text: str
    words: float
    meaning: float


def subject(question: str) -> str:
    """What a question is about: its words without the frame, or all of them where nothing else is left."""
    rest = " ".join(_FRAME.sub(" ", question).replace("?", " ").split())
    return rest if content_words(rest) else question.strip() or "?"


def split_sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text, each with its mark and the space after it; joined they give the text."""
    return tuple(match.group() for match in _SENTENCE.finditer(text))


def questions_in(text: str) -> tuple[str, ...]:
    """The sentences of a text that ask something."""
    return tuple(sentence.strip() for sentence in split_sentences(text) if "?" in sentence)


def is_whether(text: str) -> bool:
    """Whether a text asks something that yes or no answers: then what it names is offered."""
    asked = questions_in(text)
    return bool(asked) and not _OPEN.match(asked[-1])


def is_repeat(question: str, asked: Sequence[str], meanings: Sequence[float], embedder: str) -> bool:
    """Whether `question` was asked before.

    Args:
        question: the planned question.
        asked: the questions asked so far.
        meanings: the similarity of its subject to each of theirs, same order; empty when none was measured.
        embedder: name of the embedder that measured; an unknown one gets the strictest cut-off.
    """
    cut = SAME_QUESTION.get(embedder, min(SAME_QUESTION.values()))
    words = content_words(subject(question))
    by_words = any(jaccard(words, content_words(subject(other))) > SAME_WORDS for other in asked)
    same_text = any(question.casefold().split() == other.casefold().split() for other in asked)
    return same_text or by_words or any(value >= cut for value in meanings)
