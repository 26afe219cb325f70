"""What a client sends about a CV: steps, edits, uploads."""

from typing import Literal

from pydantic import Field, JsonValue

from services.edge.models.base import RequestId, SessionId, Snake, Text
from services.edge.models.cv import Section, ShortId, UserAction


class Edit(Snake):
    """One change of the CV by the person: her own statement, never refused for what it says.

    `set` replaces the text, entry (object of its fields) or list at `path`; `add` appends to the list at `path`, or puts
    the new item at an index (`skills[0]`); `remove` takes an item out, or empties a field; `move` takes the new index, or
    the path of another list of texts (`unsorted[2]` to `skills`). `section_order` is set to a list of field names.
    """

    op: Literal["set", "add", "remove", "move"]
    path: str = Field(max_length=120, description="For example `phone`, `skills[2]`, `work_experience[0].bullets[1]`.")
    value: JsonValue = Field(
        default=None,
        description="Text, an object with the fields of an entry, a list, or an index. Dates: 2024-06, 2024, present.",
    )


class ActionData(Snake):
    """What goes with an action; each action reads its own members.

    `edits`, `undo`, `vouch` and the options go with `confirm_selection`, `data_outdated` and `review_updates`, with a
    message, or alone (no action, no message) in INTENT_CAPTURE, READY_FOR_GENERATION and after a failed run.
    """

    selected_sections: list[Section] = Field(default_factory=list, max_length=20)
    statements: dict[Section, Text] = Field(
        default_factory=dict, description="What the person says, by section; at most 16 KiB each."
    )
    posting: Text = Field(default="", description="Text of a job posting, at most 64 KiB; never a source of truth.")
    language: Literal["", "en", "de", "pl", "es", "fr"] = ""
    pages: int = Field(default=0, ge=0, le=10)
    template: str = Field(default="", max_length=40)
    accept: list[ShortId] = Field(default_factory=list, max_length=500)
    refuse: list[ShortId] = Field(default_factory=list, max_length=500)
    edits: list[Edit] = Field(
        default_factory=list, max_length=200, description="All of them are made, in order, or none."
    )
    undo: list[ShortId] = Field(default_factory=list, max_length=500, description="Updates and edits to take back.")
    vouch: list[ShortId] = Field(
        default_factory=list, max_length=500, description="Updates the gate refused or asked about that are true."
    )
    paper: Literal["", "a4", "letter"] = ""
    text_size: Literal["", "small", "normal", "large"] = ""


class ProcessCv(Snake):
    """Takes one step: a button, free text where it is allowed, or both."""

    session_id: SessionId
    user_action: UserAction | None = None
    action_data: ActionData | None = None
    message: Text | None = Field(default=None, description="At most 16 KiB.")
    request_id: RequestId = None


class CvStart(Snake):
    """Starts a CV without a file."""

    language: Literal["en", "de", "pl", "es", "fr"] = "en"
    chat_session_id: str = Field(default="", max_length=64, description="A chat session whose tasks are taken over.")
    chat_session_token: str = Field(default="", max_length=256, description="That session's token.")
    request_id: RequestId = None


class CvUpload(Snake):
    """An uploaded file and its options, after the multipart form was read."""

    file_name: str
    content: bytes
    language: str
    chat_session_id: str
    chat_session_token: str
    request_id: str
