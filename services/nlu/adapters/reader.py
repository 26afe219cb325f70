"""The reader model: MiniLM with the deltas of `artefacts/reader.npz` on onnxruntime, its heads in numpy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from services.nlu.adapters.heads import read_heads, softmax
from services.nlu.adapters.pieces import MOST_QUESTION, Pieces, windows
from services.nlu.core.heard import Attributes, Heard, Piece, spans
from services.nlu.core.reading import Act, Engagement, Owner, Span, Time
from services.shared.minilm.tokens import open_tokenizer
from services.shared.minilm.transformer import Transformer, fingerprint, read_deltas

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from services.nlu.adapters.heads import Head, Vectors

_BATCH = 8
LEAST_OFFERED = 0.5
"""Probability from which a piece of the question belongs to what it offers."""
_LONGEST_THING = 12
"""Pieces of the longest thing a pronoun is taken to stand for."""
"""Windows in one call: memory grows with it, time hardly falls."""


class Reader:
    """The reader; safe to call from several threads."""

    def __init__(self, path: Path, threads: int) -> None:
        """Load the artefact at `path`; `threads` is what one call may use."""
        self._transformer = Transformer(threads, read_deltas(path))
        self._tokenizer = open_tokenizer(0)
        self.heads = read_heads(path)
        self.fingerprint = fingerprint(path.read_bytes())

    def hear(self, question: str, message: str, candidates: Sequence[str]) -> Heard:
        """The scores of a reply; without candidates those the question offers are found.

        A candidate whose words do not stand in the question is asked after it, as a list.
        """
        question, places = _placed(question, candidates)
        seen = windows(self._tokenizer, question, message)
        states: list[Vectors] = []
        for start in range(0, len(seen), _BATCH):
            batch = seen[start : start + _BATCH]
            hidden, _ = self._transformer.hidden([one.ids for one in batch], [one.types for one in batch])
            states += [row[: len(one.ids)] for row, one in zip(hidden, batch, strict=True)]
        heard = _Heard(self.heads, _Texts(question, message), seen, states)
        heard.weigh(places or heard.offered(), candidates)
        return heard


class _Texts(NamedTuple):
    question: str
    message: str


@dataclass(frozen=True)
class _Message:
    pieces: Pieces
    states: Vectors

    @property
    def message_at(self) -> int:
        return self.pieces.message_at

    @property
    def said(self) -> Vectors:
        first = self.pieces.message_at
        return self.states[first : first + max(1, len(self.pieces.message))]


class _Heard:
    """`core.heard.Heard` over the hidden states of all windows."""

    def __init__(
        self,
        heads: Mapping[str, Head],
        texts: _Texts,
        seen: Sequence[Pieces],
        states: Sequence[Vectors],
    ) -> None:
        self._heads = heads
        self._texts = texts
        self._messages = [_Message(*pair) for pair in zip(seen, states, strict=True)]
        self.pieces = [piece for one in self._messages for piece in self._tagged(one)]
        views = np.stack([np.concatenate([one.states[0], one.said.mean(0), one.said.max(0)]) for one in self._messages])
        # An act of any window is one of the message; the level of a message is that of its windows on average.
        self.acts = dict(zip(Act, heads["acts"](views).max(0).tolist(), strict=True))
        self.engagement = dict(zip(Engagement, heads["engagement"](views).mean(0).tolist(), strict=True))
        self.foreign = float(heads["foreign"](views).mean())
        self.candidates: Sequence[str] = ()
        self.confirmed: Sequence[float] = ()

    def offered(self) -> list[tuple[int, int]]:
        """Places in the question of what it offers."""
        first = self._messages[0]
        if not first.pieces.question:
            return []
        shares = softmax(self._heads["offered"](first.states[1 : 1 + len(first.pieces.question)])).tolist()
        pieces = [
            Piece(start, end, begin, inside)
            for (start, end), (_, begin, inside) in zip(first.pieces.question, shares, strict=True)
        ]
        return [(span.start, span.end) for span in spans(pieces, self._texts.question, LEAST_OFFERED)]

    def weigh(self, places: Sequence[tuple[int, int]], candidates: Sequence[str]) -> None:
        """Judge the candidates at these places of the question; without names they are called as they stand there."""
        self.candidates = candidates or [self._texts.question[start:end] for start, end in places]
        self.confirmed = [self._confirmed(*place) for place in places]

    def attributes(self, span: Span) -> Attributes:
        """The attributes of any span of the message."""
        rows = []
        for one in self._messages:
            first, last = one.pieces.in_message(span.start, span.end)
            if one.pieces.message and first < last and one.pieces.message[0][0] < span.end:
                rows.append(one.states[first:last])
        scores = self._heads["attributes"](np.concatenate(rows).mean(0)) if rows else np.zeros(8, np.float32)
        owners, times, flags = np.split(scores, [len(Owner), len(Owner) + len(Time)])
        denied, vague = (1 / (1 + np.exp(-flags))).tolist()
        return Attributes(
            dict(zip(Owner, softmax(owners).tolist(), strict=True)),
            dict(zip(Time, softmax(times).tolist(), strict=True)),
            denied,
            vague,
        )

    def antecedent(self, span: Span) -> tuple[str, float]:
        """What a pronoun in a span stands for, in words of the message or the question, and how sure that is."""
        for one in self._messages:
            first, last = one.pieces.in_message(span.start, span.end)
            if one.pieces.message and first < last <= len(one.states) and one.pieces.message[-1][1] > span.start:
                return self._pointed(one, first, last)
        return "", 0.0

    def _pointed(self, one: _Message, first: int, last: int) -> tuple[str, float]:
        """The best stretch of one text, of at most `_LONGEST_THING` pieces, that is not the span itself."""
        asked = self._heads["asks"](one.states[first:last].mean(0))
        half = len(asked) // 2
        starts = softmax(self._heads["starts"](one.states) @ asked[:half] / np.sqrt(half))
        ends = softmax(self._heads["ends"](one.states) @ asked[half:] / np.sqrt(half))
        best, place = 0.0, (0, 0)
        for bounds in ((1, 1 + len(one.pieces.question)), (one.message_at, one.message_at + len(one.pieces.message))):
            for start in range(*bounds):
                stretch = ends[start : min(start + _LONGEST_THING, bounds[1])]
                end = start + int(np.argmax(stretch))
                share = float(starts[start] * ends[end])
                if share > best and (end < first or start >= last):
                    best, place = share, (start, end)
        return (self._between(one, *place), best) if best else ("", 0.0)

    def _between(self, one: _Message, start: int, end: int) -> str:
        if start >= one.message_at:
            places, text, shift = one.pieces.message, self._texts.message, one.message_at
        else:
            places, text, shift = one.pieces.question, self._texts.question, 1
        return " ".join(text[places[start - shift][0] : places[end - shift][1]].split())

    def _tagged(self, one: _Message) -> list[Piece]:
        if not one.pieces.message:
            return []
        shares = softmax(self._heads["tags"](one.said)).tolist()
        return [
            Piece(start, end, begin, inside)
            for (start, end), (_, begin, inside) in zip(one.pieces.message, shares, strict=True)
        ]

    def _confirmed(self, start: int, end: int) -> float:
        scores = []
        for one in self._messages:
            first, last = one.pieces.in_question(start, end)
            span = one.states[first:last].mean(0) if first < last else one.states[0]
            scores.append(float(self._heads["confirmed"](np.concatenate([span, one.states[0]]))[0]))
        return max(scores)


def _placed(question: str, candidates: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
    """The question, and the place of each candidate in it; those that do not stand in it are added at its end."""
    low = question.lower()
    if any(candidate.lower() not in low for candidate in candidates):
        question = f"{question} {'; '.join(candidates)}?".strip()[-MOST_QUESTION * 8 :]
        low = question.lower()
    places, at = [], 0
    for candidate in candidates:
        start = low.find(candidate.lower(), at)
        start = start if start >= 0 else max(0, low.find(candidate.lower()))
        places.append((start, start + len(candidate)))
        at = start + len(candidate)
    return question, places
