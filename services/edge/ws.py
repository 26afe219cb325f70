"""`WS /api/chat/{sessionId}/ws`: the conversation as it happens (SPEC section 7, RELIABILITY D3).

Rules:
    1. Only a page of ours or of a listed origin may open a socket; others get 403 before it exists.
    2. The first frame is `auth`. The token goes with every call behind, so it is checked again for every frame.
    3. Events come from one log in its order. They wait while this socket is told a reply as it is written, so that a turn
       never overtakes its own pieces, and a turn that was told that way is not told twice.
    4. What breaks one frame is answered by an `error` frame; what breaks the socket's rules closes it (1003, 1008, 1009).
    5. A client that comes back with `after=<eventId>` gets everything since, and may repeat its last frame: same id, same answer.
"""

import asyncio
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from pydantic import BaseModel, TypeAdapter, ValidationError

from services.edge.limits import check_message
from services.edge.line import POLICY, Closing, Line
from services.edge.models.chat import Proceed, Reopen
from services.edge.models.events import (
    ClientFrame,
    ProceedFrame,
    ReopenFrame,
    SayFrame,
    SelectFrame,
    SelectionFrame,
    TurnFrame,
)
from services.edge.ports import Caller, Conversation
from services.edge.problems import as_metier
from services.edge.settings import EdgeSettings
from services.shared.errors import DeadlineExceeded, Exhausted, InvalidInput, MetierError, Unavailable
from services.shared.runtime.clock import Clock
from services.shared.runtime.context import new_trace_id, trace_id

RETRY_S = 1.0
"""Pause before the event stream is opened again after a service went away: its restart takes about as long."""

_FRAME: TypeAdapter[SayFrame | SelectFrame | ProceedFrame | ReopenFrame] = TypeAdapter(ClientFrame)


def socket_routes(sockets: "ChatSockets") -> APIRouter:
    """The route of the socket."""
    routes = APIRouter()

    @routes.websocket("/api/chat/{session_id}/ws")
    async def chat(socket: WebSocket, session_id: str, after: str = "") -> None:
        await sockets.serve(socket, session_id, after)

    return routes


class ChatSockets:
    """All open sockets of this process."""

    def __init__(self, conversation: Conversation, settings: EdgeSettings, clock: Clock) -> None:
        self._conversation = conversation
        self._settings = settings
        self._clock = clock
        self._open: Counter[str] = Counter()

    async def serve(self, socket: WebSocket, session_id: str, after: str) -> None:
        """Serve one socket until either side ends it."""
        if not self._may_open(socket):
            await socket.close(POLICY)  # before accept: the HTTP answer is 403
            return
        await socket.accept()
        line = Line(socket, self._settings, self._clock)
        try:
            async with self._counted(session_id):
                caller = Caller(await line.authenticated())
                chat = _Chat(line, self._conversation, session_id, caller)
                await _first_of(chat.listen(), chat.follow(after), line.watch_idle())
        except Closing as closing:
            await line.end(closing)
        except WebSocketDisconnect:
            pass

    @asynccontextmanager
    async def _counted(self, session_id: str) -> AsyncIterator[None]:
        if self._open[session_id] >= self._settings.sockets_per_session:
            error = Exhausted("TOO_MANY_SOCKETS", "This session is open in too many places.", retry_after_s=5)
            raise Closing(POLICY, "too many sockets", error)
        self._open[session_id] += 1
        try:
            yield
        finally:
            self._open[session_id] -= 1
            if not self._open[session_id]:
                del self._open[session_id]

    def _may_open(self, socket: WebSocket) -> bool:
        origin = socket.headers.get("origin", "")
        is_own = bool(origin) and urlsplit(origin).netloc == socket.headers.get("host")
        return is_own or origin.rstrip("/") in self._settings.cors_origins


async def _first_of(*parts: Coroutine[None, None, None]) -> None:
    """Run all parts until the first one ends, cancel the rest, and raise what it raised."""
    tasks = [asyncio.create_task(part) for part in parts]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()


class _Chat:
    """One authenticated socket: frames in, events out."""

    def __init__(self, line: Line, conversation: Conversation, session_id: str, caller: Caller) -> None:
        self._line = line
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
                text = await self._line.receive()
                try:
                    frame = _FRAME.validate_json(text)
                except ValidationError:
                    await self._line.send_error(InvalidInput("INVALID_FRAME", "This frame is not one of the protocol."))
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
        except Exception as error:  # noqa: BLE001 - one frame's failure is told, the socket stays
            await self._line.send_error(as_metier(error), caller.request_id)

    async def _act(self, frame: SayFrame | SelectFrame | ProceedFrame | ReopenFrame, caller: Caller) -> None:
        match frame:
            case SayFrame():
                check_message(frame.message)
                async with self._reply_under_way():
                    async for step in self._conversation.say(self._session_id, frame.message, caller):
                        await self._tell(step)
            case SelectFrame():
                chosen = await self._conversation.select(self._session_id, frame.selected_suggestion_ids, caller)
                await self._line.send(SelectionFrame(**chosen.model_dump(), reply_to=caller.request_id))
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
        """Send a frame unless it is a turn that was told before as an event."""
        if isinstance(frame, TurnFrame):
            if frame.version in self._told and frame.reply_to is None:
                return
            self._told.add(frame.version)
        await self._line.send(frame)

    async def follow(self, after: str) -> None:
        """Send the session's events from a cursor on, over restarts of the services behind."""
        while True:
            try:
                async for event in self._conversation.follow(self._session_id, after, self._caller):
                    await self._quiet.wait()
                    after = event.event_id or after
                    await self._tell(event)
            except Unavailable as error:
                await self._line.send_error(error)
            except DeadlineExceeded:
                continue  # a stream's life is bounded; the next one goes on where it ended
            except MetierError as error:
                raise Closing(POLICY, "not to be followed", error) from None
            await asyncio.sleep(RETRY_S)
