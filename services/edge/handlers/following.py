"""What every handler does: send a session's events in their order, over restarts of the services behind."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Protocol, TypeVar

from services.edge.connection import POLICY, Closing, WebSocketConnection
from services.shared.errors import DeadlineExceeded, MetierError, Unavailable

RETRY_S = 1.0
"""Pause before the event stream is opened again after a service went away: its restart takes about as long."""


class Followed(Protocol):
    """A frame with the cursor to continue from."""

    @property
    def event_id(self) -> str | None:
        """The cursor."""
        ...


Frame = TypeVar("Frame", bound=Followed)


async def follow(
    connection: WebSocketConnection,
    after: str,
    events: Callable[[str], AsyncIterator[Frame]],
    tell: Callable[[Frame], Awaitable[None]],
) -> None:
    """Send what `events(cursor)` yields, from `after` on, and reopen the stream when it ends.

    The owner checks the token whenever the stream is opened.

    Raises:
        Closing: the session is unknown, deleted, or cannot be followed.
    """
    while True:
        try:
            async for event in events(after):
                await tell(event)
                after = event.event_id or after
        except Unavailable as error:
            await connection.send_error(error)
        except DeadlineExceeded:
            continue  # a stream's life is bounded; the next one goes on where it ended
        except MetierError as error:
            raise Closing(POLICY, "not to be followed", error) from None
        await asyncio.sleep(RETRY_S)
