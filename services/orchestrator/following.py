"""Following a session: the logs of all owners as one, to be resumed from any event.

An owner that is down is followed again when it is back; the others go on meanwhile. Every event comes at least once and
each owner's in its order; a cursor from a reply, not from this log, may bring events of that moment again.
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from services.orchestrator.core import cursor
from services.orchestrator.core.session import Turn
from services.shared.errors import Conflict, DeadlineExceeded, Exhausted, Internal, MetierError, NotBuilt, Unavailable
from services.shared.runtime import telemetry

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence

    from services.orchestrator.core.cursor import Cursor
    from services.orchestrator.ports import Followed, Owner, OwnerEvent, Records

RECONNECT_S: Final = 1.0
"""Pause before an owner whose log broke off is followed again."""

AHEAD: Final = 100
"""Events read ahead of a slow subscriber."""

_PASSING = (Unavailable, DeadlineExceeded, Exhausted, Conflict, Internal, NotBuilt)
log = telemetry.get_logger()


@dataclass(frozen=True, slots=True)
class CursoredEvent:
    """An event of any owner, and the cursor after it."""

    cursor: Cursor
    event: Turn | OwnerEvent


@dataclass(frozen=True, slots=True)
class Following:
    """Merges the logs.

    Attributes:
        records: Reads sessions.
        turns: This service's own log.
        owners: The other owners.
    """

    records: Records
    turns: Followed
    owners: Sequence[Owner]

    async def subscribe(self, session_id: str, after_event_id: str) -> AsyncGenerator[CursoredEvent, None]:
        """The events after a cursor, then each new one; ends only by an error.

        Raises:
            InvalidInput: EVENT_ID_UNKNOWN.
            NotFound: SESSION_UNKNOWN, now or when it is deleted.
        """
        session = await self.records.load(session_id)
        place = cursor.parse(after_event_id, session.version)
        queue: asyncio.Queue[Turn | OwnerEvent | BaseException] = asyncio.Queue(AHEAD)
        pumps = [
            asyncio.create_task(_pump(self.turns.follow(session_id, place.turn), queue)),
            *(
                asyncio.create_task(_follow(owner, session_id, getattr(place, owner.name), queue))
                for owner in self.owners
            ),
        ]
        try:
            while True:
                event = await queue.get()
                if isinstance(event, BaseException):
                    raise event
                place = _after(place, event)
                yield CursoredEvent(place, event)
        finally:
            for pump in pumps:
                pump.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)


def _after(place: Cursor, event: Turn | OwnerEvent) -> Cursor:
    return place.seen_turn(event.version) if isinstance(event, Turn) else place.seen(event.owner, event.id)


async def _pump(events: AsyncGenerator[Turn, None], queue: asyncio.Queue[Turn | OwnerEvent | BaseException]) -> None:
    try:
        async for event in events:
            await queue.put(event)
    except Exception as error:  # noqa: BLE001 - whatever ends the log ends the subscription
        await queue.put(error)


async def _follow(
    owner: Owner, session_id: str, after: str, queue: asyncio.Queue[Turn | OwnerEvent | BaseException]
) -> None:
    while True:
        try:
            async with aclosing(owner.follow(session_id, after)) as events:
                async for event in events:
                    after = event.id
                    await queue.put(event)
        except _PASSING as error:
            log.info("log broke off", owner=owner.name, reason=error.reason)
        except MetierError as error:
            await queue.put(error)
            return
        await asyncio.sleep(RECONNECT_S)
