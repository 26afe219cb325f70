"""Rows of the corpus as lessons for the reader, said a little differently each time they are shown."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from services.nlu.adapters.pieces import Pieces, about, windows
from services.nlu.core.reading import Act, Engagement, Owner, Time

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from tokenizers import Tokenizer

    from services.nlu.training.corpus import Mention, Offer, Reply

ACTS, LEVELS, OWNERS, TIMES = tuple(Act), tuple(Engagement), tuple(Owner), tuple(Time)
OUTSIDE, BEGIN, INSIDE = range(3)
SEVERAL = 3
CLEAR = frozenset({Act.ASSENT, Act.DECLINE, Act.ANSWER, Act.CORRECTION, Act.THANKS})
"""Acts of a reply that says yes or no and does nothing else."""
_OPEN = re.compile(
    r"\W*(?:what|how|who|where|when|why|which|tell|describe|walk|talk|and what|so what|anything|is there anything)\b",
    re.IGNORECASE,
)
"""A question that begins so asks openly; the offers of the corpus are those of their own files."""
CLOSING = frozenset({Act.STOP, Act.DECLINE, Act.THANKS, Act.DONT_KNOW})
"""Acts of a reply that only ends."""
UNTOLD = -100
"""A label that is not known; PyTorch's cross-entropy leaves it out."""

NO_QUESTION, OTHER_QUESTION, NO_MARKS, SLIPS, JOINED, ENDED = 0.12, 0.35, 0.25, 0.2, 0.12, 0.12
"""How often a lesson loses its question or gets another's, loses its punctuation, gets slips of the finger, is joined
with another one, or with one that ends."""
ASKED_ANYTHING = (
    "Is there anything else you do?",
    "Anything else?",
    "What else do you do in your job?",
    "Is there anything you would like to add?",
)
"""A wish to end often follows such a question in the corpus; what follows one in a lesson is any reply."""
_SAYS_ENOUGH = 4
"""Words from which a reply means the same whatever was asked."""


@dataclass(frozen=True)
class Lesson:
    """One text to read with what is known of it."""

    question: str
    message: str
    mentions: Sequence[Mention] | None = None
    acts: frozenset[Act] | None = None
    engagement: Engagement | None = None
    candidates: Sequence[tuple[int, int]] | None = None
    confirmed: frozenset[int] = frozenset()
    is_foreign: bool = False


@dataclass
class Shown:
    """A lesson in pieces with the labels of each head; positions are those of `pieces.ids`."""

    pieces: Pieces
    tags: list[int]
    spans: list[tuple[int, int]] = field(default_factory=list)
    attributes: list[tuple[int, int, int, int]] = field(default_factory=list)
    antecedents: list[tuple[int, int, int]] = field(default_factory=list)
    """Number of the span, first and last position of what its pronoun stands for."""
    acts: list[float] | None = None
    engagement: int = UNTOLD
    foreign: float | None = None
    candidates: list[tuple[int, int]] = field(default_factory=list)
    offers_nothing: bool = False
    """Whether it is known that the question names nothing to confirm."""


def of_reply(reply: Reply) -> Lesson:
    """A reply; one whose activities are not marked teaches no spans."""
    return Lesson(
        reply.question,
        reply.message,
        reply.mentions if reply.is_marked else None,
        reply.acts,
        level_of(reply),
        is_foreign=reply.language != "en",
    )


def level_of(reply: Reply) -> Engagement | None:
    """The level of a reply by the one measure all of the corpus is held to; who writes judges each row by feel.

    Three activities of one's own are high, one is medium, and so is a clear yes or no to what was asked. Between two
    and three, and where nothing of one's own is named, the writer's judgement stands.
    """
    own = sum(mention.is_own_present for mention in reply.mentions)
    if reply.engagement is None or not reply.is_marked:
        return None
    if own >= SEVERAL:
        return Engagement.HIGH
    if own == 1 or (not own and reply.acts <= CLEAR and reply.acts & {Act.ASSENT, Act.DECLINE}):
        return Engagement.MEDIUM
    return reply.engagement


def of_offer(offer: Offer) -> Lesson:
    """A reply to named candidates; its spans, acts and engagement are not told."""
    return Lesson(offer.question, offer.reply, candidates=offer.candidates, confirmed=offer.confirmed)


def is_closing(lesson: Lesson) -> bool:
    """Whether a lesson does nothing but end: it may follow any other reply."""
    acts = lesson.acts or frozenset()
    return Act.STOP in acts and acts <= CLOSING and not lesson.mentions and " " in lesson.message


def varied(lesson: Lesson, other: Lesson, closing: Lesson, draw: Random) -> Lesson:
    """The lesson as somebody else might have typed it; `other` is any lesson, `closing` one that only ends."""
    if lesson.candidates is None and draw.random() < NO_QUESTION:
        lesson = replace(lesson, question="")
    elif lesson.candidates is None and draw.random() < OTHER_QUESTION and _stands_alone(lesson):
        lesson = replace(lesson, question=draw.choice([other.question, draw.choice(ASKED_ANYTHING)]))
    if lesson.mentions is not None and other.mentions is not None and draw.random() < JOINED:
        lesson = _joined(lesson, other, draw)
    elif lesson.mentions and draw.random() < ENDED:
        lesson = _joined(lesson, closing, draw)
    if draw.random() < NO_MARKS:
        lesson = _rewritten(lesson, lambda text: _without_marks(text, draw))
    if draw.random() < SLIPS:
        lesson = _rewritten(lesson, lambda text: _slipped(text, draw))
    return lesson


def shown(lesson: Lesson, tokenizer: Tokenizer) -> Shown:
    """The first window of a lesson with its labels."""
    pieces = windows(tokenizer, lesson.question, lesson.message)[0]
    tags = [UNTOLD] * len(pieces.ids)
    made = Shown(pieces, tags)
    if lesson.mentions is not None:
        at = pieces.message_at
        tags[at : at + len(pieces.message)] = [OUTSIDE] * len(pieces.message)
        for mention in lesson.mentions:
            first, last = pieces.in_message(mention.start, mention.end)
            if first < last <= at + len(pieces.message):
                tags[first:last] = [BEGIN, *([INSIDE] * (last - first - 1))]
                if (place := _antecedent(lesson, mention, pieces)) is not None:
                    made.antecedents.append((len(made.spans), *place))
                made.spans.append((first, last))
                made.attributes.append(
                    (OWNERS.index(mention.owner), TIMES.index(mention.time), mention.denied, mention.vague)
                )
    if lesson.acts is not None:
        made.acts = [float(act in lesson.acts) for act in ACTS]
        made.foreign = float(lesson.is_foreign)
    if lesson.engagement is not None:
        made.engagement = LEVELS.index(lesson.engagement)
    made.offers_nothing = lesson.candidates is None and bool(_OPEN.match(lesson.question))
    for start, end in lesson.candidates or ():
        first, last = pieces.in_question(start, end)
        if first < last:
            made.candidates.append((first, last))
    return made


def asked(lesson: Lesson, tokenizer: Tokenizer) -> list[tuple[Pieces, float]]:
    """A reply to an offer, once for each candidate, and whether that is confirmed."""
    names = [lesson.question[start:end] for start, end in lesson.candidates or ()]
    return [
        (windows(tokenizer, *pair)[0], float(place in lesson.confirmed))
        for place, pair in enumerate(about(lesson.question, lesson.message, names))
    ]


def _stands_alone(lesson: Lesson) -> bool:
    """Whether a reply means the same after another question: it is long enough and answers no yes-or-no question."""
    answers = lesson.acts is not None and bool(lesson.acts & {Act.ASSENT, Act.DECLINE})
    return not answers and len(lesson.message.split()) >= _SAYS_ENOUGH


def _antecedent(lesson: Lesson, mention: Mention, pieces: Pieces) -> tuple[int, int] | None:
    """First and last position of what a mention refers to: its nearest place before it, else in the question."""
    words = mention.refers_to.lower()
    if not words:
        return None
    start = lesson.message[: mention.start].lower().rfind(words)
    if start >= 0:
        first, last = pieces.in_message(start, start + len(words))
    else:
        start = lesson.question.lower().rfind(words)
        first, last = pieces.in_question(start, start + len(words)) if start >= 0 else (0, 0)
    return (first, last - 1) if first < last else None


def _joined(lesson: Lesson, other: Lesson, draw: Random) -> Lesson:
    """Two replies in one message: spans and acts are those of both, unless the second goes on after an end."""
    gap = draw.choice([" ", ". ", "\n", " and ", ", "])
    shift = len(lesson.message) + len(gap)
    moved = [replace(one, start=one.start + shift, end=one.end + shift) for one in other.mentions or ()]
    message = f"{lesson.message}{gap}{other.message}"
    acts, others = lesson.acts or frozenset(), other.acts or frozenset()
    goes_on = Act.STOP in acts and Act.STOP not in others
    mentions = [*(lesson.mentions or ()), *moved]
    own = sum(mention.is_own_present for mention in mentions)
    level = Engagement.HIGH if own >= SEVERAL else Engagement.MEDIUM if own == 1 else None
    return Lesson(lesson.question, message, mentions, None if goes_on else acts | others, level)


def _rewritten(lesson: Lesson, rewrite: object) -> Lesson:
    text, place = rewrite(lesson.message)  # type: ignore[operator]
    if not text.strip():
        return lesson
    mentions = lesson.mentions
    if mentions is not None:
        moved = [replace(one, start=place[one.start], end=place[one.end]) for one in mentions]
        mentions = [one for one in moved if one.start < one.end]
    return replace(lesson, message=text, mentions=mentions)


def _without_marks(text: str, draw: Random) -> tuple[str, list[int]]:
    """The text without its punctuation, as dictated; sentence marks sometimes stay."""
    kept = draw.random() < 0.3  # noqa: PLR2004 - a share
    return _edited(text, lambda char, _: " " if char in ",;:.!?-" and not (kept and char in ".!?") else char)


def _slipped(text: str, draw: Random) -> tuple[str, list[int]]:
    """The text with about one slip in eight words: a letter left out, doubled or exchanged."""

    def slip(char: str, _: int) -> str:
        if not char.isalpha() or draw.random() > 0.025:  # noqa: PLR2004 - five letters a word
            return char
        return draw.choice(["", char + char, draw.choice("etaoinsrhl"), char])

    return _edited(text, slip)


def _edited(text: str, edit: object) -> tuple[str, list[int]]:
    """The text with each character replaced, and the new place of every old one (and of the end)."""
    made: list[str] = []
    places: list[int] = []
    at = 0
    for index, char in enumerate(text):
        places.append(at)
        new = edit(char, index)  # type: ignore[operator]
        made.append(new)
        at += len(new)
    return "".join(made), [*places, at]
