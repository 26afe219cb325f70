"""The HTTP server of the edge: uvicorn, with bounds on what a client may make it hold (docs/reliability.md D3, D5).

Rules:
    1. A request's head has 64 KiB, and 10 s from its first byte on, or from the connection's if nothing comes.
    2. A WebSocket message is refused with 1009 as soon as a frame's header says it is too large; the rest is read and dropped.
    3. What a client may send between messages without limit, empty fragments and pings, costs no memory.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame

from services.edge.settings import EdgeSettings

HEAD_BYTES = 65_536
"""Room for a request's head; cookies and tokens of the page need 2 KiB."""

HEAD_S = 10.0
"""Time for a request's head: what a slow phone needs many times over, and what a slowloris is cut off at."""

KEEP_ALIVE_S = 75
"""How long a connection may rest between requests: longer than proxies keep theirs (60 s), which would else use a dead one."""

DISCARD_S = 2.0
"""Time a refused client has to notice; one that is cut off while it sends never learns the code."""


class _Http(H11Protocol):
    """A connection that ends where a request's head takes too long."""

    _head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn declares it
        super().connection_made(transport)
        self._watch_head()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_watching()
        super().connection_lost(exc)

    def _watch_head(self) -> None:
        if self.conn.their_state is not h11.IDLE:
            self._stop_watching()
        elif self._head_timer is None:
            self._head_timer = self.loop.call_later(HEAD_S, self.transport.close)

    def _stop_watching(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None


class _Socket(WebSocketsSansIOProtocol):
    """A WebSocket whose refusals arrive, and whose control frames and empty fragments are not kept."""

    def data_received(self, data: bytes) -> None:
        if self.conn.parser_exc is None:
            super().data_received(data)

    def handle_parser_exception(self) -> None:
        close = self.conn.close_sent
        self.queue.put_nowait({"type": "websocket.disconnect", "code": close.code if close else 1006, "reason": ""})
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.transport.resume_reading()
        self.close_timer = self.loop.call_later(DISCARD_S, self.transport.close)

    def handle_cont(self, event: Frame) -> None:
        if event.data or event.fin:
            super().handle_cont(event)

    def handle_ping(self) -> None:
        if self.writable.is_set():
            super().handle_ping()
        else:  # it asks and does not read
            self.conn.data_to_send()


class Listener(uvicorn.Server):
    """The server; `stop` lets requests in flight end within the settings' `grace_s`."""

    def __init__(self, app: ASGIApp, settings: EdgeSettings, host: str, port: int) -> None:
        given: dict[str, Any] = {"http": _Http, "ws": _Socket, "lifespan": "off", "interface": "asgi3"}
        super().__init__(
            uvicorn.Config(
                app,
                host,
                port,
                **given,
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,  # the app reads what `forwarded_hops` vouch for
                h11_max_incomplete_event_size=HEAD_BYTES,
                ws_max_size=settings.socket_frame_bytes,
                ws_per_message_deflate=False,
                timeout_keep_alive=KEEP_ALIVE_S,
                timeout_graceful_shutdown=int(settings.grace_s),
            )
        )

    def stop(self) -> None:
        """End `serve`, once what is in flight has ended."""
        self.should_exit = True

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the process, which calls `stop`."""
        yield
