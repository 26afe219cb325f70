"""The conversation as JSON (docs/spec.md 7)."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from services.edge.models.base import Camel, GwaCategory, Maybe, RequestId, Said, SessionId, Text, WrittenBy

AgentTool = Literal[
    "open_ended_prompt",
    "follow_up",
    "custom_question",
    "show_suggestions",
    "encourage_more",
    "offer_to_proceed",
    "proceed",
]
Level = Literal["none", "low", "medium", "high"]


class StartChat(Camel):
    """Begins a conversation."""

    action: Literal["start"]
    job_title: str = Field(min_length=1, max_length=200, description="The job in the person's words.")
    occupation_code: str | None = Field(
        default=None, max_length=16, description="O*NET-SOC code, where a title of the list was chosen."
    )
    initial_tasks: Text | None = Field(
        default=None, description="What the person already wrote about the work; at most 16 KiB."
    )
    request_id: RequestId = None


class SendMessage(Camel):
    """Says something."""

    action: Literal["message"]
    session_id: SessionId
    message: str = Field(min_length=1, description="At most 16 KiB of UTF-8.")
    request_id: RequestId = None


class CorrectMessage(Camel):
    """Replaces what a message of the person says; what its earlier words brought goes."""

    action: Literal["correct"]
    session_id: SessionId
    message_id: str = Field(min_length=1, max_length=32, description="A message of the person, by its id.")
    message: str = Field(min_length=1, description="What it shall say; at most 16 KiB of UTF-8.")
    request_id: RequestId = None


class Proceed(Camel):
    """Closes the conversation to go on to the review."""

    action: Literal["proceed"]
    session_id: SessionId
    request_id: RequestId = None


class Reopen(Camel):
    """Opens a closed conversation again, until the tasks are submitted."""

    action: Literal["reopen"]
    session_id: SessionId
    request_id: RequestId = None


ChatAction = Annotated[StartChat | SendMessage | CorrectMessage | Proceed | Reopen, Field(discriminator="action")]


class SelectSuggestions(Camel):
    """Replaces the whole set of selected cards."""

    session_id: SessionId
    selected_suggestion_ids: list[Annotated[str, Field(max_length=64)]] = Field(max_length=200)
    request_id: RequestId = None


class ChatMessage(Camel):
    """One message of the transcript."""

    id: str
    role: Literal["user", "assistant"]
    content: str
    written_by: WrittenBy | None = Field(default=None, description="Who wrote an assistant's message.")
    model: Maybe = Field(default=None, description="The model, where one wrote it.")
    tool: AgentTool | None = Field(default=None, description="The tool behind an assistant's message.")
    at: datetime | None = None
    withheld: bool = Field(
        default=False, description="Whether the words were left out on purpose: they spoke of despair, danger or harm."
    )
    corrected: bool = Field(
        default=False, description="Whether the person replaced what they first said; the export has it."
    )
    said: Said = None


class TaskSuggestion(Camel):
    """A card to tap."""

    id: str
    statement: str
    gwa_category: GwaCategory | None = None
    onet_task_id: Maybe = None
    written_by: WrittenBy | None = None


class ExtractedTask(Camel):
    """An activity the person named, with the message it stands in."""

    raw: str
    source_message_id: Maybe = None
    gwa_category: GwaCategory | None = None


class GwaCoverage(Camel):
    """How well the four work categories are covered; it falls only by a correction."""

    information_input: Level = "none"
    mental_processes: Level = "none"
    work_output: Level = "none"
    interacting_with_others: Level = "none"


class UpdatedState(Camel):
    """What the turn changed in the agent's state."""

    turn_count: int
    estimated_task_count: int
    user_engagement: Literal["high", "medium", "low"] | None = None
    gwa_coverage: GwaCoverage


class ChatResponse(Camel):
    """The answer to every call that moves the conversation."""

    session_id: str
    session_token: str | None = Field(default=None, description="Only on start: the bearer token of all later calls.")
    message: ChatMessage
    user_message_id: Maybe = Field(
        default=None, description="Id of the person's message that it answers, which `correct` takes."
    )
    suggestions: list[TaskSuggestion] | None = None
    should_show_suggestions: bool
    is_complete: bool = Field(description="Enough is known. Only the tool `proceed` closes the conversation.")
    extracted_tasks: list[ExtractedTask]
    tool_used: AgentTool | None = None
    updated_state: UpdatedState
    version: int = Field(description="Applied turns.")
    closed: bool = Field(default=False, description="Whether messages are refused until `reopen`.")
    event_id: Maybe = Field(default=None, description="Where to go on in the event stream.")


class SelectionResponse(Camel):
    """The cards after a change."""

    session_id: str
    selected_suggestion_ids: list[str]
    revision: int
    updated_state: UpdatedState | None = None


class ChatSession(Camel):
    """A whole session: what is needed to show it again anywhere."""

    session_id: str
    job_title: str
    occupation_code: Maybe = None
    messages: list[ChatMessage]
    suggestions: list[TaskSuggestion] = Field(description="Every card shown, oldest first.")
    visible_suggestion_ids: list[str] = Field(default_factory=list, description="Cards of the latest reply.")
    selected_suggestion_ids: list[str]
    extracted_tasks: list[ExtractedTask]
    is_complete: bool
    closed: bool
    status: Literal["open", "closed", "submitted"]
    tool_used: AgentTool | None
    updated_state: UpdatedState
    version: int
    revision: int
    event_id: Maybe = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
