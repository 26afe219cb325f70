"""Texts as the transformer reads them: the question as first segment, the message as second, each piece with its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.nlu.core.naming import marked, named, spelled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tokenizers import Tokenizer

CLS, SEP = 101, 102
MOST_QUESTION, MOST_MESSAGE = 112, 192
"""Pieces of one window; the last ones of a longer question, and as many windows as a longer message needs."""
MOST_EVIDENCE = 256
"""Pieces of evidence a claim is read with."""
SENTENCE_ENDS = frozenset(".!?;\n")


@dataclass(frozen=True)
class Pieces:
    """One window: ids and segments of `[CLS] question [SEP] message [SEP]`, and where its pieces stand in the texts.

    `question` and `message` are the places (start, end) of their pieces in code points; those of the message begin at
    position `message_at` of `ids`, those of the question at 1.
    """

    ids: list[int]
    types: list[int]
    question: list[tuple[int, int]]
    message: list[tuple[int, int]]

    @property
    def message_at(self) -> int:
        """Position of the first piece of the message."""
        return len(self.question) + 2

    def in_question(self, start: int, end: int) -> tuple[int, int]:
        """Positions (first, past the last) of the pieces of the question within `start` and `end`; equal when none is."""
        first, last = _within(self.question, start, end)
        return first + 1, last + 1

    def in_message(self, start: int, end: int) -> tuple[int, int]:
        """The same for the message."""
        first, last = _within(self.message, start, end)
        return first + self.message_at, last + self.message_at


def about(question: str, reply: str, names: Sequence[str]) -> list[tuple[str, str]]:
    """Question and reply for each of the things that were offered.

    At the end of the question stands which of how many, and its words; in the reply the words that name it are marked.
    """
    reply = spelled(reply)
    namings = named(reply, names)
    return [
        (f"{question} {place + 1} of {len(names)}: {name}?", marked(reply, namings, place))
        for place, name in enumerate(names)
    ]


def windows(tokenizer: Tokenizer, question: str, message: str, most_question: int = MOST_QUESTION) -> list[Pieces]:
    """The windows a message is read in, at least one."""
    asked = tokenizer.encode(_with_line_ends(question), add_special_tokens=False)
    said = tokenizer.encode(_with_line_ends(message), add_special_tokens=False)
    question_ids, question_places = asked.ids[-most_question:], asked.offsets[-most_question:]
    return [
        Pieces(
            ids=[CLS, *question_ids, SEP, *said.ids[start:end], SEP],
            types=[*([0] * (len(question_ids) + 2)), *([1] * (end - start + 1))],
            question=question_places,
            message=said.offsets[start:end],
        )
        for start, end in _cuts(message, said.offsets)
    ]


def _with_line_ends(text: str) -> str:
    """The text with a mark where a line ends, which the tokenizer would not see; places stay."""
    return text.replace("\n", ";")


def _cuts(message: str, places: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Where windows begin and end; a window ends with a sentence where one ends in its second half."""
    start = 0
    while len(places) - start > MOST_MESSAGE:
        end = start + MOST_MESSAGE
        for place in range(end, start + MOST_MESSAGE // 2, -1):
            if message[places[place - 1][1] - 1] in SENTENCE_ENDS:
                end = place
                break
        yield start, end
        start = end
    yield start, len(places)


def _within(places: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    inside = [place for place, (first, last) in enumerate(places) if first < end and last > start]
    return (inside[0], inside[-1] + 1) if inside else (0, 0)
