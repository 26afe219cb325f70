"""What the use cases need of the world, as protocols; `adapters/` has one file for each implementation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from services.shared.runtime.commits import NO_REQUEST, Request

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from services.cvfsm.core.document.cv import CvData
    from services.cvfsm.core.machine.session import Answered, ChatTask, CvSession
    from services.cvfsm.core.output.page import RenderOptions
    from services.shared.runtime.clock import Clock, Ids


class Parsed(Protocol):
    """What reading a document gives."""

    @property
    def data(self) -> CvData:
        """What was found."""

    @property
    def created_from(self) -> str:
        """docx, pdf or json."""

    @property
    def warnings(self) -> Sequence[str]:
        """What could not be read, for people."""


class Parser(Protocol):
    """Reads uploads: documents and photos."""

    async def parse(self, file_name: str, content: bytes) -> Parsed:
        """Return what the document says; raises InvalidInput with a FILE_... reason."""

    async def photo(self, content: bytes) -> bytes:
        """Return a photo cut and encoded anew, as PNG; raises InvalidInput PHOTO_UNREADABLE, FILE_EMPTY, TooLarge."""


class Store(Protocol):
    """Keeps sessions; see `adapters/redis_store.py` for the promises."""

    async def load(self, session_id: str) -> CvSession:
        """Return a session; raises NotFound, WrongState."""

    async def commit(self, session: CvSession, request: Request = NO_REQUEST) -> bool:
        """Write the next version; False when another writer was first."""

    async def answered(self, session_id: str, request: Request) -> bool:
        """Return whether that request was committed before; raises InvalidInput when it was another one."""

    async def version(self, session_id: str) -> int:
        """Return the number of committed changes; -1 where there is no session."""

    async def everything(self, session_id: str) -> dict[str, Any]:
        """Return all that is stored; raises NotFound."""

    async def delete(self, session_id: str) -> None:
        """Erase a session."""


class Uploads(Protocol):
    """Creates sessions, once for each request id."""

    async def create(self, session: CvSession, token: str) -> None:
        """Store a new session, opened by a token."""

    async def uploaded(self, request_id: str, digest: str) -> Answered | None:
        """Return what an upload was answered, None when it is new."""

    async def keep_upload(self, request_id: str, answer: Answered) -> bool:
        """Remember an answer; False when the same request was faster."""


class Printer(Protocol):
    """Makes PDFs, reads them back and draws them."""

    async def render(self, data: CvData, options: RenderOptions) -> bytes:
        """Return the PDF; raises TooLarge when it does not fit."""

    async def extract(self, pdf: bytes) -> str:
        """Return its text."""

    async def picture(self, pdf: bytes, page: int) -> tuple[bytes, int]:
        """Return a page, from 1, as PNG, and the number of pages; raises NotFound PAGE_UNKNOWN."""


class Files(Protocol):
    """Keeps one file of a kind for each session: the finished PDF, or the photo."""

    async def put(self, session_id: str, file: bytes) -> str:
        """Keep a file for as long as its session and return its digest (SHA-256, hexadecimal)."""

    async def get(self, session_id: str, digest: str) -> bytes | None:
        """Return the file of this digest, None when it is not kept."""

    async def drop(self, session_id: str) -> None:
        """Erase the file."""


class Runs(Protocol):
    """Queues runs of the agent."""

    async def ensure(self, session_id: str, run_id: str) -> bool:
        """Queue a run unless it is queued; False when it was given up."""

    async def erase(self, session_id: str) -> None:
        """Remove all of a session."""


class Tasks(Protocol):
    """Fetches the tasks of a chat session."""

    async def fetch(self, session_id: str, token: str) -> Sequence[ChatTask]:
        """Return them; raises NotFound when the token does not open the session."""


class Export(Protocol):
    """Writes a CV in one form."""

    async def __call__(self, data: CvData, options: RenderOptions) -> bytes:
        """Return the file."""


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything the service needs of the world."""

    store: Store
    uploads: Uploads
    parser: Parser
    printer: Printer
    files: Files
    photos: Files
    runs: Runs
    tasks: Tasks
    exports: Mapping[str, Export]
    clock: Clock
    ids: Ids
