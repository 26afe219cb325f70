"""Use cases of the photo: put on the CV, shown, taken off.

Rules:
    1. A CV has no photo unless the person puts one on it.
    2. It is taken and taken off where edits alone are: the machine's table decides (`Event.EDIT`).
    3. A session names its photo by digest; what is kept under another digest is not shown and not printed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from services.cvfsm.core.machine.effects import Input, perform
from services.cvfsm.core.machine.steps import Event, Refusal, step
from services.cvfsm.stepping import refused
from services.shared.errors import Conflict, NotFound

if TYPE_CHECKING:
    from services.cvfsm.core.machine.session import CvSession
    from services.cvfsm.core.machine.steps import Step
    from services.cvfsm.ports import Ports

COMMIT_TRIES: Final = 5
"""Changes of others that are waited out: a person changes one CV in one or two windows."""


class Photos:
    """Keeps the photo of a session."""

    def __init__(self, ports: Ports) -> None:
        """Keep the ports."""
        self._do = ports

    async def put(self, session_id: str, content: bytes) -> CvSession:
        """Put a photo on the CV, in place of the one that is there.

        Raises:
            InvalidInput: FILE_EMPTY, PHOTO_UNREADABLE.
            TooLarge: FILE_TOO_LARGE (over 2 MiB), FILE_TOO_COMPLEX.
            WrongState: EDITS_NOT_ALLOWED, SESSION_INCOMPATIBLE.
            NotFound: SESSION_UNKNOWN.
            Conflict: SESSION_BUSY.
        """
        self._answer(await self._do.store.load(session_id))  # refused before anything is decoded
        developed = await self._do.parser.photo(content)
        return await self._commit(session_id, await self._do.photos.put(session_id, developed))

    async def remove(self, session_id: str) -> CvSession:
        """Erase the photo; a CV without one stays as it is.

        Raises:
            WrongState: EDITS_NOT_ALLOWED, SESSION_INCOMPATIBLE.
            NotFound: SESSION_UNKNOWN.
            Conflict: SESSION_BUSY.
        """
        session = await self._commit(session_id, "")
        await self._do.photos.drop(session_id)
        return session

    async def get(self, session_id: str) -> bytes:
        """The photo as PNG.

        Raises:
            NotFound: PHOTO_UNKNOWN, SESSION_UNKNOWN.
            WrongState: SESSION_INCOMPATIBLE.
        """
        found = await self.of(await self._do.store.load(session_id))
        if not found:
            raise NotFound("PHOTO_UNKNOWN", "This CV has no photo.")
        return found

    async def of(self, session: CvSession) -> bytes:
        """The photo a session names; empty for none."""
        return (await self._do.photos.get(session.id, session.photo) or b"") if session.photo else b""

    async def _commit(self, session_id: str, digest: str) -> CvSession:
        for _ in range(COMMIT_TRIES):
            session = await self._do.store.load(session_id)
            taken = self._answer(session)
            given = Input(self._do.clock.now().isoformat(), options={"photo": digest})
            changed = perform(session, taken, Event.EDIT, given)
            if await self._do.store.commit(changed):
                return changed
        raise Conflict("SESSION_BUSY", "Others are changing this session; please try again.", retry_after_s=1)

    @staticmethod
    def _answer(session: CvSession) -> Step:
        answer = step(session.position, Event.EDIT)
        if isinstance(answer, Refusal):
            raise refused(session, answer)
        return answer
