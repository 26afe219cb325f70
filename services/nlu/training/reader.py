"""Teaches the reader: MiniLM with deltas on all layers, and heads for spans, attributes, acts, engagement, confirmations.

One pass over `[CLS] question [SEP] message [SEP]` feeds all heads but one; what a reply says of something offered is told by a
pass of its own, whose question ends with that candidate. What a row does not tell is left out of its loss.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any, TypeVar

import torch  # type: ignore[import-not-found]
from torch.nn import functional  # type: ignore[import-not-found]

from services.nlu.training import lists, offers
from services.nlu.training.lessons import (
    ACTS,
    LEVELS,
    OWNERS,
    TIMES,
    UNTOLD,
    Shown,
    is_closing,
    of_offer,
    of_reply,
    shown,
    varied,
)
from services.nlu.training.lessons import (
    asked as asked_each,
)
from services.shared.minilm.names import names as weight_names
from services.shared.minilm.tokens import open_tokenizer
from services.shared.minilm.trainable import Trainable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from tokenizers import Tokenizer

    from services.nlu.adapters.pieces import Pieces
    from services.nlu.training.corpus import Offer, Reply
    from services.nlu.training.lessons import Lesson

    Asked = tuple[Pieces, float]

RANK = 48
POINTER = 64
"""Dimensions in which a span and what its pronoun stands for are compared."""
EPOCHS = 4
MADE = 2
"""Made replies to an offer in one round, for each written one."""
_WIDTH, _BATCH, _RATE = 384, 32, 1.5e-3
_ACTS, _ENGAGEMENT, _ATTRIBUTES, _CONFIRMED, _OFFERED, _FOREIGN, _ANTECEDENTS = 12.0, 0.5, 0.5, 3.0, 0.3, 0.5, 0.15
"""Weight of each loss beside that of the tags."""
_DROPPED = 0.1
_MOST_RARE = 6.0
"""The most a row of a rare act counts; the layers set its probability right again."""

_Row = TypeVar("_Row")


class Reader(torch.nn.Module):  # type: ignore[misc]
    """The encoder and the heads; `adapters.reader` holds the same arithmetic in numpy."""

    def __init__(self, rank: int, lessons: Sequence[Lesson]) -> None:
        """Deltas of `rank` on every layer; an act counts the more the rarer it is among the lessons."""
        super().__init__()
        self.encoder = Trainable(rank, 0)
        self.rarity = rarity(lessons)
        self.tags = torch.nn.Linear(_WIDTH, 3)
        self.offered = torch.nn.Linear(_WIDTH, 3)
        self.attributes = torch.nn.Linear(_WIDTH, len(OWNERS) + len(TIMES) + 2)
        self.acts = torch.nn.Linear(3 * _WIDTH, len(ACTS))
        self.engagement = torch.nn.Linear(3 * _WIDTH, len(LEVELS))
        self.confirmed = torch.nn.Linear(3 * _WIDTH, 1)
        self.foreign = torch.nn.Linear(3 * _WIDTH, 1)
        self.asks = torch.nn.Linear(_WIDTH, 2 * POINTER)
        self.starts = torch.nn.Linear(_WIDTH, POINTER)
        self.ends = torch.nn.Linear(_WIDTH, POINTER)

    def loss(self, batch: Sequence[Shown]) -> Any:
        """The weighted sum of the losses of a batch."""
        with torch.autocast("cpu", torch.bfloat16):
            state, _ = self.encoder.hidden([one.pieces.ids for one in batch], [one.pieces.types for one in batch])
        state = functional.dropout(state.float(), _DROPPED, self.training)
        width = state.shape[1]
        tags = torch.tensor([one.tags + [UNTOLD] * (width - len(one.tags)) for one in batch])
        total = torch.zeros(())
        if (tags != UNTOLD).any():
            total = functional.cross_entropy(self.tags(state).flatten(0, 1), tags.flatten(), ignore_index=UNTOLD)
        if offering := [(row, one) for row, one in enumerate(batch) if one.candidates or one.offers_nothing]:
            total = total + _OFFERED * self._offered_loss(state, offering)
        if spans := [(row, span) for row, one in enumerate(batch) for span in one.spans]:
            told = torch.tensor([values for one in batch for values in one.attributes])
            scores = self.attributes(torch.stack([state[row, a:b].mean(0) for row, (a, b) in spans]))
            total = total + _ATTRIBUTES * _attribute_loss(scores, told)
        if pronouns := [(row, one, told) for row, one in enumerate(batch) for told in one.antecedents]:
            total = total + _ANTECEDENTS * self._antecedent_loss(state, pronouns)
        if rows := [row for row, one in enumerate(batch) if one.acts is not None]:
            pooled = torch.stack([pool(state[row], batch[row].pieces) for row in rows])
            right = torch.tensor([batch[row].acts for row in rows])
            total = total + _ACTS * functional.binary_cross_entropy_with_logits(
                self.acts(pooled), right, pos_weight=self.rarity
            )
            foreign = torch.tensor([batch[row].foreign for row in rows])
            total = total + _FOREIGN * functional.binary_cross_entropy_with_logits(self.foreign(pooled)[:, 0], foreign)
            levels = torch.tensor([batch[row].engagement for row in rows])
            if (levels != UNTOLD).any():
                scores = self.engagement(pooled)
                total = total + _ENGAGEMENT * functional.cross_entropy(scores, levels, ignore_index=UNTOLD)
        return total

    def confirmed_loss(self, batch: Sequence[Asked]) -> Any:
        """The weighted loss of a batch of candidates, each with what the reply to it says."""
        with torch.autocast("cpu", torch.bfloat16):
            state, _ = self.encoder.hidden([one.ids for one, _ in batch], [one.types for one, _ in batch])
        state = functional.dropout(state.float(), _DROPPED, self.training)
        scores = self.confirmed(torch.stack([pool(state[row], one) for row, (one, _) in enumerate(batch)]))[:, 0]
        right = torch.tensor([is_theirs for _, is_theirs in batch])
        return _CONFIRMED * functional.binary_cross_entropy_with_logits(scores, right)

    def _offered_loss(self, state: Any, offering: Sequence[tuple[int, Shown]]) -> Any:
        labels, states = [], []
        for row, one in offering:
            tags = [0] * len(one.pieces.question)
            for first, last in one.candidates:
                tags[first - 1 : last - 1] = [1, *([2] * (last - first - 1))]
            labels += tags
            states.append(state[row, 1 : 1 + len(tags)])
        return functional.cross_entropy(self.offered(torch.cat(states)), torch.tensor(labels))

    def _antecedent_loss(self, state: Any, pronouns: Sequence[tuple[int, Shown, tuple[int, int, int]]]) -> Any:
        """Which pieces begin and end what the pronoun of a span stands for."""
        total = torch.zeros(())
        for row, one, (number, first, last) in pronouns:
            a, b = one.spans[number]
            start, end = self.asks(state[row, a:b].mean(0)).split(POINTER)
            seen = state[row, : len(one.pieces.ids)]
            for head, asked, right in ((self.starts, start, first), (self.ends, end, last)):
                scores = head(seen) @ asked / POINTER**0.5
                total = total + functional.cross_entropy(scores[None], torch.tensor([right]))
        return total / len(pronouns)

    def heads(self) -> dict[str, Any]:
        """The weights (out, in) and biases of the heads by name."""
        return {
            f"head.{name}.{part}": value.detach().numpy()
            for name in (
                "tags",
                "offered",
                "attributes",
                "acts",
                "engagement",
                "confirmed",
                "foreign",
                "asks",
                "starts",
                "ends",
            )
            for part, value in getattr(self, name).named_parameters()
        }


def rarity(lessons: Sequence[Lesson]) -> Any:
    """What a row of each act counts: the more the rarer it is."""
    told = [lesson.acts for lesson in lessons if lesson.acts is not None]
    shares = torch.tensor([sum(act in acts for acts in told) / len(told) for act in ACTS])
    return ((1 - shares) / shares).sqrt().clamp(1, _MOST_RARE)


def pool(state: Any, pieces: Pieces) -> Any:
    """First piece, mean and maximum of the message's pieces: (3 * 384)."""
    message = state[pieces.message_at : pieces.message_at + max(1, len(pieces.message))]
    return torch.cat([state[0], message.mean(0), message.amax(0)])


def teach(
    replies: Sequence[Reply], written: Sequence[Offer], tell: Callable[[str], None], start: Path | None = None
) -> Reader:
    """The taught reader; with `start`, an artefact that goes on for one round at half of the rate."""
    lessons = [*map(of_reply, replies), *map(of_offer, written)]
    tell(f"{len(lessons)} lessons")
    torch.manual_seed(0)
    draw = random.Random(0)
    tokenizer = open_tokenizer(0)
    reader = Reader(RANK, lessons)
    epochs, rate = EPOCHS, _RATE
    if start is not None:
        reader.encoder.read(start, weight_names(reader.encoder.weights))
        reader.encoder.read_heads(reader, start)
        epochs, rate = 1, _RATE / 2
    optimizer = torch.optim.AdamW(reader.parameters(), lr=rate, weight_decay=0.01)
    schedule: Any = None
    for epoch in range(epochs):
        told = [*lessons, *lists.lists(replies, draw)]
        steps: list[tuple[Callable[[Any], Any], Any]] = [
            *((reader.loss, batch) for batch in _batches(_replies(told, tokenizer, draw), _length_of_shown, draw)),
            *((reader.confirmed_loss, batch) for batch in _batches(_asked(written, tokenizer, draw), _length, draw)),
        ]
        if schedule is None:  # later rounds have a few steps more or less
            schedule = torch.optim.lr_scheduler.OneCycleLR(
                optimizer, rate, total_steps=epochs * (len(steps) + len(steps) // 50 + 1), pct_start=0.1
            )
        losses = []
        for measure, batch in draw.sample(steps, len(steps)):
            loss = measure(batch)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            losses.append(float(loss.detach()))
        tell(f"reader round {epoch + 1} of {epochs}: loss {sum(losses) / len(losses):.3f}")
    reader.eval()
    return reader


def _replies(lessons: Sequence[Lesson], tokenizer: Tokenizer, draw: random.Random) -> list[Shown]:
    """Every lesson, said a little differently each time."""
    closings = [lesson for lesson in lessons if is_closing(lesson)]
    others = draw.sample(lessons, len(lessons))
    return [
        shown(varied(lesson, other, draw.choice(closings), draw), tokenizer)
        for lesson, other in zip(lessons, others, strict=True)
    ]


def _asked(written: Sequence[Offer], tokenizer: Tokenizer, draw: random.Random) -> list[Asked]:
    """All candidates of the written offers, and one of each made reply to them."""
    rows = [pair for offer in written for pair in asked_each(varied_offer(of_offer(offer), draw), tokenizer)]
    for _ in range(MADE):
        rows += [draw.choice(asked_each(varied_offer(made, draw), tokenizer)) for made in offers.offers(written, draw)]
    return rows


def varied_offer(lesson: Lesson, draw: random.Random) -> Lesson:
    """A reply to an offer as somebody else might have typed it."""
    return varied(lesson, lesson, lesson, draw)


def _length_of_shown(one: Shown) -> int:
    return len(one.pieces.ids)


def _length(one: Asked) -> int:
    return len(one[0].ids)


def _batches(every: Sequence[_Row], length: Callable[[_Row], int], draw: random.Random) -> list[list[_Row]]:
    """Batches of texts of similar length."""
    ordered = sorted(every, key=lambda one: length(one) + 4 * draw.random())
    return [ordered[start : start + _BATCH] for start in range(0, len(ordered), _BATCH)]


def _attribute_loss(scores: Any, told: Any) -> Any:
    owners, times, flags = scores.split([len(OWNERS), len(TIMES), 2], 1)
    return (
        functional.cross_entropy(owners, told[:, 0])
        + functional.cross_entropy(times, told[:, 1])
        + functional.binary_cross_entropy_with_logits(flags, told[:, 2:].float())
    )
