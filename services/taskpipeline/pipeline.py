"""The fast pipeline: extract, normalise, deduplicate, merge cards, tell the work category.

Each stage asks the model first and falls back to its rules alone: a failure at one stage never changes another. The
catalogue helps where it can be reached (meaning for deduplication, work categories); without it words decide.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from pydantic import BaseModel

from services.shared.errors import MetierError
from services.shared.llm import Calls, CallSettings, Llm, ModelUnavailable
from services.shared.runtime.telemetry import get_logger
from services.taskpipeline.core import prompts, replies
from services.taskpipeline.core.cards import merge_cards
from services.taskpipeline.core.deduplicate import Similarities, Thresholds, deduplicate
from services.taskpipeline.core.extract import extract
from services.taskpipeline.core.normalize import normalize
from services.taskpipeline.core.tasks import MAX_TASKS, NewId, card_task, chat_task
from services.taskpipeline.core.types import Category, Conversation, Statement, Task

log = get_logger()
T = TypeVar("T", bound=BaseModel)

MAX_TEXTS = 256
"""Texts the matcher takes in one call (contract, EmbedTexts)."""


class Meaning(Protocol):
    """What the catalogue tells of texts."""

    async def similarities(self, texts: Sequence[str]) -> Similarities:
        """Return the cosine of every pair of texts, 1 to 256 of them."""

    async def categories(self, texts: Sequence[str]) -> Sequence[Category]:
        """Return the work category of each text, 1 to 256 of them."""


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The stages with what they need.

    Attributes:
        llm: Models; without a key every call says so at once.
        calls: Settings of the three calls.
        meaning: The catalogue.
        thresholds: Of the embedder `meaning` compares with.
    """

    llm: Llm
    calls: Calls
    meaning: Meaning
    thresholds: Thresholds

    async def run(self, conversation: Conversation, new_id: NewId) -> tuple[Task, ...]:
        """Return the tasks of a conversation: those said first, in the order said, then the selected cards."""
        said = await self._extract(conversation)
        statements = (await self._normalize(said))[:MAX_TEXTS]
        merged, cards = merge_cards(await self._deduplicate(statements), conversation.cards)
        tasks = [chat_task(statement, new_id) for statement in merged]
        tasks += [card_task(card, statement, new_id) for card, statement in cards]
        return await self._classify(tasks[:MAX_TASKS])

    async def _extract(self, conversation: Conversation) -> tuple[Statement, ...]:
        prompt = prompts.extraction_prompt(conversation)
        reply = await self._ask(self.calls.task_extraction, prompts.EXTRACTION, prompt, replies.Extraction)
        found = replies.extracted(reply[0], conversation.messages, reply[1]) if reply else ()
        return found or extract(conversation)

    async def _normalize(self, statements: Sequence[Statement]) -> tuple[Statement, ...]:
        if not statements:
            return ()
        prompt = prompts.normalization_prompt(statements)
        reply = await self._ask(self.calls.task_normalization, prompts.NORMALIZATION, prompt, replies.Normalization)
        written = replies.normalized(reply[0], statements, reply[1]) if reply else (None,) * len(statements)
        by_rules = (replace(one, normalized=normalize(one)) for one in statements)
        both = zip(written, by_rules, strict=True)
        return tuple(one for one in (model or rule for model, rule in both) if one.normalized)

    async def _deduplicate(self, statements: Sequence[Statement]) -> tuple[Statement, ...]:
        if len(statements) < len(("one", "other")):
            return tuple(statements)
        prompt = prompts.deduplication_prompt(statements)
        reply = await self._ask(self.calls.task_deduplication, prompts.DEDUPLICATION, prompt, replies.Deduplication)
        if reply:
            return replies.deduplicated(reply[0], statements)
        return deduplicate(statements, await self._similarities(statements), self.thresholds)

    async def _similarities(self, statements: Sequence[Statement]) -> Similarities:
        try:
            return await self.meaning.similarities([statement.normalized for statement in statements])
        except MetierError as error:
            log.warning("no similarities", reason=error.reason)
            return ()

    async def _classify(self, tasks: Sequence[Task]) -> tuple[Task, ...]:
        unknown = [task for task in tasks if task.category is Category.UNKNOWN]
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
