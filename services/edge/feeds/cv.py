"""A CV session on a socket: the whole session, now and after each change (docs/spec.md 6)."""

from services.edge.feeds.following import follow
from services.edge.line import Line
from services.edge.ports import Caller, CvRecords


class CvFeed:
    """One authenticated socket: states out, nothing in; steps are taken with `POST /api/process-cv`."""

    def __init__(self, records: CvRecords, session_id: str, line: Line, caller: Caller) -> None:
        self._line = line
        self._records = records
        self._session_id = session_id
        self._caller = caller

    async def listen(self) -> None:
        """Refuse every frame; their number counts all the same."""
        while True:
            await self._line.receive()
            await self._line.refuse_frame()

    async def follow(self, after: str) -> None:
        """Send each state but the one that the client has already."""
        await follow(
            self._line,
            after,
            lambda cursor: self._records.follow(self._session_id, cursor, self._caller),
            self._line.send,
        )
