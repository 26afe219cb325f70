"""`metier bench chat|cv --target URL`: people at a running edge, over REST and WebSocket as browsers do it.

A call is one turn of a conversation, or one whole CV: upload, confirm, print, download. Every sentence and every CV is
new. The edge counts sessions and requests by address, and all of these come from one: for a load run start the suite
with METIER_ADDRESS_RATE_PER_S, METIER_ADDRESS_RATE_BURST and METIER_STARTS_PER_HOUR raised.
"""

from __future__ import annotations

import io
import itertools
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from bench.conversations import CONVERSATIONS
from bench.cv import sample
from bench.load import Load, Run
from bench.report import surroundings, write
from services.cli.edge_client import EdgeClient
from services.cvfsm.adapters.docx_export import to_docx

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from pathlib import Path

    from bench.load import Call


class Talk:
    """Conversations, as many at once as there are callers; each call is the next turn of one that is free."""

    def __init__(self, edge: EdgeClient) -> None:
        """Start none yet."""
        self._edge, self._numbers = edge, itertools.count(2)
        self._free: list[_Person] = []

    async def turn(self) -> None:
        """Say the next sentence of a conversation and wait for its answer."""
        person = self._free.pop() if self._free else await self._arrive()
        if await person.say(next(self._numbers)):
            self._free.append(person)
        else:
            await person.close()

    async def close(self) -> None:
        """End all."""
        while self._free:
            await self._free.pop().close()

    async def _arrive(self) -> _Person:
        job_title, messages = CONVERSATIONS[next(self._numbers) % len(CONVERSATIONS)]
        person = _Person(messages)
        await person.open(self._edge, job_title)
        return person


class _Person:
    def __init__(self, messages: Sequence[str]) -> None:
        self._left, self._stack = list(messages), AsyncExitStack()

    async def open(self, edge: EdgeClient, job_title: str) -> None:
        conversation = await edge.start(job_title)
        self._socket = await self._stack.enter_async_context(conversation.socket())

    async def say(self, number: int) -> bool:
        """Say the next sentence; whether one is left."""
        message = f"{self._left.pop(0).rstrip('.')}, {number} times so far."
        async for _frame in self._socket.turn("message", message):
            pass
        return bool(self._left)

    async def close(self) -> None:
        await self._stack.aclose()


def making_cvs(edge: EdgeClient) -> Call:
    """A call that uploads a CV nobody has seen, confirms it, prints it and fetches the PDF."""
    numbers = itertools.count()

    async def make() -> None:
        document = io.BytesIO(to_docx(sample(next(numbers)), "en", ())).getvalue()
        view = await edge.json("POST", "/api/cv", files={"file": ("cv.docx", document)})
        session, token = view["session_id"], view["session_token"]
        for action in ("data_current", "generate_pdf"):
            body = {"session_id": session, "user_action": action}
            await edge.json("POST", "/api/process-cv", token, json=body)
        await edge.call("GET", f"/api/cv/{session}/pdf", token)

    return make


async def run(  # noqa: PLR0913, PLR0917 - the options of the command
    kind: str, target: str, callers: Sequence[int], seconds: float, ramp_s: float, rate: float, report: Path | None
) -> dict[str, float]:
    """Load the edge at `target` with closed runs, and an open one where a rate is given; returns all figures."""
    where, load, runs = surroundings(), Load(seconds, ramp_s), list[Run]()
    async with EdgeClient(target) as edge:
        talk = Talk(edge)
        call: Callable[[], Awaitable[object]] = talk.turn if kind == "chat" else making_cvs(edge)
        for count in callers:
            runs.append(await load.closed(f"{kind}, {count} callers", call, count))
            await talk.close()
        if rate:
            runs.append(await load.open(f"{kind}, open loop", call, rate))
            await talk.close()
    if report:
        write(report, f"{'Conversations' if kind == 'chat' else 'CVs'} under load", where, runs, {})
    return {key: value for one in runs for key, value in one.figures().items()}
