"""What a model may answer, with every string and list bounded (docs/spec.md 10).

A reply that does not fit its form is no reply: the call falls back to rules. What fits is still only advice.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from services.shared.onet import WorkCategory

Phrase = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=200)]
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, max_length=400)]
KnownCategory = Literal[
    WorkCategory.INFORMATION_INPUT,
    WorkCategory.MENTAL_PROCESSES,
    WorkCategory.WORK_OUTPUT,
    WorkCategory.INTERACTING_WITH_OTHERS,
]


class NamedActivity(BaseModel):
    """An activity found in a message."""

    text: Phrase = Field(description="the activity in the person's own words, starting with its verb")
    category: KnownCategory | None = Field(description="its work category, null when unclear")


class AnalysisReply(BaseModel):
    """What a message says."""

    activities: list[NamedActivity] = Field(
        max_length=40, description="activities the person does now, new in this message"
    )
    underexplored: list[Phrase] = Field(
        max_length=20, description="those of `activities` that were named but not described"
    )
    engagement: Literal["high", "medium", "low"]
    wants_to_stop: bool = Field(description="whether the message as a whole means to end the conversation")


class SelectionReply(BaseModel):
    """Which tool to use."""

    tool: Literal["custom_question", "follow_up", "show_suggestions", "encourage_more", "offer_to_proceed"]
    reason: Sentence = Field(description="why, in one sentence")
    question: Sentence = Field(description="the question to ask, for custom_question only; otherwise empty")


class GapReply(BaseModel):
    """A gap and the question about it."""

    area: Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)] = Field(
        description="the general area of work"
    )
    question: Sentence = Field(description="one broad, natural question about that area")


class SuggestedTask(BaseModel):
    """A task for a card."""

    statement: Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=240)] = Field(
        description="verb, object, purpose; no first person"
    )
    category: KnownCategory


class SuggestionsReply(BaseModel):
    """Tasks for cards."""

    suggestions: list[SuggestedTask] = Field(max_length=10)
