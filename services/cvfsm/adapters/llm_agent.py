"""The bounded agent by a model: its task as messages, one tool offered, none carried out here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, Field

from services.cvfsm.core.document.cv import MAX_ITEMS, MAX_LINE_CHARS, MAX_PROFILE_CHARS
from services.cvfsm.core.machine.agent_task import SYSTEM, TOOL, TOOL_DESCRIPTION
from services.cvfsm.core.machine.updates import Operation  # noqa: TC001 - pydantic reads it
from services.shared.llm import CallSettings, Llm, Message, ToolReply, ToolSpec

if TYPE_CHECKING:
    from collections.abc import Sequence


class NewEntry(BaseModel):
    """Fields of a new entry; those of another kind of entry stay empty."""

    employer: str = Field("", max_length=MAX_LINE_CHARS)
    title: str = Field("", max_length=MAX_LINE_CHARS)
    institution: str = Field("", max_length=MAX_LINE_CHARS)
    degree: str = Field("", max_length=MAX_LINE_CHARS)
    name: str = Field("", max_length=MAX_LINE_CHARS, description="of a language")
    level: str = Field("", max_length=MAX_LINE_CHARS, description="of a language")
    start: str = Field("", max_length=7, description="YYYY-MM or YYYY")
    end: str = Field("", max_length=7, description="YYYY-MM, YYYY or present")
    location: str = Field("", max_length=MAX_LINE_CHARS)


class UpdateCvField(BaseModel):
    """Arguments of `update_cv_field`."""

    operation: Operation = Field(description="set, add, remove or reorder")
    path: str = Field(max_length=100, description="for example work_experience[0].bullets[2]")
    value: str = Field("", max_length=MAX_PROFILE_CHARS, description="the new text, for set and add")
    items: list[Annotated[str, Field(max_length=MAX_LINE_CHARS)]] = Field(
        default_factory=list, max_length=MAX_ITEMS, description="all items in the new order, for reorder"
    )
    entry: NewEntry | None = Field(None, description="the new entry, for add to a list of entries")


@dataclass(frozen=True, slots=True)
class LlmAgent:
    """Asks a model for the next turn."""

    llm: Llm
    call: CallSettings

    async def turn(self, messages: Sequence[Message]) -> ToolReply:
        """Return what the model says and calls next.

        Raises:
            ModelUnavailable: No model, no time, or no usable answer.
        """
        return await self.llm.use_tool(self.call, SYSTEM, messages, [ToolSpec(TOOL, TOOL_DESCRIPTION, UpdateCvField)])
