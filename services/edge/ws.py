"""The sockets: one endpoint, and behind it a handler for each kind of session (docs/spec.md 6 and 7, docs/reliability.md D3).

Rules:
    1. Only a page of ours, of a listed origin, or an integrator may open a socket; others get 403 before it exists.
    2. The first frame is `auth`; an unknown session and a wrong token are answered alike, by whoever owns the session.
    3. What breaks one frame is answered by an `error` frame; what breaks the socket's rules closes it (1003, 1008, 1009).
    4. Sockets are counted by session and token, so that whoever guesses at a token shuts nobody out; and, from the
       handshake on, by address and in all, so that whoever shows no token holds few. Too many get 429 before they exist.
    5. A client that comes back with `after=<eventId>` goes on where it was.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Protocol

from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from services.edge.connection import POLICY, Closing, WebSocketConnection
from services.edge.handlers.chat import ChatHandler
from services.edge.handlers.cv import CvHandler
from services.edge.middleware.entry import INTEGRATOR, is_allowed_origin
from services.edge.middleware.rates import client_address
from services.edge.ports import Caller, Conversation, CvRecords
from services.edge.problems import problem_response
from services.edge.settings import EdgeSettings
from services.shared.errors import Exhausted
from services.shared.runtime.clock import Clock

_Holder = tuple[str, str] | str
"""A session id and the token that was shown for it; or an address; or everybody."""
_EVERYBODY = ""


class SessionHandler(Protocol):
    """Receives the frames and sends the events of one authenticated socket."""

    async def listen(self) -> None:
        """Take the client's frames until the socket ends."""
        ...

    async def follow(self, after: str) -> None:
        """Send the session's events from a cursor on."""
        ...


def socket_routes(sockets: "Sockets", conversation: Conversation, cvs: CvRecords) -> APIRouter:
    """The routes of the sockets."""
    routes = APIRouter()

    @routes.websocket("/api/chat/{session_id}/ws")
    async def chat(socket: WebSocket, session_id: str, after: str = "") -> None:
        await sockets.serve(socket, session_id, after, partial(ChatHandler, conversation, session_id))

    @routes.websocket("/api/cv/{session_id}/ws")
    async def cv(socket: WebSocket, session_id: str, after: str = "") -> None:
        await sockets.serve(socket, session_id, after, partial(CvHandler, cvs, session_id))

    return routes


class Sockets:
    """All open sockets of this process."""

    def __init__(self, settings: EdgeSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._open: Counter[_Holder] = Counter()

    async def serve(
        self,
        socket: WebSocket,
        session_id: str,
        after: str,
        handler_of: Callable[[WebSocketConnection, Caller], SessionHandler],
    ) -> None:
        """Serve one socket until either side ends it."""
        if not self._may_open(socket):
            await socket.close(POLICY)  # before accept: the HTTP answer is 403
            return
        address = client_address(socket.scope, self._settings.forwarded_hops)
        try:
            with (
                self._counted(_EVERYBODY, self._settings.sockets_most, "Too many sockets are open here."),
                self._counted(address, self._settings.sockets_per_address, "Your network has too many sockets open."),
            ):
                await self._accepted(socket, session_id, after, handler_of)
        except Exhausted as error:
            await problem_response(error, socket.url.path)(socket.scope, socket.receive, socket.send)

    async def _accepted(
        self,
        socket: WebSocket,
        session_id: str,
        after: str,
        handler_of: Callable[[WebSocketConnection, Caller], SessionHandler],
    ) -> None:
        await socket.accept()
        connection = WebSocketConnection(socket, self._settings, self._clock)
        most = self._settings.sockets_per_session
        try:
            token = await connection.authenticated()
            try:
                with self._counted((session_id, token), most, "This session is open in too many places."):
                    handler = handler_of(connection, Caller(token))
                    await _first_of(handler.listen(), handler.follow(after), connection.watch_idle())
            except Exhausted as error:
                raise Closing(POLICY, "too many sockets", error) from None
        except Closing as closing:
            await connection.end(closing)
        except WebSocketDisconnect:
            pass

    @contextmanager
    def _counted(self, holder: _Holder, most: int, refusal: str) -> Iterator[None]:
        """Count a socket of a holder for as long as the block runs.

        Raises:
            Exhausted: TOO_MANY_SOCKETS, the holder has `most` open.
        """
        if self._open[holder] >= most:
            raise Exhausted("TOO_MANY_SOCKETS", refusal, retry_after_s=5)
        self._open[holder] += 1
        try:
            yield
        finally:
            self._open[holder] -= 1
            if not self._open[holder]:
                del self._open[holder]

    def _may_open(self, socket: WebSocket) -> bool:
        return bool(socket.scope.get(INTEGRATOR)) or is_allowed_origin(socket.headers, self._settings)


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
