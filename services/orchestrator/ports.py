"""What the use cases need from the world; each is implemented once in `adapters/` and once in `tests/fakes/`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from services.orchestrator.core.session import Message, OpaquePayload, Outcome, Session, Trigger, Turn

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping
    from datetime import datetime

    from metier.actions.v1.action_service_pb2 import SubscribeResponse as ActionsEvent
    from metier.agent.v1.agent_service_pb2 import TakeTurnResponse
    from metier.taskpipeline.v1.task_pb2 import TaskSet
    from metier.taskpipeline.v1.task_pipeline_service_pb2 import ProcessFastResponse
    from metier.taskpipeline.v1.task_pipeline_service_pb2 import SubscribeResponse as TasksEvent
    from services.shared.runtime.commits import Request

    Progress = TakeTurnResponse
    """What the agent sends while it takes a turn, before its result; passed on unread."""


# --- the store of sessions


@dataclass(frozen=True, slots=True)
class Opening:
    """A session to be created with its first turn."""

    token_sha256: str
    seed: str
    job_title: str
    occupation_code: str
    said: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Started:
    """A session that was created by this request, now or before."""

    seed: str
    turn: Turn


@dataclass(frozen=True, slots=True)
class TurnLease:
    """A turn that may run: it holds the session's lease.

    Attributes:
        session_id: The session.
        fence: Grows with each lease; a commit with another one is refused.
        version: The last applied turn.
        transcript: The last messages, oldest first.
        selected_ids: Selected cards.
        previous: What the agent gave for the last turn.
        corrects: The message whose words the turn replaces, by its id; empty where it adds one.
    """

    session_id: str
    fence: int
    version: int
    transcript: tuple[Message, ...]
    selected_ids: tuple[str, ...]
    previous: OpaquePayload = field(repr=False)
    corrects: str = ""


class SessionFactory(Protocol):
    """Creates sessions exactly once."""

    async def started(self, session_id: str, request: Request) -> Started | None:
        """What this request created before, if it did.

        Raises:
            InvalidInput: IDEMPOTENCY_KEY_REUSED.
            NotFound: SESSION_UNKNOWN, what it created was deleted.
        """

    async def start(self, session_id: str, request: Request, opening: Opening) -> Started:
        """Create a session with its first turn, or return what this request created before.

        Raises:
            InvalidInput: IDEMPOTENCY_KEY_REUSED.
            NotFound: SESSION_UNKNOWN, what it created was deleted.
        """


class Turns(Protocol):
    """Applies turns exactly once, in order."""

    async def begin(self, session_id: str, request: Request, trigger: Trigger, lease_id: str) -> TurnLease | Turn:
        """Take the lease for a turn under a new name, or return the turn this request made before.

        Raises:
            NotFound: SESSION_UNKNOWN.
            InvalidInput: IDEMPOTENCY_KEY_REUSED.
            WrongState: SESSION_CLOSED, SESSION_OPEN, SURVEY_SUBMITTED.
            Conflict: TURN_IN_FLIGHT.
        """

    async def commit(self, lease: TurnLease, request: Request, trigger: Trigger, said: str, outcome: Outcome) -> Turn:
        """Append the turn and its reply, all or nothing, and give the lease back.

        Raises:
            NotFound: SESSION_UNKNOWN, deleted meanwhile.
            WrongState: SURVEY_SUBMITTED, submitted meanwhile.
            Conflict: TURN_IN_FLIGHT, the lease passed to another message meanwhile.
        """

    async def release(self, session_id: str, lease_id: str) -> None:
        """Give the lease back without a turn; nothing happens when it is not held under this name."""


class Records(Protocol):
    """Reads sessions, and changes what is no turn."""

    async def load(self, session_id: str) -> Session:
        """The whole session.

        Raises:
            NotFound: SESSION_UNKNOWN.
        """

    async def select(
        self, session_id: str, request: Request, selected_ids: tuple[str, ...]
    ) -> tuple[tuple[str, ...], int]:
        """Replace the selection; the selection and its revision.

        Raises:
            NotFound: SESSION_UNKNOWN.
            InvalidInput: IDEMPOTENCY_KEY_REUSED.
            WrongState: SURVEY_SUBMITTED.
            Conflict: TURN_IN_FLIGHT.
        """

    async def remember(self, session_id: str, request: Request, answer: str | None) -> str | None:
        """Store the answer of a request unless it has one, and return the stored one; with None, only look it up.

        Raises:
            NotFound: SESSION_UNKNOWN.
            InvalidInput: IDEMPOTENCY_KEY_REUSED.
        """

    async def submitted(self, session_id: str) -> None:
        """Note that the survey was submitted."""


class Deletions(Protocol):
    """Deletes sessions so that a deletion that was started is always finished."""

    async def begin(self, session_id: str) -> None:
        """Write the tombstone, and note that the session's owners still have to erase."""

    async def finish(self, session_id: str) -> None:
        """Erase every key of the session that is left, and take the note back."""

    async def unfinished(self) -> tuple[str, ...]:
        """Sessions whose deletion was started and not finished."""


class Followed(Protocol):
    """Turns as they are applied."""

    def follow(self, session_id: str, after: int) -> AsyncGenerator[Turn, None]:
        """The turns after a version, then each new one; ends only by an error.

        Raises:
            NotFound: SESSION_UNKNOWN, deleted.
        """


# --- the agent


@dataclass(frozen=True, slots=True)
class TurnAsked:
    """What the agent is asked.

    Attributes:
        session_id: The session.
        trigger: What happened.
        said: The person's message, or the initial tasks; may be empty where nothing was said.
        said_id: Its id, for a correction that of the message it corrects.
        reply_id: Id of the reply.
        transcript: The last messages, oldest first.
        selected_ids: Selected cards.
        previous: What the agent gave for the last turn; empty at the start.
        job_title: For the start; later it is in `previous`.
        occupation_code: As `job_title`.
    """

    session_id: str
    trigger: Trigger
    said: str
    said_id: str
    reply_id: str
    transcript: tuple[Message, ...] = ()
    selected_ids: tuple[str, ...] = ()
    previous: OpaquePayload = field(default=OpaquePayload(b""), repr=False)
    job_title: str = ""
    occupation_code: str = ""


class AgentClient(Protocol):
    """Takes turns."""

    def take_turn(self, asked: TurnAsked, timeout_s: float) -> AsyncGenerator[Progress | Outcome, None]:
        """The tool and the pieces of the reply as the agent sent them, to be passed on unread, and the outcome last.

        Raises:
            Unavailable: the agent cannot be reached, or ended without an outcome.
        """


# --- the owners of tasks and actions


@dataclass(frozen=True, slots=True)
class Conversation:
    """What there is to process: the transcript and the selected cards."""

    job_title: str
    occupation_code: str
    messages: tuple[Message, ...]
    selected_ids: tuple[str, ...]
    latest: OpaquePayload = field(repr=False)


class Tasks(Protocol):
    """The tasks of a session. What is only passed on is in its owner's words."""

    async def process(self, session_id: str, conversation: Conversation, request_id: str) -> ProcessFastResponse:
        """Extract tasks and start matching."""

    async def submit(self, session_id: str, request_id: str) -> TaskSet:
        """End the survey."""

    async def profile(self, session_id: str) -> OpaquePayload:
        """What career actions may rest on (`metier.actions.v1.Profile`).

        Raises:
            NotFound: TASKS_UNKNOWN.
        """


class Actions(Protocol):
    """The career actions of a session."""

    async def generate(self, session_id: str, profile: OpaquePayload, request_id: str) -> OpaquePayload:
        """Start a generation (`metier.jobs.v1.Job`)."""


@dataclass(frozen=True, slots=True)
class OwnerEvent:
    """An event of another owner, passed on unread."""

    owner: str
    id: str
    at: datetime
    message: TasksEvent | ActionsEvent = field(repr=False)


class Owner(Protocol):
    """Another owner of a session's data."""

    @property
    def name(self) -> str:
        """Its service's name."""

    async def export(self, session_id: str) -> Mapping[str, Any]:
        """All it holds of a session, as JSON values."""

    async def erase(self, session_id: str) -> None:
        """Erase all it holds of a session."""

    def follow(self, session_id: str, after: str) -> AsyncGenerator[OwnerEvent, None]:
        """Its events after one, then each new one."""
