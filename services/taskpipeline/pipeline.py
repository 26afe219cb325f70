"""The fast pipeline: read, extract, normalise, deduplicate, merge cards, classify by work category.

Each stage asks the model first and falls back to its own function: a failure at one stage never changes another. Language
is read by the reader alone; where it cannot be reached, nothing is processed. The catalogue helps where it can be reached
(meaning for deduplication, work categories); without it words decide.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from pydantic import BaseModel

from services.shared.errors import MetierError
from services.shared.llm import Calls, CallSettings, Llm, ModelUnavailable
from services.shared.onet import WorkCategory
from services.shared.runtime.telemetry import get_logger
from services.taskpipeline.core import prompts, replies
from services.taskpipeline.core.cards import merge_cards
from services.taskpipeline.core.deduplicate import Similarities, Thresholds, deduplicate, join
from services.taskpipeline.core.extract import Exchange, Extracted, asked_in, exchanges, extract
from services.taskpipeline.core.normalize import normalize, normalized
from services.taskpipeline.core.reading import Reading, Relation
from services.taskpipeline.core.tasks import MAX_TASKS, NewId, card_task, chat_task, unsure_beside
from services.taskpipeline.core.types import Conversation, Statement, Task

log = get_logger()
T = TypeVar("T", bound=BaseModel)

MAX_TEXTS = 256
"""Texts the matcher takes in one call (contract, EmbedTexts)."""


READ_AT_ONCE = 8
"""Messages of one conversation read at a time, so that a long one does not keep the reader from others."""


class Reader(Protocol):
    """Who reads language; both calls raise `Unavailable` when the reader cannot be reached."""

    async def read(self, message: str, question: str, job_title: str, candidates: Sequence[str]) -> Reading:
        """Return what a message says, as an answer to `question`, which offered `candidates`."""

    async def compare(self, statements: Sequence[str]) -> Mapping[tuple[int, int], Relation]:
        """Return how pairs of statements relate, by their places; pairs that are clearly different are left out."""


@dataclass(frozen=True, slots=True)
class Processed:
    """The tasks of a conversation: those that are sure, and those that may be."""

    tasks: tuple[Task, ...]
    unsure: tuple[Task, ...] = ()


class Meaning(Protocol):
    """What the catalogue answers about texts."""

    async def similarities(self, texts: Sequence[str]) -> Similarities:
        """Return the cosine of every pair of texts, 1 to 256 of them."""

    async def categories(self, texts: Sequence[str]) -> Sequence[WorkCategory]:
        """Return the work category of each text, 1 to 256 of them."""


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The stages with what they need.

    Attributes:
        reader: Reads language.
        llm: Models; without a key every call says so at once.
        calls: Settings of the three calls.
        meaning: The catalogue.
        thresholds: Of the embedder `meaning` compares with.
    """

    reader: Reader
    llm: Llm
    calls: Calls
    meaning: Meaning
    thresholds: Thresholds

    async def run(self, conversation: Conversation, new_id: NewId) -> Processed:
        """Return the tasks of a conversation: those said first, in the order said, then the selected cards.

        Raises:
            Unavailable: the reader cannot be reached.
        """
        said = await self._extract(conversation)
        statements = (await self._normalize(said.sure))[:MAX_TEXTS]
        known, doubted = await self._joined(await self._deduplicate(statements), said)
        folded, cards = merge_cards(known, conversation.cards)
        tasks = [chat_task(statement, new_id) for statement in folded]
        tasks += [card_task(card, statement, new_id) for card, statement in cards]
        sure = tasks[:MAX_TASKS]
        unsure = unsure_beside([chat_task(one, new_id) for one in await self._deduplicate(doubted)], sure)
        both = await self._classify([*sure, *unsure[:MAX_TASKS]])
        return Processed(both[: len(sure)], both[len(sure) :])

    async def _extract(self, conversation: Conversation) -> Extracted:
        readings = await self._read(conversation)
        found = extract(conversation, readings)
        prompt = prompts.extraction_prompt(conversation, [statement.phrase for statement in found.sure])
        reply = await self._ask(self.calls.task_extraction, prompts.EXTRACTION, prompt, replies.Extraction)
        told = replies.extracted(reply[0], conversation.messages, readings, reply[1]) if reply else ()
        return Extracted(told or found.sure, found.unsure, found.faint)

    async def _read(self, conversation: Conversation) -> Mapping[str, Reading]:
        """Return the reading of each message of the person, by its id."""
        gate = asyncio.Semaphore(READ_AT_ONCE)

        async def one(exchange: Exchange) -> tuple[str, Reading]:
            message, question = exchange
            asked, offered = (asked_in(question.content), question.candidates) if question else ("", ())
            async with gate:
                return message.id, await self.reader.read(message.content, asked, conversation.job_title, offered)

        return dict(await asyncio.gather(*map(one, exchanges(conversation))))

    async def _normalize(self, statements: Sequence[Statement]) -> tuple[Statement, ...]:
        if not statements:
            return ()
        prompt = prompts.normalization_prompt(statements)
        reply = await self._ask(self.calls.task_normalization, prompts.NORMALIZATION, prompt, replies.Normalization)
        written = replies.normalized(reply[0], statements, reply[1]) if reply else (None,) * len(statements)
        both = zip(written, (replace(one, normalized=normalize(one)) for one in statements), strict=True)
        return tuple(one for one in (model or rule for model, rule in both) if one.normalized)

    async def _deduplicate(self, statements: Sequence[Statement]) -> tuple[Statement, ...]:
        if len(statements) < len(("one", "other")):
            return tuple(statements)
        prompt = prompts.deduplication_prompt(statements)
        reply = await self._ask(self.calls.task_deduplication, prompts.DEDUPLICATION, prompt, replies.Deduplication)
        if reply:
            return replies.deduplicated(reply[0], statements)
        relations, similarities = await self._compared(statements)
        return deduplicate(statements, similarities, self.thresholds, relations)

    async def _joined(
        self, known: tuple[Statement, ...], said: Extracted
    ) -> tuple[tuple[Statement, ...], tuple[Statement, ...]]:
        """Return the known statements with what only repeats them, and what is unsure and repeats none."""
        unsure = tuple(normalized(said.unsure))
        doubted = (*unsure, *normalized(said.faint))[: MAX_TEXTS - len(known)]
        if not known or not doubted:
            return known, unsure[:MAX_TEXTS]
        every = (*known, *doubted)
        relations, similarities = await self._compared(every)
        joined, left = join(known, doubted, similarities, self.thresholds, relations)
        return joined, tuple(one for one in left if one in unsure)

    async def _compared(
        self, statements: Sequence[Statement]
    ) -> tuple[Mapping[tuple[int, int], Relation], Similarities]:
        texts = [statement.normalized for statement in statements]
        return await asyncio.gather(self.reader.compare(texts), self._similarities(statements))

    async def _similarities(self, statements: Sequence[Statement]) -> Similarities:
        try:
            return await self.meaning.similarities([statement.normalized for statement in statements])
        except MetierError as error:
            log.warning("no similarities", reason=error.reason)
            return ()

    async def _classify(self, tasks: Sequence[Task]) -> tuple[Task, ...]:
        unknown = [task for task in tasks if task.category is WorkCategory.UNKNOWN]
        if not unknown:
            return tuple(tasks)
        try:
            found = await self.meaning.categories([task.normalized_description for task in unknown])
        except MetierError as error:
            log.warning("no work categories", reason=error.reason)
            return tuple(tasks)
        category = {task.id: one for task, one in zip(unknown, found, strict=True)}
        return tuple(replace(task, category=category.get(task.id, task.category)) for task in tasks)

    async def _ask(self, call: CallSettings, system: str, prompt: str, reply: type[T]) -> tuple[T, str] | None:
        """Return the model's reply and name, None where no model answers."""
        try:
            answer = await self.llm.complete_json(call, system, prompt, reply)
        except ModelUnavailable as unavailable:
            log.debug("rules answer", call=call.name, reason=unavailable.reason)
            return None
        return answer.value, answer.model
