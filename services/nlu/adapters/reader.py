"""The reader model: MiniLM with the deltas of `artefacts/reader.npz` on onnxruntime, its heads in numpy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from services.nlu.adapters.heads import pooled, read_heads, softmax
from services.nlu.adapters.pieces import SENTENCE_ENDS, Pieces, about, windows
from services.nlu.core import patterns
from services.nlu.core.heard import Attributes, Heard, Piece
from services.nlu.core.reading import Act, Engagement, Owner, Span, Time
from services.nlu.core.spans import stretches
from services.shared.minilm.tokens import open_tokenizer
from services.shared.minilm.transformer import Transformer, fingerprint, read_deltas

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from services.nlu.adapters.heads import Head, Vectors

_BATCH = 8
"""Windows in one call: memory grows with it, time hardly falls."""
MOST_WINDOWS = 2
"""Windows of a message that are weighed against what was offered: each candidate is a pass of its own."""
LEAST_OFFERED = 0.5
"""Probability from which a piece of the question belongs to what it offers."""
_LONGEST_THING = 12
"""Pieces of the longest thing a pronoun is taken to stand for."""


class Reader:
    """The reader; safe to call from several threads."""

    def __init__(self, path: Path, threads: int) -> None:
        """Load the artefact at `path`; `threads` is what one call may use."""
        self._transformer = Transformer(threads, read_deltas(path))
        self._tokenizer = open_tokenizer(0)
        self.heads = read_heads(path)
        with np.load(path) as arrays:
            self._of_acts, self._of_offers = (
                arrays[name].astype(np.float32) for name in ("patterns.acts", "patterns.offers")
            )
        self.fingerprint = fingerprint(path.read_bytes())

    def hear(self, question: str, message: str, candidates: Sequence[str]) -> Heard:
        """The scores of a reply; without candidates those the question offers are found."""
        heard = _Heard(self.heads, _Texts(question, message), *self._seen(windows(self._tokenizer, question, message)))
        heard.candidates = candidates or heard.offered()
        heard.confirmed = self._confirmed(question, message, heard.candidates)
        heard.patterns = [
            float(self._of_offers[touched].sum()) for touched in patterns.of_offers(question, message, heard.candidates)
        ]
        weights = self._of_acts[patterns.of_acts(question, message)].sum(0)
        heard.act_patterns = dict(zip(patterns.ACTS, weights.tolist(), strict=True))
        return heard

    def _seen(self, seen: Sequence[Pieces]) -> tuple[Sequence[Pieces], list[Vectors]]:
        """The windows with the hidden states of each."""
        states: list[Vectors] = []
        for start in range(0, len(seen), _BATCH):
            batch = seen[start : start + _BATCH]
            hidden, _ = self._transformer.hidden([one.ids for one in batch], [one.types for one in batch])
            states += [row[: len(one.ids)] for row, one in zip(hidden, batch, strict=True)]
        return seen, states

    def _confirmed(self, question: str, message: str, candidates: Sequence[str]) -> list[float]:
        """The logit of each candidate by its strongest window: the whole network reads the reply with it in mind."""
        if not candidates:
            return []
        each = [windows(self._tokenizer, *pair)[:MOST_WINDOWS] for pair in about(question, message, candidates)]
        seen, states = self._seen([one for windows_of_one in each for one in windows_of_one])
        views = [pooled(state, one.message_at, len(one.message)) for one, state in zip(seen, states, strict=True)]
        scores = iter(self.heads["confirmed"](np.stack(views))[:, 0].tolist())
        return [max(next(scores) for _ in windows_of_one) for windows_of_one in each]


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
        views = np.stack([pooled(one.states, one.message_at, len(one.pieces.message)) for one in self._messages])
        # An act of any window is one of the message; the level of a message is that of its windows on average.
        self.acts = dict(zip(Act, heads["acts"](views).max(0).tolist(), strict=True))
        self.engagement = dict(zip(Engagement, heads["engagement"](views).mean(0).tolist(), strict=True))
        self.foreign = float(heads["foreign"](views).mean())
        self.candidates: Sequence[str] = ()
        self.confirmed: Sequence[float] = ()
        self.patterns: Sequence[float] = ()
        self.act_patterns: Mapping[Act, float] = {}

    def offered(self) -> list[str]:
        """What the question offers, in its words."""
        first = self._messages[0]
        if not first.pieces.question:
            return []
        shares = softmax(self._heads["offered"](first.states[1 : 1 + len(first.pieces.question)])).tolist()
        pieces = [
            Piece(start, end, begin, inside)
            for (start, end), (_, begin, inside) in zip(first.pieces.question, shares, strict=True)
        ]
        return [
            self._texts.question[span.start : span.end]
            for span in stretches(pieces, self._texts.question, LEAST_OFFERED)
        ]

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
        """The best stretch within a sentence, of at most `_LONGEST_THING` pieces, that is not the span itself."""
        asked = self._heads["asks"](one.states[first:last].mean(0))
        half = len(asked) // 2
        starts = softmax(self._heads["starts"](one.states) @ asked[:half] / np.sqrt(half))
        ends = softmax(self._heads["ends"](one.states) @ asked[half:] / np.sqrt(half))
        best, place = 0.0, (0, 0)
        for first_place, places, text in (
            (1, one.pieces.question, self._texts.question),
            (one.message_at, one.pieces.message, self._texts.message),
        ):
            stops = [place for place, (a, _) in enumerate(places) if text[a] in SENTENCE_ENDS] + [len(places)]
            for start in range(first_place, first_place + len(places)):
                stop = first_place + next(place for place in stops if place >= start - first_place)
                stretch = ends[start : min(start + _LONGEST_THING, stop)]
                if not len(stretch):
                    continue
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
