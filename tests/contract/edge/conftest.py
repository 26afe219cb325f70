"""The edge's app in this process, on fake services over a real gRPC channel."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest

from services.edge.app import build
from services.edge.page import Site
from services.edge.settings import EdgeSettings
from services.edge.wiring import backends_of
from services.shared.runtime.channels import connect
from services.shared.runtime.clock import SystemClock
from tests.fakes.edge.serve import NAMES, fake_services
from tests.fakes.edge.world import World

SETTINGS = EdgeSettings(cors_origins="https://friend.example")


@dataclass
class Edge:
    """A client of the app, and the world behind it."""

    http: httpx.AsyncClient
    world: World

    async def start(self, **members: object) -> tuple[str, dict[str, str]]:
        """A session and the header that opens it."""
        body = {"action": "start", "jobTitle": "Policy Analyst", **members}
        opening = (await self.http.post("/api/chat", json=body)).json()
        return opening["sessionId"], {"authorization": f"Bearer {opening['sessionToken']}"}

    async def with_tasks(self) -> tuple[str, dict[str, str]]:
        """A session whose tasks are made."""
        session, opened = await self.start(initialTasks="I write briefs, read drafts and analyse data")
        await self.http.post("/api/tasks/process", json={"sessionId": session}, headers=opened)
        return session, opened

    async def cv(self, name: str = "cv.docx", content: bytes = b"a file") -> tuple[str, dict[str, str]]:
        """A CV session and the header that opens it."""
        answer = (await self.http.post("/api/cv", files={"file": (name, content)})).json()
        return answer["session_id"], {"authorization": f"Bearer {answer['session_token']}"}

    async def press(self, session: str, opened: dict[str, str], action: str, **data: object) -> httpx.Response:
        """Press a button of a CV session."""
        body = {"session_id": session, "user_action": action, "action_data": data or None}
        return await self.http.post("/api/process-cv", json=body, headers=opened)


@pytest.fixture
async def edge() -> AsyncIterator[Edge]:
    world = World()
    async with fake_services(world) as target, connect(target, SETTINGS) as channel:
        app = build(backends_of(dict.fromkeys(NAMES, channel)), SETTINGS, Site(), SystemClock())
        transport = httpx.ASGITransport(app, client=("192.0.2.1", 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://edge") as http:
            yield Edge(http, world)


def told(response: httpx.Response, status: int, reason: str) -> dict[str, object]:
    """The problem document of an answer, after checking that it is a whole one."""
    assert response.headers["content-type"] == "application/problem+json"
    document: dict[str, object] = response.json()
    assert (response.status_code, document["status"], document["reason"]) == (status, status, reason), document
    assert document["detail"]
    assert document["requestId"] == response.headers["x-request-id"]
    return document
