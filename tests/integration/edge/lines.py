"""A client of the edge's sockets, and the sessions it opens."""

import asyncio
import json
from typing import Self

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

KINDS = ("chat", "cv")
"""The sockets there are: `/api/<kind>/{session_id}/ws`."""


def address(edge, kind: str, session: str, after: str = "", language: str = "") -> str:
    """Where the socket of a session is."""
    return f"{edge.url.replace('http', 'ws')}/api/{kind}/{session}/ws?after={after}&lang={language}"


async def start(edge, kind: str = "chat") -> dict[str, str]:
    """A new session, as `Line` wants it."""
    async with httpx.AsyncClient(base_url=edge.url) as http:
        if kind == "cv":
            session = (await http.post("/api/cv", files={"file": ("cv.docx", b"a file")})).json()
            return {"kind": kind, "session": session["session_id"], "token": session["session_token"]}
        session = (await http.post("/api/chat", json={"action": "start", "jobTitle": "Nurse"})).json()
        return {"kind": kind, "session": session["sessionId"], "token": session["sessionToken"]}


class Line:
    """A socket as a page has it."""

    def __init__(  # noqa: PLR0917 - what a client chooses
        self,
        edge,
        kind: str = "chat",
        session: str = "",
        token: str = "",
        after: str = "",
        origin: str = "",
        language: str = "",
    ) -> None:
        url = address(edge, kind, session, after, language)
        self.connection = connect(url, origin=origin or edge.url, compression=None, max_size=None)
        self.token = token

    async def __aenter__(self) -> Self:
        self.socket = await self.connection.__aenter__()
        if self.token:
            await self.send(type="auth", token=self.token)
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.connection.__aexit__(*error)

    async def send(self, **frame):
        await self.socket.send(json.dumps(frame))

    async def next(self, kind: str = ""):
        """The next frame, or the next of a kind."""
        while True:
            frame = json.loads(await asyncio.wait_for(self.socket.recv(), 5))
            if not kind or frame["type"] == kind:
                return frame

    async def closing(self):
        """Close code and the frames before it."""
        frames = []
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                frames.append(json.loads(await asyncio.wait_for(self.socket.recv(), 5)))
        return closed.value.rcvd.code, frames
