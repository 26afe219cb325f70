"""What the use cases need of the world, as protocols; adapters implement them, fakes stand in for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from services.shared.runtime.commits import Request
from services.taskpipeline.core.types import Document, Ranking, Result, Survey, Task


@dataclass(frozen=True, slots=True)
class Stored:
    """Everything stored of a session."""

    survey: Survey
    results: Mapping[str, Result]
    ranking: Ranking | None


@dataclass(frozen=True, slots=True)
class Change:
    """What one call does to the survey: from a revision to the new state, with the answer to remember."""

    before: int
    survey: Survey
    request: Request


class Surveys(Protocol):
    """The surveys of all sessions; a change is applied once and only onto the state it was made from."""

    async def load(self, session_id: str) -> Stored | None:
        """Return what is stored, None before the first processing.

        Raises:
            NotFound: SESSION_UNKNOWN, the session is deleted.
        """

    async def answered(self, session_id: str, request: Request) -> Survey | None:
        """Return the survey as the same request left it, None when it was not seen.

        Raises:
            InvalidInput: IDEMPOTENCY_KEY_REUSED, the id was seen with another payload.
        """

    async def commit(self, change: Change) -> Survey | None:
        """Apply a change and return the survey as it left it (an earlier answer for a repeat); None when it is stale.

        Raises:
            NotFound: SESSION_UNKNOWN, the session is deleted.
            InvalidInput: IDEMPOTENCY_KEY_REUSED.
        """

    async def erase(self, session_id: str) -> int:
        """Remove everything of a session and return how many keys there were."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes a result: a job and the fence of its take-over; a smaller fence than one seen writes nothing."""

    job_id: str
    fence: int


class Progress(NamedTuple):
    """How far a job is, in tasks."""

    done: int
    total: int


class Results(Protocol):
    """What matching finds, written as it comes; late results change nothing."""

    async def put_match(self, session_id: str, task: Task, match: Document, by: Writer, so_far: Progress) -> bool:
        """Store a match; False when the task changed, went, or the writer is an old one. A repeat stores nothing."""

    async def put_ranking(self, session_id: str, ranking: Ranking, writer: Writer) -> bool:
        """Store the occupations; False when the writer is an old one."""


@dataclass(frozen=True, slots=True)
class Person:
    """What the matcher may know of the person: a soft prior over occupations."""

    job_title: str
    soc_code: str
    tasks: tuple[str, ...]


class Matcher(Protocol):
    """The catalogue, for finished tasks."""

    async def match(self, texts: Sequence[str], person: Person) -> Sequence[Document]:
        """Return the match of each text, in order."""

    async def rank(self, tasks: Sequence[Task], results: Mapping[str, Result], job_title: str) -> Sequence[Document]:
        """Return the occupations that fit, best first."""

    async def attribution(self) -> str:
        """Return the text that must be shown with O*NET data."""


class Actions(Protocol):
    """Career actions, of which this service only starts the generation."""

    async def start(self, survey: Survey, results: Mapping[str, Result], occupations: Sequence[Document]) -> None:
        """Ask for a generation; a repeat for the same survey revision starts no second one."""
