"""What the endpoints need from the services behind them; the adapters fulfil it over gRPC, tests as they like."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from services.edge.models.actions import ActionStatus, CareerAction, CareerActions, Regeneration
from services.edge.models.chat import ChatAction, ChatResponse, ChatSession, SelectionResponse
from services.edge.models.cv import CvSession
from services.edge.models.cv_steps import CvStart, CvUpload, ProcessCv
from services.edge.models.events import CvFrame, Event, TurnProgress
from services.edge.models.readers import Reader
from services.edge.models.tasks import Matches, OccupationTitles, ProcessedTasks, TaskEdit, TaskSet


@dataclass(frozen=True, slots=True)
class File:
    """A file to download."""

    content: bytes
    media_type: str
    file_name: str


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, and under which id: the bearer token and the idempotency key."""

    token: str = ""
    request_id: str = ""


class Conversation(Protocol):
    """What moves a conversation."""

    async def act(self, action: ChatAction, caller: Caller) -> ChatResponse:
        """Start, say or correct something, proceed or reopen."""
        ...

    def say(self, session_id: str, message: str, caller: Caller) -> AsyncIterator[TurnProgress]:
        """Say something and follow the reply while it is written."""
        ...

    async def select(self, session_id: str, suggestion_ids: list[str], caller: Caller) -> SelectionResponse:
        """Replace the set of selected cards."""
        ...

    def follow(self, session_id: str, after_event_id: str, caller: Caller) -> AsyncIterator[Event]:
        """The session's events after a cursor, until the caller goes away."""
        ...


class Records(Protocol):
    """What is stored of a conversation."""

    async def get(self, session_id: str, caller: Caller) -> ChatSession:
        """The whole session."""
        ...

    async def explain(self, session_id: str, caller: Caller) -> list[dict[str, Any]]:
        """Why each turn did what it did."""
        ...

    async def export(self, session_id: str, caller: Caller) -> bytes:
        """Everything stored about it, as JSON."""
        ...

    async def delete(self, session_id: str, caller: Caller) -> None:
        """Erase it everywhere."""
        ...


class Survey(Protocol):
    """What carries a conversation on to tasks and actions; it needs more than one owner."""

    async def process(self, session_id: str, caller: Caller) -> ProcessedTasks:
        """Turn the conversation into tasks and match them in the background."""
        ...

    async def submit(self, session_id: str, caller: Caller) -> TaskSet:
        """End the survey."""
        ...

    async def regenerate(self, session_id: str, caller: Caller) -> Regeneration:
        """Start another generation of actions."""
        ...


class TaskSets(Protocol):
    """The tasks of a session."""

    async def get(self, session_id: str, caller: Caller) -> TaskSet:
        """All tasks."""
        ...

    async def replace(self, session_id: str, tasks: list[TaskEdit], revision: int, caller: Caller) -> TaskSet:
        """The whole set in the wanted order, if it is still at `revision`."""
        ...

    async def settle(self, session_id: str, task_id: str, caller: Caller, *, keep: bool) -> TaskSet:
        """Keep or drop a task that is not sure."""
        ...

    async def export(self, session_id: str, form: str, caller: Caller) -> File:
        """The tasks as a file, `json` or `csv`."""
        ...

    async def matches(self, session_id: str, caller: Caller) -> Matches:
        """The occupations that fit."""
        ...


class Actions(Protocol):
    """The career actions of a session."""

    async def list(self, session_id: str, caller: Caller) -> CareerActions:
        """All actions."""
        ...

    async def set_status(self, session_id: str, action_id: str, status: ActionStatus, caller: Caller) -> CareerAction:
        """Set the status of an action."""
        ...


class Titles(Protocol):
    """Job titles of the catalogue."""

    async def search(self, query: str, limit: int) -> OccupationTitles:
        """Titles that fit what was typed."""
        ...


class Readers(Protocol):
    """Who reads what people write."""

    async def tell(self) -> Mapping[str, list[Reader] | None]:
        """Those of a conversation (`chat`) and of a CV (`cv`): an empty list where nobody does, None where it is not known now."""
        ...


class CvSteps(Protocol):
    """What moves a CV session."""

    async def upload(self, upload: CvUpload) -> CvSession:
        """Read a file and start a session."""
        ...

    async def start(self, asked: CvStart) -> CvSession:
        """Start a session without a file."""
        ...

    async def process(self, step: ProcessCv, caller: Caller) -> CvSession:
        """Take one step; a refused one fails with the current `ui_action` in its metadata."""
        ...


class CvRecords(Protocol):
    """What is stored of a CV session."""

    async def get(self, session_id: str, wait_s: float, caller: Caller) -> CvSession:
        """The session, once something under way has ended or the wait is over."""
        ...

    def follow(self, session_id: str, after_event_id: str, caller: Caller) -> AsyncIterator[CvFrame]:
        """The session now, unless it is as it was at a cursor, and after each change, until the caller goes away."""
        ...

    async def file(self, session_id: str, form: str, caller: Caller) -> File:
        """The CV as `pdf`, `docx` or `json`."""
        ...

    async def picture(self, session_id: str, page: int, caller: Caller) -> tuple[bytes, int]:
        """A page of the PDF, from 1, as PNG, and the number of pages."""
        ...

    async def put_photo(self, session_id: str, content: bytes, caller: Caller) -> CvSession:
        """Put a photo on the CV."""
        ...

    async def photo(self, session_id: str, caller: Caller) -> bytes:
        """The photo as PNG."""
        ...

    async def remove_photo(self, session_id: str, caller: Caller) -> CvSession:
        """Take the photo off."""
        ...

    async def export(self, session_id: str, caller: Caller) -> bytes:
        """Everything stored about it, as JSON."""
        ...

    async def delete(self, session_id: str, caller: Caller) -> None:
        """Erase it."""
        ...


class Health(Protocol):
    """How the services behind are."""

    async def check(self) -> Mapping[str, bool]:
        """Whether each one serves."""
        ...


@dataclass(frozen=True, slots=True)
class Backends:
    """All of it."""

    conversation: Conversation
    records: Records
    survey: Survey
    tasks: TaskSets
    actions: Actions
    titles: Titles
    readers: Readers
    cv_steps: CvSteps
    cv_records: CvRecords
    health: Health
