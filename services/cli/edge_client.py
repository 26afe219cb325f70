"""A client of the edge, as any frontend has one: REST with a bearer token, and the WebSocket of the conversation."""

from __future__ import annotations

import json
import os
import uuid
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from services.shared.errors import MetierError, Unavailable, error_class
from services.shared.runtime.credentials import KEY_HEADER

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from types import TracebackType
    from typing import Self

Json = dict[str, Any]

TIMEOUT_S = 60.0
"""A turn may take 20 s, a wait for the CV agent 30 s."""


def problem(document: Json) -> MetierError:
    """The error a problem document stands for."""
    names = {
        400: "InvalidInput",
        401: "Unauthenticated",
        403: "Denied",
        404: "NotFound",
        409: "WrongState",
        413: "TooLarge",
        429: "Exhausted",
        503: "Unavailable",
    }
    cls = error_class(names.get(int(document.get("status", 500)), "Internal"))
    return cls(str(document.get("reason", "INTERNAL")), str(document.get("detail") or document.get("title", "")))


class EdgeClient:
    """Calls the edge at one address."""

    def __init__(self, url: str) -> None:
        """Keep the address, and the API key of METIER_API_KEY; connect on first use."""
        self.url = url.rstrip("/")
        key = os.environ.get("METIER_API_KEY", "")
        self.headers = {KEY_HEADER: key} if key else {}
        self._http = httpx.AsyncClient(base_url=self.url, timeout=TIMEOUT_S, headers=self.headers)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def call(self, method: str, path: str, token: str = "", **arguments: Any) -> httpx.Response:
        """Call and return the answer.

        Raises:
            MetierError: the edge answered with a problem, or (Unavailable, EDGE_DOWN) not at all.
        """
        body = arguments.get("json") or {}
        headers = dict(arguments.pop("headers", {}))
        if method != "GET" and not {"requestId", "request_id"} & body.keys():
            headers.setdefault("idempotency-key", uuid.uuid4().hex)
        if token:
            headers["authorization"] = f"Bearer {token}"
        try:
            response = await self._http.request(method, path, headers=headers, **arguments)
        except httpx.TransportError as error:
            raise Unavailable("EDGE_DOWN", f"Nothing answers at {self.url}.") from error
        if response.is_error:
            raise problem(
                response.json()
                if "json" in response.headers.get("content-type", "")
                else {"status": response.status_code}
            )
        return response

    async def json(self, method: str, path: str, token: str = "", **arguments: Any) -> Json:
        """Call and return the answer's JSON."""
        return dict((await self.call(method, path, token, **arguments)).json())

    async def start(self, job_title: str, initial_tasks: str = "") -> Conversation:
        """Start a session."""
        body = {"action": "start", "jobTitle": job_title, "initialTasks": initial_tasks or None}
        opening = await self.json("POST", "/api/chat", json=body)
        return Conversation(self, opening["sessionId"], opening["sessionToken"], opening)


@dataclass
class Conversation:
    """A session with its token."""

    edge: EdgeClient
    session_id: str
    token: str
    opening: Json

    async def json(self, method: str, path: str, **arguments: Any) -> Json:
        """Call with the session's token and return the answer's JSON."""
        return await self.edge.json(method, path.format(id=self.session_id), self.token, **arguments)

    async def select(self, suggestion_ids: list[str]) -> Json:
        """Replace the set of selected cards."""
        body = {"sessionId": self.session_id, "selectedSuggestionIds": suggestion_ids}
        return await self.json("PATCH", "/api/chat", json=body)

    @asynccontextmanager
    async def socket(self, after: str = "") -> AsyncIterator[Socket]:
        """An authenticated socket of the session, following its events from `after` on."""
        address = self.edge.url.replace("http", "ws", 1) + f"/api/chat/{self.session_id}/ws?after={after}"
        origin, headers = Origin(self.edge.url), self.edge.headers
        async with connect(
            address, origin=origin, compression=None, max_size=1 << 22, additional_headers=headers
        ) as line:
            socket = Socket(line)
            await socket.send({"type": "auth", "token": self.token})
            yield socket


class Socket:
    """One open socket."""

    def __init__(self, line: ClientConnection) -> None:
        """Wrap an open connection."""
        self._line = line

    async def send(self, frame: Json) -> None:
        """Send a frame."""
        await self._line.send(json.dumps(frame))

    async def frames(self) -> AsyncIterator[Json]:
        """Frames as they come.

        Raises:
            MetierError: an `error` frame came.
        """
        async for text in self._line:
            frame = json.loads(text)
            if frame["type"] == "error":
                raise problem(frame)
            yield frame

    async def turn(self, kind: Literal["message", "proceed"], message: str = "") -> AsyncIterator[Json]:
        """Say something, or close; yields the frames of the turn, `turn` last."""
        request_id = uuid.uuid4().hex
        await self.send({"type": kind, "requestId": request_id} | ({"message": message} if message else {}))
        async for frame in self.frames():
            if frame["type"] in {"tool", "delta"} or (frame["type"] == "turn" and frame.get("replyTo") == request_id):
                yield frame
                if frame["type"] == "turn":
                    return
