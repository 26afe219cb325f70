"""Work that runs beside a service for as long as it serves, and does not fail in silence."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from services.shared.runtime import telemetry

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine

_AGAIN_S = 0.05
"""Pause before work that has not ended is cancelled again."""

log = telemetry.get_logger()


@asynccontextmanager
async def beside(**works: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Run coroutines beside the block, by name; they are cancelled at its end.

    A coroutine that raises is logged, and the block is cancelled: the process ends and its supervisor starts it anew,
    rather than going on without what the coroutine was for. One that returns is done, and nothing follows.

    Raises:
        ExceptionGroup: What the coroutines raised.
    """
    own: Exception | None = None
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(work, name=name) for name, work in works.items()]
        for task in tasks:
            task.add_done_callback(_tell)
        try:
            yield
        except Exception as error:  # noqa: BLE001 - raised below as it is, which the group would wrap
            own = error
        finally:
            await end(*tasks)
    if own is not None:
        raise own


async def end(*tasks: asyncio.Task[Any]) -> None:
    """Cancel tasks until they are done: a client library may swallow a cancellation, as redis does while it connects."""
    while running := [task for task in tasks if not task.done()]:
        for task in running:
            task.cancel()
        await asyncio.wait(running, timeout=_AGAIN_S)


def _tell(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("background work failed", work=task.get_name(), **telemetry.cause(error))
