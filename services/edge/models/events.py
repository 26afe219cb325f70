"""Frames of the WebSockets.

Of a conversation, `turn`, `match`, `matches`, `tasks` and `actions` carry `eventId` and are replayed after a reconnect;
frames that answer one of the client's carry its request id as `replyTo`. Of a CV session there is `cv`: its `eventId` is
the version of the state, and after a reconnect the present state comes unless the client has it. Errors are problem documents with `type: "error"`.
"""

from typing import Annotated, Literal

from pydantic import Field

from services.edge.models.actions import CareerAction
from services.edge.models.base import Camel, RequestId
from services.edge.models.chat import AgentTool, ChatResponse
from services.edge.models.cv import CvSession
from services.edge.models.tasks import OccupationMatch, Task


class Auth(Camel):
    """First frame of every socket."""

    type: Literal["auth"]
    token: str = Field(max_length=256)


class SayFrame(Camel):
    """Says something."""

    type: Literal["message"]
    message: str = Field(min_length=1)
    request_id: RequestId = None


class SelectFrame(Camel):
    """Replaces the whole set of selected cards."""

    type: Literal["select"]
    selected_suggestion_ids: list[Annotated[str, Field(max_length=64)]] = Field(max_length=200)
    request_id: RequestId = None


class ProceedFrame(Camel):
    """Closes the conversation to go on to the review."""

    type: Literal["proceed"]
    request_id: RequestId = None


class ReopenFrame(Camel):
    """Opens a closed conversation again."""

    type: Literal["reopen"]
    request_id: RequestId = None


ClientFrame = Annotated[SayFrame | SelectFrame | ProceedFrame | ReopenFrame, Field(discriminator="type")]


class ToolFrame(Camel):
    """The tool of the turn under way."""

    type: Literal["tool"] = "tool"
    tool: AgentTool | None
    reply_to: str | None = None


class DeltaFrame(Camel):
    """A piece of the reply; text of a higher attempt replaces all text of lower ones."""

    type: Literal["delta"] = "delta"
    attempt: int
    text: str
    reply_to: str | None = None


class TurnFrame(ChatResponse):
    """An applied turn; it replaces the deltas."""

    type: Literal["turn"] = "turn"
    reply_to: str | None = None


class SelectionFrame(Camel):
    """The selection after a `select`."""

    type: Literal["selection"] = "selection"
    selected_suggestion_ids: list[str]
    revision: int
    reply_to: str | None = None


class MatchFrame(Camel):
    """What O*NET has for one task."""

    type: Literal["match"] = "match"
    event_id: str
    task: Task
    done: int
    total: int


class MatchesFrame(Camel):
    """The occupations were ranked."""

    type: Literal["matches"] = "matches"
    event_id: str
    occupations: list[OccupationMatch]


class ActionsFrame(Camel):
    """Career actions were written or changed."""

    type: Literal["actions"] = "actions"
    event_id: str
    actions: list[CareerAction]


class TasksFrame(Camel):
    """The task set was processed, edited or submitted; read it again."""

    type: Literal["tasks"] = "tasks"
    event_id: str
    revision: int
    status: Literal["draft", "submitted"] | None


class CvFrame(CvSession):
    """A CV session as it is now: what a GET answers, with the version of its state as the place to go on from."""

    type: Literal["cv"] = "cv"
    event_id: str = Field(serialization_alias="eventId")


Event = TurnFrame | MatchFrame | MatchesFrame | ActionsFrame | TasksFrame
TurnProgress = ToolFrame | DeltaFrame | TurnFrame
