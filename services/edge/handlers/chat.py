"""A conversation on a socket: frames in, events out (docs/spec.md 7).

Rules:
    1. The token goes with every call behind, so it is checked again for every frame.
    2. Events come from one log in its order. They wait while this socket is told a reply as it is written, so that a turn
       never overtakes its own pieces, and a turn that was told that way is not told twice.
    3. A client that comes back with `after=<eventId>` gets everything since, and may repeat its last frame: same id, same answer.
"""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import WebSocketDisconnect
from pydantic import BaseModel, TypeAdapter, ValidationError

from services.edge.connection import WebSocketConnection
from services.edge.handlers.following import follow
from services.edge.limits import check_message
from services.edge.models.chat import Proceed, Reopen
from services.edge.models.events import (
    ClientFrame,
    Event,
    ProceedFrame,
    ReopenFrame,
    SayFrame,
    SelectFrame,
    SelectionFrame,
    TurnFrame,
)
from services.edge.ports import Caller, Conversation
from services.edge.problems import as_metier
from services.shared.runtime.context import new_trace_id, trace_id

_FRAME: TypeAdapter[SayFrame | SelectFrame | ProceedFrame | ReopenFrame] = TypeAdapter(ClientFrame)


class ChatHandler:
    """One authenticated socket: frames in, events out."""

    def __init__(
        self, conversation: Conversation, session_id: str, connection: WebSocketConnection, caller: Caller
    ) -> None:
        self._connection = connection
        self._conversation = conversation
        self._session_id = session_id
        self._caller = caller
        self._told: set[int] = set()
        self._under_way = 0
        self._quiet = asyncio.Event()
        self._quiet.set()

    async def listen(self) -> None:
        """Answer frames as they come; a second message meets the first in flight, and the owner decides."""
        answers: set[asyncio.Task[None]] = set()
        try:
            while True:
                text = await self._connection.receive()
                try:
                    frame = _FRAME.validate_json(text)
                except ValidationError:
                    await self._connection.refuse_frame()
                    continue
                answer = asyncio.create_task(self._answer(frame))
                answers.add(answer)
                answer.add_done_callback(answers.discard)
        finally:
            for answer in answers:
                answer.cancel()

    async def _answer(self, frame: SayFrame | SelectFrame | ProceedFrame | ReopenFrame) -> None:
        trace_id.set(new_trace_id())
        caller = Caller(self._caller.token, frame.request_id or uuid.uuid4().hex)
        try:
            await self._act(frame, caller)
        except WebSocketDisconnect:
            return
        except Exception as error:  # noqa: BLE001 - one frame's failure is sent as an error, the socket stays
            await self._connection.send_error(as_metier(error), caller.request_id)

    async def _act(self, frame: SayFrame | SelectFrame | ProceedFrame | ReopenFrame, caller: Caller) -> None:
        match frame:
            case SayFrame():
                check_message(frame.message)
                async with self._reply_under_way():
                    async for step in self._conversation.say(self._session_id, frame.message, caller):
                        await self._tell(step)
            case SelectFrame():
                chosen = await self._conversation.select(self._session_id, frame.selected_suggestion_ids, caller)
                await self._connection.send(SelectionFrame(**chosen.model_dump(), reply_to=caller.request_id))
            case ProceedFrame():
                await self._turn(Proceed(action="proceed", session_id=self._session_id), caller)
            case ReopenFrame():
                await self._turn(Reopen(action="reopen", session_id=self._session_id), caller)

    async def _turn(self, action: Proceed | Reopen, caller: Caller) -> None:
        response = await self._conversation.act(action, caller)
        await self._tell(TurnFrame(**response.model_dump(), reply_to=caller.request_id))

    @asynccontextmanager
    async def _reply_under_way(self) -> AsyncIterator[None]:
        self._under_way += 1
        self._quiet.clear()
        try:
            yield
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._quiet.set()

    async def _tell(self, frame: BaseModel) -> None:
        """Send a frame unless it is a turn that was already sent as an event."""
        if isinstance(frame, TurnFrame):
            if frame.version in self._told and frame.reply_to is None:
                return
            self._told.add(frame.version)
        await self._connection.send(frame)

    async def follow(self, after: str) -> None:
        """Send the session's events from a cursor on."""
        await follow(
            self._connection,
            after,
            lambda cursor: self._conversation.follow(self._session_id, cursor, self._caller),
            self._hear,
        )

    async def _hear(self, event: Event) -> None:
        await self._quiet.wait()
        await self._tell(event)
