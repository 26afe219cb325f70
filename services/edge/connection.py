"""One WebSocket with its limits: rate and silence of frames (docs/reliability.md D3), and how it ends; their size is the listener's."""

import asyncio
from collections import deque

from fastapi import WebSocket, WebSocketDisconnect
from pydantic import BaseModel, ValidationError

from services.edge.models.events import Auth
from services.edge.problems import SNAKE_PATHS, render
from services.edge.settings import EdgeSettings
from services.shared.errors import Exhausted, InvalidInput, MetierError, NotFound
from services.shared.runtime.clock import Clock

NORMAL, WRONG_KIND, POLICY = 1000, 1003, 1008
"""Close codes of RFC 6455, section 7.4.1."""


class Closing(Exception):
    """Ends a socket with a close code, after an error frame where there is something to say."""

    def __init__(self, code: int, reason: str, error: MetierError | None = None) -> None:
        super().__init__(reason)
        self.code, self.reason, self.error = code, reason, error


class WebSocketConnection:
    """One socket with its limits: what is sent and received, and when it was last used."""

    def __init__(self, socket: WebSocket, settings: EdgeSettings, clock: Clock) -> None:
        self._socket = socket
        self._is_snake = socket.url.path.startswith(SNAKE_PATHS)
        self._settings = settings
        self._clock = clock
        self._used_at = clock.monotonic()
        self._recent: deque[float] = deque(maxlen=settings.socket_frames)

    async def authenticated(self) -> str:
        """The token of the first frame."""
        try:
            async with asyncio.timeout(self._settings.socket_auth_s):
                return Auth.model_validate_json(await self.receive()).token
        except (TimeoutError, ValidationError):
            error = NotFound("SESSION_UNKNOWN", "There is no such session, or the token does not open it.")
            raise Closing(POLICY, "the first frame must be auth", error) from None

    async def receive(self) -> str:
        """The next text frame, within the rate."""
        message = await self._socket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", NORMAL))
        text = message.get("text")
        if text is None:
            raise Closing(WRONG_KIND, "text frames only")
        now = self._used_at = self._clock.monotonic()
        if len(self._recent) == self._recent.maxlen and now - self._recent[0] < self._settings.socket_window_s:
            pause_s = self._settings.socket_window_s
            error = Exhausted("TOO_MANY_FRAMES", "Too many messages at once.", retry_after_s=pause_s)
            raise Closing(POLICY, "too many frames", error)
        self._recent.append(now)
        return str(text)

    async def send(self, frame: BaseModel) -> None:
        """Send a frame as JSON."""
        self._used_at = self._clock.monotonic()
        # As over HTTP: the CV's JSON spells out what is absent, the conversation's leaves it out.
        await self._socket.send_text(frame.model_dump_json(by_alias=True, exclude_none=not self._is_snake))

    async def send_error(self, error: MetierError, reply_to: str | None = None) -> None:
        """Send an error as a problem document."""
        extra = {"type": "error"} if reply_to is None else {"type": "error", "replyTo": reply_to}
        await self.send(render(error, snake=self._is_snake).model_copy(update=extra))

    async def refuse_frame(self) -> None:
        """Say that a frame is none of the protocol."""
        await self.send_error(InvalidInput("INVALID_FRAME", "This frame is not one of the protocol."))

    async def watch_idle(self) -> None:
        """Close the socket after a long silence."""
        while (left := self._used_at + self._settings.socket_idle_s - self._clock.monotonic()) > 0:
            await asyncio.sleep(left)
        raise Closing(NORMAL, "idle")

    async def end(self, closing: Closing) -> None:
        """Say why, if there is something to say, and close; a peer that is gone already is no matter."""
        try:
            if closing.error is not None:
                await self.send_error(closing.error)
            await self._socket.close(closing.code, closing.reason)
        except (RuntimeError, WebSocketDisconnect):
            return
