"""Writing the reply of a turn: by a model, let through sentence by sentence, or by rules.

Rules:
1. The acknowledgement of cards is a fixed text and comes first, whoever writes the rest; care is never a model's.
2. A question of the model's is shown only when one is due and it was not asked before; otherwise it is left out.
3. Where one is due and none came, the planned question is appended. A stream that breaks off is replaced whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.agent.core import prompting, replies
from services.agent.core.prompts import SYSTEM
from services.agent.core.selection import is_aside
from services.agent.core.similar import is_repeat, subject
from services.agent.core.streaming import SentenceGate, is_prose
from services.agent.core.types import RULES, Author, Tool, TriggerKind, WrittenBy
from services.agent.turn import Delta
from services.shared.language.sentences import joined
from services.shared.llm import ModelUnavailable, Reason, StreamEnd, Usage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from services.agent.core.records import Question
    from services.agent.ports import Catalogue
    from services.agent.turn import TurnContext
    from services.shared.language.sentences import Sentence
    from services.shared.llm import CallSettings

LONGEST_REPLY = 1200  # characters of a model's reply: three sentences several times over
_UNENDED = StreamEnd("", Usage())


@dataclass(frozen=True, slots=True)
class Spoken:
    """The whole reply, the sentences of tables it is made of, and who wrote it."""

    text: str
    author: Author
    sentences: tuple[Sentence, ...] = ()


@dataclass(slots=True)
class _ModelReply:
    """A model's reply while it comes in; `end` is known after the last sentence."""

    end: StreamEnd = _UNENDED

    async def sentences(self, told: AsyncIterator[str | StreamEnd]) -> AsyncIterator[str]:
        """Its whole sentences, as soon as each is."""
        gate = SentenceGate(LONGEST_REPLY)
        async for piece in told:
            if isinstance(piece, StreamEnd):
                self.end = piece
                continue
            for sentence in gate.feed(piece):
                yield sentence
        for sentence in gate.end():
            yield sentence


async def speak(
    turn: TurnContext, catalogue: Catalogue, call: CallSettings, tool: Tool, question: Question | None
) -> AsyncIterator[Delta | Spoken]:
    """Write the reply; yields pieces, then the whole."""
    acknowledged = () if turn.needs_care else replies.card_acknowledgement(turn.state)
    prefix = "".join(f"{sentence.text} " for sentence in acknowledged)
    for one in acknowledged:
        yield Delta(1, f"{one.text} ", one)
    text, attempt = "", 1
    if _suits_model(turn):
        started, model = turn.clock.monotonic(), _ModelReply()
        prompt = prompting.response(tool, turn.state, turn.given.transcript, turn.message, question)
        told = model.sentences(turn.llm.stream_text(call, SYSTEM, prompt))
        try:
            async for sentence in _checked(turn, catalogue, told, question):
                text += sentence
                yield Delta(attempt, sentence)
        except ModelUnavailable as error:
            turn.failed(call, started, error)
        else:
            turn.record(call, started, model.end.usage, model=model.end.model)
            yield Spoken(f"{prefix}{text}".strip(), Author(WrittenBy.MODEL, model.end.model))
            return
    if text:
        attempt += 1
        for one in acknowledged:
            yield Delta(attempt, f"{one.text} ", one)
    written = replies.reply(_occasion(turn, tool, question))
    for place, one in enumerate(written):
        yield Delta(attempt, f" {one.text}" if place else one.text, one)
    yield Spoken(joined((*acknowledged, *written)), RULES, (*acknowledged, *written))


async def _checked(
    turn: TurnContext, catalogue: Catalogue, spoken: AsyncIterator[str], question: Question | None
) -> AsyncIterator[str]:
    """Let a model's sentences through: one question where one is due, none that was asked before, never nothing."""
    has_asked = has_said = ends_open = False
    async for sentence in spoken:
        if is_prose(sentence) and not any(map(str.isalnum, sentence)):
            continue  # blanks and marks alone say nothing
        if "?" in sentence:
            if question is None or has_asked or await _is_repeat(turn, catalogue, sentence):
                turn.left_aside.append(sentence.strip())
                continue
            has_asked = True
        if not is_prose(sentence):
            raise ModelUnavailable(Reason.BAD_REPLY)
        has_said, ends_open = True, not sentence[-1:].isspace()
        yield sentence
    if question and not has_asked:
        yield f" {question.text}" if ends_open else question.text
    elif not has_said:
        raise ModelUnavailable(Reason.BAD_REPLY)


def _suits_model(turn: TurnContext) -> bool:
    """Whether a model may write this reply; fixed answers to odd messages stay the rules'."""
    if turn.given.trigger.kind in {TriggerKind.REOPEN, TriggerKind.CORRECTION} or turn.needs_care:
        return False
    return turn.analysis is None or turn.analysis.author != RULES or not is_aside(turn.analysis)


async def _is_repeat(turn: TurnContext, catalogue: Catalogue, sentence: str) -> bool:
    asked = [question.text for question in turn.state.asked_questions]
    if not asked:
        return False
    close = await turn.matching(catalogue.closeness([subject(sentence)], [subject(text) for text in asked]))
    return is_repeat(sentence, asked, close.rows[0], close.embedder)


def _occasion(turn: TurnContext, tool: Tool, question: Question | None) -> replies.Occasion:
    return replies.Occasion(
        tool,
        turn.state,
        turn.analysis,
        turn.message,
        question,
        turn.given.session_id,
        is_return=turn.given.trigger.kind is TriggerKind.REOPEN,
        is_correction=turn.given.trigger.kind is TriggerKind.CORRECTION,
        before=turn.given.state,
        is_known=turn.is_known,
    )
