"""What a person may ask of their data: all of it, or its end."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from services.shared.errors import MetierError
from services.shared.runtime import telemetry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.orchestrator.core.session import Session
    from services.orchestrator.ports import Deletions, Owner, Records

log = telemetry.get_logger()


@dataclass(frozen=True, slots=True)
class Rights:
    """Export and deletion, over all owners.

    Attributes:
        records: Reads sessions.
        deletions: Remembers deletions that were started.
        owners: The other owners of a session's data.
    """

    records: Records
    deletions: Deletions
    owners: Sequence[Owner]

    async def export(self, session_id: str) -> tuple[Session, dict[str, Any]]:
        """The session, and what the other owners hold of it by the names they give it."""
        session = await self.records.load(session_id)
        parts = await asyncio.gather(*(owner.export(session_id) for owner in self.owners))
        return session, {name: value for part in parts for name, value in part.items()}

    async def delete(self, session_id: str) -> None:
        """Erase the session at every owner; from the tombstone on no call is served.

        Raises:
            Unavailable: an owner is down; the deletion stands, and `finish_deletions` completes it.
        """
        await self.deletions.begin(session_id)
        await self._erase(session_id)

    async def finish_deletions(self) -> None:
        """Complete the deletions that were started and not finished, as far as their owners can be reached."""
        for session_id in await self.deletions.unfinished():
            try:
                await self._erase(session_id)
            except MetierError as error:
                log.warning("deletion waits", reason=error.reason, session_id=session_id)

    async def _erase(self, session_id: str) -> None:
        await asyncio.gather(*(owner.erase(session_id) for owner in self.owners))
        await self.deletions.finish(session_id)


async def keep_finishing(rights: Rights, every_s: float) -> None:
    """Finish deletions for ever, whatever happens; runs beside the server."""
    while True:
        try:
            await rights.finish_deletions()
        except Exception as error:  # noqa: BLE001 - the store is away; the next round tries again
            log.warning("deletions wait", **telemetry.cause(error))
        await asyncio.sleep(every_s)
