"""A CV session on a socket: the whole session, now and after each change (docs/spec.md 6)."""

from services.edge.connection import WebSocketConnection
from services.edge.handlers.following import follow
from services.edge.ports import Caller, CvRecords


class CvHandler:
    """One authenticated socket: states out, nothing in; steps are taken with `POST /api/process-cv`."""

    def __init__(self, records: CvRecords, session_id: str, connection: WebSocketConnection, caller: Caller) -> None:
        self._connection = connection
        self._records = records
        self._session_id = session_id
        self._caller = caller

    async def listen(self) -> None:
        """Refuse every frame; their number counts all the same."""
        while True:
            await self._connection.receive()
            await self._connection.refuse_frame()

    async def follow(self, after: str) -> None:
        """Send each state but the one that the client has already."""
        await follow(
            self._connection,
            after,
            lambda cursor: self._records.follow(self._session_id, cursor, self._caller),
            self._connection.send,
        )
